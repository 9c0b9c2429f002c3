"""Records behind a group's value: the newest that matched, for `{{log.message}}` and for the list in a notification."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from vizsla.monitors.asked import narrowed, records_asked
from vizsla.monitors.kind import Condition, Group, Run
from vizsla.query.errors import QueryError
from vizsla.query.moments import Window
from vizsla.query.records import Listing, Row, read
from vizsla.query.search.syntax import Table

_NAMES: dict[Table, str] = {"logs": "log", "events": "event", "spans": "span"}
_MOST = 10
_LONGEST = 1000


@dataclass(frozen=True)
class Samples:
    """Variables of the newest record, and a few records as they are listed."""

    variables: Mapping[str, str] = field(default_factory=dict)
    listed: tuple[Mapping[str, str], ...] = ()


def samples_of(
    monitor: Mapping[str, Any], condition: Condition, group: Group, at: float, run: Run, url: str = ""
) -> Samples:
    """What matched in the window that ended at `at`; nothing for monitors of metrics and the like.

    `url` is where people find the server.
    """
    asked = records_asked(str(monitor.get("query") or ""))
    if asked is None:
        return Samples()
    table = asked.table
    window = Window(int((at - condition.window_s) * 1000), int(at * 1000))
    query = narrowed(asked, group)
    try:
        rows = read(Listing(table, query, window, limit=_MOST), run).rows
    except QueryError:
        return Samples()
    listed = tuple({"at": _clock(row, table), "message": _message(row)[:_LONGEST]} for row in rows)
    found = _variables(rows[0], table) if rows else {}
    if rows and table == "logs" and url:
        asks = {"query": query, "from": window.start_ms, "to": window.end_ms, "log": rows[0]["id"]}
        found["log.link"] = f"{url}/logs?{urlencode(asks)}"
    return Samples(found, listed)


def _variables(row: Row, table: Table) -> dict[str, str]:
    name = _NAMES[table]
    attributes = row.get("attributes") or row.get("meta") or {}
    if isinstance(attributes, str):
        try:
            attributes = msgspec.json.decode(attributes)
        except msgspec.DecodeError:
            attributes = {}
    found = {
        f"{name}.{key}": str(row[key])
        for key in ("id", "message", "service", "status", "host", "source", "title", "text", "name", "resource", "env")
        if row.get(key) not in (None, "")
    }
    found |= {f"{name}.attributes.{path}": text for path, text in _flat(attributes, "").items()}
    for tag in row.get("tags") or []:
        key, _, value = str(tag).partition(":")
        found.setdefault(f"{name}.tags.{key}", value)
    found[f"{name}.timestamp"] = _clock(row, table)
    if row.get("host"):
        found[f"{name}.host.name"] = str(row["host"])
    if name == "span":
        found["span.resource_name"] = str(row.get("resource") or "")
        found["span.operation_name"] = str(row.get("name") or "")
        found["span.duration"] = str(row.get("duration_ns") or "")
    return found


def _flat(value: Any, path: str) -> dict[str, str]:
    if isinstance(value, Mapping):
        found: dict[str, str] = {}
        for key, inner in value.items():
            found |= _flat(inner, f"{path}.{key}" if path else str(key))
        return found
    return {path: value if isinstance(value, str) else msgspec.json.encode(value).decode()} if path else {}


def _message(row: Row) -> str:
    for keys in (("message",), ("title", "text"), ("service", "name", "resource")):
        if any(row.get(key) for key in keys):
            return " ".join(str(row[key]) for key in keys if row.get(key))
    return ""


def _clock(row: Row, table: Table) -> str:
    at = row["at"] / (1e9 if table == "spans" else 1000)
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
