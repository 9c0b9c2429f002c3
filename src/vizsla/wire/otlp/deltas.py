"""Cumulative counters as increases: what was seen last of each series."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence

_MOST = 200_000


class Deltas:
    """Remembers the last cumulative values of each series; the least used are forgotten first."""

    def __init__(self) -> None:
        self._last: OrderedDict[Hashable, tuple[int, int, tuple[float, ...]]] = OrderedDict()

    def of(self, key: Hashable, start_ns: int, time_ns: int, values: Sequence[float]) -> tuple[float, ...] | None:
        """The increase of each value since the last report; None for the first, a late one, or a repeated one.

        A counter that began anew (another start time, or lower values) counts from zero.
        """
        before = self._last.get(key)
        if before is not None and time_ns <= before[1]:
            return None
        self._last[key] = (start_ns, time_ns, tuple(values))
        self._last.move_to_end(key)
        while len(self._last) > _MOST:
            self._last.popitem(last=False)
        if before is None:
            return None
        began_anew = start_ns != before[0] or len(values) != len(before[2])
        if began_anew or any(now < then for now, then in zip(values, before[2], strict=True)):
            return tuple(values)
        return tuple(now - then for now, then in zip(values, before[2], strict=True))
