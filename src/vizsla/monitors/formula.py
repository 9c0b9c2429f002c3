"""Formulas over several queries: `formula("query / query1 * 100").last("1h") > 5`, with `options.variables`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from vizsla.monitors.chain import TEXT, compared, last_s, plain, taken_apart
from vizsla.monitors.comparison import TAIL, reduced
from vizsla.monitors.dynamic import limits_of
from vizsla.monitors.kind import Condition, Group, Run
from vizsla.monitors.state import Observed
from vizsla.monitors.timeframe import Timeframe
from vizsla.monitors.variables import (
    COUNTS,
    Asked,
    adds_up,
    history,
    keys_of,
    series,
    sources_of,
    totals_of,
    variables_of,
    wants,
)
from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame
from vizsla.query.metrics.evaluate import evaluate_tree
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import Binary, Call, Expr, Metric

_HEAD = re.compile(rf"\s*formula\(\s*({TEXT})\s*\)")
_POINTWISE = ("default_zero", "default", "abs", "log2", "log10", "round", "ceil", "floor", "exclude_null",
              "clamp_min", "clamp_max", "cutoff_min", "cutoff_max", "count_nonzero", "count_not_null")  # fmt: skip


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
    asked, unevaluated = variables_of(options)
    formula = plain(head.group(1))
    try:
        tree = parse(formula, frozenset(asked))
    except QueryError as error:
        start = head.start(1) + 1
        raise QueryError(error.message, start + error.start, start + error.end) from error
    by_step, step_s = _needs_series(tree), Timeframe("", int(window_s)).step_s
    sources = list(asked.values())
    group_by = max((keys_of(one) for one in sources), key=len, default=())
    added = any(adds_up(one) for one in sources)

    def past(tree: Expr, start_s: float, end_s: float, run: Run) -> Frame:
        if added:  # what is compared is of one window, or of one step
            each_s = step_s if by_step else int(window_s)
            end = int(end_s) // each_s * each_s
            start = end - max(1, int(end_s - start_s) // each_s) * each_s
            frames = {name: history(one, start, end, each_s, step_s, run) for name, one in asked.items()}
            return evaluate_tree(tree, start, end, run, each_s, others=_filled(tree, frames))
        coarse_s = Timeframe("", int(end_s - start_s)).step_s
        frames = {name: series(one, start_s, end_s, coarse_s, run) for name, one in asked.items()}
        return evaluate_tree(tree, start_s, end_s, run, coarse_s, others=_filled(tree, frames))

    limits = limits_of(options, frozenset(asked), past) if dynamic else None

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        return observe_many(run, [end_s])[0]

    def observe_many(run: Run, ends_s: Sequence[float]) -> list[dict[Group, Observed]]:
        def frames_of(one: Asked) -> list[Frame]:
            if by_step:
                return [series(one, end_s - window_s, end_s, step_s, run) for end_s in ends_s]
            return totals_of(one, ends_s, window_s, step_s, run)

        frames = {name: frames_of(one) for name, one in asked.items()}
        return [judged({name: some[i] for name, some in frames.items()}, run, end_s) for i, end_s in enumerate(ends_s)]

    def judged(frames: dict[str, Frame], run: Run, end_s: float) -> dict[Group, Observed]:
        found = evaluate_tree(tree, end_s - window_s, end_s, run, step_s, others=_filled(tree, frames))
        values = dict(zip(found.groups, reduced(found.values, "avg").tolist(), strict=True))
        if limits is None:
            return {
                group: Observed(value, end_s) if value == value else Observed(None) for group, value in values.items()
            }
        own = limits(run, end_s)

        def seen(group: Group) -> Observed:
            value, mine = values.get(group, float("nan")), own.of(group)
            if value != value:
                return Observed(None, limits=mine)
            # Without thresholds nothing can be said of the group; that is no lack of data.
            return Observed(value, end_s, limits=mine) if mine else Observed(None, end_s, skip=True)

        # What counts nothing now is held against thresholds all the same.
        silent = [group for group in own.groups if bool(group) == bool(group_by)]
        return {group: seen(group) for group in dict.fromkeys([*values, *silent])}

    return Condition(
        window_s=window_s,
        comparator=comparator,
        threshold=threshold,
        group_by=group_by,
        scope=next((one.events.search for one in sources if one.events), "") or "*",
        metric=formula,
        observe=observe,
        observe_many=observe_many,
        wants=lambda end_s: [want for one in sources for want in wants(one, end_s - window_s, end_s)],
        counts=all(one.events and one.variable.compute.aggregation in COUNTS for one in sources),
        sources=frozenset().union(*map(sources_of, sources)),
        unevaluated=unevaluated,
        dynamic=dynamic,
    )


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
