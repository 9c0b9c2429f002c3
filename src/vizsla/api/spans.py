"""Spans: lists, analytics, and traces whole."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api import searching
from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.query.moments import iso_ns
from vizsla.query.records import Listing, Row
from vizsla.query.traces import read_trace, trace_text

_PATH = "/api/v2/spans/events"


async def search(request: Request) -> Response:
    """POST /api/v2/spans/events/search."""
    asked = searching.converted(await _attributes_of(request), searching.ListBody)
    return await _answer(request, searching.listing("spans", asked, of(request).clock()))


async def listed(request: Request) -> Response:
    """GET /api/v2/spans/events."""
    return await _answer(request, searching.listing_of_params("spans", request.query_params, of(request).clock()))


async def aggregate(request: Request) -> Response:
    """POST /api/v2/spans/analytics/aggregate."""
    began = time.monotonic()
    asked = searching.converted(await _attributes_of(request), searching.AggregateBody)
    buckets = await searching.buckets_of(request, "spans", asked)
    data = [
        {"id": f"bucket-{i}", "type": "bucket", "attributes": {"by": one.by, "computes": searching.computes(one)}}
        for i, one in enumerate(buckets)
    ]
    for one in data:
        one["attributes"]["compute"] = one["attributes"]["computes"]  # type: ignore[index]
    return searching.json({"data": data, "meta": searching.meta(began)})


async def trace(request: Request) -> Response:
    """GET /api/vizsla/traces/{id}: every span of a trace, the earliest first."""
    text = request.path_params["id"]
    found = await asyncio.to_thread(read_trace, text, of(request).engine.run)
    if found is None:
        raise ApiError(404, f"No span of trace {text} is kept; it may be older than the retention, or still on its way")
    spans = [_whole(row) for row in found.spans]
    return searching.json({"trace_id": found.id, "spans": spans, "truncated": found.truncated})


async def _attributes_of(request: Request) -> Any:
    data = (await json_object(request, needed=False)).get("data") or {}
    attributes = data.get("attributes") if isinstance(data, dict) else None
    if attributes is None:
        raise ApiError(400, "The body cannot be used: data.attributes is missing")
    return attributes


async def _answer(request: Request, wanted: Listing) -> Response:
    began = time.monotonic()
    page = await searching.page_of(request, wanted)
    data = [
        {"id": f"{row['trace_id']:016x}{row['span_id']:016x}", "type": "spans", "attributes": _shown(row)}
        for row in page.rows
    ]
    return searching.page_answer(request, _PATH, wanted, page, data, began)


def _shown(row: Row) -> dict[str, Any]:
    custom = nested([*row["metrics"], *row["meta"]])
    custom["duration"] = row["duration_ns"]
    return {
        "trace_id": trace_text(row["trace_id_high"], row["trace_id"]),
        "span_id": str(row["span_id"]),
        "parent_id": str(row["parent_id"]),
        "start_timestamp": iso_ns(row["at"]),
        "end_timestamp": iso_ns(row["at"] + row["duration_ns"]),
        "env": row["env"],
        "service": row["service"],
        "operation_name": row["name"],
        "resource_name": row["resource"],
        "type": row["type"],
        "host": row["host"],
        "status": "error" if row["error"] else "ok",
        "tags": row["tags"],
        "single_span": False,
        "ingestion_reason": "auto",
        "retained_by": "retention_filter",
        "custom": custom,
    }


def _whole(row: Row) -> dict[str, Any]:
    tags = dict(tag.partition(":")[::2] for tag in row["tags"]) | dict(row["meta"])
    return {
        "span_id": str(row["span_id"]),
        "parent_id": str(row["parent_id"]),
        "service": row["service"],
        "name": row["name"],
        "resource": row["resource"],
        "type": row["type"],
        "start": str(row["at"]),
        "duration": row["duration_ns"],
        "error": row["error"],
        "host": row["host"],
        "env": row["env"],
        "tags": tags,
        "metrics": dict(row["metrics"]),
        "links": msgspec.Raw((row["links"] or "[]").encode()),
        "events": msgspec.Raw((row["events"] or "[]").encode()),
    }


def nested(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """`http.method: GET` as `{http: {method: GET}}`; a path through a value stays dotted."""
    found: dict[str, Any] = {}
    for path, value in sorted(pairs, key=lambda pair: pair[0]):
        at, parts = found, path.split(".")
        for i, part in enumerate(parts):
            if i == len(parts) - 1:
                at[part] = value
            elif isinstance(at.setdefault(part, {}), dict):
                at = at[part]
            else:
                at[".".join(parts[i:])] = value
                break
    return found
