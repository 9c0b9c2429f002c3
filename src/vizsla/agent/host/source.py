"""What a source of host metrics is, and the rates that most of them need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from vizsla.agent.payload import Kind


class Sample(NamedTuple):
    """One value of a host metric, in the unit in which the Agent sends it."""

    metric: str
    value: float
    tags: tuple[str, ...] = ()
    kind: Kind = "gauge"


Collect = Callable[[float], Iterable[Sample]]
"""Samples of now; the argument is a monotonic time in seconds."""


@dataclass(frozen=True)
class Source:
    """A group of host metrics; `start` takes the first reading, so that the first collection has rates."""

    name: str
    start: Callable[[float], Collect]


@dataclass
class Rates:
    """Changes a second of counters that only grow."""

    _last: dict[object, tuple[float, float]] = field(default_factory=dict)

    def __call__(self, key: object, value: float, now: float) -> float | None:
        """The rate since the former reading; None at the first one, and when the counter began anew."""
        before = self._last.get(key)
        self._last[key] = (value, now)
        if before is None or now <= before[1] or value < before[0]:
            return None
        return (value - before[0]) / (now - before[1])
