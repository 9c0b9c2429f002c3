"""Searching monitors and their groups, with counts of what was found."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.body import whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.api.monitor_shown import is_multi, iso, name, not_evaluated, seconds, states_of
from vizsla.api.searching import json
from vizsla.documents.downtimes.schedule import FOREVER
from vizsla.documents.handles import handles_in
from vizsla.monitors.kind import Group, condition_of, kind_of
from vizsla.monitors.mute import MUTED_HOST, host_muted, muted_by
from vizsla.monitors.silences import KIND, silences_of, target_of
from vizsla.monitors.standing import States
from vizsla.monitors.state import SEVERITY, overall
from vizsla.query.errors import QueryError
from vizsla.query.search.parser import parse
from vizsla.query.search.predicate import compile
from vizsla.query.search.syntax import And, Equals, Field, Has, Not, Or, Tree
from vizsla.store.documents import Document

_STATUSES = ("alert", "warn", "no data", "ok", "ignored", "skipped", "unknown")
_SORTS = ("name", "status", "tags", "triggered")

Row = dict[str, Any]
Quiet = Callable[[Group], float]


async def search(request: Request) -> Response:
    """GET /api/v1/monitor/search: rows for a list, with counts of status, mute, tag and type."""
    context, query = of(request), request.query_params
    holds = matching(query.get("query", ""))
    rows = await asyncio.to_thread(lambda: [row for row in _rows(context) if holds(_record(row))])
    counted = {
        "status": [row["status"] for row in rows],
        "muted": [row["muted"] for row in rows],
        "tag": [tag for row in rows for tag in row["tags"]],
        "type": [row["type"] for row in rows],
    }
    page, metadata = _page(request, _sorted(rows, query.get("sort", "")))
    shown = [{key: value for key, value in row.items() if not key.startswith("_")} for row in page]
    return json({"counts": _counts(counted), "monitors": shown, "metadata": metadata})


async def groups(request: Request) -> Response:
    """GET /api/v1/monitor/groups/search: groups of monitors, with counts of status and type."""
    context, query = of(request), request.query_params
    holds = matching(query.get("query", ""))
    rows = await asyncio.to_thread(
        lambda: [group for row in _rows(context) for group in _group_rows(row) if holds(_group_record(row, group))]
    )
    counted = {"status": [row["status"] for row in rows], "type": [row["_type"] for row in rows]}
    page, metadata = _page(request, _sorted(rows, query.get("sort", "")))
    shown = [{key: value for key, value in row.items() if not key.startswith("_")} for row in page]
    return json({"counts": _counts(counted), "groups": shown, "metadata": metadata})


def matching(text: str) -> Callable[[Mapping[str, Any]], bool]:
    """A predicate over monitors' records; ApiError where the text cannot be read or names no status."""
    if not text.strip():
        return lambda _: True
    try:
        return compile(_renamed(parse(text)), "events")
    except QueryError as error:
        raise ApiError(400, f"The value provided for parameter 'query' is invalid: {error}") from error


def _renamed(tree: Tree) -> Tree:
    """The tree with the status as a tag; what the language takes for an event's status is another thing."""
    match tree:
        case Has(Field("status" | "group_status" as field), found):
            if isinstance(found, Equals) and found.value.lower() not in _STATUSES:
                known = ", ".join(_STATUSES)
                raise ApiError(400, f"The value provided for parameter 'query' is invalid: status is one of {known}")
            return replace(tree, field=Field(f"monitor_{field}"))
        case Not(part):
            return replace(tree, part=_renamed(part))
        case And(parts) | Or(parts):
            return replace(tree, parts=tuple(_renamed(part) for part in parts))
        case _:
            return tree


def _rows(context: Context) -> Iterable[Row]:
    documents = sorted(context.documents.all("monitor"), key=lambda one: int(one.id))
    states = states_of(context, documents)
    now, numbers = context.clock(), {int(one.id) for one in documents}
    quiet = _quiet(context, now)
    for document in documents:
        row = _row(document, states[int(document.id)], quiet(document), now)
        yield row | {"not_evaluated": not_evaluated(document.body, numbers.__contains__)}


def _quiet(context: Context, now: float) -> Callable[[Document], Quiet]:
    """For each monitor, until when each of its groups is silent: 0 where it is not, infinity where that has no end."""
    held = [
        (one, occurrence[1])
        for one in silences_of(context.documents.all(KIND))
        if (occurrence := one.downtime.active(now)) is not None
    ]
    hosts = {
        f"host:{one.id}": float(one.body.get("end") or FOREVER)
        for one in context.documents.all(MUTED_HOST)
        if host_muted(one.body, now)
    }

    def of_monitor(document: Document) -> Quiet:
        options = document.body.get("options") or {}
        target = target_of(int(document.id), document.body) if held else None

        def until(group: Group) -> float:
            if scope := muted_by(options, group, now):
                return float(options["silenced"][scope] or FOREVER)
            ends = [hosts[tag] for tag in group if tag in hosts]
            return max((*ends, *(end for one, end in held if target and one.holds(target, group))), default=0.0)

        return until

    return of_monitor


def _row(document: Document, states: States, quiet: Quiet, now: float) -> Row:
    body = document.body
    until = min((quiet(group) for group in states), default=quiet(()))
    metrics, scopes = _metrics(body)
    changed = max((state.since for state in states.values()), default=None)
    handles = handles_in(str(body.get("message") or ""))
    return {
        "id": int(document.id),
        "org_id": 1,
        "name": body.get("name"),
        "type": body.get("type"),
        "query": body.get("query"),
        "tags": list(body.get("tags") or []),
        "priority": body.get("priority"),
        "status": overall([state.status for state in states.values()]),
        "classification": _classification(body),
        "metrics": metrics,
        "scopes": scopes,
        "notifications": [{"handle": handle, "name": handle} for handle in handles],
        "creator": {"id": 1, "handle": document.author, "name": document.author},
        "last_triggered_ts": seconds(
            max((s.last_triggered for s in states.values() if s.last_triggered), default=None)
        ),
        "overall_state_modified": seconds(changed),
        "muted": until > 0,
        "muted_until_ts": int(until) if 0 < until < FOREVER else None,
        "multi": is_multi(body),
        "created": iso(document.created),
        "modified": iso(document.modified),
        "quality_issues": [],
        "_message": body.get("message") or "",
        "_states": states,
        "_quiet": quiet,
        "_now": now,
    }


def _metrics(body: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    try:
        condition = condition_of(body)
    except ValueError:
        return [], []
    names = sorted({want.metric.name for want in condition.wants(0.0)})
    scopes = sorted({want.metric.filter_text for want in condition.wants(0.0)}) or [condition.scope]
    return names, scopes


def _classification(body: Mapping[str, Any]) -> str:
    kind = kind_of(str(body.get("type")), str(body.get("query")))
    return kind.name if kind else str(body.get("type"))


def _record(row: Row) -> dict[str, Any]:
    tags = [str(tag).lower() for tag in row["tags"]]
    tags += [f"tag:{tag}" for tag in tags]
    facts: dict[str, Iterable[Any]] = {
        "id": [row["id"]], "type": [row["type"]], "muted": [row["muted"]], "creator": [row["creator"]["handle"]],
        "monitor_status": [row["status"]], "monitor_group_status": {one.status for one in row["_states"].values()},
        "scope": [part for scope in row["scopes"] for part in scope.split(",")], "metric": row["metrics"],
        "notification": [one["handle"] for one in row["notifications"]], "group": map(name, row["_states"]),
        "classification": [row["classification"]], "env": _scoped(row["scopes"], "env"),
        "service": _scoped(row["scopes"], "service"),
    }  # fmt: skip
    for key, values in facts.items():
        tags += [f"{key}:{value}".lower() for value in values]
    now = row["_now"]
    for key, at in (("triggered", row["last_triggered_ts"]), ("muted_left", row["muted_until_ts"])):
        if at:
            tags.append(f"{key}:{int(abs(now - at))}")
    return {
        "title": str(row["name"] or ""),
        "text": f"{row['_message']} {row['query']}",
        "priority": f"p{row['priority']}" if row["priority"] else "",
        "tags": [*tags, f"priority:{row['priority']}"],
        "attributes": {},
        "attrs": {},
        **dict.fromkeys(("host", "source", "alert_type", "aggregation_key"), ""),
    }


def _scoped(scopes: Sequence[str], key: str) -> list[str]:
    return [part.partition(":")[2] for scope in scopes for part in scope.split(",") if part.startswith(f"{key}:")]


def _group_rows(row: Row) -> Iterable[Row]:
    for group, state in row["_states"].items():
        yield {
            "group": name(group),
            "group_tags": list(group),
            "last_nodata_ts": seconds(state.last_nodata) or 0,
            "last_triggered_ts": seconds(state.last_triggered),
            "monitor_id": row["id"],
            "monitor_name": row["name"],
            "status": state.status,
            "name": row["name"],
            "muted": row["_quiet"](group) > 0,
            "_type": row["type"],
        }


def _group_record(row: Row, group: Row) -> dict[str, Any]:
    found = _record(row)
    kept = [tag for tag in found["tags"] if not tag.startswith(("monitor_group_status:", "group:", "muted:"))]
    own = [f"monitor_group_status:{group['status']}", f"group:{group['group']}", f"muted:{group['muted']}"]
    own += [f"monitor_status:{group['status']}", *group["group_tags"]]
    return found | {
        "tags": [*(tag for tag in kept if not tag.startswith("monitor_status:")), *(o.lower() for o in own)]
    }


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    if not sort:
        return rows
    field, _, direction = sort.partition(",")
    if field not in _SORTS or direction not in ("", "asc", "desc"):
        known = ", ".join(_SORTS)
        raise ApiError(400, f"The value provided for parameter 'sort' is invalid: {known}, with ,asc or ,desc")
    keys: dict[str, Callable[[Row], Any]] = {
        "name": lambda row: str(row["name"]).lower(),
        "status": lambda row: -SEVERITY[row["status"]],
        "tags": lambda row: row.get("tags") or [],
        "triggered": lambda row: row.get("last_triggered_ts") or 0,
    }
    return sorted(rows, key=keys[field], reverse=direction == "desc")


def _page(request: Request, rows: list[Row]) -> tuple[list[Row], dict[str, int]]:
    query = request.query_params
    size, page = whole(query.get("per_page", "30"), "per_page", 1, 1000), whole(query.get("page", "0"), "page")
    count = {"page": page, "per_page": size, "page_count": -(-len(rows) // size), "total_count": len(rows)}
    return rows[page * size : (page + 1) * size], count


def _counts(counted: Mapping[str, Sequence[Any]]) -> dict[str, list[dict[str, Any]]]:
    def tally(values: Sequence[Any]) -> list[dict[str, Any]]:
        found: dict[Any, int] = {}
        for value in values:
            found[value] = found.get(value, 0) + 1
        return [{"name": value, "count": count} for value, count in sorted(found.items(), key=lambda item: -item[1])]

    return {key: tally(values) for key, values in counted.items()}
