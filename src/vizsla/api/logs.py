"""Logs: lists, analytics and the first generation's list."""

import asyncio
import time
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api import searching
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.query.moments import iso, window
from vizsla.query.patterns import MOST
from vizsla.query.patterns import patterns as log_patterns
from vizsla.query.records import Listing, Row
from vizsla.query.traces import trace_text

_PATH = "/api/v2/logs/events"


async def search(request: Request) -> Response:
    """POST /api/v2/logs/events/search."""
    asked = searching.converted(await json_object(request, needed=False), searching.ListBody)
    return await _answer(request, searching.listing("logs", asked, of(request).clock()))


async def listed(request: Request) -> Response:
    """GET /api/v2/logs/events."""
    return await _answer(request, searching.listing_of_params("logs", request.query_params, of(request).clock()))


async def aggregate(request: Request) -> Response:
    """POST /api/v2/logs/analytics/aggregate."""
    began = time.monotonic()
    asked = searching.converted(await json_object(request, needed=False), searching.AggregateBody)
    buckets = await searching.buckets_of(request, "logs", asked)
    data = {"buckets": [{"by": one.by, "computes": searching.computes(one)} for one in buckets]}
    return searching.json({"data": data, "meta": searching.meta(began)})


async def patterns(request: Request) -> Response:
    """GET /api/vizsla/patterns/logs: logs alike, counted; `query`, `from`, `to`, `group_by`, `limit`."""
    given, context = request.query_params, of(request)
    span = window(given.get("from"), given.get("to"), context.clock())
    limit = whole(given.get("limit") or "100", "limit", 1, MOST)
    keys = [key.strip() for key in (given.get("group_by") or "").split(",")]
    found = await asyncio.to_thread(log_patterns, span, given.get("query") or "", keys, limit, context.engine.run)
    return searching.json({"patterns": found})


async def listed_v1(request: Request) -> Response:
    """POST /api/v1/logs-queries/list: `time` is {from, to}, `startAt` the `nextLogId` of the page before."""
    body = await json_object(request)
    times = body.get("time")
    if not isinstance(times, dict):
        raise ApiError(400, "The body cannot be used: time is missing; give {from, to}")
    sort, limit = body.get("sort") or "desc", body.get("limit") or 50
    if sort not in ("asc", "desc", "time"):
        raise ApiError(400, f"sort '{sort}' is neither asc nor desc")
    if not isinstance(limit, int):
        raise ApiError(400, "The body cannot be used: limit is not a whole number")
    where = searching.converted(times | {"query": body.get("query")}, searching.Filter)
    span = where.window(of(request).clock())
    wanted = Listing("logs", where.query or "", span, sort == "desc", limit, str(body.get("startAt") or ""))
    page = await searching.page_of(request, wanted)
    logs = [{"id": row["id"], "content": _attributes(row)} for row in page.rows]
    return searching.json({"logs": logs, "nextLogId": page.after or None, "status": "done"})


async def _answer(request: Request, wanted: Listing) -> Response:
    began = time.monotonic()
    page = await searching.page_of(request, wanted)
    data = [{"id": row["id"], "type": "log", "attributes": _attributes(row)} for row in page.rows]
    return searching.page_answer(request, _PATH, wanted, page, data, began)


def _attributes(row: Row) -> dict[str, Any]:
    tags = row["tags"]
    source = [f"source:{row['source']}"] if row["source"] and not any(t.startswith("source:") for t in tags) else []
    found = {
        "timestamp": iso(row["at"]),
        "host": row["host"],
        "service": row["service"],
        "status": row["status"],
        "message": row["message"],
        "tags": [*tags, *source],
        "attributes": msgspec.Raw((row["attributes"] or "{}").encode()),
    }
    if row["trace_id"]:
        found["trace_id"] = trace_text(row["trace_id_high"], row["trace_id"])
    if row["span_id"]:
        found["span_id"] = str(row["span_id"])
    return found
