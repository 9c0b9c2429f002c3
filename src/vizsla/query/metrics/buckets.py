"""The buckets of time that points are merged in."""

from dataclasses import dataclass

import numpy as np

from vizsla.query.frame import Floats, Ints
from vizsla.query.metrics.calendar import UNITS, edges
from vizsla.query.metrics.syntax import Calendar, Metric


@dataclass(frozen=True)
class Buckets:
    """Beginnings in seconds (T), the end of the last, and the usual length.

    `regular` ones are aligned to 1970, or to `origin_s` seconds after that.
    """

    starts: Ints
    end_s: int
    step_s: int
    regular: bool = True
    origin_s: int = 0

    @property
    def lengths(self) -> Floats:
        """Seconds of each bucket (T)."""
        return np.diff(np.append(self.starts, self.end_s)).astype(float)

    def divided_by(self, seconds: int) -> bool:
        """Whether every bucket consists of whole spans of so many seconds."""
        if self.regular:
            return self.step_s % seconds == 0 and self.origin_s % seconds == 0
        return bool((self.starts % seconds == 0).all()) and self.end_s % seconds == 0

    def sql(self, params: dict[str, object]) -> str:
        """The beginning of the bucket that the column `ts` lies in."""
        if self.regular:
            params["step"] = self.step_s
            if not self.origin_s:
                return "intDiv(toUnixTimestamp(ts), {step:UInt32}) * {step:UInt32}"
            params["origin"] = self.origin_s
            return "intDiv(toUnixTimestamp(ts) - {origin:UInt32}, {step:UInt32}) * {step:UInt32} + {origin:UInt32}"
        params["edges"] = self.starts.tolist()
        return "roundDown(toUnixTimestamp(ts), {edges:Array(UInt32)})"

    def column(self, moments: Ints) -> Ints:
        """The bucket that each moment lies in: below 0 before the first, T or more after the last."""
        if self.regular:
            return (moments.astype(np.int64) - int(self.starts[0])) // self.step_s
        at = np.searchsorted(self.starts, moments, side="right").astype(np.int64) - 1
        return np.where(moments < self.end_s, at, len(self.starts))


def regular(start_s: int, end_s: int, step_s: int, origin_s: int = 0) -> Buckets:
    """Buckets of one length over [start, end), the first being the one that `start` lies in."""
    first, last = (start_s - origin_s) // step_s, -(-(end_s - origin_s) // step_s)
    starts = np.arange(first, last, dtype=np.int64) * step_s + origin_s
    return Buckets(starts, last * step_s + origin_s, step_s, origin_s=origin_s)


def single(start_s: int, end_s: int) -> Buckets:
    """One bucket that is the window."""
    return Buckets(np.array([start_s], np.int64), end_s, max(1, end_s - start_s), regular=False)


def by_calendar(wanted: Calendar, start_s: int, end_s: int) -> Buckets:
    """Buckets of the calendar over [start, end)."""
    found = np.array(edges(wanted, start_s, end_s), np.int64)
    return Buckets(found[:-1], int(found[-1]), UNITS[wanted.unit], regular=False)


def of(metric: Metric, start_s: int, end_s: int, step_s: int, whole: bool = False, origin_s: int = 0) -> Buckets:
    """The buckets of the calendar that a metric asks for, or those of `step_s` from `origin_s` on.

    `whole` leaves out a first one that began before `start_s`, as long as another is there.
    """
    if metric.calendar:
        found = by_calendar(metric.calendar, start_s, end_s)
        keep = found.starts >= start_s
        return Buckets(found.starts[keep], found.end_s, found.step_s, False) if whole and keep.any() else found
    first = -(-(start_s - origin_s) // step_s) * step_s + origin_s
    return regular(first if whole and first < end_s else start_s, end_s, step_s, origin_s)
