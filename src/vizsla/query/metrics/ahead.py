"""Reading ahead: the series and points of many queries in a few SELECTs, from which each query takes its part."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vizsla.query.frame import Floats, Ints
from vizsla.query.metrics.scope import where
from vizsla.query.metrics.series import Chosen, Run, grouped
from vizsla.query.metrics.syntax import All, Any_, Everything, Filter, Metric, Not, Term

_DAY_S = 86400
_METRICS_A_SELECT = 200
_FILTERS_A_METRIC = 8
_POINTS_UP_TO_S = 6 * 3600
_POINTS = "sum(value) AS vsum, count() AS n, min(value) AS vmin, max(value) AS vmax FROM points"
_ROLLED = "sum(r.vsum) AS vsum, sum(r.n) AS n, min(r.vmin) AS vmin, max(r.vmax) AS vmax FROM rollup_5m AS r"
_HOW = ("avg", "sum", "min", "max", "count")


@dataclass(frozen=True)
class Want:
    """A metric that will be asked for, over [start, end) in seconds."""

    metric: Metric
    start_s: int
    end_s: int

    @property
    def edges(self) -> tuple[int, int]:
        """Where its buckets must be able to end."""
        return self.start_s, self.end_s


@dataclass(frozen=True, eq=False)
class _Read:
    """All that was read of one metric; sums, counts and extremes are S x T in buckets of `step_s` from `start_s`."""

    ids: "np.ndarray[tuple[int, ...], np.dtype[np.uint64]]"
    tags: list[list[str]]
    first_day: Ints
    last_day: Ints
    type: str
    unit: str
    interval_s: Floats
    start_s: int
    step_s: int
    sums: Floats
    counts: Floats
    least: Floats
    most: Floats


class Ahead:
    """A `run` that has read ahead what was wanted; whatever else is asked of it goes to the store.

    Points are read in one SELECT for up to 200 metrics and kept as sums, counts and extremes a bucket, from which
    every time aggregation and every longer bucket can be made exactly.
    """

    def __init__(self, run: Run, wants: Iterable[Want]) -> None:
        self._run = run
        self._read: dict[str, _Read] = {}
        self._chosen: dict[object, Chosen] = {}
        self._groups: dict[tuple[str, tuple[str, ...]], tuple[tuple[tuple[str, ...], ...], Ints]] = {}
        self._masks: dict[tuple[str, Filter], np.ndarray[tuple[int, ...], np.dtype[np.bool_]]] = {}
        self._tagged: dict[str, dict[str, list[int]]] = {}
        by_name: dict[str, list[Want]] = {}
        for want in wants:
            by_name.setdefault(want.metric.name, []).append(want)
        spans: dict[tuple[int, int, int], list[str]] = {}
        for name, wanted in by_name.items():
            start, end = min(want.start_s for want in wanted), max(want.end_s for want in wanted)
            step = gcd(300 if end - start > _POINTS_UP_TO_S else 60, *(edge for want in wanted for edge in want.edges))
            spans.setdefault((start, end, step), []).append(name)
        for (start, end, step), names in spans.items():
            for i in range(0, len(names), _METRICS_A_SELECT):
                part = {name: by_name[name] for name in sorted(names)[i : i + _METRICS_A_SELECT]}
                self._load(part, start, end, step)

    def __call__(self, sql: str, params: Mapping[str, object]) -> pa.Table:
        """Ask the store for what was not read ahead."""
        return self._run(sql, params)

    def choose(self, metric: Metric, start_s: float, end_s: float) -> Chosen | None:
        """What series.choose finds, or None where the metric was not read ahead."""
        read = self._read.get(metric.name)
        if read is None:
            return None
        first, last = int(start_s) // _DAY_S, int(end_s) // _DAY_S
        key = (metric.name, metric.filter, metric.by, first, last)
        found = self._chosen.get(key)
        if found is None:
            seen = (read.last_day >= first) & (read.first_day <= last)
            rows = np.flatnonzero(self._matching(metric.name, read, metric.filter) & seen)
            names, index = self._grouped(metric.name, read, metric.by)
            present, group = np.unique(index[rows], return_inverse=True)
            groups = tuple(names[i] for i in present)
            found = Chosen(read.ids[rows], group.astype(np.int64), groups, read.type, read.unit, read.interval_s[rows])
            self._chosen[key] = found
        return found

    def values(
        self, metric: Metric, ids: "np.ndarray[tuple[int, ...], np.dtype[np.uint64]]", how: str,
        start_s: int, end_s: int, step_s: int,
    ) -> Floats | None:  # fmt: skip
        """Values of the series (S x T, NaN for none), or None where the store has to be asked."""
        read = self._read.get(metric.name)
        if read is None or how not in _HOW or any(edge % read.step_s for edge in (start_s, end_s, step_s)):
            return None
        first, last = (start_s - read.start_s) // read.step_s, (end_s - read.start_s) // read.step_s
        if first < 0 or last > read.sums.shape[1] or first >= last:
            return None
        rows = np.searchsorted(read.ids, ids)

        def part(values: Floats, join: np.ufunc) -> Floats:
            cut = values[rows, first:last]
            if step_s == read.step_s:
                return cut
            at = np.arange(start_s, end_s, read.step_s) // step_s
            return join.reduceat(cut, np.flatnonzero(np.r_[True, at[1:] != at[:-1]]), axis=1)

        counts = part(read.counts, np.add)
        match how:
            case "avg":
                found = part(read.sums, np.add) / np.where(counts == 0, np.nan, counts)
            case "sum":
                found = part(read.sums, np.add)
            case "min":
                found = part(read.least, np.minimum)
            case "max":
                found = part(read.most, np.maximum)
            case _:
                found = counts
        return np.where(counts == 0, np.nan, found)

    def _load(self, wanted: Mapping[str, Sequence[Want]], start_s: int, end_s: int, step_s: int) -> None:
        params: dict[str, object] = {"first": start_s // _DAY_S * _DAY_S, "last": end_s}
        conditions, whole = [], []
        for name, wants in wanted.items():
            filters = {want.metric.filter for want in wants}
            if len(filters) > _FILTERS_A_METRIC or any(isinstance(one, Everything) for one in filters):
                whole.append(name)
                continue
            params[f"name{len(params)}"] = name
            is_it = f"metric = {{name{len(params) - 1}:String}}"
            conditions.append(f"({is_it} AND ({' OR '.join(where(one, params) for one in filters)}))")
        if whole:
            conditions.append("metric IN {whole:Array(String)}")
            params["whole"] = whole
        series = self._run(
            "SELECT metric, sid, argMax(tags, last_seen) AS newest_tags, argMax(type, last_seen) AS kind, "
            "argMax(unit, last_seen) AS newest_unit, argMax(interval, last_seen) AS seconds, "
            "toUInt32(min(day)) AS first_day, toUInt32(max(day)) AS last_day FROM series "
            "WHERE day BETWEEN toDate({first:DateTime('UTC')}) AND toDate({last:DateTime('UTC')}) "
            f"AND ({' OR '.join(conditions)}) GROUP BY metric, sid ORDER BY metric, sid",
            params,
        )
        if series.num_rows == 0:
            self._read |= {name: _nothing(start_s, end_s, step_s) for name in wanted}
            return
        asked: dict[str, object] = {"names": list(wanted), "from": start_s, "to": end_s, "step": step_s}
        some = ""
        if len(whole) < len(wanted):
            some = " AND sid IN {sids:Array(UInt64)}"
            asked["sids"] = series.column("sid").to_pylist()
        points = self._run(
            "SELECT metric, sid, toUInt32(intDiv(toUnixTimestamp(ts), {step:UInt32})) AS bucket, "
            f"{_ROLLED if step_s % 300 == 0 else _POINTS} WHERE metric IN {{names:Array(String)}} "
            f"AND ts >= {{from:DateTime('UTC')}} AND ts < {{to:DateTime('UTC')}}{some} "
            "GROUP BY metric, sid, bucket ORDER BY metric",
            asked,
        )
        parts = _by_metric(points)
        rows = _by_metric(series)
        for name in wanted:
            mine = rows.get(name)
            self._read[name] = (
                _nothing(start_s, end_s, step_s)
                if mine is None
                else _joined(mine, parts.get(name), start_s, end_s, step_s)
            )

    def _grouped(self, name: str, read: _Read, by: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], ...], Ints]:
        found = self._groups.get((name, by))
        if found is None:
            found = self._groups[(name, by)] = grouped(read.tags, by)
        return found

    def _matching(self, name: str, read: _Read, tree: Filter) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        found = self._masks.get((name, tree))
        if found is not None:
            return found
        size = len(read.ids)
        match tree:
            case Everything():
                found = np.ones(size, bool)
            case Not(part):
                found = ~self._matching(name, read, part)
            case All(parts):
                found = np.logical_and.reduce([self._matching(name, read, part) for part in parts])
            case Any_(parts):
                found = np.logical_or.reduce([self._matching(name, read, part) for part in parts])
            case Term(text):
                if name not in self._tagged:
                    self._tagged[name] = _places(read.tags)
                places = self._tagged[name]
                found = np.zeros(size, bool)
                if "*" in text:
                    like = re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)
                    found[[i for tag, rows in places.items() if like.fullmatch(tag) for i in rows]] = True
                else:
                    found[places.get(text, [])] = True
        self._masks[(name, tree)] = found
        return found


def _places(tags: list[list[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, row in enumerate(tags):
        for tag in row:
            found.setdefault(tag, []).append(i)
    return found


def _by_metric(rows: pa.Table) -> dict[str, pa.Table]:
    """The rows of each metric; they come sorted by it."""
    if rows.num_rows == 0:
        return {}
    runs = pc.run_end_encode(rows.column("metric").combine_chunks().cast(pa.string()))
    ends = runs.run_ends.to_pylist()
    starts = [0, *ends[:-1]]
    return {
        str(name): rows.slice(start, end - start)
        for name, start, end in zip(runs.values.to_pylist(), starts, ends, strict=True)
    }


def _joined(series: pa.Table, points: pa.Table | None, start_s: int, end_s: int, step_s: int) -> _Read:
    ids = series.column("sid").to_numpy()
    shape = (len(ids), (end_s - start_s) // step_s)
    sums, counts = np.zeros(shape), np.zeros(shape)
    least, most = np.full(shape, np.inf), np.full(shape, -np.inf)
    if points is not None:
        sids = points.column("sid").to_numpy()
        row = np.minimum(np.searchsorted(ids, sids), len(ids) - 1)
        column = points.column("bucket").to_numpy().astype(np.int64) - start_s // step_s
        known = ids[row] == sids
        at = row[known], column[known]
        for values, name in ((sums, "vsum"), (counts, "n"), (least, "vmin"), (most, "vmax")):
            values[at] = points.column(name).to_numpy()[known]
    interval = series.column("seconds").to_numpy().astype(float)
    return _Read(
        ids, series.column("newest_tags").to_pylist(),
        series.column("first_day").to_numpy().astype(np.int64), series.column("last_day").to_numpy().astype(np.int64),
        str(series.column("kind")[0]), str(series.column("newest_unit")[0]),
        np.where(interval > 0, interval, 10.0), start_s, step_s, sums, counts, least, most,
    )  # fmt: skip


def _nothing(start_s: int, end_s: int, step_s: int) -> _Read:
    none = np.empty((0, (end_s - start_s) // step_s))
    days = np.empty(0, np.int64)
    return _Read(
        np.empty(0, np.uint64), [], days, days, "gauge", "", np.empty(0), start_s, step_s, none, none, none, none
    )
