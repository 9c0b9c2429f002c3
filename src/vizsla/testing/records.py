"""Logs, spans, events and service checks of test scripts, as rows of their tables."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import pyarrow as pa

from vizsla.model import records
from vizsla.store.engine import Engine

TABLES = {"log": "logs", "span": "spans", "event": "events", "check": "checks"}
_COLUMNS = ("service", "status", "host", "source", "env", "version", "resource", "type")


def store(engine: Engine, kind: str, rows: Iterable[tuple[str, tuple[str, ...], int, float]]) -> None:
    """Store records: name, tags, moment in seconds, and how many of them, or a check's status."""
    name = TABLES[kind]
    schema = records.SCHEMAS[name]
    found: dict[str, list[Any]] = {field.name: [] for field in schema}
    for label, tags, at, value in rows:
        for _ in range(1 if kind == "check" else int(value)):
            for key, one in _row(schema, kind, label, tags, at, value).items():
                found[key].append(one)
    engine.insert(name, records.table(name, found))


def _row(schema: pa.Schema, kind: str, label: str, tags: tuple[str, ...], at: int, value: float) -> dict[str, Any]:
    row = {field.name: _empty(field.type) for field in schema}
    unit = {"s": 1, "ms": 1000, "ns": 10**9}[schema.field("ts").type.unit]
    row["ts"] = at * unit
    given = dict(tag.split(":", 1) for tag in tags if ":" in tag)
    # A status of events has another name in their table.
    known = {key: one for key, one in given.items() if key in _COLUMNS and key in row and kind != "check"}
    row |= known
    row["host"] = given.get("host", "")
    row["tags"] = sorted(tag for tag in tags if tag.partition(":")[0] not in known and not tag.startswith("host:"))
    match kind:
        case "check":
            row |= {"name": label, "status": int(value), "message": f"{label} says {int(value)}"}
        case "log":
            attrs = {key[1:]: one for key, one in given.items() if key.startswith("@")}
            row |= {"id": uuid4().bytes, "message": label, "status": given.get("status", "info"),
                    "attrs": list(attrs.items())}  # fmt: skip
        case "span":
            meta = {key[1:]: one for key, one in given.items() if key.startswith("@")}
            row |= {"name": label, "meta": list(meta.items()), "error": int(given.get("status") == "error"),
                    "trace_id": uuid4().int >> 65, "span_id": uuid4().int >> 65}  # fmt: skip
        case _:
            row |= {"id": uuid4().int >> 66, "title": label, "alert_type": given.get("status", "info"),
                    "tags": sorted(tags)}  # fmt: skip
    return row


def _empty(type_: pa.DataType) -> Any:
    if pa.types.is_list(type_) or pa.types.is_map(type_):
        return []
    return b"" if pa.types.is_binary(type_) else "" if pa.types.is_string(type_) else 0
