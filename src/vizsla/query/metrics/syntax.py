"""The tree of a metrics query; every node knows the text it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]

EXTREMES = ("min", "max")


@dataclass(frozen=True)
class Everything:
    """`*`: every series."""


@dataclass(frozen=True)
class Term:
    """`key:value`, `key:val*` or a tag without a value."""

    text: str


@dataclass(frozen=True)
class Not:
    """Series that the part does not match."""

    part: "Filter"


@dataclass(frozen=True)
class All:
    """Series that every part matches."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True)
class Any_:
    """Series that any part matches."""

    parts: tuple["Filter", ...]


Filter = Everything | Term | Not | All | Any_


@dataclass(frozen=True)
class Threshold:
    """Of `count(v: v>=8):`, the comparison that a sample must meet to be counted."""

    op: str
    value: float


@dataclass(frozen=True)
class Calendar:
    """Of `rollup(sum, weekly, monday, Europe/Paris)`, the buckets; `align` is empty for the usual beginning."""

    unit: str
    align: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Metric:
    """`agg:name{filter} by {keys}` with its modifiers."""

    name: str
    aggregator: str | None
    filter: Filter
    filter_text: str = field(compare=False)
    by: tuple[str, ...]
    span: Span = field(compare=False)
    mode: Literal["", "count", "rate"] = ""
    rollup_method: str | None = None
    rollup_s: int | None = None
    fill: str | None = None
    fill_limit_s: int | None = None
    weighted: bool = False
    calendar: Calendar | None = None
    threshold: Threshold | None = None


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Word:
    """A bare word or text among a function's arguments."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Reference:
    """The name of another query, in a formula."""

    name: str
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Call:
    """`function(arguments, keyword=…)`."""

    name: str
    args: tuple["Expr", ...]
    keywords: tuple[tuple[str, "Expr"], ...]
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Binary:
    """Two sides joined by + - * / or, written as a function of both, min or max."""

    op: str
    left: "Expr"
    right: "Expr"
    span: Span = field(compare=False)


Expr = Metric | Number | Word | Reference | Call | Binary


def nodes(expr: Expr) -> Iterator[Expr]:
    """Every node of the tree, parents first, from left to right."""
    yield expr
    match expr:
        case Call():
            for arg in expr.args:
                yield from nodes(arg)
        case Binary():
            yield from nodes(expr.left)
            yield from nodes(expr.right)


def metrics_of(expr: Expr) -> list[Metric]:
    """Every metric of the tree, from left to right."""
    return [node for node in nodes(expr) if isinstance(node, Metric)]


def references_of(expr: Expr) -> list[str]:
    """The names of other queries in the tree, from left to right."""
    return [node.name for node in nodes(expr) if isinstance(node, Reference)]
