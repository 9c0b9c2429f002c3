"""Series, points and sketches on their way from wire formats to columns."""

import marshal
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import Any

from xxhash import xxh3_128_digest

from vizsla.model.batch import Decoded
from vizsla.model.records import table
from vizsla.model.tags import canonical, series_id
from vizsla.wire import normal
from vizsla.wire.arrival import Arrival

AHEAD_S = 3600
_MOST_REASONS = 20
_MOST_KNOWN = 262_144
_LONGEST_INTERVAL_S = (1 << 32) - 1
_MOST = (1 << 64) - 1
_LAST_KEY = 32767

# The Agent's core checks send these in MiB and KiB; everybody who reads them expects bytes.
_MEMORY = (
    "total", "free", "used", "usable", "cached", "buffered", "shared", "slab", "slab_reclaimable", "page_tables",
    "commit_limit", "committed_as", "pagefile.total", "pagefile.free", "nonpaged", "paged", "committed",
)  # fmt: skip
_MIB = {f"system.mem.{name}" for name in _MEMORY} | {
    f"system.swap.{name}" for name in ("total", "free", "used", "cached")
}
_KIB = {f"system.disk.{name}" for name in ("total", "used", "free")}
_SCALE = dict.fromkeys(_MIB, 1048576.0) | dict.fromkeys(_KIB, 1024.0)
_UNITS = dict.fromkeys(_SCALE, "byte")


@lru_cache(64)
def _day(number: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number)


class MetricRows:
    """Collects series, points and sketches; what is wrong with one of them is noted and the others go on."""

    def __init__(self, arrival: Arrival) -> None:
        self._latest = arrival.now + AHEAD_S
        self._host_tags = arrival.host_tags
        self._series: dict[str, list[Any]] = {
            name: []
            for name in ("metric", "day", "sid", "type", "interval", "unit", "source", "host", "tags", "last_seen")
        }
        self._points: dict[str, list[Any]] = {name: [] for name in ("metric", "sid", "ts", "value")}
        self._sketches: dict[str, list[Any]] = {
            name: [] for name in ("metric", "sid", "ts", "n", "vsum", "vmin", "vmax", "keys", "counts")
        }
        self._written: set[tuple[int, int, str, int]] = set()
        self._tags_by_host: dict[str, list[str]] = {}
        self.rejected: list[str] = []

    def reject(self, reason: str) -> None:
        """Note why something was left out."""
        if len(self.rejected) < _MOST_REASONS:
            self.rejected.append(reason)

    def points(
        self,
        metric: str,
        tags: Iterable[str],
        points: Iterable[tuple[float, float]],
        *,
        host: str = "",
        kind: str = "gauge",
        interval: float = 0,
        unit: str = "",
        source: str = "",
    ) -> None:
        """Add points, each a Unix time in seconds and a value, to the series with these tags."""
        scale = _SCALE.get(metric, 1.0)
        stamps, values = [], []
        for ts, value in points:
            if 0 < ts <= self._latest and isfinite(value * scale):
                stamps.append(int(ts))
                values.append(value * scale)
            else:
                self.reject(f"{metric}: the point ({ts}, {value}) is not finite, or is more than an hour in the future")
        sid = self._identity(metric, tags, stamps, host, kind, interval, unit or _UNITS.get(metric, ""), source)
        if sid is None:
            return
        rows = self._points
        rows["metric"].extend([normal.metric_name(metric)] * len(stamps))
        rows["sid"].extend([sid] * len(stamps))
        rows["ts"].extend(stamps)
        rows["value"].extend(values)

    def sketch(
        self,
        metric: str,
        tags: Iterable[str],
        ts: float,
        *,
        n: int,
        total: float,
        smallest: float,
        largest: float,
        keys: Sequence[int],
        counts: Sequence[int],
        host: str = "",
        interval: float = 10,
        unit: str = "",
        source: str = "",
    ) -> None:
        """Add one sketch in the Agent's mapping."""
        if not (0 < ts <= self._latest and isfinite(total) and isfinite(smallest) and isfinite(largest)):
            self.reject(f"{metric}: the sketch at {ts} is not finite, or is more than an hour in the future")
            return
        if len(keys) != len(counts):
            self.reject(f"{metric}: the sketch at {ts} has {len(keys)} keys but {len(counts)} counts")
            return
        if not 0 <= n <= _MOST or any(not 0 <= count <= _MOST for count in counts):
            self.reject(f"{metric}: the sketch at {ts} has a count below zero or beyond 64 bits")
            return
        if any(not -_LAST_KEY <= key <= _LAST_KEY for key in keys):
            self.reject(f"{metric}: the sketch at {ts} has a key beyond ±{_LAST_KEY}")
            return
        sid = self._identity(metric, tags, [int(ts)], host, "distribution", interval, unit, source)
        if sid is None:
            return
        row = (normal.metric_name(metric), sid, int(ts), n, total, smallest, largest, list(keys), list(counts))
        for column, value in zip(self._sketches.values(), row, strict=True):
            column.append(value)

    def decoded(self) -> Decoded:
        """What was collected."""
        given = {"series": self._series, "points": self._points, "sketches": self._sketches}
        return Decoded({name: table(name, rows) for name, rows in given.items() if rows["sid"]}, self.rejected)

    def _identity(
        self,
        metric: str,
        tags: Iterable[str],
        stamps: list[int],
        host: str,
        kind: str,
        interval: float,
        unit: str,
        source: str,
    ) -> int | None:
        name = normal.metric_name(metric)
        if not name:
            self.reject(f"{metric!r} is no metric name: it begins with a letter, then letters, digits, '_' and '.'")
        if not name or not stamps:
            return None
        seconds = int(interval) if 0 <= interval <= _LONGEST_INTERVAL_S else 0
        own, sid = _series_of(name, tags, host)
        every = own
        if host and (extra := self._tags_of(host)):
            every = canonical((*own, *extra))
        newest = max(stamps)
        days = {stamp // 86400 for stamp in stamps} if len(stamps) > 1 else (newest // 86400,)
        for number in days:
            key = (sid, number, kind, seconds)
            if key in self._written:
                continue
            self._written.add(key)
            row = (name, _day(number), sid, kind, seconds, unit, source, host, every, newest)
            for column, value in zip(self._series.values(), row, strict=True):
                column.append(value)
        return sid

    def _tags_of(self, host: str) -> list[str]:
        if host not in self._tags_by_host:
            self._tags_by_host[host] = self._host_tags(host)
        return self._tags_by_host[host]


_known: dict[bytes, tuple[list[str], int]] = {}
"""By a digest of what was sent: the texts themselves would take a gigabyte."""


def _series_of(name: str, tags: Iterable[str], host: str) -> tuple[list[str], int]:
    """The canonical tags, which nobody may change, and the id of a series as sent."""
    tags = tuple(tags)
    key = xxh3_128_digest(marshal.dumps((name, host, tags), 0))  # which tells texts apart whatever is in them
    found = _known.get(key)
    if found is None:
        own = [normal.tag(tag) for tag in tags]
        if host:
            own.append(f"host:{host}")
        own = canonical(filter(None, own))
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = _known[key] = own, series_id(name, own)
    return found
