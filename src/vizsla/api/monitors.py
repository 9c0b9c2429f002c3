"""Monitors: create, read, edit, delete, validate; what their evaluations saw."""

import asyncio
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object, whole
from vizsla.api.context import Context, of
from vizsla.api.downtimes import cancel_of_monitor
from vizsla.api.errors import ApiError
from vizsla.api.monitor_audit import tell_edit
from vizsla.api.monitor_checks import checked, member_problems, users_of
from vizsla.api.monitor_shown import group_states, shown
from vizsla.api.searching import json
from vizsla.monitors.comparison import TAIL
from vizsla.monitors.explained import evaluations
from vizsla.monitors.kind import condition_of
from vizsla.monitors.state import Status
from vizsla.store.documents import Conflict, Document

_METRIC = ("metric alert", "query alert")  # two names of one type


async def create(request: Request) -> Response:
    """POST /api/v1/monitor: store a monitor; it is evaluated at once, and from then on in its turns."""
    context = of(request)
    body = await _checked(context, await json_object(request))
    document = await asyncio.to_thread(lambda: _create(context, body, author(request)))
    return JSONResponse(await _shown(context, document))


async def validate(request: Request) -> Response:
    """POST /api/v1/monitor/validate and /api/v1/monitor/{id}/validate: check a monitor without storing it."""
    if "id" in request.path_params:
        await found_monitor(request)
    await _checked(of(request), await json_object(request))
    return JSONResponse({})


async def listed(request: Request) -> Response:
    """GET /api/v1/monitor: every monitor, filtered by name, scope, tags, first id and page."""
    context, query = of(request), request.query_params
    groups = group_states(query.get("group_states"))
    documents = sorted(await asyncio.to_thread(context.documents.all, "monitor"), key=lambda d: int(d.id))
    after = whole(query["id_offset"], "id_offset") if "id_offset" in query else None
    name, wanted, scope = query.get("name"), split(query.get("monitor_tags")), split(query.get("tags"))
    chosen = [
        document
        for document in documents
        if (not name or name.lower() in str(document.body.get("name")).lower())
        and wanted <= set(document.body.get("tags") or [])
        and (after is None or int(document.id) > after)
        and (not scope or scope <= _scope(document))
    ]
    if after is not None or "page" in query or "page_size" in query:
        size = whole(query.get("page_size", "100"), "page_size", 1, 1000)
        start = 0 if after is not None else whole(query.get("page", "0"), "page") * size
        chosen = chosen[start : start + size]
    return json(await asyncio.to_thread(shown, context, chosen, groups))


async def read(request: Request) -> Response:
    """GET /api/v1/monitor/{id}: one monitor, with its groups where `group_states` asks for them."""
    context, document = of(request), await found_monitor(request)
    groups = group_states(request.query_params.get("group_states"))
    return json(await seen(context, document, groups))


async def seen(context: Context, document: Document, groups: frozenset[Status] | None) -> dict[str, Any]:
    """The monitor in the API's form, its groups of these statuses with the values of its last evaluation."""
    (found,) = await asyncio.to_thread(shown, context, [document], groups)
    if groups is not None:
        last = await asyncio.to_thread(evaluations, document, context.engine.run)
        values = last[0]["groups"] if last else {}
        for name, group in found["state"]["groups"].items():
            newest = values.get("" if name == "total" else name)
            if newest:  # what is stored of a steady group is as old as its last change
                group["value"] = newest["value"]
    return found


async def update(request: Request) -> Response:
    """PUT /api/v1/monitor/{id}: change the given members, keep the others."""
    context, document = of(request), await editable(request)
    given = await json_object(request)
    if not _may_become(document.body["type"], given.get("type")):
        raise ApiError(400, "The value provided for parameter 'type' is invalid: a monitor's type cannot be changed")
    merged = dict(document.body) | given
    if isinstance(given.get("options"), dict):
        merged["options"] = dict(document.body.get("options") or {}) | given["options"]
    return JSONResponse(await changed(request, document, await _checked(context, merged, document)))


async def delete(request: Request) -> Response:
    """DELETE /api/v1/monitor/{id}: refused while something needs the monitor, unless `force` is true."""
    context, document = of(request), await editable(request)
    number = int(document.id)
    if request.query_params.get("force", "").lower() != "true":
        needed = users_of(number, await _all(context, "monitor"), await _all(context, "slo"))
        if needed:
            raise ApiError(400, *needed)
    await asyncio.to_thread(context.documents.delete, "monitor", document.id)
    await asyncio.to_thread(context.outbox.forget, number)
    await cancel_of_monitor(request, number)
    await asyncio.to_thread(tell_edit, context, document, None, author(request))
    return JSONResponse({"deleted_monitor_id": number})


async def can_delete(request: Request) -> Response:
    """GET /api/v1/monitor/can_delete: which of the given monitors nothing else needs."""
    context = of(request)
    ids = sorted(whole(part, "monitor_ids") for part in split(request.query_params.get("monitor_ids")))
    if not ids:
        raise ApiError(400, "The value provided for parameter 'monitor_ids' is invalid: some ids are wanted")
    monitors, slos = await _all(context, "monitor"), await _all(context, "slo")
    missing = [number for number in ids if str(number) not in {one.id for one in monitors}]
    if missing:
        raise ApiError(404, f"Monitor {missing[0]} not found")
    errors = {str(number): found for number in ids if (found := users_of(number, monitors, slos))}
    fine = [number for number in ids if str(number) not in errors]
    return JSONResponse({"data": {"ok": fine}, "errors": errors or None}, status_code=409 if errors else 200)


async def history(request: Request) -> Response:
    """GET /api/vizsla/monitors/{id}/history: transitions with deliveries, and the last evaluation explained.

    Newest first: `limit` of them, those since the second `from` where that is given.
    """
    context, document = of(request), await found_monitor(request)
    given = request.query_params
    limit, since = whole(given.get("limit") or "100", "limit", 1, 5000), whole(given.get("from") or "0", "from")
    last = await asyncio.to_thread(evaluations, document, context.engine.run)
    return json(
        {
            "transitions": await asyncio.to_thread(context.outbox.history, int(document.id), limit, since),
            "last_evaluation": last[0] if last else {},
        }
    )


async def evaluated(request: Request) -> Response:
    """GET /api/vizsla/monitors/{id}/evaluations: what the last evaluations saw and decided, newest first."""
    context, document = of(request), await found_monitor(request)
    limit = whole(request.query_params.get("limit", "100"), "limit", 1, 1500)
    return json({"evaluations": await asyncio.to_thread(evaluations, document, context.engine.run, limit)})


async def saved(context: Context, document: Document, body: dict[str, Any], author: str) -> dict[str, Any]:
    """Store a new version, and show it."""
    try:
        kept = await asyncio.to_thread(
            lambda: context.documents.save("monitor", document.id, body, expected=document.version, author=author)
        )
    except Conflict as error:
        raise ApiError(409, "The monitor was changed at the same time; read it again and repeat the change") from error
    return await _shown(context, kept)


async def _shown(context: Context, document: Document) -> dict[str, Any]:
    (found,) = await asyncio.to_thread(shown, context, [document])
    return found


async def changed(request: Request, document: Document, body: dict[str, Any]) -> dict[str, Any]:
    """Make this the newest version of the monitor, tell of the change where that is wanted, and show it."""
    context, by = of(request), author(request)
    kept = await saved(context, document, body, by)
    if TAIL.sub("", body["query"]) != TAIL.sub("", document.body["query"]):
        # Groups of another query are not this one's; a threshold alone makes no other query.
        await asyncio.to_thread(context.outbox.reset, int(document.id))
        (kept,) = await asyncio.to_thread(shown, context, [await found_monitor(request)])
    await asyncio.to_thread(tell_edit, context, document, body, by)
    return kept


async def found_monitor(request: Request) -> Document:
    """The monitor of the path, or 404."""
    found = await asyncio.to_thread(of(request).documents.get, "monitor", request.path_params["id"])
    if found is None:
        raise ApiError(404, "Monitor not found")
    return found


async def editable(request: Request) -> Document:
    found = await found_monitor(request)
    if not (found.body.get("options") or {}).get("locked"):
        return found
    if not await asyncio.to_thread(of(request).auth.is_admin, request.state.user):
        raise ApiError(403, "Forbidden: this monitor is locked; only an administrator may change it")
    return found


def split(text: str | None) -> set[str]:
    """The parts of a list with commas."""
    return {part.strip() for part in (text or "").split(",") if part.strip()}


async def _checked(context: Context, body: dict[str, Any], before: Document | None = None) -> dict[str, Any]:
    found = checked(body, await _all(context, "monitor_policy"))
    # One whose member went away may still be renamed or muted.
    fresh = before is None or before.body["query"] != found["query"]
    if found["type"] == "composite" and fresh and (wrong := member_problems(found, await _all(context, "monitor"))):
        raise ApiError(400, *wrong)
    return found


async def _all(context: Context, kind: str) -> Sequence[Document]:
    return await asyncio.to_thread(context.documents.all, kind)


def _create(context: Context, body: dict[str, Any], author: str) -> Document:
    return context.documents.create("monitor", body, id=str(context.documents.next_number("monitor")), author=author)


def _scope(document: Document) -> set[str]:
    try:
        return {part.strip() for part in condition_of(document.body).scope.split(",")}
    except ValueError:
        return set()


def _may_become(type_: str, other: object) -> bool:
    return other in (None, type_) or (type_ in _METRIC and other in _METRIC)
