"""What a bucket of a histogram or timer becomes: aggregates and percentiles as the Agent computes them."""

from array import array
from collections.abc import Iterator, Sequence

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
        weighted = sorted(
            [(value, 1) for value in self.plain] + [(value, int(1 / rate)) for value, rate in self.sampled]
        )
        count = sum(weight for _, weight in weighted)
        total = sum(self.plain) + sum(value / rate for value, rate in self.sampled)
        for name in aggregates:
            match name:
                case "max":
                    yield name, weighted[-1][0]
                case "min":
                    yield name, weighted[0][0]
                case "median":
                    yield name, _at((count - 1) // 2, weighted)
                case "avg":
                    yield name, total / count
                case "sum":
                    yield name, total
                case "count":
                    yield name, float(count)
        for percent in percentiles:
            yield f"{percent * 100:g}percentile", _at(int((round(percent * 100, 6) * count - 1) // 100), weighted)


def _at(rank: int, weighted: list[tuple[float, int]]) -> float:
    """The first value whose cumulative weight exceeds the rank."""
    if len(weighted) == weighted[-1][1] == 1 or weighted[0][1] > rank:
        return weighted[0][0]
    seen = 0
    for value, weight in weighted:
        seen += weight
        if seen > rank:
            return value
    return weighted[-1][0]
