"""What is known of a metric: its description and unit, which people may change; tags, volumes, where it is used."""

import asyncio
import re
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import dashboards, saved
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.metric_catalogue import METADATA, catalogue
from vizsla.query.metrics import inventory

TYPES = ("gauge", "rate", "count", "distribution")
_USERS = {dashboards.KIND: "dashboards", "monitor": "monitors", "notebook": "notebooks", "slo": "slos"}
_WORD = re.compile(r"[\w.-]+")
_TEXTS = ("description", "short_name", "unit", "per_unit", "type")
_DAY_S = 86400
_LONGEST_S = 30 * _DAY_S


async def metadata(request: Request) -> Response:
    """GET /api/v1/metrics/{name}: what people said of it, else its newest series, else its integration."""
    name, context = request.path_params["name"], of(request)
    sent = await asyncio.to_thread(inventory.newest, name, context.engine.run)
    edited = await asyncio.to_thread(context.documents.get, METADATA, name)
    if sent is None and edited is None:
        raise ApiError(404, f"Metric '{name}' not found")
    return JSONResponse(shown(name, sent, edited.body if edited else {}))


async def edit(request: Request) -> Response:
    """PUT /api/v1/metrics/{name}: change some of type, description, short_name, unit, per_unit, statsd_interval."""
    name, given = request.path_params["name"], await json_object(request)
    for field in _TEXTS:
        if not isinstance(given.get(field), str | None):
            raise ApiError(400, f"The value provided for parameter '{field}' is invalid: a text is wanted")
    if given.get("type") and given["type"] not in TYPES:
        raise ApiError(400, f"The value provided for parameter 'type' is invalid: one of {', '.join(TYPES)}")
    interval = given.get("statsd_interval")
    if interval is not None and (isinstance(interval, bool) or not isinstance(interval, int) or interval < 0):
        raise ApiError(400, "The value provided for parameter 'statsd_interval' is invalid: whole seconds are wanted")

    def change(body: dict[str, Any]) -> dict[str, Any]:
        body.update(given)
        return dict(body)

    body = await saved.change(request, METADATA, name, {}, change)
    sent = await asyncio.to_thread(inventory.newest, name, of(request).engine.run)
    return JSONResponse(shown(name, sent, body))


async def all_tags(request: Request) -> Response:
    """GET /api/v2/metrics/{name}/all-tags: `window[seconds]`, `filter[tags]`, `filter[match]`, `page[limit]`."""
    name, since, run = request.path_params["name"], _since(request), of(request).engine.run
    found = await asyncio.to_thread(inventory.tags_of, name, since, run)
    await _known(request, bool(found))
    given = request.query_params
    match, wanted = given.get("filter[match]") or "", given.get("filter[tags]") or ""
    shown = [tag for tag in found if match in tag and (not wanted or tag in wanted.split(",") or wanted in tag)]
    if (given.get("filter[include_tag_values]") or "true").lower() == "false":
        shown = list(dict.fromkeys(tag.partition(":")[0] for tag in shown))
    shown = shown[: whole(given.get("page[limit]") or "1000000", "page[limit]", 1)]
    attributes = {"tags": shown, "ingested_tags": shown}
    return JSONResponse({"data": {"type": "metrics", "id": name, "attributes": attributes}})


async def active(request: Request) -> Response:
    """GET /api/v2/metrics/{name}/active-configurations: the tags that dashboards and monitors ask for."""
    name = request.path_params["name"]
    keys = await asyncio.to_thread(
        lambda: inventory.cardinalities(name, _since(request), of(request).engine.run),
    )
    await _known(request, bool(keys))
    texts = "\n".join([text for _, _, text in await _users(request, name)])
    used = [key for key in sorted(keys) if re.search(rf"(?<![\w.-]){re.escape(key)}(?![\w.-])", texts)]
    attributes = {"active_tags": used, "active_aggregations": []}
    return JSONResponse({"data": {"type": "actively_queried_configurations", "id": name, "attributes": attributes}})


async def volumes(request: Request) -> Response:
    """GET /api/v2/metrics/{name}/volumes: how many series it has."""
    name, since, run = request.path_params["name"], _since(request), of(request).engine.run
    count = await asyncio.to_thread(inventory.distinct, name, since, run)
    await _known(request, count > 0)
    return JSONResponse(
        {"data": {"type": "distinct_metric_volumes", "id": name, "attributes": {"distinct_volume": count}}}
    )


async def estimate(request: Request) -> Response:
    """GET /api/v2/metrics/{name}/estimate: how many series it would have with the tags of `filter[groups]` alone."""
    name, given, run = request.path_params["name"], request.query_params, of(request).engine.run
    groups = [key.strip() for key in (given.get("filter[groups]") or "").split(",") if key.strip()]
    hours = whole(given.get("filter[timespan_h]") or "1", "filter[timespan_h]", 1, 24 * 60)
    since = int(of(request).clock()) - 3600 * hours
    flipped = (given.get("filter[exclude_tags_mode]") or "").lower() == "true"
    sent = await asyncio.to_thread(inventory.newest, name, run)
    await _known(request, sent is not None)
    series = await asyncio.to_thread(lambda: inventory.distinct(name, since, run, groups, flipped))
    percentiles = (given.get("filter[pct]") or "").lower() == "true"
    kind = "count_or_gauge" if sent and sent.type != "distribution" else "percentile" if percentiles else "distribution"
    attributes = {
        "estimate_type": kind,
        "estimated_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(of(request).clock())),
        # A distribution is kept as five figures, with percentiles as ten.
        "estimated_output_series": series * {"count_or_gauge": 1, "distribution": 5, "percentile": 10}[kind],
    }
    return JSONResponse({"data": {"type": "metric_cardinality_estimate", "id": name, "attributes": attributes}})


async def cardinalities(request: Request) -> Response:
    """GET /api/v2/metrics/{name}/tag-cardinalities: for each tag, the series that are there only for it."""
    name, since, run = request.path_params["name"], _since(request), of(request).engine.run

    def found() -> list[dict[str, Any]]:
        values = dict(list(inventory.cardinalities(name, since, run).items())[:50])
        series = inventory.distinct(name, since, run)
        without = inventory.distinct_without(name, since, list(values), run)
        return [
            {
                "type": "tag_cardinality",
                "id": key,
                "attributes": {"cardinality_delta": series - without[key], "values": count},
            }
            for key, count in values.items()
        ]

    data = await asyncio.to_thread(found)
    await _known(request, bool(data))
    return JSONResponse({"data": data, "meta": {"metric_name": name}})


async def assets(request: Request) -> Response:
    """GET /api/v2/metrics/{name}/assets: the dashboards, monitors, notebooks and SLOs that name it."""
    name = request.path_params["name"]
    data: dict[str, list[dict[str, str]]] = {kind: [] for kind in ("dashboards", "monitors", "notebooks", "slos")}
    included = []
    for kind, shown, _ in await _users(request, name):
        data[kind].append({"id": shown["id"], "type": kind})
        included.append({"type": kind, "id": shown["id"], "attributes": shown["attributes"]})
    relationships = {kind: {"data": found} for kind, found in data.items()}
    return JSONResponse({"data": {"type": "metrics", "id": name, "relationships": relationships}, "included": included})


async def named(request: Request) -> frozenset[str]:
    """Every word that a dashboard, monitor, notebook or SLO has in it: names of metrics among them."""
    texts = [_texts(one.body) for kind in _USERS for one in await saved.documents(request, kind)]
    return frozenset(word.rstrip(".") for text in texts for word in _WORD.findall(text))


async def _users(request: Request, name: str) -> list[tuple[str, dict[str, Any], str]]:
    """Kind, id with attributes, and texts of every document that names the metric."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)")
    found = []
    for kind, plural in _USERS.items():
        for one in await saved.documents(request, kind):
            text = _texts(one.body)
            if not pattern.search(text):
                continue
            title = str(one.body.get("title") or one.body.get("name") or "")
            where = dashboards.url(one) if kind == dashboards.KIND else f"/{plural}/{one.id}"
            attributes = {"title": title, "url": where, "tags": one.body.get("tags") or []}
            if kind == dashboards.KIND:
                attributes["popularity"] = 0.0
            found.append((plural, {"id": one.id, "attributes": attributes}, text))
    return found


def _texts(part: Any) -> str:
    match part:
        case str():
            return part
        case dict():
            return "\n".join(_texts(one) for one in part.values())
        case list():
            return "\n".join(_texts(one) for one in part)
    return ""


def _since(request: Request) -> int:
    seconds = whole(request.query_params.get("window[seconds]") or str(_DAY_S), "window[seconds]", 1, _LONGEST_S)
    return int(of(request).clock()) - seconds


async def _known(request: Request, found: bool) -> None:
    name = request.path_params["name"]
    if not found and await asyncio.to_thread(inventory.newest, name, of(request).engine.run) is None:
        raise ApiError(404, f"Metric '{name}' not found")


def shown(name: str, sent: inventory.Sent | None, edited: dict[str, Any]) -> dict[str, Any]:
    """What is known of a metric: what people said, else what came with its points, else what its integration says."""
    known = catalogue().get(name)
    unit, _, per_unit = (sent.unit if sent else "").partition("/")
    found: dict[str, Any] = {
        "type": sent.type if sent else None,
        "description": known.description if known else None,
        "short_name": None,
        "unit": unit or (known.unit if known else None) or None,
        "per_unit": per_unit or (known.per_unit if known else None) or None,
        "statsd_interval": (sent.interval if sent else None) or None,
        "integration": (sent.source if sent else None) or (known.integration if known else None),
    }
    return found | {key: value for key, value in edited.items() if value is not None}
