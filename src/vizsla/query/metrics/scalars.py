"""Formulas over single values: each query is reduced over the window first, then arithmetic is done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame
from vizsla.query.functions.function import functions
from vizsla.query.metrics import buckets
from vizsla.query.metrics.arithmetic import joined
from vizsla.query.metrics.evaluate import Named, Source, evaluate_tree, reduced
from vizsla.query.metrics.leaf import read
from vizsla.query.metrics.series import Run
from vizsla.query.metrics.syntax import Binary, Call, Expr, Metric, Number, Reference, Word, references_of


def scalar(tree: Expr, start_s: float, end_s: float, run: Run, named: Named, aggregators: Mapping[str, str]) -> Frame:
    """The formula's value for each group, a frame of one bucket.

    Functions that look at more than one point, and those of a single query, see its series before it is reduced by
    the aggregator of the first query in them.
    """
    found = _Scalars(run, named, aggregators).of(tree, int(start_s), int(end_s))
    if isinstance(found, float):
        return Frame(np.array([int(start_s)]), ((),), np.array([[found]]), max(1, int(end_s - start_s)))
    return found


@dataclass(frozen=True)
class _Scalars:
    run: Run
    named: Named
    aggregators: Mapping[str, str]

    def of(self, tree: Expr, start_s: int, end_s: int) -> Frame | float:
        match tree:
            case Number(value):
                return value
            case Reference(name):
                named = self.named[name]
                if isinstance(named, Source):
                    return named.total(start_s, end_s)
                return named if isinstance(named, Frame) else self.series(tree, start_s, end_s)
            case Binary(_, left, right):
                return joined(tree, self.of(left, start_s, end_s), self.of(right, start_s, end_s))
            case Call():
                return self.called(tree, start_s, end_s)
            case Metric():
                return self.series(tree, start_s, end_s)
            case Word():
                raise QueryError("a query is wanted here", *tree.span)

    def called(self, call: Call, start_s: int, end_s: int) -> Frame | float:
        function = functions()[call.name]
        values = function.values(call)
        names = set(references_of(call))
        if function.moved:
            window = function.moved(np.array([start_s, end_s]), *values)
            shifted = self.of(call.args[0], int(window[0]), int(window[1]))
            return replace(shifted, times=np.array([start_s])) if isinstance(shifted, Frame) else shifted
        records = any(isinstance(self.named[name], Source) for name in names)
        if function.pointwise and (len(names) > 1 or records):
            inner = self.of(call.args[0], start_s, end_s)
            if isinstance(inner, float):
                raise QueryError(f"{call.name} needs a query, not a number", *call.args[0].span)
            with np.errstate(all="ignore"):
                found = function.apply(inner, *values)
            return replace(found, unit=function.unit(found.unit))
        return self.series(call, start_s, end_s)

    def series(self, tree: Expr, start_s: int, end_s: int) -> Frame:
        name = next(iter(references_of(tree)), "")
        aggregator = self.aggregators.get(name, "avg")
        alone = self.named[name] if isinstance(tree, Reference) else tree
        percentile = isinstance(alone, Metric) and (alone.aggregator or "").startswith("p")
        if aggregator == "percentile" and isinstance(alone, Metric) and percentile:
            # All samples of the window at once: no average of percentiles stands for that.
            return read(alone, start_s, end_s, buckets.single(start_s, end_s), self.run)
        frame = evaluate_tree(tree, start_s, end_s, self.run, others=self.named)
        values = [[reduced(row, aggregator, frame.lengths)] for row in frame.values]
        return replace(
            frame, times=np.array([start_s]), values=np.array(values, float).reshape(-1, 1),
            step_s=max(1, end_s - start_s),
        )  # fmt: skip
