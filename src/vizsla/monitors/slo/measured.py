"""What was measured of an objective: good and total, by bucket and group."""

from dataclasses import dataclass

import numpy as np

from vizsla.query.frame import Floats, Ints


@dataclass(frozen=True, eq=False)
class Part:
    """Good and total of T buckets: events, or seconds."""

    good: Floats
    total: Floats

    @property
    def sli(self) -> float | None:
        """The good share of all buckets in percent; None where there was nothing."""
        total = float(self.total.sum())
        return None if total <= 0 else 100.0 * float(self.good.sum()) / total

    def weighed(self, share: Floats) -> "Part":
        """The same with only this share of each bucket counted."""
        return Part(self.good * share, self.total * share)


@dataclass(frozen=True, eq=False)
class Measured:
    """Buckets that begin at `times` (seconds), all groups together, and each by itself.

    Groups are named by their tags joined with commas; a watched monitor's name stands before, after its number and a /.
    """

    times: Ints
    step_s: int
    overall: Part
    groups: dict[str, Part]
    group_by: tuple[str, ...] = ()

    def states(self) -> list[tuple[int, int]]:
        """When it went down and up again: seconds, and 0 for up, 1 for down."""
        down = (self.overall.total > 0) & (self.overall.good < self.overall.total)
        found: list[tuple[int, int]] = []
        for at, state in zip(self.times.tolist(), down.astype(int).tolist(), strict=True):
            if not found or found[-1][1] != state:
                found.append((at, state))
        return found


def summed(parts: list[Part], length: int) -> Part:
    """The events of all parts."""
    zeros = np.zeros(length)
    return Part(sum((one.good for one in parts), zeros), sum((one.total for one in parts), zeros))
