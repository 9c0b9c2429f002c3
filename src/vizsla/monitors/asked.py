"""What a monitor over records asks, read from its query's text for graphs and samples."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from vizsla.query.search import parse, printer
from vizsla.query.search.syntax import And, Equals, Field, Has, Table

_HEAD = re.compile(r'^\s*(logs|events|spans|trace-analytics)\(\s*"((?:[^"\\]|\\.)*)"\s*\)')
_LINK = re.compile(r'\.(\w+)\(((?:[^"()]|"(?:[^"\\]|\\.)*")*)\)')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_TABLES: dict[str, Table] = {"logs": "logs", "events": "events", "spans": "spans", "trace-analytics": "spans"}


@dataclass(frozen=True)
class Asked:
    """A search, the figure over what it finds, and the fields that it is split by (with @ where that was written)."""

    table: Table
    search: str
    figure: tuple[str, ...]
    fields: tuple[str, ...]


def records_asked(query: str) -> Asked | None:
    """The parts of `logs("…").rollup("count").by("@a,b")…`; None for a query of another sort."""
    head = _HEAD.match(query)
    if head is None:
        return None
    links = {
        name: [_plain(text) for text in _TEXT.findall(given)] for name, given in _LINK.findall(query[head.end() :])
    }
    fields = [one.strip() for one in ",".join(links.get("by", [])).split(",")]
    return Asked(
        _TABLES[head[1]],
        _plain(head[2]),
        tuple(links.get("rollup") or ("count",)),
        tuple(field for field in fields if field not in ("", "*")),
    )


def narrowed(asked: Asked, group: Iterable[str]) -> str:
    """The search, held to the records of a group."""
    attributes = {field[1:] for field in asked.fields if field.startswith("@")}
    split = [tag.partition(":")[::2] for tag in group]
    wanted = [Has(Field(key, key in attributes), Equals(value)) for key, value in split]
    return printer.text(And((parse(asked.search), *wanted))) if wanted else asked.search


def _plain(quoted: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", quoted)
