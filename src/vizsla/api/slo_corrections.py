"""Corrections of objectives: times that count neither as good nor as bad."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object, whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.api.slos import found_slo
from vizsla.monitors.slo.corrections import problems
from vizsla.monitors.slo.matching import matching
from vizsla.monitors.slo.measuring import CORRECTION, applying
from vizsla.store.documents import Conflict, Document

_TAKEN = ("category", "description", "duration", "end", "rrule", "slo_id", "slo_query", "start", "timezone")


async def create(request: Request) -> Response:
    """POST /api/v1/slo/correction."""
    context = of(request)
    attributes = await _checked(context, _attributes(await json_object(request)))
    made = await asyncio.to_thread(lambda: context.documents.create(CORRECTION, attributes, author=author(request)))
    return JSONResponse({"data": _shown(made)})


async def listed(request: Request) -> Response:
    """GET /api/v1/slo/correction: a page of all corrections."""
    given = request.query_params
    found = await asyncio.to_thread(of(request).documents.all, CORRECTION)
    offset, limit = whole(given.get("offset", "0"), "offset"), whole(given.get("limit", "25"), "limit", 1, 1000)
    counts = {"total_count": len(found), "total_filtered_count": len(found)}
    rows = [_shown(one) for one in found[offset : offset + limit]]
    return JSONResponse({"data": rows, "meta": {"page": counts}})


async def of_slo(request: Request) -> Response:
    """GET /api/v1/slo/{id}/corrections: those that apply to one objective."""
    document = await found_slo(request)
    found = applying(await asyncio.to_thread(of(request).documents.all, CORRECTION), document)
    counts = {"total_count": len(found), "total_filtered_count": len(found)}
    return JSONResponse({"data": [_shown(one) for one in found], "meta": {"page": counts}})


async def read(request: Request) -> Response:
    """GET /api/v1/slo/correction/{id}."""
    return JSONResponse({"data": _shown(await _document(request))})


async def update(request: Request) -> Response:
    """PATCH /api/v1/slo/correction/{id}: change the given attributes."""
    context, document = of(request), await _document(request)
    attributes = await _checked(context, dict(document.body) | _attributes(await json_object(request)))
    try:
        saved = await asyncio.to_thread(
            lambda: context.documents.save(
                CORRECTION, document.id, attributes, expected=document.version, author=author(request)
            )
        )
    except Conflict as error:
        raise ApiError(409, "The correction was changed at the same time; repeat the change") from error
    return JSONResponse({"data": _shown(saved)})


async def delete(request: Request) -> Response:
    """DELETE /api/v1/slo/correction/{id}."""
    document = await _document(request)
    await asyncio.to_thread(of(request).documents.delete, CORRECTION, document.id)
    return Response(status_code=204)


def _attributes(body: Mapping[str, Any]) -> dict[str, Any]:
    data = body.get("data")
    attributes = data.get("attributes") if isinstance(data, Mapping) else None
    if not isinstance(attributes, Mapping):
        raise ApiError(400, "The value provided for parameter 'data.attributes' is invalid: an object is wanted")
    return {key: value for key, value in attributes.items() if key in _TAKEN}


async def _checked(context: Context, attributes: dict[str, Any]) -> dict[str, Any]:
    wrong = problems(attributes)
    if wrong:
        raise ApiError(400, *wrong)
    id = attributes.get("slo_id")
    if id and await asyncio.to_thread(context.documents.get, "slo", str(id)) is None:
        raise ApiError(404, f"SLO {id} not found")
    if attributes.get("slo_query"):
        matching(str(attributes["slo_query"]))
    return attributes


def _shown(document: Document) -> dict[str, Any]:
    empty: dict[str, Any] = {"description": "", "duration": None, "end": None, "rrule": None, "slo_id": None}
    attributes = empty | {"slo_query": None, "timezone": "UTC"} | dict(document.body)
    attributes |= {
        "creator": {"handle": document.author, "name": document.author, "email": document.author},
        "created_at": int(document.created.timestamp()),
        "modified_at": int(document.modified.timestamp()),
        "modifier": None,
    }
    return {"id": document.id, "type": "correction", "attributes": attributes}


async def _document(request: Request) -> Document:
    wanted = request.path_params["id"]
    found = await asyncio.to_thread(of(request).documents.get, CORRECTION, wanted)
    if found is None:
        raise ApiError(404, f"SLO correction {wanted} not found")
    return found
