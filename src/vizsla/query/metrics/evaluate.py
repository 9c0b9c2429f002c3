"""From a tree to frames: leaves are read, functions and arithmetic are a few numpy lines over them."""

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from vizsla.detect.forecast import seconds
from vizsla.query.errors import QueryError
from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import functions
from vizsla.query.metrics.early import references
from vizsla.query.metrics.interval import default_step_s, enforced_step_s
from vizsla.query.metrics.leaf import read
from vizsla.query.metrics.parser import parse_list
from vizsla.query.metrics.series import Run
from vizsla.query.metrics.syntax import Binary, Call, Expr, Metric, Number, Reference, Word, metrics_of

_WINDOW = re.compile(r"last_(\d{1,4})([smhdw])")


def evaluate(text: str, start_s: float, end_s: float, run: Run, step_s: int | None = None) -> list[Frame]:
    """A frame for each comma-separated query over [start, end), buckets aligned to multiples of the step."""
    return [evaluate_tree(tree, start_s, end_s, run, step_s) for tree in parse_list(text)]


def evaluate_tree(
    tree: Expr, start_s: float, end_s: float, run: Run, step_s: int | None = None,
    others: Mapping[str, Frame] | None = None, whole_buckets: bool = False,
) -> Frame:  # fmt: skip
    """The frame of one tree; `others` are the frames that references name.

    `whole_buckets` leaves out a first bucket that began before `start_s`, whose value would be of a part of its points.
    """
    window = max(1.0, end_s - start_s)
    wanted = [leaf.rollup_s for leaf in metrics_of(tree) if leaf.rollup_s] + _intervals(tree)
    known = [frame.step_s for frame in (others or {}).values()]
    step = enforced_step_s(max(wanted), window) if wanted else step_s or max(known, default=default_step_s(window))
    if whole_buckets and -(-int(start_s) // step) * step < end_s:
        start_s = -(-int(start_s) // step) * step
    found = _Evaluation(int(start_s), int(end_s), step, run, others or {}).of(tree)
    if isinstance(found, float):
        times = np.arange(int(start_s) // step, -(-int(end_s) // step), dtype=np.int64) * step
        return Frame(times, ((),), np.full((1, len(times)), found), step)
    return found


def window_frame(tree: Expr, method: str, start_s: float, end_s: float, run: Run, step_s: int) -> Frame:
    """The frame whose points a monitor reduces to one value a group.

    A sum over `as_count` queries sums every operand over the whole window before arithmetic, as monitors of the real
    product do: such a frame has one column.
    """
    if method == "sum" and isinstance(tree, Binary) and any(leaf.mode == "count" for leaf in metrics_of(tree)):
        return _Evaluation(int(start_s), int(end_s), step_s, run, {}, summed=True).frame(tree)
    return evaluate_tree(tree, start_s, end_s, run, step_s)


def window_s(text: str, start: int = 0, end: int = 0) -> int:
    """Seconds of a window such as `last_15m`."""
    found = _WINDOW.fullmatch(text)
    if not found:
        raise QueryError(f"{text!r} is no window; write one such as last_15m", start, end)
    return int(found.group(1)) * {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}[found.group(2)]


def _intervals(tree: Expr) -> list[int]:
    match tree:
        case Call(_, args, keywords):
            own = [
                int(arg.value)
                for key, arg in keywords
                if key == "interval" and isinstance(arg, Number) and arg.value >= 1
            ]
            for key, arg in keywords:
                if key == "interval" and isinstance(arg, Word):
                    try:
                        own.append(seconds(arg.text))
                    except ValueError as error:
                        raise QueryError(f"interval: {error}", *arg.span) from None
            return own + [step for arg in args for step in _intervals(arg)]
        case Binary(_, left, right):
            return _intervals(left) + _intervals(right)
        case _:
            return []


def reduced(row: Floats, method: str) -> float:
    """One value for a row: avg (or mean), sum, min, max, last, count, l2norm, area, percentile (the 95th) or stddev.

    NaN for a row of nothing; QueryError for another method.
    """
    present = row[~np.isnan(row)]
    if len(present) == 0:
        return float("nan")
    match method:
        case "avg" | "mean":
            return float(present.mean())
        case "sum" | "area":
            return float(present.sum())
        case "min":
            return float(present.min())
        case "max":
            return float(present.max())
        case "last":
            return float(present[-1])
        case "count":
            return float(len(present))
        case "l2norm":
            return float(np.linalg.norm(present))
        case "stddev":
            return float(present.std())
        case "percentile":
            return float(np.percentile(present, 95))
        case _:
            raise QueryError(f"aggregator {method} is not one of avg, sum, min, max, last, count, l2norm, stddev", 0, 0)


class _Evaluation:
    def __init__(
        self, start_s: int, end_s: int, step_s: int, run: Run, others: Mapping[str, Frame], summed: bool = False
    ) -> None:
        self.start_s, self.end_s, self.step_s, self.run, self.others = start_s, end_s, step_s, run, others
        self.summed = summed

    def of(self, tree: Expr) -> Frame | float:
        match tree:
            case Number(value):
                return value
            case Metric():
                frame = read(tree, self.start_s, self.end_s, self.step_s, self.run)
                return self.sum_of(frame) if self.summed else frame
            case Reference(name):
                return self.others[name]
            case Binary():
                return _joined(tree, self.of(tree.left), self.of(tree.right))
            case Call():
                return self.called(tree)
            case _:
                raise QueryError("a query is wanted here", *tree.span)

    def frame(self, tree: Expr) -> Frame:
        found = self.of(tree)
        assert isinstance(found, Frame)
        return found

    def sum_of(self, frame: Frame) -> Frame:
        empty = np.isnan(frame.values).all(axis=1, keepdims=True)
        return replace(
            frame, times=frame.times[:1], values=np.where(empty, np.nan, np.nansum(frame.values, axis=1, keepdims=True))
        )

    def called(self, call: Call) -> Frame:
        function = functions()[call.name]
        values = function.values(call)
        shift = int(function.shift_s(*values)) if function.shift_s else 0
        shift = round(shift / self.step_s) * self.step_s
        leaf = call.args[0]
        if function.per_series and isinstance(leaf, Metric) and not self.summed:
            return read(leaf, self.start_s, self.end_s, self.step_s, self.run, lambda f: function.apply(f, *values))
        if references(call) and (shift or function.history):
            raise QueryError(f"{call.name} takes queries of metrics only", *call.span)
        try:
            before = function.history(self.step_s, *values) if function.history else 0
        except QueryError as error:
            raise QueryError(str(error), *call.span) from None
        inner = _Evaluation(
            self.start_s + shift - before * self.step_s,
            self.end_s + shift,
            self.step_s,
            self.run,
            self.others,
            self.summed,
        ).of(call.args[0])
        if isinstance(inner, float):
            raise QueryError(f"{call.name} needs a query, not a number", *call.args[0].span)
        if shift:
            inner = replace(inner, times=inner.times - shift)
        with np.errstate(all="ignore"):
            try:
                found = function.apply(inner, *values)
            except QueryError as error:  # what the arguments alone did not show
                raise QueryError(str(error), *call.span) from None
        return replace(found, times=found.times[before:], values=found.values[:, before:]) if before else found


def _joined(tree: Binary, left: Frame | float, right: Frame | float) -> Frame | float:
    if isinstance(left, float) and isinstance(right, float):
        return float(_computed(tree.op, np.array([left]), np.array([right]))[0])
    if isinstance(left, float):
        assert isinstance(right, Frame)
        return right.with_values(_computed(tree.op, np.full_like(right.values, left), right.values))
    if isinstance(right, float):
        return left.with_values(_computed(tree.op, left.values, np.full_like(left.values, right)))
    a, b = left, right
    if a.step_s != b.step_s:
        raise QueryError(
            f"one side has buckets of {a.step_s} seconds, the other of {b.step_s}; give both the same rollup",
            *tree.span,
        )
    columns = min(a.values.shape[1], b.values.shape[1])
    a_values, b_values = a.values[:, :columns], b.values[:, :columns]
    times = a.times[:columns]
    if b.groups == ((),):
        groups, second = a.groups, np.broadcast_to(b_values, a_values.shape)
        return replace(a, times=times, groups=groups, values=_computed(tree.op, a_values, second))
    if a.groups == ((),):
        first = np.broadcast_to(a_values, b_values.shape)
        return replace(b, times=times, values=_computed(tree.op, first, b_values))
    place = {frozenset(group): i for i, group in enumerate(b.groups)}
    pairs = [(i, place[frozenset(group)]) for i, group in enumerate(a.groups) if frozenset(group) in place]
    left_rows, right_rows = [i for i, _ in pairs], [j for _, j in pairs]
    return replace(
        a,
        times=times,
        groups=tuple(a.groups[i] for i in left_rows),
        values=_computed(tree.op, a_values[left_rows], b_values[right_rows]),
    )


def _computed(op: str, left: Floats, right: Floats) -> Floats:
    with np.errstate(all="ignore"):
        match op:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "min":
                return np.minimum(left, right)
            case "max":
                return np.maximum(left, right)
            case _:
                return np.where(right == 0, np.nan, left / np.where(right == 0, 1.0, right))
