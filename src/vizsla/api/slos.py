"""Service level objectives: create, list, read, change, delete."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object, json_of, whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.documents.slo import TYPES, filled, problems
from vizsla.monitors.slo.matching import matching
from vizsla.monitors.slo.objective import understand
from vizsla.query.errors import QueryError
from vizsla.store.documents import Conflict, Document

_OWN = ("id", "type_id", "creator", "created_at", "modified_at", "monitor_tags", "configured_alert_ids")


async def create(request: Request) -> Response:
    """POST /api/v1/slo."""
    context, body = of(request), await _checked(request, await json_object(request))
    made = await asyncio.to_thread(lambda: context.documents.create("slo", body, author=author(request)))
    return JSONResponse({"data": [shown(made)], "error": None})


async def listed(request: Request) -> Response:
    """GET /api/v1/slo: those with the given `ids`, or whose names, tags and metrics match, a page of them."""
    given = request.query_params
    found = await asyncio.to_thread(of(request).documents.all, "slo")
    ids = [one.strip() for one in given.get("ids", "").split(",") if one.strip()]
    if ids:
        by_id = {one.id: one for one in found}
        missing = next((one for one in ids if one not in by_id), None)
        if missing:
            raise ApiError(404, f"SLO {missing} not found")
        found = [by_id[one] for one in ids]
    words, metrics = given.get("query", "").lower(), given.get("metrics_query", "").lower()
    keeps = matching(given.get("tags_query", ""))
    chosen = [
        one
        for one in found
        if words in str(one.body["name"]).lower() and metrics in asked_text(one.body).lower() and keeps(one)
    ]
    offset = whole(given.get("offset", "0"), "offset")
    limit = whole(given.get("limit", "1000"), "limit", 1, 1000)
    counts = {"total_count": len(found), "total_filtered_count": len(chosen)}
    rows = [shown(one) for one in chosen[offset : offset + limit]]
    return JSONResponse({"data": rows, "errors": [], "metadata": {"page": counts}})


async def read(request: Request) -> Response:
    """GET /api/v1/slo/{id}, with the monitors that alert on it where `with_configured_alert_ids` asks for them."""
    document = await found_slo(request)
    data = shown(document)
    if request.query_params.get("with_configured_alert_ids", "").lower() == "true":
        data["configured_alert_ids"] = (await _alerts(of(request))).get(document.id, [])
    return JSONResponse({"data": data, "error": None})


async def update(request: Request) -> Response:
    """PUT /api/v1/slo/{id}: replace it; its kind stays."""
    context, document, given = of(request), await found_slo(request), await json_object(request)
    if given.get("type", document.body["type"]) != document.body["type"]:
        raise ApiError(400, "The value provided for parameter 'type' is invalid: the type of an SLO cannot be changed")
    body = await _checked(request, {"type": document.body["type"]} | given)
    try:
        saved = await asyncio.to_thread(
            lambda: context.documents.save("slo", document.id, body, expected=document.version, author=author(request))
        )
    except Conflict as error:
        raise ApiError(409, "The SLO was changed at the same time; read it again and repeat the change") from error
    return JSONResponse({"data": [shown(saved)], "error": None})


async def delete(request: Request) -> Response:
    """DELETE /api/v1/slo/{id}: 409 while monitors alert on it, unless `force` is true."""
    context, document = of(request), await found_slo(request)
    alerts = (await _alerts(context)).get(document.id)
    if alerts and request.query_params.get("force", "").lower() != "true":
        errors = {document.id: f"SLO {document.id} is used by monitors {', '.join(map(str, alerts))}"}
        return JSONResponse({"data": [], "errors": errors}, 409)
    await asyncio.to_thread(context.documents.delete, "slo", document.id)
    return JSONResponse({"data": [document.id], "errors": {}})


async def can_delete(request: Request) -> Response:
    """GET /api/v1/slo/can_delete: which of `ids` nothing else needs."""
    ids = [one.strip() for one in request.query_params.get("ids", "").split(",") if one.strip()]
    if not ids:
        raise ApiError(400, "The value provided for parameter 'ids' is invalid: a list of ids is wanted")
    alerts = await _alerts(of(request))
    errors = {one: f"SLO {one} is used by monitors {', '.join(map(str, alerts[one]))}" for one in ids if one in alerts}
    answer: dict[str, Any] = {"data": {"ok": [one for one in ids if one not in alerts]}}
    return JSONResponse(answer | ({"errors": errors} if errors else {}), 409 if errors else 200)


async def bulk_delete(request: Request) -> Response:
    """POST /api/v1/slo/bulk_delete: take timeframes off objectives; one that has none left is deleted."""
    context, given = of(request), await json_of(request, dict[str, list[str]])
    deleted, updated, errors = [], [], []
    for id, timeframes in given.items():
        document = await asyncio.to_thread(context.documents.get, "slo", id)
        if document is None:
            errors.append({"id": id, "timeframe": "all", "message": f"SLO {id} not found"})
            continue
        kept = [one for one in document.body["thresholds"] if one["timeframe"] not in timeframes]
        if kept:
            body = filled(dict(document.body) | {"thresholds": kept})
            await asyncio.to_thread(context.documents.save, "slo", id, body)
            updated.append(id)
        else:
            await asyncio.to_thread(context.documents.delete, "slo", id)
            deleted.append(id)
    return JSONResponse({"data": {"deleted": deleted, "updated": updated}, "errors": errors})


async def found_slo(request: Request) -> Document:
    """The objective that the path names, or a 404."""
    wanted = request.path_params["id"]
    found = await asyncio.to_thread(of(request).documents.get, "slo", wanted)
    if found is None:
        raise ApiError(404, f"SLO {wanted} not found")
    return found


def shown(document: Document) -> dict[str, Any]:
    """The objective as the API gives it."""
    body = dict(document.body)
    spec = body.get("sli_specification") or {}
    if "count" in spec and "query" not in body:
        body["query"] = _equivalent(spec["count"])
    return body | {
        "id": document.id,
        "type_id": TYPES[body["type"]],
        "monitor_tags": [],
        "creator": {"handle": document.author, "name": document.author, "email": document.author},
        "created_at": int(document.created.timestamp()),
        "modified_at": int(document.modified.timestamp()),
    }


def asked_text(body: Mapping[str, Any]) -> str:
    """The queries of an objective as one text."""
    return msgspec.json.encode([body.get("query"), body.get("sli_specification")]).decode()


def _equivalent(count: Mapping[str, Any]) -> dict[str, str]:
    queries = {one["name"]: one["query"] for one in count["queries"]}

    def written(formula: str) -> str:
        if formula.strip() in queries:
            return str(queries[formula.strip()])
        return re.sub(r"[a-z_]\w*", lambda word: f"({queries[word[0]]})" if word[0] in queries else word[0], formula)

    good = written(count["good_events_formula"]["formula"])
    if "total_events_formula" in count:
        return {"numerator": good, "denominator": written(count["total_events_formula"]["formula"])}
    return {"numerator": good, "denominator": f"{good} + {written(count['bad_events_formula']['formula'])}"}


async def _checked(request: Request, given: Mapping[str, Any]) -> dict[str, Any]:
    body = {key: value for key, value in given.items() if key not in _OWN}
    wrong = problems(body)
    if wrong:
        raise ApiError(400, *wrong)
    try:
        understand(body)
    except QueryError as error:
        raise ApiError(400, f"The value provided for parameter {error.message}") from error
    if body["type"] == "monitor":
        known = {one.id for one in await asyncio.to_thread(of(request).documents.all, "monitor")}
        missing = [one for one in body["monitor_ids"] if str(one) not in known]
        if missing:
            raise ApiError(400, f"The value provided for parameter 'monitor_ids' is invalid: no monitor {missing[0]}")
    return filled(body)


async def _alerts(context: Context) -> dict[str, list[int]]:
    """The monitors that alert on each objective."""
    found: dict[str, list[int]] = {}
    for monitor in await asyncio.to_thread(context.documents.all, "monitor"):
        if monitor.body.get("type") == "slo alert":
            for id in re.findall(r'"([0-9a-f]{32})"', str(monitor.body.get("query"))):
                found.setdefault(id, []).append(int(monitor.id))
    return found
