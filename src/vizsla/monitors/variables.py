"""The queries behind a formula, `options.variables`: over a window as a whole, and over its past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import gcd
from typing import Any

import msgspec
import numpy as np

from vizsla.monitors.comparison import reduced
from vizsla.monitors.kind import Run
from vizsla.monitors.sources import read_by
from vizsla.query.errors import QueryError
from vizsla.query.event_frames import EventQuery, Facet, Figure, FlatFacets, Search, over_time, totals_at
from vizsla.query.frame import Frame
from vizsla.query.metrics.ahead import Want
from vizsla.query.metrics.evaluate import evaluate_tree, window_frame
from vizsla.query.metrics.interval import MOST_POINTS
from vizsla.query.metrics.leaf import MOST_CELLS
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import Expr, metrics_of
from vizsla.query.moments import Window
from vizsla.query.search import parse as parse_search
from vizsla.query.search import sql
from vizsla.query.search.syntax import Table

_EVENTS: dict[str, Table] = {"logs": "logs", "spans": "spans", "traces": "spans", "events": "events"}
COUNTS = ("count", "cardinality")
"""Figures that are 0 where nothing is."""
_ADDED = (*COUNTS, "sum")
_METHODS = ("avg", "sum", "min", "max", "last")


class Variable(msgspec.Struct):
    """One query of `options.variables`."""

    name: str
    data_source: str = "logs"
    query: str = ""
    aggregator: str = "avg"
    search: Search = msgspec.field(default_factory=Search)
    compute: Figure = msgspec.field(default_factory=Figure)
    group_by: list[Facet] | FlatFacets = msgspec.field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """A variable, ready to be asked."""

    variable: Variable
    tree: Expr | None
    events: EventQuery | None


def variables_of(options: Mapping[str, Any]) -> tuple[dict[str, Asked], str]:
    """The variables by name, and why they cannot be asked, if so."""
    given = options.get("variables")
    if not isinstance(given, list) or not given:
        raise QueryError("options.variables: a formula needs its queries there")
    asked, unevaluated = {}, ""
    for i, one in enumerate(given):
        place = f"options.variables[{i}]"
        if not isinstance(one, Mapping):
            raise QueryError(f"{place}: an object is wanted")
        source = one.get("data_source")
        known = {key: value for key, value in one.items() if value is not None}
        if source not in (*_EVENTS, "metrics"):
            unevaluated = f"Vizsla has no data of {str(source).replace('_', ' ')}"
            known = {"name": one.get("name")}
        try:
            variable = msgspec.convert(known, Variable)
        except msgspec.ValidationError as error:
            raise QueryError(f"{place}: {error}") from None
        try:
            asked[variable.name] = _asked(variable, str(source))
        except QueryError as error:
            raise QueryError(f"{place}: {error.message}") from None
    return asked, unevaluated


def _asked(variable: Variable, source: str) -> Asked:
    if source == "metrics":
        return Asked(variable, parse(variable.query), None)
    if source not in _EVENTS:
        return Asked(variable, None, None)
    table, compute = _EVENTS[source], variable.compute
    # `metric: "count"` beside a count is how some exports write it.
    figure = Figure(compute.aggregation, "" if compute.aggregation == "count" else compute.metric)
    sql.compile(parse_search(variable.search.query), table)
    return Asked(variable, None, EventQuery(table, variable.search.query, figure, variable.group_by))


def keys_of(one: Asked) -> tuple[str, ...]:
    """What the variable is split by."""
    if one.tree is not None:
        return max((leaf.by for leaf in metrics_of(one.tree)), key=len, default=())
    groups = one.variable.group_by
    names = groups.fields if isinstance(groups, FlatFacets) else [facet.facet for facet in groups]
    return tuple(name.removeprefix("@") for name in names)


def sources_of(one: Asked) -> frozenset[str]:
    """What the figure is made of, as intake notes it where it comes late."""
    if one.events is not None:
        return read_by(one.events.table, one.events.search)
    return frozenset(leaf.name for leaf in metrics_of(one.tree)) if one.tree is not None else frozenset()


def wants(one: Asked, start_s: float, end_s: float) -> list[Want]:
    """The metrics that a window reads."""
    return [Want(leaf, int(start_s), int(end_s)) for leaf in metrics_of(one.tree)] if one.tree is not None else []


def totals_of(one: Asked, ends_s: Sequence[float], window_s: float, step_s: int, run: Run) -> list[Frame]:
    """The figures of whole windows that end then; the points of a metric are merged by the step before."""
    if one.events is not None:
        return totals_at(one.events, ends_s, window_s, run)
    return [_total(one, end_s - window_s, end_s, step_s, run) for end_s in ends_s]


def _total(one: Asked, start_s: float, end_s: float, step_s: int, run: Run) -> Frame:
    assert one.tree is not None
    frame = window_frame(one.tree, one.variable.aggregator, start_s, end_s, run, step_s)
    return replace(
        frame, times=frame.times[:1], values=reduced(frame.values, _method(one))[:, None], step_s=int(end_s - start_s)
    )


def series(one: Asked, start_s: float, end_s: float, step_s: int, run: Run) -> Frame:
    """The figure of each step that begins within the window."""
    if one.events is not None:
        return over_time(one.events, Window(int(start_s * 1000), int(end_s * 1000)), step_s, run)
    assert one.tree is not None
    return evaluate_tree(one.tree, start_s, end_s, run, step_s, whole_buckets=True)


def adds_up(one: Asked) -> bool:
    """Whether the figure grows with the time that it is of, as a count does."""
    if one.tree is None:
        return one.variable.compute.aggregation in _ADDED
    return one.variable.aggregator == "sum" or any(leaf.mode == "count" for leaf in metrics_of(one.tree))


def history(one: Asked, start_s: int, end_s: int, window_s: int, step_s: int, run: Run) -> Frame:
    """The figure of each window between two moments, every one of them as `totals_of` has it."""
    if one.tree is None:
        return _in_parts(one, start_s, end_s, window_s, run)
    leaves = metrics_of(one.tree)
    plain = one.variable.aggregator == "sum" and all(leaf.mode == "count" and not leaf.rollup_s for leaf in leaves)
    frame = _in_parts(one, start_s, end_s, window_s if plain else gcd(window_s, step_s), run)
    many, rest = divmod(window_s, frame.step_s)
    if many < 2 or rest:
        return frame
    count = len(frame.times) // many
    rows = frame.values[:, : count * many].reshape(-1, many)
    values = reduced(rows, _method(one)).reshape(len(frame.groups), count)
    return replace(frame, times=frame.times[: count * many : many], values=values, step_s=window_s)


def _in_parts(one: Asked, start_s: int, end_s: int, step_s: int, run: Run) -> Frame:
    """The series, asked for in parts none of which has too many points; QueryError where all are too many."""
    span_s, count = MOST_POINTS * step_s, (end_s - start_s) // step_s
    parts: list[Frame] = []
    known: dict[tuple[str, ...], None] = {}
    for at in range(start_s, end_s, span_s):
        parts.append(series(one, at, min(at + span_s, end_s), step_s, run))
        known |= dict.fromkeys(parts[-1].groups)
        if len(known) * count > MOST_CELLS:
            raise QueryError(
                f"the past of {one.variable.name} is {count} windows of {len(known)} groups or more, which are too many"
                "; ask for a shorter past, a longer window or fewer groups"
            )
    groups = tuple(known)
    # A group that a part knows nothing of was counted there all the same.
    nothing = 0.0 if one.events and one.variable.compute.aggregation in COUNTS else np.nan
    columns = []
    for part in parts:
        values = np.full((len(groups), len(part.times)), nothing)
        place = {group: i for i, group in enumerate(groups)}
        values[[place[group] for group in part.groups]] = part.values
        columns.append(values)
    return replace(
        parts[0], times=np.concatenate([part.times for part in parts]), groups=groups, values=np.hstack(columns)
    )


def _method(one: Asked) -> str:
    return one.variable.aggregator if one.variable.aggregator in _METHODS else "avg"
