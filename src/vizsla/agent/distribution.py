"""A sketch as it grows: bins, and the exact count, sum and extremes."""

from collections import Counter
from collections.abc import Iterable

from vizsla.agent.payload import Distribution
from vizsla.model import sketch


class Bins:
    """Values seen, as bins of the Agent's sketch."""

    __slots__ = ("bins", "count", "largest", "smallest", "total")

    def __init__(self) -> None:
        self.bins: dict[int, int] = {}
        self.count = 0
        self.total = 0.0
        self.smallest, self.largest = float("inf"), float("-inf")

    def add(self, values: Iterable[float], weight: int = 1) -> None:
        """Add finite values, each with that weight."""
        for value, times in Counter(values).items():
            key, n = sketch.key_of(value), times * weight
            self.bins[key] = self.bins.get(key, 0) + n
            self.count += n
            self.total += value * n
            if value < self.smallest:
                self.smallest = value
            if value > self.largest:
                self.largest = value

    def distribution(self, metric: str, ts: int, tags: tuple[str, ...], host: str) -> Distribution:
        """The sketch point of these bins; there must be a value."""
        keys = tuple(sorted(self.bins))
        counts = tuple(self.bins[key] for key in keys)
        return Distribution(metric, ts, keys, counts, self.count, self.total, self.smallest, self.largest, tags, host)
