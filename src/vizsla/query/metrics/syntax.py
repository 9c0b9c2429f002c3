"""The tree of a metrics query; every node knows the text it came from."""

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
class Metric:
    """`agg:name{filter} by {keys}` with its modifiers."""

    name: str
    aggregator: str | None
    filter: Filter
    filter_text: str
    by: tuple[str, ...]
    span: Span = field(compare=False)
    mode: Literal["", "count", "rate"] = ""
    rollup_method: str | None = None
    rollup_s: int | None = None
    fill: str | None = None
    fill_limit_s: int = 300
    weighted: bool = False


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


def metrics_of(expr: Expr) -> list[Metric]:
    """Every metric of the tree, from left to right."""
    match expr:
        case Metric():
            return [expr]
        case Call():
            return [leaf for arg in expr.args for leaf in metrics_of(arg)]
        case Binary():
            return metrics_of(expr.left) + metrics_of(expr.right)
        case _:
            return []
