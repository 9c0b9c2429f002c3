"""What a bucket of a histogram or timer becomes: aggregates and percentiles as the Agent computes them."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

_GAUGES = ("max", "min", "median", "avg", "sum")
AGGREGATES = (*_GAUGES, "count")


class Histogram:
    """Values of a bucket, each with the weight 1 / sample rate, cut to a whole number."""

    __slots__ = ("plain", "sampled")

    def __init__(self) -> None:
        self.plain = array("d")
        self.sampled: list[tuple[float, float]] = []

    def __bool__(self) -> bool:
        return bool(self.plain or self.sampled)

    def summary(self, aggregates: Sequence[str], percentiles: Sequence[float]) -> Iterator[tuple[str, float]]:
        """Suffix and value of everything asked for; `count` is the number of values, not yet a rate."""
        values = sorted(self.plain)
        count, total = len(values), sum(values)
        at: Callable[[int], float] = values.__getitem__
        if self.sampled:
            weighted = sorted(
                [(value, 1) for value in values] + [(value, int(1 / rate)) for value, rate in self.sampled]
            )
            values, ends = [value for value, _ in weighted], list(accumulate(weight for _, weight in weighted))
            count, total = ends[-1], total + sum(value / rate for value, rate in self.sampled)

            def weighted_at(rank: int) -> float:
                """The first value whose cumulative weight exceeds the rank."""
                return values[bisect_right(ends, rank)]

            at = weighted_at

        for name in aggregates:
            match name:
                case "max":
                    yield name, values[-1]
                case "min":
                    yield name, values[0]
                case "median":
                    yield name, at((count - 1) // 2)
                case "avg":
                    yield name, total / count
                case "sum":
                    yield name, total
                case "count":
                    yield name, float(count)
        for percent in percentiles:
            yield f"{percent * 100:g}percentile", at(max(0, int((round(percent * 100, 6) * count - 1) // 100)))
