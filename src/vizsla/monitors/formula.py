"""Formulas over several queries: `formula("query / query1 * 100").last("1h") > 5`, with `options.variables`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np

from vizsla.monitors.chain import TEXT, compared, last_s, plain, taken_apart
from vizsla.monitors.comparison import TAIL, reduced
from vizsla.monitors.dynamic import limits_of
from vizsla.monitors.kind import Condition, Group, Run
from vizsla.monitors.state import Observed
from vizsla.monitors.timeframe import Timeframe
from vizsla.query.errors import QueryError
from vizsla.query.event_frames import EventQuery, Facet, Figure, FlatFacets, Search, over_time, totals
from vizsla.query.frame import Frame
from vizsla.query.metrics.evaluate import evaluate_tree, window_frame
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import Binary, Call, Expr, Metric
from vizsla.query.moments import Window
from vizsla.query.search import parse as parse_search
from vizsla.query.search import sql
from vizsla.query.search.syntax import Table

_HEAD = re.compile(rf"\s*formula\(\s*({TEXT})\s*\)")
_EVENTS: dict[str, Table] = {"logs": "logs", "spans": "spans", "traces": "spans", "events": "events"}
_POINTWISE = ("default_zero", "default", "abs", "log2", "log10", "round", "ceil", "floor", "exclude_null",
              "clamp_min", "clamp_max", "cutoff_min", "cutoff_max", "count_nonzero", "count_not_null")  # fmt: skip


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
class _Asked:
    """A variable, ready to be asked."""

    variable: Variable
    tree: Expr | None
    events: EventQuery | None


def is_formula(text: str) -> bool:
    """Whether the query is a formula over variables."""
    return re.match(r"\s*formula\s*\(", text) is not None


def parse_formula(text: str, options: Mapping[str, Any]) -> Condition:
    """A condition over a formula; QueryError where the formula, its variables or the rest are wrong."""
    head = _HEAD.match(text)
    if head is None:
        raise QueryError('a formula is written formula("query / query1 * 100").last("1h") > 5', 0, min(len(text), 20))
    links, at = taken_apart(text, head.end())
    tail = TAIL.match(text, at)
    dynamic = tail is not None and tail.group(2) == "threshold"
    comparator, threshold = (tail.group(1), 0.0) if tail and dynamic else compared(text, at)
    for link in links:
        if link.name != "last":
            raise QueryError(f"{link.name} is not known behind a formula; give .last(…)", *link.span)
    window_s = last_s(links[0] if links else None, at)
    asked, unevaluated = _variables(options)
    formula = plain(head.group(1))
    try:
        tree = parse(formula, frozenset(asked))
    except QueryError as error:
        start = head.start(1) + 1
        raise QueryError(error.message, start + error.start, start + error.end) from error
    series, step_s = _needs_series(tree), Timeframe("", int(window_s)).step_s

    def past(tree: Expr, start_s: float, end_s: float, run: Run) -> Frame:
        step_s = Timeframe("", int(end_s - start_s)).step_s
        frames = {name: _series(one, start_s, end_s, step_s, run) for name, one in asked.items()}
        return evaluate_tree(tree, start_s, end_s, run, step_s, others=_filled(tree, frames))

    limits = limits_of(options, frozenset(asked), past) if dynamic else None

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        ask = _series if series else _total
        frames = {name: ask(one, end_s - window_s, end_s, step_s, run) for name, one in asked.items()}
        found = evaluate_tree(tree, end_s - window_s, end_s, run, step_s, others=_filled(tree, frames))
        values = dict(zip(found.groups, reduced(found.values, "avg").tolist(), strict=True))
        own = limits(run, end_s) if limits else None

        def seen(group: Group, value: float) -> Observed:
            if value != value:
                return Observed(None)
            mine = own(group) if own else None
            # Without thresholds nothing can be said of the group; that is no lack of data.
            return Observed(None, end_s, skip=True) if own and not mine else Observed(value, end_s, limits=mine)

        return {group: seen(group, value) for group, value in values.items()}

    sources = list(asked.values())
    return Condition(
        window_s=window_s,
        comparator=comparator,
        threshold=threshold,
        group_by=max((_keys(one) for one in sources), key=len, default=()),
        scope=next((one.events.search for one in sources if one.events), "") or "*",
        metric=formula,
        observe=observe,
        counts=all(one.events and one.variable.compute.aggregation in ("count", "cardinality") for one in sources),
        unevaluated=unevaluated,
        dynamic=dynamic,
    )


def _variables(options: Mapping[str, Any]) -> tuple[dict[str, _Asked], str]:
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


def _asked(variable: Variable, source: str) -> _Asked:
    if source == "metrics":
        return _Asked(variable, parse(variable.query), None)
    if source not in _EVENTS:
        return _Asked(variable, None, None)
    table, compute = _EVENTS[source], variable.compute
    # `metric: "count"` beside a count is how some exports write it.
    figure = Figure(compute.aggregation, "" if compute.aggregation == "count" else compute.metric)
    sql.compile(parse_search(variable.search.query), table)
    return _Asked(variable, None, EventQuery(table, variable.search.query, figure, variable.group_by))


def _keys(one: _Asked) -> tuple[str, ...]:
    if one.tree is not None:
        from vizsla.query.metrics.syntax import metrics_of

        return max((leaf.by for leaf in metrics_of(one.tree)), key=len, default=())
    groups = one.variable.group_by
    names = groups.fields if isinstance(groups, FlatFacets) else [facet.facet for facet in groups]
    return tuple(name.removeprefix("@") for name in names)


def _total(one: _Asked, start_s: float, end_s: float, step_s: int, run: Run) -> Frame:
    if one.events is not None:
        return totals(one.events, Window(int(start_s * 1000), int(end_s * 1000)), run)
    assert one.tree is not None
    method = one.variable.aggregator
    frame = window_frame(one.tree, method, start_s, end_s, run, step_s)
    known = "avg" if method not in ("avg", "sum", "min", "max", "last") else method
    return replace(
        frame, times=frame.times[:1], values=reduced(frame.values, known)[:, None], step_s=int(end_s - start_s)
    )


def _series(one: _Asked, start_s: float, end_s: float, step_s: int, run: Run) -> Frame:
    if one.events is not None:
        return over_time(one.events, Window(int(start_s * 1000), int(end_s * 1000)), step_s, run)
    assert one.tree is not None
    return evaluate_tree(one.tree, start_s, end_s, run, step_s, whole_buckets=True)


def _filled(tree: Expr, frames: dict[str, Frame]) -> dict[str, Frame]:
    """Frames whose groups are those of all, where the formula gives a default to what is not there."""
    if not _calls(tree) & {"default_zero", "default"}:
        return frames
    groups = tuple(dict.fromkeys(group for frame in frames.values() for group in frame.groups))
    filled = {}
    for name, frame in frames.items():
        place = {group: i for i, group in enumerate(frame.groups)}
        values = np.full((len(groups), len(frame.times)), np.nan)
        for i, group in enumerate(groups):
            if group in place:
                values[i] = frame.values[place[group]]
        filled[name] = replace(frame, groups=groups, values=values)
    return filled


def _needs_series(tree: Expr) -> bool:
    return bool(_calls(tree) - set(_POINTWISE))


def _calls(tree: Expr) -> set[str]:
    match tree:
        case Call(name, args):
            return {name}.union(*(_calls(arg) for arg in args))
        case Binary(_, left, right):
            return _calls(left) | _calls(right)
        case Metric(_, _, _, _, _, span):
            raise QueryError("a formula names its queries; write a metric as a variable of its own", *span)
        case _:
            return set()
