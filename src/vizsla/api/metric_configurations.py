"""Tag configurations of metrics: kept and given back as the real API does; here every tag can be asked for anyhow."""

import asyncio
from collections.abc import Callable, Container
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import metric_volumes, saved
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.metric_facts import TYPES, named
from vizsla.query.metrics import inventory
from vizsla.store.documents import Document
from vizsla.store.queried import KEPT_S, LATELY_S

Test = Callable[[inventory.Sent], bool]

KIND = "metric_tags"
_AGGREGATIONS = {
    "gauge": [{"time": "avg", "space": "avg"}],
    "count": [{"time": "sum", "space": "sum"}],
    "rate": [{"time": "sum", "space": "sum"}],
}
_HOUR_S = 3600
_ALL = 1_000_000


async def listed(request: Request) -> Response:
    """GET /api/v2/metrics: metrics sent lately, those with a configuration as such; filters, order and cursors."""
    given, context = request.query_params, of(request)
    window = whole(given.get("window[seconds]") or str(_HOUR_S), "window[seconds]", 1, 30 * 86400)
    size = whole(given.get("page[size]") or "10000", "page[size]", 1, 10000)
    now, tags = int(context.clock()), given.get("filter[tags]") or ""
    since, included, order = now - window, metric_volumes.wanted(request), metric_volumes.order(request)
    configured = {one.id: one for one in await saved.documents(request, KIND)}
    tests = _tests(request, configured)
    if (wanted := _flag(request, "filter[related_assets]")) is not None:
        tests.append(_among(await named(request), wanted))
    if (wanted := _flag(request, "filter[queried]")) is not None:
        name = "filter[queried][window][seconds]"
        seconds = whole(given.get(name) or str(LATELY_S), name, 1, KEPT_S)
        tests.append(_among(await asyncio.to_thread(context.queried.since, context.clock() - seconds), wanted))
    found: list[inventory.Sent] = []
    after, read = given.get("page[cursor]") or "", _ALL if order else size + 1
    at = "" if order else after
    while len(found) <= size:
        page = await asyncio.to_thread(inventory.metrics, since, tags, at, read, context.engine.run)
        found += [one for one in page if all(test(one) for test in tests)]
        if len(page) < read:
            break
        at = page[-1].name
    changes = bool(order and order[0].endswith("_delta"))
    volumes = None
    if order or included:
        run = context.engine.run
        names = None if order else [one.name for one in found[:size]]
        volumes = await asyncio.to_thread(metric_volumes.read, since, now, changes, configured, run, names)
    if order and volumes:
        found = metric_volumes.page(found, volumes, order, after, size)
    shown = found[:size]
    following = shown[-1].name if len(found) > size else None
    data: list[dict[str, Any]] = [
        _shown(configured[one.name]) if one.name in configured else {"type": "metrics", "id": one.name} for one in shown
    ]
    pagination = {"limit": size, "type": "cursor_limit", "cursor": after or None, "next_cursor": following}
    answer: dict[str, Any] = {"data": data, "meta": {"pagination": pagination}}
    if included and volumes:
        for one in data:
            one["relationships"] = {
                metric_volumes.INCLUDED: {"data": {"type": metric_volumes.INCLUDED, "id": one["id"]}}
            }
        answer["included"] = [
            {
                "type": metric_volumes.INCLUDED,
                "id": one.name,
                "attributes": {
                    f"{kind}_volume": volumes.of(one.name, f"{kind}_volume") for kind in ("indexed", "ingested")
                },
            }
            for one in shown
        ]
    return JSONResponse(answer)


async def read(request: Request) -> Response:
    """GET /api/v2/metrics/{name}/tags."""
    return JSONResponse({"data": _shown(await _configuration(request))})


async def create(request: Request) -> Response:
    """POST /api/v2/metrics/{name}/tags: 201; a 409 where there is one."""
    name, given = request.path_params["name"], await _attributes(request)
    if given.get("metric_type") not in TYPES:
        raise ApiError(400, f"The value provided for parameter 'metric_type' is invalid: one of {', '.join(TYPES)}")
    if await asyncio.to_thread(of(request).documents.get, KIND, name):
        raise ApiError(409, f"A tag configuration for metric '{name}' already exists")
    return JSONResponse({"data": _shown(await saved.create(request, KIND, _filled(given), name))}, 201)


async def update(request: Request) -> Response:
    """PATCH /api/v2/metrics/{name}/tags."""
    before, given = await _configuration(request), await _attributes(request)
    given.pop("metric_type", None)
    return JSONResponse({"data": _shown(await saved.save(request, before, before.body | given))})


async def delete(request: Request) -> Response:
    """DELETE /api/v2/metrics/{name}/tags: 204."""
    found = await _configuration(request)
    await asyncio.to_thread(of(request).documents.delete, KIND, found.id)
    return Response(status_code=204)


async def create_several(request: Request) -> Response:
    """POST /api/v2/metrics/config/bulk-tags: configure every metric whose name begins with the `id`; 202."""
    prefix, given = await _bulk(request)
    context = of(request)
    keep = given.get("override_existing_configurations") is False
    since = int(context.clock()) - 30 * 86400
    sent = await asyncio.to_thread(inventory.metrics, since, "", "", 100_000, context.engine.run)
    for one in sent:
        if not one.name.startswith(prefix):
            continue
        body = _filled(
            {"metric_type": one.type, "tags": given["tags"], "exclude_tags_mode": bool(given.get("exclude_tags_mode"))}
        )

        def change(before: dict[str, Any], body: dict[str, Any] = body) -> None:
            if not (keep and before):
                before.update(body)

        await saved.change(request, KIND, one.name, {}, change)
    return _status(prefix, given)


async def delete_several(request: Request) -> Response:
    """DELETE /api/v2/metrics/config/bulk-tags: forget the configurations of such metrics; 202."""
    prefix, given = await _bulk(request)
    for one in await saved.documents(request, KIND):
        if one.id.startswith(prefix):
            await asyncio.to_thread(of(request).documents.delete, KIND, one.id)
    return _status(prefix, given)


def _status(prefix: str, given: dict[str, Any]) -> Response:
    attributes = {"status": "Accepted"} | {key: given[key] for key in ("tags", "emails") if key in given}
    return JSONResponse({"data": {"type": "metric_bulk_configure_tags", "id": prefix, "attributes": attributes}}, 202)


async def _bulk(request: Request) -> tuple[str, dict[str, Any]]:
    data = (await json_object(request)).get("data")
    prefix = data.get("id") if isinstance(data, dict) else None
    attributes = data.get("attributes") if isinstance(data, dict) else None
    if not isinstance(prefix, str) or not prefix:
        raise ApiError(400, "The value provided for parameter 'data.id' is invalid: the beginning of names is wanted")
    given: dict[str, Any] = attributes if isinstance(attributes, dict) else {}
    _check(given | {"tags": given.get("tags") or []})
    return prefix, given | {"tags": given.get("tags") or []}


async def _attributes(request: Request) -> dict[str, Any]:
    data = (await json_object(request)).get("data")
    if not isinstance(data, dict) or not isinstance(data.get("attributes"), dict):
        raise ApiError(400, "The value provided for parameter 'data.attributes' is invalid: an object is wanted")
    if data.get("type") != "manage_tags":
        raise ApiError(400, "The value provided for parameter 'data.type' is invalid: it is 'manage_tags'")
    if data.get("id") not in (None, request.path_params["name"]):
        raise ApiError(400, "The value provided for parameter 'data.id' is invalid: it differs from the path's")
    given: dict[str, Any] = dict(data["attributes"])
    _check(given)
    return given


def _check(given: dict[str, Any]) -> None:
    tags = given.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag for tag in tags):
        raise ApiError(400, "The value provided for parameter 'tags' is invalid: a list of texts is wanted")
    for field in ("include_percentiles", "exclude_tags_mode"):
        if not isinstance(given.get(field, False), bool):
            raise ApiError(400, f"The value provided for parameter '{field}' is invalid: true or false is wanted")
    if given.get("include_percentiles") and given.get("metric_type", "distribution") != "distribution":
        raise ApiError(400, "The value provided for parameter 'include_percentiles' is invalid: only for distributions")
    aggregations = given.get("aggregations") or []
    if not isinstance(aggregations, list):
        raise ApiError(400, "The value provided for parameter 'aggregations' is invalid: a list is wanted")
    for i, one in enumerate(aggregations):
        if not isinstance(one, dict) or not {"time", "space"} <= one.keys():
            raise ApiError(400, f"The value provided for parameter 'aggregations[{i}]' is invalid: time and space")


def _filled(given: dict[str, Any]) -> dict[str, Any]:
    made = {"tags": []} | given
    if given["metric_type"] == "distribution":
        return {"include_percentiles": False} | made
    return {"aggregations": _AGGREGATIONS.get(given["metric_type"], _AGGREGATIONS["gauge"])} | made


async def _configuration(request: Request) -> Document:
    name = request.path_params["name"]
    return await saved.document(request, KIND, name, f"Metric '{name}' has no tag configuration")


def _shown(one: Document) -> dict[str, Any]:
    moments = {"created_at": saved.iso(one.created), "modified_at": saved.iso(one.modified)}
    return {"type": "manage_tags", "id": one.id, "attributes": one.body | moments}


def _flag(request: Request, name: str) -> bool | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if text.lower() not in ("true", "false"):
        raise ApiError(400, f"The value provided for parameter '{name}' is invalid: true or false is wanted")
    return text.lower() == "true"


def _among(names: Container[str], wanted: bool) -> Test:
    return lambda one: (one.name in names) == wanted


def _tests(request: Request, configured: dict[str, Document]) -> list[Test]:
    given = request.query_params
    tests: list[Test] = []

    def body(one: inventory.Sent) -> dict[str, Any]:
        return configured[one.name].body if one.name in configured else {}

    if _flag(request, "filter[is_configurable]") is False:  # every metric can have a configuration here
        tests.append(lambda one: False)
    if (wanted := _flag(request, "filter[configured]")) is not None:
        tests.append(_among(configured, wanted))
    if (percentiles := _flag(request, "filter[include_percentiles]")) is not None:
        tests.append(lambda one: bool(body(one).get("include_percentiles")) == percentiles)
    if kind := given.get("filter[metric_type]"):
        if kind not in ("distribution", "non_distribution"):
            raise ApiError(400, "The value provided for parameter 'filter[metric_type]' is invalid")
        tests.append(lambda one: (one.type == "distribution") == (kind == "distribution"))
    if tags := given.get("filter[tags_configured]"):
        tests.append(lambda one: any(tag in (body(one).get("tags") or []) for tag in tags.split(",")))
    return tests
