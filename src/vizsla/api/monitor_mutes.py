"""Muting monitors, and resolving their groups by hand."""

import asyncio
from typing import Any

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object, whole
from vizsla.api.context import Context, of
from vizsla.api.downtimes import cancel_of_monitor
from vizsla.api.errors import ApiError
from vizsla.api.monitor_shown import name, states_of
from vizsla.api.monitors import found_monitor, saved
from vizsla.clock import LAST_S
from vizsla.monitors.event import event_of
from vizsla.monitors.judge import encoded
from vizsla.monitors.kind import Group
from vizsla.monitors.state import GroupState
from vizsla.store.documents import Document
from vizsla.store.outbox import Told

_EVERY_GROUP = "ALL_GROUPS"


async def mute(request: Request) -> Response:
    """POST /api/v1/monitor/{id}/mute: silence a scope (all by default) until `end`, or for ever."""
    context, document = of(request), await found_monitor(request)
    given = dict(request.query_params) | await json_object(request, needed=False)
    scope = str(given.get("scope") or "*")
    silenced = dict((document.body.get("options") or {}).get("silenced") or {})
    now, given_end = context.clock(), given.get("end")
    held = scope in silenced and (silenced[scope] is None or silenced[scope] > now)
    if held and given.get("override") in (None, False, "false"):
        raise ApiError(400, f"Scope {scope} is already muted")
    end = None if given_end is None else whole(str(given_end), "end", most=LAST_S)
    if end is not None and end <= now:
        raise ApiError(400, "The value provided for parameter 'end' is invalid: a second that is still to come")
    silenced[scope] = end
    return JSONResponse(await saved(context, document, _with_silenced(document, silenced), author(request)))


async def unmute(request: Request) -> Response:
    """POST /api/v1/monitor/{id}/unmute: lift the mute of a scope, or all."""
    context, document = of(request), await found_monitor(request)
    given = dict(request.query_params) | await json_object(request, needed=False)
    silenced = dict((document.body.get("options") or {}).get("silenced") or {})
    everything = str(given.get("all_scopes", "")).lower() == "true" or not given.get("scope")
    for scope in list(silenced) if everything else [str(given["scope"])]:
        silenced.pop(scope, None)
    if everything:
        await cancel_of_monitor(request, int(document.id))
    return JSONResponse(await saved(context, document, _with_silenced(document, silenced), author(request)))


async def resolve(request: Request) -> Response:
    """POST /api/v1/monitor/bulk_resolve: take groups as recovered until the next evaluation says otherwise."""
    context, given = of(request), (await json_object(request)).get("resolve")
    if not isinstance(given, list) or not given or not all(isinstance(one, dict) and one for one in given):
        raise ApiError(
            400, 'The value provided for parameter \'resolve\' is invalid: a list such as [{"12": "host:a"}] is wanted'
        )
    by = author(request)
    wanted: list[tuple[Document, str]] = []
    for one in given:
        for number, group in one.items():
            document = await asyncio.to_thread(context.documents.get, "monitor", str(number))
            if document is None:
                raise ApiError(404, f"Monitor {number} not found")
            wanted.append((document, str(group)))
    resolved = []
    for document, group in wanted:
        told = await asyncio.to_thread(_resolved, context, document, group, by)
        resolved += [{document.id: one.group or _EVERY_GROUP} for one in told]
        if told:
            await context.writer.write(event_of(int(document.id), document.body, told))
    return JSONResponse({"resolved": resolved})


def _resolved(context: Context, document: Document, wanted: str, by: str) -> list[Told]:
    number, now = int(document.id), context.clock()
    states = states_of(context, [document])[number]
    chosen: dict[Group, GroupState] = {
        group: state for group, state in states.items() if wanted in (_EVERY_GROUP, "*", name(group))
    }
    if not chosen and wanted not in (_EVERY_GROUP, "*"):
        raise ApiError(404, f"Monitor {number} has no group {wanted}")
    told = []
    for group, state in chosen.items():
        if state.status == "OK":
            continue
        key = ",".join(group)
        context.outbox.edit(
            number,
            {key: ("OK", encoded(group, replace(state, status="OK", told="OK", since=now, last_resolved=now)))},
            [one := _told(document, key, state, now, by)],
        )
        told.append(one)
    return told


def _told(document: Document, group: str, state: GroupState, now: float, by: str) -> Told:
    scope = f" on {{{group}}}" if group else ""
    title = f"[Recovered{scope}] {document.body.get('name')}"
    text = f"Resolved by hand{f' by {by}' if by else ''}."
    return Told(group, now, "Recovered", state.status, "OK", state.value, title, text)


def _with_silenced(document: Document, silenced: dict[str, Any]) -> dict[str, Any]:
    return dict(document.body) | {"options": dict(document.body.get("options") or {}) | {"silenced": silenced}}
