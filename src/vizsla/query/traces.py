"""Traces read whole, and the services and resources that spans tell of."""

from dataclasses import dataclass
from typing import Any

from vizsla.query.errors import QueryError
from vizsla.query.moments import Window
from vizsla.query.records import Row, Run, between
from vizsla.query.search.values import identifiers

MOST_SPANS = 10_000
_LATENCY = (
    "arrayMap(d -> if(isNaN(d), 0, d / 1e9), quantilesTDigest(0.5, 0.95, 0.99)(duration_ns)) AS latency, "
    "count() AS hits, sum(error) AS errors"
)


@dataclass(frozen=True)
class Trace:
    """A trace's spans keyed by column, the earliest first; `truncated` where there are more than fit."""

    id: str
    spans: list[Row]
    truncated: bool


def trace_text(high: int, low: int) -> str:
    """A trace's id for people and clients: decimal, or 32 hexadecimal digits where it has 128 bits."""
    return f"{high:016x}{low:016x}" if high else str(low)


def read_trace(text: str, run: Run, most: int = MOST_SPANS) -> Trace | None:
    """The trace of an id, decimal or hexadecimal; None when no span of it is kept. Raises QueryError."""
    wanted = identifiers(text)
    if not wanted:
        raise QueryError(f"{text!r} is no trace's identifier; give it decimal or as 32 hexadecimal digits")
    return next((trace for high, low in wanted if (trace := _read(high, low, run, most))), None)


def _read(high: int, low: int, run: Run, most: int) -> Trace | None:
    params: dict[str, object] = {"low": low, "high": high, "most": most + 1}
    # The summary knows when the trace was, so that only those days' parts are read.
    bounds = run(
        "SELECT toUnixTimestamp64Milli(min(started)) AS first, toUnixTimestamp64Milli(max(ended)) + 1 AS last, "
        "count() AS n FROM trace_summaries WHERE trace_id = {low:UInt64}",
        params,
    ).to_pylist()[0]
    if not bounds["n"]:
        return None
    spans = run(
        "SELECT toUnixTimestamp64Nano(ts) AS at, trace_id, trace_id_high, span_id, parent_id, duration_ns, env, "
        "service, version, name, resource, type, host, error, top_level, meta, metrics, tags, links, events "
        f"FROM spans AS r WHERE trace_id = {{low:UInt64}} AND {between('spans')} "
        "AND ({high:UInt64} = 0 OR trace_id_high IN (0, {high:UInt64})) "
        "ORDER BY r.ts, top_level DESC, span_id LIMIT 1 BY r.ts, span_id, service, name LIMIT {most:UInt32}",
        params | {"from": bounds["first"], "to": bounds["last"]},
    ).to_pylist()
    if not spans:
        return None
    highest = high or max(span["trace_id_high"] for span in spans)
    return Trace(trace_text(highest, low), spans[:most], len(spans) > most)


def services(window: Window, env: str, run: Run) -> list[dict[str, Any]]:
    """Each service's entries by operation, the busiest first; latencies in seconds."""
    rows = run(
        "SELECT service, env, name AS operation, any(type) AS type, toUnixTimestamp(max(r.ts)) AS last_seen, "
        f"{_LATENCY} FROM spans AS r WHERE {between('spans')} AND top_level = 1 "
        "AND ({env:String} = '' OR env = {env:String}) "
        "GROUP BY service, env, operation ORDER BY hits DESC, service, env, operation LIMIT 2000",
        {"from": window.start_ms, "to": window.end_ms, "env": env},
    )
    return [_spread(row) for row in rows.to_pylist()]


def resources(
    window: Window, service: str, env: str, operation: str, run: Run, limit: int = 500
) -> list[dict[str, Any]]:
    """A service's resources, those that took most time in all first; latencies and `total_s` in seconds."""
    rows = run(
        f"SELECT resource, {_LATENCY}, sum(duration_ns) / 1e9 AS total_s FROM spans AS r "
        f"WHERE {between('spans')} AND service = {{service:String}} AND top_level = 1 "
        "AND ({env:String} = '' OR env = {env:String}) AND ({name:String} = '' OR name = {name:String}) "
        "GROUP BY resource ORDER BY total_s DESC, resource LIMIT {limit:UInt32}",
        {
            "from": window.start_ms, "to": window.end_ms, "service": service, "env": env, "name": operation,
            "limit": limit,
        },
    )  # fmt: skip
    return [_spread(row) for row in rows.to_pylist()]


def latencies(window: Window, service: str, env: str, operation: str, run: Run) -> list[dict[str, Any]]:
    """How many of a service's requests took how long: `[from_s, to_s)`, ten steps to each tenfold."""
    rows = run(
        "SELECT toInt32(floor(log10(greatest(duration_ns, 1)) * 10)) AS step, count() AS hits, sum(error) AS errors "
        f"FROM spans AS r WHERE {between('spans')} AND service = {{service:String}} AND top_level = 1 "
        "AND ({env:String} = '' OR env = {env:String}) AND ({name:String} = '' OR name = {name:String}) "
        "GROUP BY step ORDER BY step",
        {"from": window.start_ms, "to": window.end_ms, "service": service, "env": env, "name": operation},
    )
    return [
        {"from_s": 10 ** (step / 10 - 9), "to_s": 10 ** ((step + 1) / 10 - 9), "hits": hits, "errors": errors}
        for step, hits, errors in zip(
            *(rows.column(name).to_pylist() for name in ("step", "hits", "errors")), strict=True
        )
    ]


def _spread(row: Row) -> dict[str, Any]:
    p50, p95, p99 = row.pop("latency")
    return row | {"p50": p50, "p95": p95, "p99": p99}
