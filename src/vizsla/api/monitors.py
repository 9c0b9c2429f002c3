"""Monitors: create, read, edit, delete, validate, search, mute, test, explain."""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import LAST_S, author, json_object, whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.documents.monitor import filled, problems
from vizsla.monitors.explained import evaluations
from vizsla.monitors.judge import decoded
from vizsla.monitors.kind import Condition, condition_of, kind_of
from vizsla.monitors.state import GroupState, overall
from vizsla.store.documents import Conflict, Document


async def create(request: Request) -> Response:
    """POST /api/v1/monitor: store a monitor; it is evaluated from the next minute on."""
    context = of(request)
    body = _checked(await json_object(request))
    number = await asyncio.to_thread(_next_id, context)
    document = await asyncio.to_thread(
        lambda: context.documents.create("monitor", body, id=str(number), author=author(request))
    )
    return JSONResponse(await asyncio.to_thread(_shown, context, document))


async def validate(request: Request) -> Response:
    """POST /api/v1/monitor/validate and /api/v1/monitor/{id}/validate: check a monitor without storing it."""
    _checked(await json_object(request))
    return JSONResponse({})


async def listed(request: Request) -> Response:
    """GET /api/v1/monitor: every monitor, filtered by name, tags and page."""
    context, query = of(request), request.query_params
    documents = sorted(await asyncio.to_thread(context.documents.all, "monitor"), key=lambda d: int(d.id))
    name, wanted = query.get("name"), _split(query.get("monitor_tags"))
    chosen = [
        document
        for document in documents
        if (not name or name.lower() in str(document.body.get("name")).lower())
        and wanted <= set(document.body.get("tags") or [])
    ]
    if "page" in query or "page_size" in query:
        size = whole(query.get("page_size", "100"), "page_size")
        start = whole(query.get("page", "0"), "page") * size
        chosen = chosen[start : start + size]
    with_groups = "group_states" in query
    return JSONResponse(
        await asyncio.to_thread(lambda: [_shown(context, document, with_groups) for document in chosen])
    )


async def read(request: Request) -> Response:
    """GET /api/v1/monitor/{id}: one monitor, with its groups where `group_states` asks for them."""
    context = of(request)
    document = await _document(request)
    with_groups = "group_states" in request.query_params
    return JSONResponse(await asyncio.to_thread(_shown, context, document, with_groups))


async def update(request: Request) -> Response:
    """PUT /api/v1/monitor/{id}: change the given members, keep the others."""
    context, document = of(request), await _document(request)
    given = await json_object(request)
    merged = dict(document.body) | given
    if isinstance(given.get("options"), dict):
        merged["options"] = dict(document.body.get("options") or {}) | given["options"]
    body = _checked(merged)
    return JSONResponse(await _saved(context, document, body, author(request)))


async def delete(request: Request) -> Response:
    """DELETE /api/v1/monitor/{id}."""
    context, document = of(request), await _document(request)
    await asyncio.to_thread(context.documents.delete, "monitor", document.id)
    await asyncio.to_thread(context.outbox.forget, int(document.id))
    return JSONResponse({"deleted_monitor_id": int(document.id)})


async def can_delete(request: Request) -> Response:
    """GET /api/v1/monitor/can_delete: which of the given monitors nothing else needs."""
    context = of(request)
    ids = sorted(whole(part, "monitor_ids") for part in _split(request.query_params.get("monitor_ids")))
    known = {document.id for document in await asyncio.to_thread(context.documents.all, "monitor")}
    missing = [number for number in ids if str(number) not in known]
    if missing:
        raise ApiError(404, f"Monitor {missing[0]} not found")
    return JSONResponse({"data": {"ok": ids}, "errors": None})


async def mute(request: Request) -> Response:
    """POST /api/v1/monitor/{id}/mute: silence a scope (all by default) until `end`, or for ever."""
    context, document = of(request), await _document(request)
    given = dict(request.query_params) | await json_object(request, needed=False)
    scope = str(given.get("scope") or "*")
    silenced = dict((document.body.get("options") or {}).get("silenced") or {})
    if scope in silenced and given.get("override") in (None, False, "false"):
        raise ApiError(400, f"Scope {scope} is already muted")
    end = given.get("end")
    silenced[scope] = None if end is None else whole(str(end), "end", most=LAST_S)
    return JSONResponse(await _saved(context, document, _with_silenced(document, silenced), author(request)))


async def unmute(request: Request) -> Response:
    """POST /api/v1/monitor/{id}/unmute: lift the mute of a scope, or all."""
    context, document = of(request), await _document(request)
    given = dict(request.query_params) | await json_object(request, needed=False)
    silenced = dict((document.body.get("options") or {}).get("silenced") or {})
    everything = str(given.get("all_scopes", "")).lower() == "true" or not given.get("scope")
    for scope in list(silenced) if everything else [str(given["scope"])]:
        silenced.pop(scope, None)
    return JSONResponse(await _saved(context, document, _with_silenced(document, silenced), author(request)))


async def search(request: Request) -> Response:
    """GET /api/v1/monitor/search: rows for a list, with counts of status, mute, tag and type."""
    context, query = of(request), request.query_params
    words = query.get("query", "").lower().split()
    shown = await asyncio.to_thread(
        lambda: [_shown(context, document) for document in context.documents.all("monitor")]
    )
    rows = [_row(monitor) for monitor in shown if _matches(monitor, words)]
    size, page = whole(query.get("per_page", "30"), "per_page"), whole(query.get("page", "0"), "page")
    return JSONResponse(
        {
            "counts": _counts(rows),
            "monitors": rows[page * size : (page + 1) * size],
            "metadata": {
                "page": page,
                "per_page": size,
                "page_count": -(-len(rows) // size) if size else 0,
                "total_count": len(rows),
            },
        }
    )


async def history(request: Request) -> Response:
    """GET /api/vizsla/monitors/{id}/history: transitions with deliveries, and the last evaluation explained."""
    context, document = of(request), await _document(request)
    last = await asyncio.to_thread(evaluations, document, context.engine.run)
    return JSONResponse(
        {
            "transitions": await asyncio.to_thread(context.outbox.history, int(document.id)),
            "last_evaluation": last[0] if last else {},
        }
    )


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    condition: Condition | None = None
    if kind_of(str(body.get("type"))) and isinstance(body.get("query"), str):
        try:
            condition = condition_of(body)
        except ValueError as error:
            raise ApiError(400, f"The value provided for parameter 'query' is invalid: {error}") from error
    wrong = problems(body, condition.threshold if condition else None)
    if wrong:
        raise ApiError(400, *wrong)
    own = ("id", "created", "created_at", "modified", "creator", "overall_state", "overall_state_modified", "state")
    return filled({key: value for key, value in body.items() if key not in own})


def _shown(context: Context, document: Document, with_groups: bool = False) -> dict[str, Any]:
    number = int(document.id)
    states = {key or "total": decoded(key, state, 0.0)[1] for key, state in context.outbox.states(number).items()}
    grouped = bool(condition_of(document.body).group_by)
    changed = max((state.since for state in states.values()), default=None)
    shown = dict(document.body) | {
        "id": number,
        "org_id": 1,
        "multi": grouped,
        "created": _iso(document.created),
        "created_at": int(document.created.timestamp() * 1000),
        "modified": _iso(document.modified),
        "deleted": None,
        "overall_state": overall([state.status for state in states.values()]),
        "overall_state_modified": None
        if changed is None
        else _iso(datetime.fromtimestamp(changed, document.created.tzinfo)),
        "creator": {"id": 1, "handle": document.author, "name": document.author, "email": document.author},
        "matching_downtimes": [],
        "draft_status": "published",
        "assets": [],
        "restriction_policy": None,
    }
    if with_groups:
        shown["state"] = {"groups": {name: _group(name, state) for name, state in states.items()}}
    return shown


def _group(name: str, state: GroupState) -> dict[str, Any]:
    return {
        "name": name,
        "status": state.status,
        "value": state.value,
        "last_triggered_ts": _seconds(state.last_triggered),
        "last_nodata_ts": _seconds(state.last_nodata),
        "last_notified_ts": _seconds(state.last_notified),
        "last_resolved_ts": _seconds(state.last_resolved),
        "last_data_ts": _seconds(state.last_data),
    }


def _row(monitor: Mapping[str, Any]) -> dict[str, Any]:
    silenced = (monitor.get("options") or {}).get("silenced") or {}
    ends = [end for end in silenced.values() if end]
    kept = ("id", "name", "tags", "type", "query", "creator", "overall_state_modified", "org_id", "priority")
    return {key: monitor.get(key) for key in kept} | {
        "status": monitor["overall_state"],
        "classification": "metric" if monitor["type"] in ("metric alert", "query alert") else monitor["type"],
        "muted_until_ts": max(ends) if ends else None,
        "muted": any(end is None or end > time.time() for end in silenced.values()),
        "multi": monitor["multi"],
        "notifications": [],
    }


def _counts(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    def tally(values: list[Any]) -> list[dict[str, Any]]:
        found: dict[Any, int] = {}
        for value in values:
            found[value] = found.get(value, 0) + 1
        return [{"name": name, "count": count} for name, count in sorted(found.items(), key=lambda item: -item[1])]

    return {
        "status": tally([row["status"] for row in rows]),
        "muted": tally([row["muted"] for row in rows]),
        "tag": tally([tag for row in rows for tag in row["tags"] or []]),
        "type": tally([row["type"] for row in rows]),
    }


def _matches(monitor: Mapping[str, Any], words: list[str]) -> bool:
    text = f"{monitor.get('name')} {monitor.get('message')} {monitor.get('query')}".lower()
    fields = {"status": str(monitor["overall_state"]).lower(), "type": str(monitor["type"]), "id": str(monitor["id"])}
    tags = [str(tag).lower() for tag in monitor.get("tags") or []]
    for word in words:
        key, colon, value = word.partition(":")
        if colon and key == "tag":
            if value.strip('"') not in tags:
                return False
        elif colon and key in fields:
            if fields[key] != value.strip('"'):
                return False
        elif word not in text and word not in tags:
            return False
    return True


async def _saved(context: Context, document: Document, body: dict[str, Any], author: str) -> dict[str, Any]:
    try:
        saved = await asyncio.to_thread(
            lambda: context.documents.save("monitor", document.id, body, expected=document.version, author=author)
        )
    except Conflict as error:
        raise ApiError(409, "The monitor was changed at the same time; read it again and repeat the change") from error
    return await asyncio.to_thread(_shown, context, saved)


def _with_silenced(document: Document, silenced: dict[str, Any]) -> dict[str, Any]:
    return dict(document.body) | {"options": dict(document.body.get("options") or {}) | {"silenced": silenced}}


def _next_id(context: Context) -> int:
    return context.documents.next_number("monitor")


async def _document(request: Request) -> Document:
    found = await asyncio.to_thread(of(request).documents.get, "monitor", request.path_params["id"])
    if found is None:
        raise ApiError(404, "Monitor not found")
    return found


def _split(text: str | None) -> set[str]:
    return {part.strip() for part in (text or "").split(",") if part.strip()}


def _seconds(at: float | None) -> int | None:
    return None if at is None else int(at)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
