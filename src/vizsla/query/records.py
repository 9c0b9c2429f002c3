"""Lists of logs, spans and events: one page of records, and where the next one starts."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
import pyarrow as pa

from vizsla.query.errors import QueryError
from vizsla.query.moments import Window
from vizsla.query.search import parse, sql
from vizsla.query.search.syntax import Table

Run = Callable[[str, Mapping[str, object]], pa.Table]
Row = dict[str, Any]

MOST = 1000
_PARTS = {
    "logs": "toStartOfFiveMinutes",
    "spans": "toStartOfFiveMinutes",
    "events": "toStartOfDay",
    "checks": "toStartOfHour",
}
_PARTS_END_MS = (1 << 32) * 1000


def between(table: Table | Literal["checks"]) -> str:
    """The condition on the time of a table's records: `from` and `to` in milliseconds.

    Rows are sorted by parts of time: the store finds their place only where it is asked for by these. They reach from
    1970 to 2106.
    """
    part = _PARTS[table]
    begin, end = (f"fromUnixTimestamp64Milli({{{name}:Int64}}, 'UTC')" for name in ("from", "to"))
    return (
        f"ts >= {begin} AND ts < {end} AND ({{from:Int64}} < 0 OR {{to:Int64}} >= {_PARTS_END_MS} "
        f"OR {part}(ts) >= {part}({begin}) AND {part}(ts) <= {part}({end}))"
    )


@dataclass(frozen=True)
class Listing:
    """What a list asks for; `cursor` is the one that the page before ended with."""

    table: Table
    search: str
    window: Window
    descending: bool = True
    limit: int = 50
    cursor: str = ""


@dataclass(frozen=True)
class Page:
    """Records keyed by column, and the cursor of the next page; empty when this is the last."""

    rows: list[Row]
    after: str


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    # The window travels with the cursor, so that `now` stands still while someone pages.
    table: str
    descending: bool
    start_ms: int
    end_ms: int
    at: int
    keys: tuple[str, ...]


@dataclass(frozen=True)
class _Shape:
    columns: str
    at: str  # the exact moment as an integer: milliseconds, or nanoseconds for spans
    moment: str  # SQL that makes a moment of that integer
    keys: tuple[tuple[str, str], ...]  # what tells records of one moment apart: column, SQL that reads its text


_NUMBER = "{{{0}:UInt64}}"
_SHAPES: dict[Table, _Shape] = {
    "logs": _Shape(
        "hex(id) AS id, service, status, host, source, message, tags, attributes, trace_id, trace_id_high, span_id",
        "toUnixTimestamp64Milli(ts)",
        "fromUnixTimestamp64Milli({at:Int64})",
        (("id", "toFixedString(unhex({{{0}:String}}), 16)"),),
    ),
    "spans": _Shape(
        "trace_id, trace_id_high, span_id, parent_id, duration_ns, env, service, version, name, resource, type, host, "
        "error, top_level, meta, metrics, tags",
        "toUnixTimestamp64Nano(ts)",
        "fromUnixTimestamp64Nano({at:Int64})",
        (("trace_id", _NUMBER), ("span_id", _NUMBER)),
    ),
    "events": _Shape(
        "id, title, text, source, alert_type, priority, host, aggregation_key, tags, monitor_id, attributes",
        "toUnixTimestamp64Milli(ts)",
        "fromUnixTimestamp64Milli({at:Int64})",
        (("id", _NUMBER),),
    ),
}


def read(listing: Listing, run: Run) -> Page:
    """One page in the order of time; arrivals meanwhile move none of its records. Raises QueryError."""
    shape, window, cursor = _SHAPES[listing.table], listing.window, None
    if not 1 <= listing.limit <= MOST:
        raise QueryError(f"a page has 1 to {MOST} records, not {listing.limit}; set the page's limit")
    if listing.cursor:
        cursor = _read_cursor(listing)
        window = Window(cursor.start_ms, cursor.end_ms)
    found, params = sql.compile(parse(listing.search), listing.table)
    params |= {"from": window.start_ms, "to": window.end_ms, "limit": listing.limit + 1}
    order = "DESC" if listing.descending else "ASC"
    names = ["ts", *(name for name, _ in shape.keys)]
    condition = f"{between(listing.table)} AND ({found})"
    if cursor:
        condition += f" AND {_beyond(shape, cursor, params)}"
    # As the table is sorted, so that a page reads only the first parts of the window.
    keys = (f"{_PARTS[listing.table]}(ts)", *(f"r.{name}" for name in names))
    rows = run(
        f"SELECT {shape.at} AS at, {shape.columns} FROM {listing.table} AS r WHERE {condition} "
        f"ORDER BY {', '.join(f'{key} {order}' for key in keys)} "
        "LIMIT {limit:UInt32}",
        params,
    ).to_pylist()
    page = rows[: listing.limit]
    return Page(page, _cursor(listing, window, page[-1]) if len(rows) > len(page) else "")


def _beyond(shape: _Shape, cursor: _Cursor, params: dict[str, object]) -> str:
    params["at"] = cursor.at
    bounds = [shape.moment]
    for i, (text, (_, reader)) in enumerate(zip(cursor.keys, shape.keys, strict=True)):
        params[f"key{i}"] = text
        bounds.append(reader.format(f"key{i}"))
    names = ", ".join(["r.ts", *(f"r.{name}" for name, _ in shape.keys)])
    op = "<" if cursor.descending else ">"
    return f"r.ts {op}= {shape.moment} AND ({names}) {op} ({', '.join(bounds)})"


def _cursor(listing: Listing, window: Window, last: Row) -> str:
    keys = tuple(str(last[name]) for name, _ in _SHAPES[listing.table].keys)
    cursor = _Cursor(listing.table, listing.descending, window.start_ms, window.end_ms, last["at"], keys)
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def _read_cursor(listing: Listing) -> _Cursor:
    text = listing.cursor
    shape = _SHAPES[listing.table]
    try:
        cursor = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Cursor)
    except ValueError:
        raise QueryError("the page's cursor is none that this list gave; ask for the first page again") from None
    fits = cursor.table == listing.table and cursor.descending == listing.descending
    pattern = "[0-9A-F]{32}" if cursor.table == "logs" else "[0-9]{1,20}"
    plain = all(re.fullmatch(pattern, key) for key in cursor.keys)
    plain = plain and all(0 <= time < 1 << 63 for time in (cursor.at, cursor.start_ms, cursor.end_ms))
    if not fits or not plain or len(cursor.keys) != len(shape.keys):
        raise QueryError("the page's cursor belongs to another list or order; ask for the first page again")
    return cursor


def event(number: int, run: Run) -> Row | None:
    """The event of this id."""
    shape = _SHAPES["events"]
    found = run(
        f"SELECT {shape.at} AS at, {shape.columns} FROM events WHERE id = {{id:UInt64}} LIMIT 1", {"id": number}
    )
    return found.to_pylist()[0] if found.num_rows else None
