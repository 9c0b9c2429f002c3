"""What a metrics query answers with: one row of numbers for each group."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Frame:
    """Values of G groups at T times; NaN where a group has none.

    `times` are the buckets' starts in seconds (T); `groups` the `key:value` tags of each group; `values` is G x T.
    """

    times: Ints
    groups: tuple[tuple[str, ...], ...]
    values: Floats
    step_s: int
    metric: str = ""
    aggregator: str = ""
    unit: str = ""
    keys: tuple[str, ...] = ()
    """What the groups are told apart by."""
    counted: bool = False
    """Whether values count what happened, so that an empty bucket is not to be bridged."""
    banded: bool = False
    """Whether groups tagged band:lower and band:upper are the edges of what was expected of others."""
    notices: tuple[str, ...] = ()
    """What people should know of how the values came about."""

    @property
    def lengths(self) -> Floats:
        """Seconds of each bucket (T): those of the calendar differ."""
        return np.append(np.diff(self.times), self.step_s).astype(float)[: len(self.times)]

    def with_values(self, values: Floats) -> "Frame":
        """The same groups and times with other values."""
        return replace(self, values=values)


def among(groups: Flags) -> str:
    """Which of the groups a notice is about: nothing to say if all of them, else ` (2 of 5 groups)`."""
    return "" if groups.all() else f" ({groups.sum()} of {len(groups)} groups)"


def notices_of(frames: Iterable[Frame]) -> list[str]:
    """Every notice of several frames once."""
    return list(dict.fromkeys(notice for frame in frames for notice in frame.notices))
