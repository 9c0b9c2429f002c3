"""Where the fields of a search live in each table: columns, tags, attributes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from vizsla.query.search.syntax import Field, Table

Record = Mapping[str, Any]
Kind = Literal["text", "status", "words", "id", "time", "number"]


@dataclass(frozen=True)
class Column:
    """A field that is a column: its SQL, and how to read it from a record as text."""

    sql: str
    read: Callable[[Record], str]
    kind: Kind = "text"


@dataclass(frozen=True)
class Tags:
    """A field that is the key of a tag; an empty key stands for whole tags."""

    key: str


@dataclass(frozen=True)
class Attributes:
    """A field inside a map of texts, and for spans also inside the map of numbers."""

    column: str
    key: str
    numbers: str = ""


Place = Column | Tags | Attributes


def _column(name: str, kind: Kind = "text") -> Column:
    return Column(name, lambda record: str(record[name]), kind)


_SPAN_STATUS = Column("if(error = 1, 'error', 'ok')", lambda span: "error" if span["error"] else "ok", "status")
_ID = {"trace_id": _column("trace_id", "id"), "span_id": _column("span_id", "id")}

_COLUMNS: dict[Table, dict[str, Column]] = {
    "logs": {
        "service": _column("service"),
        "status": _column("status", "status"),
        "host": _column("host"),
        "source": _column("source"),
        "ddsource": _column("source"),
        "message": _column("message", "words"),
        "timestamp": _column("ts", "time"),
        **_ID,
    },
    "spans": {
        "service": _column("service"),
        "env": _column("env"),
        "version": _column("version"),
        "operation_name": _column("name"),
        "resource_name": _column("resource"),
        "type": _column("type"),
        "host": _column("host"),
        "status": _SPAN_STATUS,
        "parent_id": _column("parent_id", "id"),
        "timestamp": _column("ts", "time"),
        **_ID,
        "@duration": Column("duration_ns", lambda span: str(span["duration_ns"]), "number"),
        "@_top_level": Column("top_level", lambda span: str(int(span["top_level"])), "number"),
        "@_trace_root": Column("toUInt8(parent_id = 0)", lambda span: str(int(span["parent_id"] == 0)), "number"),
    },
    "events": {
        "source": _column("source"),
        "sources": _column("source"),
        "status": _column("alert_type", "status"),
        "alert_type": _column("alert_type", "status"),
        "priority": _column("priority"),
        "host": _column("host"),
        "title": _column("title", "words"),
        "text": _column("text", "words"),
        "message": _column("text", "words"),
        "timestamp": _column("ts", "time"),
        "aggregation_key": _column("aggregation_key"),
        "@title": _column("title", "words"),
        "@aggregation_key": _column("aggregation_key"),
        "@monitor_id": _column("monitor_id", "number"),
        "monitor_id": _column("monitor_id", "number"),
    },
}

TEXTS: dict[Table, tuple[str, ...]] = {
    "logs": ("message",),
    "spans": ("resource", "name", "service"),
    "events": ("title", "text"),
}
"""The columns that free text is looked for in."""

INDEXED = frozenset({("logs", "message")})
"""Text columns with an index over their words."""

MAPS: dict[Table, str] = {"logs": "attrs", "spans": "meta", "events": "attrs"}
"""The map of attributes."""


def place(field: Field, table: Table) -> Place:
    """Where this field lives in the table."""
    found = _COLUMNS[table].get(str(field))
    if found is not None:
        return found
    if not field.attribute:
        return Tags("" if field.name == "tags" else field.name)
    return Attributes(MAPS[table], field.name, "metrics" if table == "spans" else "")


def reserved(table: Table) -> list[str]:
    """The names of the table's columns, as a search writes them."""
    return sorted(_COLUMNS[table])
