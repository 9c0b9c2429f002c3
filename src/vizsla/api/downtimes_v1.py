"""Downtimes in the older form: `/api/v1/downtime`."""

import asyncio
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import downtimes
from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.documents.downtimes.downtime import Downtime
from vizsla.documents.downtimes.older import TAKEN
from vizsla.documents.downtimes.schedule import Occurrence, occurrences
from vizsla.monitors.silences import KIND, downtime_of, silences_of, target_of
from vizsla.store.documents import Document

_START_BITS = 33


async def create(request: Request) -> Response:
    """POST /api/v1/downtime."""
    made = await downtimes.make(request, "v1", await json_object(request))
    return JSONResponse(_shown(made, of(request).clock()))


async def listed(request: Request) -> Response:
    """GET /api/v1/downtime: all, or with `current_only` those that hold now."""
    now = of(request).clock()
    current = request.query_params.get("current_only", "").lower() == "true"
    shown = [_shown(one, now) for one in await downtimes.every(request)]
    return JSONResponse([one for one in shown if one["active"] or not current])


async def read(request: Request) -> Response:
    """GET /api/v1/downtime/{id}: one of them, or an occurrence of one that recurs."""
    now, (number, start) = of(request).clock(), _parts(request)
    if start is None:
        return JSONResponse(_shown(await downtimes.found(request), now))
    parent, occurrence = await _occurrence_found(request, number, start)
    return JSONResponse(_child(_shown(parent, now), occurrence, dict(downtime_of(parent).schedule.cut), now))


async def update(request: Request) -> Response:
    """PUT /api/v1/downtime/{id}: change what is given."""
    document, given = await _whole(request), await json_object(request)
    before = downtimes.given_as(document, "v1", of(request).clock())
    known = {name: value for name, value in given.items() if name in TAKEN}
    return JSONResponse(_shown(await downtimes.change(request, document, "v1", before | known), of(request).clock()))


async def cancel(request: Request) -> Response:
    """DELETE /api/v1/downtime/{id}: it ends now, and stays to be seen; one occurrence alone, where that is named."""
    number, start = _parts(request)
    if start is None:
        await downtimes.cancel(request, [await downtimes.found(request)])
    else:
        parent, occurrence = await _occurrence_found(request, number, start)
        if occurrence[1] > of(request).clock():
            await downtimes.cut(request, parent, [occurrence[0]])
    return Response(status_code=204)


async def cancel_by_scope(request: Request) -> Response:
    """POST /api/v1/downtime/cancel/by_scope: end those of exactly this scope."""
    scope = (await json_object(request)).get("scope")
    parts = scope.split(",") if isinstance(scope, str) else scope
    if not isinstance(parts, list) or not scope or not all(isinstance(one, str) for one in parts):
        raise ApiError(400, "The value provided for parameter 'scope' is invalid: a scope such as host:a is wanted")
    wanted = " AND ".join(parts)
    of_scope = [one for one in await downtimes.every(request) if downtime_of(one).scope == wanted]
    ended = await downtimes.cancel(request, of_scope)
    if not ended:
        raise ApiError(404, f"No downtimes found for scope {scope}")
    return JSONResponse({"cancelled_ids": [int(one.id) for one in ended]})


async def of_monitor(request: Request) -> Response:
    """GET /api/v1/monitor/{id}/downtimes: those that hold for a monitor now."""
    context = of(request)
    document = await asyncio.to_thread(context.documents.get, "monitor", request.path_params["id"])
    if document is None:
        raise ApiError(404, "Monitor not found")
    now, target = context.clock(), target_of(int(document.id), document.body)
    stored = {one.id: one for one in await downtimes.every(request)}
    holding = [one for one in silences_of(stored.values()) if one.downtime.holds_for(target.id, target.tags)]
    return JSONResponse([_shown(stored[one.id], now) for one in holding if one.downtime.active(now)])


async def mute_all(request: Request) -> Response:
    """POST /api/v1/monitor/mute_all: silence every monitor until this is lifted."""
    now = of(request).clock()
    for one in await downtimes.every(request):
        if downtime_of(one).scope == "*" and downtime_of(one).monitor_id is None and downtime_of(one).active(now):
            raise ApiError(400, "All monitors are muted already")
    return JSONResponse(_shown(await downtimes.make(request, "v1", {"scope": ["*"]}), now))


async def unmute_all(request: Request) -> Response:
    """POST /api/v1/monitor/unmute_all: end what silences every monitor."""
    now = of(request).clock()
    found = [
        one
        for one in await downtimes.every(request)
        if (downtime := downtime_of(one)).scope == "*" and downtime.monitor_id is None and downtime.active(now)
    ]
    if not found:
        raise ApiError(404, "No downtime of all monitors found")
    await downtimes.cancel(request, found)
    return Response(status_code=204)


def _shown(document: Document, now: float) -> dict[str, Any]:
    downtime = downtime_of(document)
    given = downtimes.given_as(document, "v1", now)
    scope = given["scope"]
    canceled = downtime.canceled
    recurrence = given["recurrence"]
    if recurrence is not None:
        empty = {"period": None, "week_days": None, "until_date": None, "until_occurrences": None, "rrule": None}
        given["recurrence"] = empty | recurrence
    occurrence = downtime.active(now)
    kind = 0 if scope == ["*"] else 1 if len(scope) == 1 and scope[0].startswith("host:") else 2
    shown = given | {
        "id": int(document.id),
        "uuid": document.body["uuid"],
        "active": occurrence is not None,
        "disabled": canceled is not None,
        "canceled": None if canceled is None else int(canceled),
        "status": downtime.status(now),
        "downtime_type": kind,
        "org_id": 1,
        "creator_id": 1,
        "updater_id": 1 if document.body.get("updater") else None,
        "parent_id": None,
        "active_child": None,
        "child_id": None,
        "created": int(document.created.timestamp()),
        "modified": int(document.modified.timestamp()),
        "creator": {"handle": document.author, "name": document.author},
    }
    coming = _occurrence(downtime, now) if canceled is None else None
    child = _child(shown, coming, {}, now) if coming else None
    return shown | ({"active_child": child, "child_id": child["id"]} if child else {})


def _occurrence(downtime: Downtime, at: float) -> Occurrence | None:
    """Of a downtime that recurs, the one that a moment lies in, or the next."""
    return next(iter(occurrences(downtime.schedule, at)), None) if downtime.schedule.recurrences else None


async def _occurrence_found(request: Request, number: int, start: int) -> tuple[Document, Occurrence]:
    """A downtime's occurrence that begins then, as it is unless it was cancelled; ApiError where there is none."""
    parent = await asyncio.to_thread(of(request).documents.get, KIND, str(number))
    if parent is not None:
        downtime = downtime_of(parent)
        whole = replace(downtime, schedule=replace(downtime.schedule, cut=()))
        near = takewhile(lambda one: one[0] <= start, occurrences(whole.schedule, start))
        found = next((one for one in near if one[0] == start), None) if whole.schedule.recurrences else None
        if found:
            return parent, found
    raise ApiError(404, "Downtime not found")


def _child(parent: dict[str, Any], occurrence: Occurrence, cut: Mapping[float, float], now: float) -> dict[str, Any]:
    """An occurrence as a downtime of its own; its id is made of its parent's and its start."""
    start, end = (int(at) for at in occurrence)
    canceled = parent["canceled"] if occurrence[0] not in cut else int(cut[occurrence[0]])
    status = "canceled" if canceled is not None else "scheduled" if now < start else "active" if now < end else "ended"
    return parent | {
        "id": parent["id"] << _START_BITS | start,
        "parent_id": parent["id"],
        "start": start,
        "end": end,
        "active": status == "active",
        "disabled": canceled is not None,
        "canceled": canceled,
        "status": status,
        "active_child": None,
        "child_id": None,
    }


def _parts(request: Request) -> tuple[int, int | None]:
    """The number of the path, and the start of an occurrence where it names one."""
    text = str(request.path_params["id"])
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return (number >> _START_BITS, number & (1 << _START_BITS) - 1) if number >> _START_BITS else (number, None)


async def _whole(request: Request) -> Document:
    number, start = _parts(request)
    if start is not None:
        raise ApiError(400, f"This is an occurrence of downtime {number}: change that one, or cancel this")
    return await downtimes.found(request)
