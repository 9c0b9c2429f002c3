"""From a tree to frames: leaves are read, functions and arithmetic are a few numpy lines over them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from vizsla.clock import LAST_S
from vizsla.detect.forecast import seconds
from vizsla.query.errors import QueryError
from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Argument, Function, functions
from vizsla.query.metrics import buckets
from vizsla.query.metrics.arithmetic import joined
from vizsla.query.metrics.interval import default_step_s, enforced_step_s
from vizsla.query.metrics.leaf import read
from vizsla.query.metrics.parser import parse_list
from vizsla.query.metrics.series import Run
from vizsla.query.metrics.syntax import Binary, Call, Expr, Metric, Number, Reference, Word, metrics_of, nodes


@dataclass(frozen=True)
class Source:
    """A query of something else than metrics, by its name in formulas: over time (start, end, step) and in total."""

    over_time: Callable[[int, int, int], Frame]
    total: Callable[[int, int], Frame]


Named = Mapping[str, Expr | Source | Frame]


def evaluate(text: str, start_s: float, end_s: float, run: Run, step_s: int | None = None) -> list[Frame]:
    """A frame for each comma-separated query over [start, end), buckets aligned to multiples of the step."""
    return [evaluate_tree(tree, start_s, end_s, run, step_s) for tree in parse_list(text)]


def evaluate_tree(
    tree: Expr, start_s: float, end_s: float, run: Run, step_s: int | None = None,
    others: Named | None = None, whole_buckets: bool = False, origin_s: int = 0,
) -> Frame:  # fmt: skip
    """The frame of one tree; `others` are the queries, or their frames, that references stand for.

    `whole_buckets` leaves out a first bucket that began before `start_s`, whose value would be of a part of its points;
    buckets begin at multiples of the step after `origin_s`.
    """
    window = max(1.0, end_s - start_s)
    named = others or {}
    trees = [tree, *_named_trees(tree, named)]
    intervals = [interval for one in trees for interval in _intervals(one)]
    wanted = [leaf.rollup_s for one in trees for leaf in metrics_of(one) if leaf.rollup_s] + intervals
    known = [one.step_s for one in named.values() if isinstance(one, Frame)]
    step = enforced_step_s(max(wanted), window) if wanted else step_s or max(known, default=default_step_s(window))
    least = max(enforced_step_s(max(intervals), window) if intervals else 1, *map(_least_step_s, trees))
    step = max(step, least)
    evaluation = _Evaluation(int(start_s), int(end_s), step, run, named, window, False, whole_buckets, least, origin_s)
    found = evaluation.of(tree)
    if isinstance(found, float):
        times = buckets.regular(int(start_s), int(end_s), step).starts
        return Frame(times, ((),), np.full((1, len(times)), found), step)
    return found


def window_frame(
    tree: Expr, method: str, start_s: float, end_s: float, run: Run, step_s: int, origin_s: int = 0
) -> Frame:
    """The frame whose points a monitor reduces to one value a group.

    A sum over `as_count` queries sums every operand over the whole window before arithmetic, as monitors of the real
    product do: such a frame has one column.
    """
    if method == "sum" and isinstance(tree, Binary) and any(leaf.mode == "count" for leaf in metrics_of(tree)):
        window = max(1.0, end_s - start_s)
        return _Evaluation(int(start_s), int(end_s), step_s, run, {}, window, summed=True, origin_s=origin_s).frame(
            tree
        )
    return evaluate_tree(tree, start_s, end_s, run, step_s, origin_s=origin_s)


def _intervals(tree: Expr) -> list[int]:
    found = []
    for node in nodes(tree):
        for key, arg in node.keywords if isinstance(node, Call) else ():
            if key != "interval":
                continue
            if isinstance(arg, Number) and arg.value >= 1:
                found.append(int(arg.value))
            elif isinstance(arg, Word):
                try:
                    found.append(seconds(arg.text))
                except ValueError as error:
                    raise QueryError(f"interval: {error}", *arg.span) from None
    return found


def _least_step_s(tree: Expr) -> int:
    calls = [(functions()[node.name], node) for node in nodes(tree) if isinstance(node, Call)]
    return max((one.least_step_s(*one.values(call)) for one, call in calls if one.least_step_s), default=1)


def reduced(row: Floats, method: str, lengths: Floats | None = None) -> float:
    """One value for a row: avg (or mean), sum, min, max, last, count, l2norm, area, percentile (the 95th) or stddev.

    `lengths` are the buckets' seconds, for the area. NaN for a row of nothing; QueryError for another method.
    """
    held = ~np.isnan(row)
    present = row[held]
    if len(present) == 0:
        return float("nan")
    match method:
        case "avg" | "mean":
            return float(present.mean())
        case "sum":
            return float(present.sum())
        case "area":
            return float((present * (1.0 if lengths is None else lengths[held])).sum())
        case "min":
            return float(present.min())
        case "max":
            return float(present.max())
        case "last":
            return float(present[-1])
        case "count":
            return float(len(present))
        case "count_unique":
            return float(len(np.unique(present)))
        case "l2norm":
            return float(np.linalg.norm(present))
        case "stddev":
            return float(present.std())
        case "percentile":
            return float(np.percentile(present, 95))
        case _:
            raise QueryError(f"aggregator {method} is not one of {', '.join(REDUCERS)}")


REDUCERS = ("avg", "mean", "sum", "min", "max", "last", "count", "count_unique", "l2norm", "area", "percentile",
            "stddev")  # fmt: skip


def _named_trees(tree: Expr, named: Named) -> list[Expr]:
    found = [named[node.name] for node in nodes(tree) if isinstance(node, Reference)]
    return [one for one in found if not isinstance(one, Source | Frame)]


@dataclass(frozen=True)
class _Evaluation:
    start_s: int
    end_s: int
    step_s: int
    run: Run
    named: Named
    window_s: float
    """What is seen, whatever functions want to know of the time before."""
    summed: bool = False
    whole: bool = False
    least_s: int = 1
    origin_s: int = 0

    def of(self, tree: Expr) -> Frame | float:
        match tree:
            case Number(value):
                return value
            case Metric():
                frame = read(tree, self.start_s, self.end_s, self.buckets(tree), self.run)
                return self.sum_of(frame) if self.summed else frame
            case Reference(name):
                named = self.named[name]
                if isinstance(named, Source):
                    return named.over_time(self.start_s, self.end_s, self.step_s)
                return named if isinstance(named, Frame) else self.of(named)
            case Call():
                return self.called(tree)
            case Word():
                raise QueryError("a query is wanted here", *tree.span)
            case _:
                return joined(tree, self.of(tree.left), self.of(tree.right))

    def frame(self, tree: Expr) -> Frame:
        found = self.of(tree)
        if isinstance(found, float):
            raise QueryError("a query is wanted here, not a number", *tree.span)
        return found

    def buckets(self, leaf: Metric) -> buckets.Buckets:
        step = self.step_s
        if leaf.rollup_s:
            step = max(enforced_step_s(leaf.rollup_s, self.window_s), self.least_s)
        return buckets.of(leaf, self.start_s, self.end_s, step, self.whole, self.origin_s)

    def sum_of(self, frame: Frame) -> Frame:
        empty = np.isnan(frame.values).all(axis=1, keepdims=True)
        return replace(
            frame, times=frame.times[:1], values=np.where(empty, np.nan, np.nansum(frame.values, axis=1, keepdims=True))
        )

    def called(self, call: Call) -> Frame:
        function = functions()[call.name]
        values = function.values(call)
        if function.moved or function.history:
            names = [node.name for node in nodes(call) if isinstance(node, Reference)]
            if any(isinstance(self.named[name], Frame) for name in names):
                raise QueryError(f"{call.name} takes queries of metrics only", *call.span)
        try:
            if function.moved:
                return self.moved(call, function, values)
            leaf = self.resolved(call.args[0])
            if function.per_series and isinstance(leaf, Metric) and not self.summed:
                return read(
                    leaf, self.start_s, self.end_s, self.buckets(leaf), self.run,
                    lambda frame: _applied(function, frame, values),
                )  # fmt: skip
            before = function.history(self.step_s, *values) if function.history else 0
            inner = replace(self, start_s=max(0, self.start_s - before * self.step_s)).of(call.args[0])
            if isinstance(inner, float):
                raise QueryError(f"{call.name} needs a query, not a number", *call.args[0].span)
            found = _applied(function, inner, values)
            return self.visible(found) if before else found
        except QueryError as error:  # what the arguments alone did not show
            raise error if error.end else QueryError(str(error), *call.span) from None

    def moved(self, call: Call, function: Function, values: list[Argument]) -> Frame:
        leaf = next(iter(metrics_of(call) or [m for t in _named_trees(call, self.named) for m in metrics_of(t)]), None)
        shown = self.buckets(leaf) if leaf else buckets.regular(self.start_s, self.end_s, self.step_s, self.origin_s)
        if leaf is None and self.whole:
            shown = replace(shown, starts=shown.starts[shown.starts >= self.start_s])
        assert function.moved
        wanted = function.moved(np.append(shown.starts, self.end_s), *values)
        first, last = int(wanted.min()), int(max(wanted[-1], wanted[:-1].max(initial=0) + 1))
        if first < 0 or last > LAST_S:
            raise QueryError(f"{call.name} reaches beyond the time there is: 1970 to 2106", *call.span)
        inner = replace(self, start_s=first, end_s=last, whole=False).of(call.args[0])
        if isinstance(inner, float):
            raise QueryError(f"{call.name} needs a query, not a number", *call.args[0].span)
        # The bucket that begins nearest to the wanted moment; summed answers have one only.
        at = np.searchsorted(inner.times, wanted[:-1] + inner.step_s // 2, side="right") - 1
        if self.summed:
            return inner
        at = np.clip(at, 0, max(0, len(inner.times) - 1))
        return replace(inner, times=shown.starts, values=inner.values[:, at])

    def resolved(self, tree: Expr) -> Expr | Source | Frame:
        found: Expr | Source | Frame = tree
        while isinstance(found, Reference):
            found = self.named[found.name]
        return found

    def visible(self, frame: Frame) -> Frame:
        at = int(np.searchsorted(frame.times, self.start_s, side="left" if self.whole else "right"))
        at = min(at, len(frame.times) - 1) if self.whole else max(0, at - 1)
        return replace(frame, times=frame.times[at:], values=frame.values[:, at:])


def _applied(function: Function, frame: Frame, values: list[Argument]) -> Frame:
    with np.errstate(all="ignore"):
        found = function.apply(frame, *values)
    return replace(found, unit=function.unit(frame.unit))
