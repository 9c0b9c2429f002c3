"""Downtimes in the newer form: `/api/v2/downtime`."""

import asyncio
from collections.abc import Mapping
from itertools import takewhile
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import downtimes
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.documents.downtimes.newer import TAKEN, iso
from vizsla.documents.downtimes.schedule import FOREVER, occurrences
from vizsla.monitors.silences import downtime_of, silences_of, target_of
from vizsla.store.documents import Document

_INCLUDED = ("created_by", "monitor")


async def create(request: Request) -> Response:
    """POST /api/v2/downtime."""
    made = await downtimes.make(request, "v2", _attributes(await json_object(request)))
    return JSONResponse(await _answer(request, made))


async def listed(request: Request) -> Response:
    """GET /api/v2/downtime: a page; `current_only` leaves out those that are over, cancelled or still to come."""
    given = request.query_params
    offset = whole(given.get("page[offset]", "0"), "page[offset]")
    limit = whole(given.get("page[limit]", "30"), "page[limit]", 1, 1000)
    found, now = await downtimes.every(request), of(request).clock()
    if given.get("current_only", "").lower() == "true":
        found = [one for one in found if downtime_of(one).active(now)]
    rows = found[offset : offset + limit]
    included = await _included(request, rows)
    meta = {"page": {"total_filtered_count": len(found)}}
    answer = {"data": [_shown(one, now) for one in rows], "meta": meta}
    return JSONResponse(answer | ({"included": included} if included else {}))


async def read(request: Request) -> Response:
    """GET /api/v2/downtime/{id}."""
    return JSONResponse(await _answer(request, await _found(request)))


async def update(request: Request) -> Response:
    """PATCH /api/v2/downtime/{id}: change what is given."""
    document, given = await _found(request), _attributes(await json_object(request))
    before = downtimes.given_as(document, "v2", of(request).clock())
    unknown = [name for name in given if name not in TAKEN]
    if unknown:
        raise ApiError(400, f"The value provided for parameter '{unknown[0]}' is invalid: there is no such attribute")
    changed = await downtimes.change(request, document, "v2", before | given)
    return JSONResponse(await _answer(request, changed))


async def cancel(request: Request) -> Response:
    """DELETE /api/v2/downtime/{id}: it ends now, and stays to be seen."""
    await downtimes.cancel(request, [await _found(request)])
    return Response(status_code=204)


async def cancel_current(request: Request) -> Response:
    """DELETE /api/vizsla/downtime/{id}/current: the occurrence that holds now ends; those to come stay."""
    document, now = await _found(request), of(request).clock()
    downtime = downtime_of(document)
    if not downtime.schedule.recurrences or downtime.active(now) is None:
        raise ApiError(404, "No occurrence of this downtime holds now")
    begun = takewhile(lambda one: one[0] <= now, occurrences(downtime.schedule, now))
    await downtimes.cut(request, document, [start for start, _ in begun])
    return Response(status_code=204)


async def of_monitor(request: Request) -> Response:
    """GET /api/v2/monitor/{id}/downtime_matches: those that hold for a monitor's groups now."""
    context = of(request)
    document = await asyncio.to_thread(context.documents.get, "monitor", request.path_params["id"])
    if document is None:
        raise ApiError(404, "Monitor not found")
    given, now = request.query_params, context.clock()
    offset = whole(given.get("page[offset]", "0"), "page[offset]")
    limit = whole(given.get("page[limit]", "30"), "page[limit]", 1, 1000)
    target = target_of(int(document.id), document.body)
    stored = {one.id: one for one in await downtimes.every(request)}
    found = []
    for one in silences_of(stored.values()):
        occurrence = one.downtime.active(now)
        if occurrence and one.downtime.holds_for(target.id, target.tags):
            scope = downtimes.given_as(stored[one.id], "v2", now)["scope"]
            attributes = {"start": iso(occurrence[0]), "end": _end(occurrence[1]), "scope": scope, "groups": []}
            found.append({"type": "downtime_match", "id": stored[one.id].body["uuid"], "attributes": attributes})
    meta = {"page": {"total_filtered_count": len(found)}}
    return JSONResponse({"data": found[offset : offset + limit], "meta": meta})


async def preview(request: Request) -> Response:
    """POST /api/vizsla/downtime/preview: the next occurrences of attributes as `POST /api/v2/downtime` takes them."""
    context = of(request)
    downtime = await downtimes.checked(context, "v2", _attributes(await json_object(request)))
    count = whole(request.query_params.get("count", "10"), "count", 1, 100)
    coming = []
    for start, end in occurrences(downtime.schedule, context.clock()):
        coming.append({"start": iso(start), "end": _end(end)})
        if len(coming) == count:
            break
    return JSONResponse({"occurrences": coming})


def _attributes(body: Mapping[str, Any]) -> dict[str, Any]:
    data = body.get("data")
    attributes = data.get("attributes") if isinstance(data, Mapping) else None
    if not isinstance(attributes, Mapping):
        raise ApiError(400, "The value provided for parameter 'data.attributes' is invalid: an object is wanted")
    for name in ("schedule", "monitor_identifier"):
        if attributes.get(name) is not None and not isinstance(attributes[name], Mapping):
            raise ApiError(400, f"The value provided for parameter '{name}' is invalid: an object is wanted")
    return dict(attributes)


async def _found(request: Request) -> Document:
    try:
        UUID(request.path_params["id"])
    except ValueError as error:
        raise ApiError(400, "The value provided for parameter 'downtime_id' is invalid: a UUID is wanted") from error
    return await downtimes.found(request, "uuid")


async def _answer(request: Request, document: Document) -> dict[str, Any]:
    included = await _included(request, [document])
    return {"data": _shown(document, of(request).clock())} | ({"included": included} if included else {})


async def _included(request: Request, rows: list[Document]) -> list[dict[str, Any]]:
    wanted = [part for part in request.query_params.get("include", "").split(",") if part]
    if unknown := [one for one in wanted if one not in _INCLUDED]:
        raise ApiError(
            400, f"The value provided for parameter 'include' is invalid: {unknown[0]} is not one of {_INCLUDED}"
        )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        number = downtime_of(row).monitor_id
        if "created_by" in wanted:
            facts = {"name": row.author, "handle": row.author, "email": row.author}
            found["users", row.author] = {"type": "users", "id": row.author, "attributes": facts}
        if "monitor" in wanted and number is not None:
            monitor = await asyncio.to_thread(of(request).documents.get, "monitor", str(number))
            if monitor:
                name = {"name": monitor.body.get("name")}
                found["monitors", str(number)] = {"type": "monitors", "id": str(number), "attributes": name}
    return list(found.values())


def _shown(document: Document, now: float) -> dict[str, Any]:
    downtime = downtime_of(document)
    given = downtimes.given_as(document, "v2", now)
    occurrence = downtime.active(now)
    if downtime.schedule.recurrences:
        shown = occurrence or next(iter(occurrences(downtime.schedule, now)), None)
        current = {"start": iso(shown[0]), "end": _end(shown[1])} if shown and downtime.canceled is None else None
        given["schedule"] = dict(given["schedule"]) | {"current_downtime": current}
    number = downtime.monitor_id
    return {
        "type": "downtime",
        "id": document.body["uuid"],
        "attributes": given
        | {
            "status": downtime.status(now),
            "created": iso(document.created.timestamp()),
            "modified": iso(document.modified.timestamp()),
            "canceled": None if downtime.canceled is None else iso(downtime.canceled),
        },
        "relationships": {
            "created_by": {"data": {"type": "users", "id": document.author}},
            "monitor": {"data": None if number is None else {"type": "monitors", "id": str(number)}},
        },
    }


def _end(at: float) -> str | None:
    return None if at == FOREVER else iso(at)
