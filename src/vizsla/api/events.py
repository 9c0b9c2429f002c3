"""Events: the first generation's stream, single events, and the search of the second."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api import searching
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.clock import LAST_S
from vizsla.query.moments import Window, iso
from vizsla.query.records import MOST, Listing, Row, event
from vizsla.query.search import printer
from vizsla.query.search.syntax import And, Equals, Everything, Field, Has, Or, Tree

_MOST_PAGES = 100


async def stream(request: Request) -> Response:
    """GET /api/v1/events: from `start` to `end` (seconds), newest first; `sources`, `tags`, `priority`, `page`.

    Events of one aggregation key are shown as the newest of them, unless `unaggregated` or `exclude_aggregate` is true.
    """
    given = request.query_params
    start, end = (whole(given.get(name) or "", name, most=LAST_S) for name in ("start", "end"))
    number = whole(given.get("page") or "0", "page")
    if not start <= end or not 0 <= number < _MOST_PAGES:
        raise ApiError(400, "start must not lie after end, and page counts from 0 to 99")
    wanted = Listing("events", _search(request), Window(start * 1000, end * 1000 + 1000), limit=MOST)
    page = await searching.page_of(request, wanted)
    for _ in range(number):
        if not page.after:
            return searching.json({"events": [], "status": "ok"})
        page = await searching.page_of(request, replace(wanted, cursor=page.after))
    url = of(request).settings.url
    shown = [_shown(row, url) for row in page.rows]
    if (given.get("unaggregated") or "").lower() != "true":
        shown = _aggregated(shown, (given.get("exclude_aggregate") or "").lower() == "true")
    return searching.json({"events": shown, "status": "ok"})


async def read(request: Request) -> Response:
    """GET /api/v1/events/{id}."""
    return searching.json({"event": _shown(await _row(request), of(request).settings.url), "status": "ok"})


async def read_v2(request: Request) -> Response:
    """GET /api/v2/events/{id}."""
    row = await _row(request)
    return searching.json({"data": {"id": str(row["id"]), "type": "event", "attributes": _attributes(row)}})


async def _row(request: Request) -> Row:
    text = request.path_params["id"]
    row = await asyncio.to_thread(event, whole(text, "event_id", most=(1 << 64) - 1), of(request).engine.run)
    if row is None:
        raise ApiError(404, f"Event {text} not found")
    return row


async def search(request: Request) -> Response:
    """POST /api/v2/events/search."""
    asked = searching.converted(await json_object(request, needed=False), searching.ListBody)
    return await _answer(request, searching.listing("events", asked, of(request).clock()))


async def listed(request: Request) -> Response:
    """GET /api/v2/events."""
    return await _answer(request, searching.listing_of_params("events", request.query_params, of(request).clock()))


async def _answer(request: Request, wanted: Listing) -> Response:
    began = time.monotonic()
    page = await searching.page_of(request, wanted)
    data = [{"id": str(row["id"]), "type": "event", "attributes": _attributes(row)} for row in page.rows]
    return searching.page_answer(request, "/api/v2/events", wanted, page, data, began)


def _search(request: Request) -> str:
    given = request.query_params

    def listed(name: str) -> list[str]:
        return [part.strip() for part in (given.get(name) or "").split(",") if part.strip()]

    parts: list[Tree] = [Has(Field("tags"), Equals(tag)) for tag in listed("tags")]
    parts += [Has(Field("priority"), Equals(one)) for one in listed("priority") if one != "all"]
    sources: list[Tree] = [Has(Field("source"), Equals(one)) for one in listed("sources")]
    if sources:
        parts.append(Or(tuple(sources)))
    return printer.text(And(tuple(parts))) if parts else printer.text(Everything())


def _aggregated(shown: list[dict[str, Any]], exclude: bool) -> list[dict[str, Any]]:
    groups: dict[object, list[dict[str, Any]]] = {}
    for one in shown:
        groups.setdefault(one["aggregation_key"] or one["id"], []).append(one)
    if exclude:
        return [group[0] for group in groups.values() if len(group) == 1]
    members = ("id", "id_str", "alert_type", "date_happened")
    return [
        group[0]
        | {"is_aggregate": len(group) > 1, "children": [{key: one[key] for key in members} for one in group[1:]]}
        for group in groups.values()
    ]


def _shown(row: Row, url: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "id_str": str(row["id"]),
        "title": row["title"],
        "text": row["text"],
        "date_happened": row["at"] // 1000,
        "alert_type": row["alert_type"],
        "priority": row["priority"],
        "host": row["host"],
        "source": row["source"],
        "source_type_name": row["source"],
        "aggregation_key": row["aggregation_key"],
        "tags": row["tags"],
        "url": f"{url}/events?event={row['id']}",
        "resource": f"/api/v1/events/{row['id']}",
        "monitor_id": row["monitor_id"] or None,
        "is_aggregate": False,
        "children": [],
        "comments": [],
    }


def _attributes(row: Row) -> dict[str, Any]:
    inner = _kept(row) | {
        "aggregation_key": row["aggregation_key"],
        "date_happened": row["at"] // 1000,
        "evt": {"id": str(row["id"]), "name": row["title"]},
        "hostname": row["host"],
        "monitor_id": row["monitor_id"] or None,
        "priority": row["priority"],
        "source_type_name": row["source"],
        "status": row["alert_type"],
        "tags": row["tags"],
        "timestamp": row["at"],
        "title": row["title"],
    }
    return {"attributes": inner, "message": row["text"], "tags": row["tags"], "timestamp": iso(row["at"])}


def _kept(row: Row) -> dict[str, Any]:
    return msgspec.json.decode(row["attributes"], type=dict[str, Any]) if row["attributes"] else {}
