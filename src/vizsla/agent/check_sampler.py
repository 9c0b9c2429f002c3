"""What one instance of a check submits, until its run is over: then points."""

import threading
from collections.abc import Iterator
from math import isfinite

from vizsla.agent.aggregator import Rules
from vizsla.agent.distribution import Bins
from vizsla.agent.histogram import Histogram
from vizsla.agent.payload import Distribution, Series

GAUGE, RATE, COUNT, MONOTONIC_COUNT, COUNTER, HISTOGRAM, HISTORATE = range(7)

_Key = tuple[str, tuple[str, ...], str]
_SPREAD = 50
_KEPT_S = 25 * 3600.0
_PRUNED_EVERY_S = 3600.0


class Sampler:
    """Aggregates by metric, tags and host; may be called from any thread of the check."""

    def __init__(self, rules: Rules, interval_s: float = 0.0) -> None:
        self._rules = rules
        self._interval = round(interval_s)  # what a count is of
        self._lock = threading.Lock()
        self._gauges: dict[_Key, float] = {}
        self._sums: dict[tuple[int, _Key], float] = {}
        self._rates: dict[_Key, list[tuple[float, float]]] = {}
        self._last: dict[object, tuple[float, float]] = {}
        self._pruned = 0.0
        self._histograms: dict[_Key, Histogram] = {}
        self._bins: dict[_Key, Bins] = {}

    def submit(
        self, kind: int, name: str, value: float, tags: tuple[str, ...], host: str, ts: float, first: bool = False
    ) -> None:
        """Take a value; `first` counts a monotonic counter's first value too."""
        if not isfinite(value):
            return
        key = (name, tuple(sorted(set(tags))), host)
        with self._lock:
            match kind:
                case 0:
                    self._gauges[key] = value
                case 1:
                    self._rates.setdefault(key, []).append((value, ts))
                case 2 | 4:
                    self._sums[kind, key] = self._sums.get((kind, key), 0.0) + value
                case 3:
                    delta = self._delta(("monotonic", key), value, ts, first)
                    if delta is not None:
                        self._sums[COUNT, key] = self._sums.get((COUNT, key), 0.0) + delta
                case 5:
                    self._histograms.setdefault(key, Histogram()).plain.append(value)
                case 6:
                    last = self._last.get(("historate", key))
                    self._last["historate", key] = (value, ts)
                    if last and ts > last[1] and value >= last[0]:
                        self._histograms.setdefault(key, Histogram()).plain.append((value - last[0]) / (ts - last[1]))

    def bucket(
        self,
        name: str,
        count: int,
        bounds: tuple[float, float],
        monotonic: bool,
        tags: tuple[str, ...],
        host: str,
        ts: float,
        first: bool,
    ) -> None:
        """Take a histogram's bucket: as many values between its bounds, spread evenly, into a distribution."""
        key = (name, tuple(sorted(set(tags))), host)
        low, high = bounds
        with self._lock:
            if monotonic:
                delta = self._delta(("bucket", key, bounds), float(count), ts, first)
                count = int(delta or 0)
            if count <= 0 or not isfinite(low if isfinite(low) else high):
                return
            bins = self._bins.setdefault(key, Bins())
            if not isfinite(high) or not isfinite(low):
                bins.add((low if isfinite(low) else high,), count)
                return
            steps = min(count, _SPREAD)
            for step in range(steps):
                weight = count * (step + 1) // steps - count * step // steps
                bins.add((low + (high - low) * (step + 0.5) / steps,), weight)

    def _delta(self, key: object, value: float, ts: float, first: bool) -> float | None:
        last = self._last.get(key)
        self._last[key] = (value, ts)
        if last is None:
            return value if first else None
        if value < last[0]:  # the counter began anew
            return value if first else None
        return value - last[0]

    def commit(self, now: float) -> tuple[list[Series], list[Distribution]]:
        """The points of this run, and a new start; `now` in seconds since 1970."""
        ts = int(now)
        with self._lock:
            series = list(self._series(ts))
            distributions = [b.distribution(k[0], ts, k[1], k[2]) for k, b in self._bins.items() if b.count]
            for kept in (self._gauges, self._sums, self._rates, self._histograms, self._bins):
                kept.clear()
            if not 0 <= now - self._pruned < _PRUNED_EVERY_S:  # of pods and such, that come and go
                self._pruned = now
                self._last = {key: one for key, one in self._last.items() if one[1] > now - _KEPT_S}
        return series, distributions

    def _series(self, ts: int) -> Iterator[Series]:
        for (name, tags, host), value in self._gauges.items():
            yield Series(name, ((ts, value),), "gauge", 0, tags, host)
        for (kind, (name, tags, host)), value in self._sums.items():
            as_count = kind == COUNT
            interval = self._interval if as_count else 1
            yield Series(name, ((ts, value),), "count" if as_count else "rate", interval, tags, host)
        for key, samples in self._rates.items():
            before = self._last.get(("rate", key))
            if before is None and len(samples) > 1:
                before = samples[0]
            self._last["rate", key] = value, at = samples[-1]
            if before and at > before[1] and value >= before[0]:
                yield Series(key[0], ((ts, (value - before[0]) / (at - before[1])),), "gauge", 0, key[1], key[2])
        for (name, tags, host), histogram in self._histograms.items():
            for suffix, value in histogram.summary(self._rules.aggregates, self._rules.percentiles):
                count = suffix == "count"
                yield Series(f"{name}.{suffix}", ((ts, value),), "rate" if count else "gauge", int(count), tags, host)
