"""What a query function is, and how its call is checked."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any

from vizsla import catalog
from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame, Ints

if TYPE_CHECKING:
    from vizsla.query.metrics.syntax import Call

Argument = float | str
PERCENTILE = "pXX"
"""Among a parameter's choices: any percentile such as p95 or p99.9."""

_PERCENTILE = re.compile(r"p\d{1,2}(\.\d+)?")


def no_unit(_: str) -> str:
    """For functions whose answer has none, such as counts of groups."""
    return ""


def per(unit: str) -> Callable[[str], str]:
    """For functions whose answer is per second, minute or hour."""
    return lambda given: f"{given}/{unit}" if given and "/" not in given else ""


@dataclass(frozen=True)
class Parameter:
    """A value after the query: `kind` is number or text; `default` None means that it must be given."""

    name: str
    kind: type[float] | type[str]
    default: Argument | None = None
    choices: tuple[str, ...] = ()
    check: Callable[[Any], object] | None = None
    """Raises ValueError with a sentence for a value of the right kind that will not do."""


def within(least: float, most: float = inf) -> Callable[[float], None]:
    """For numbers with bounds."""

    def check(value: float) -> None:
        if not least <= value <= most:
            wanted = f"{least:g} at least" if most == inf else f"{least:.15g} to {most:.15g}"
            raise ValueError(f"{value:g} will not do; it is {wanted}")

    return check


def whole(least: float, most: float) -> Callable[[float], None]:
    """For whole numbers with bounds."""
    bounds = within(least, most)

    def check(value: float) -> None:
        if value != int(value):
            raise ValueError(f"{value:g} will not do; a whole number is wanted")
        bounds(value)

    return check


LONG_S = 3650 * 86400
"""No bucket and no time before a window is longer: ten years."""


@dataclass(frozen=True)
class Function:
    """A function over a frame; the declaration is its documentation and the check of its arguments."""

    name: str
    doc: str
    example: str
    apply: Callable[..., Frame]
    parameters: tuple[Parameter, ...] = ()
    kind: str = "Algorithms"
    """Under which heading people look for it."""
    moved: Callable[..., Ints] | None = field(default=None)
    """For a time shift: the moments whose values are shown at these moments, from moments and the arguments."""
    per_series: bool = False
    """Whether it looks at every series by itself, before they merge into groups: a counter's reset is its own."""
    history: Callable[..., int] | None = field(default=None)
    """How many buckets before the window it wants to see as well, from the step in seconds and the arguments."""
    least_step_s: Callable[..., int] | None = field(default=None)
    """Seconds that a bucket has at least, from the arguments, lest the history be too many points."""
    banded: bool = False
    """Whether it adds groups tagged band:lower and band:upper, between which values are expected."""
    pointwise: bool = False
    """Whether it looks at one point in time only, and so can be applied to single values too."""
    not_over: tuple[str, ...] = ()
    """Functions whose answers it cannot be asked of."""
    unit: Callable[[str], str] = str
    """The unit of its answer from that of its query, empty for none; the same if not told."""

    @property
    def signature(self) -> str:
        """`name(query, n, by='mean')`, for people."""
        shown = [p.name if p.default is None else f"{p.name}={p.default!r}" for p in self.parameters]
        return f"{self.name}({', '.join(['query', *shown])})"

    def check(self, call: "Call") -> None:
        """Raise QueryError unless the arguments fit."""
        from vizsla.query.metrics.syntax import Call, nodes

        self.values(call)
        for inner in nodes(call.args[0]):
            if isinstance(inner, Call) and inner.name in self.not_over:
                raise QueryError(f"{self.name} cannot be asked of {inner.name}", *inner.span)

    def values(self, call: "Call") -> list[Argument]:
        """The arguments after the query, checked, with defaults filled in."""
        from vizsla.query.metrics.syntax import Number, Word

        if not call.args or isinstance(call.args[0], Word):
            raise QueryError(f"{self.name} needs a query first: {self.signature}", *call.span)
        given: dict[str, object] = {}
        for parameter, arg in zip(self.parameters, call.args[1:], strict=False):
            given[parameter.name] = arg
        if len(call.args) - 1 > len(self.parameters):
            raise QueryError(f"too many arguments: {self.signature}", *call.args[len(self.parameters) + 1].span)
        known = {parameter.name for parameter in self.parameters}
        for name, arg in call.keywords:
            if name not in known:
                raise QueryError(f"{self.name} has no argument {name}: {self.signature}", *arg.span)
            given[name] = arg
        values: list[Argument] = []
        for parameter in self.parameters:
            value = given.get(parameter.name)
            if value is None:
                if parameter.default is None:
                    raise QueryError(f"{parameter.name} is missing: {self.signature}", *call.span)
                values.append(parameter.default)
            elif isinstance(value, Number) and parameter.kind is float:
                values.append(value.value)
            elif isinstance(value, Word) and parameter.kind is str:
                # Names of algorithms are written in any case.
                same = [choice for choice in parameter.choices if choice.lower() == value.text.lower()]
                if PERCENTILE in parameter.choices and _PERCENTILE.fullmatch(value.text.lower()):
                    same = [value.text.lower()]
                if parameter.choices and not same:
                    raise QueryError(
                        f"{parameter.name} is one of {', '.join(parameter.choices)}, not {value.text}", *value.span
                    )
                values.append(same[0] if same else value.text)
            else:
                kind = "number" if parameter.kind is float else "text"
                raise QueryError(f"{parameter.name} is a {kind}: {self.signature}", *value.span)  # type: ignore[attr-defined]
            if value is not None and parameter.check:
                try:
                    parameter.check(values[-1])
                except ValueError as error:
                    raise QueryError(f"{parameter.name}: {error}", *value.span) from None
        return values


@cache
def functions() -> dict[str, Function]:
    """Every function there is, by name."""
    return catalog.load("vizsla.query.functions", Function)
