"""Cumulative counters as increases: what was seen last of each series."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from threading import Lock

_MOST = 200_000


Seen = tuple[int, int, tuple[float, ...]]
"""Start and time of a report in ns, and its values."""


class Deltas:
    """Remembers the last cumulative values of each series; the least used are forgotten first.

    `began_ns`: of a counter that began later than this, every report was heard.
    """

    def __init__(self, began_ns: int) -> None:
        self.began_ns = began_ns
        self._last: OrderedDict[Hashable, Seen] = OrderedDict()
        self._changing = Lock()

    def last(self, key: Hashable) -> Seen | None:
        """What was kept last of a series."""
        return self._last.get(key)

    def keep(self, reports: Mapping[Hashable, Seen]) -> None:
        """Remember these reports, except those that a later one has overtaken."""
        with self._changing:
            for key, report in reports.items():
                before = self._last.get(key)
                if before is None or before[1] < report[1]:
                    self._last[key] = report
                    self._last.move_to_end(key)
            while len(self._last) > _MOST:
                _, forgotten = self._last.popitem(last=False)
                self.began_ns = max(self.began_ns, forgotten[1])


class Reports:
    """The reports of one request. Until `keep`, when its rows are stored, a repetition of it counts the same again."""

    def __init__(self, deltas: Deltas) -> None:
        self._deltas = deltas
        self._new: dict[Hashable, Seen] = {}

    def keep(self) -> None:
        """Remember what this request reported."""
        self._deltas.keep(self._new)

    def of(self, key: Hashable, start_ns: int, time_ns: int, values: Sequence[float]) -> tuple[float, ...] | None:
        """The increase of each value since the last report; None for a late one, a repeated one, or a counter's first
        unless it began since this is kept.

        A counter that began anew (another start time, or lower values) counts from zero.
        """
        before = self._new.get(key) or self._deltas.last(key)
        if before is not None and time_ns <= before[1]:
            return None
        self._new[key] = (start_ns, time_ns, tuple(values))
        if before is None:
            return tuple(values) if self._deltas.began_ns < start_ns < time_ns else None
        began_anew = start_ns != before[0] or len(values) != len(before[2])
        if began_anew or any(now < then for now, then in zip(values, before[2], strict=True)):
            return tuple(values)
        return tuple(now - then for now, then in zip(values, before[2], strict=True))
