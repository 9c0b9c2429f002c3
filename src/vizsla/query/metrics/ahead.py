"""Reading ahead: the series and points of many queries in a few SELECTs, from which each query takes its part."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vizsla.query.frame import Floats, Ids, Ints
from vizsla.query.metrics.points import MOST_ROWS, between, cells_of
from vizsla.query.metrics.scope import where
from vizsla.query.metrics.series import MOST_SERIES, Chosen, Knowing, Run, grouped
from vizsla.query.metrics.syntax import All, Any_, Everything, Filter, Metric, Not, Term

K = TypeVar("K")
V = TypeVar("V")

_DAY_S = 86400
_METRICS_A_SELECT = 200
_FILTERS_A_METRIC = 8
_ROLLED_S = 300
_POINTS_UP_TO_S, _ROLLED_UP_TO_S = 6 * 3600, 2 * _DAY_S
_MOST_CELLS = 4_000_000
_MOST_REMEMBERED = 2_000_000
_POINTS = "sum(value) AS vsum, count() AS n, min(value) AS vmin, max(value) AS vmax FROM points"
_ROLLED = "sum(r.vsum) AS vsum, sum(r.n) AS n, min(r.vmin) AS vmin, max(r.vmax) AS vmax FROM rollup_5m AS r"
_PLAIN = "vsum, n, vmin, vmax FROM rollup_5m"
_HOW = ("avg", "sum", "min", "max", "count")


@dataclass(frozen=True)
class Want:
    """A metric that will be asked for, over [start, end) in seconds, in buckets that begin `origin_s` after others."""

    metric: Metric
    start_s: int
    end_s: int
    origin_s: int = 0


def of_roll_ups(start_s: int, end_s: int) -> bool:
    """Whether roll-ups of five minutes make up this window whole, and are what it is read from."""
    length = end_s - start_s
    return _POINTS_UP_TO_S < length <= _ROLLED_UP_TO_S and start_s % _ROLLED_S == 0 and end_s % _ROLLED_S == 0


class Ahead:
    """A `run` that has read ahead what was wanted; whatever else is asked of it goes to the store.

    Points are read in one SELECT for up to 200 metrics and kept as sums, counts and extremes a bucket, from which
    every time aggregation and every longer bucket can be made exactly. Metrics whose buckets would take too much memory
    are not read ahead.
    """

    def __init__(self, run: Run, wants: Iterable[Want]) -> None:
        self._run = run
        self._room = _MOST_CELLS
        self._read: dict[str, list[_Read]] = {}
        by_name: dict[str, list[Want]] = {}
        for want in wants:
            by_name.setdefault(want.metric.name, []).append(want)
        spans: dict[tuple[int, int, int], dict[str, list[Want]]] = {}
        for name, wanted in by_name.items():
            for start, end, together in _spans(wanted):
                edges = [edge - start for want in together for edge in (want.start_s, want.end_s, want.origin_s)]
                rolled = end - start > _POINTS_UP_TO_S and not any(want.origin_s for want in together)
                step = gcd(_ROLLED_S if rolled else 60, *edges)
                spans.setdefault((start, end, step), {})[name] = together
        for (start, end, step), wanted_by_name in spans.items():
            names = sorted(wanted_by_name)
            for i in range(0, len(names), _METRICS_A_SELECT):
                part = {name: wanted_by_name[name] for name in names[i : i + _METRICS_A_SELECT]}
                self._load(part, start, end, step)

    def __call__(self, sql: str, params: Mapping[str, object]) -> pa.Table:
        """Ask the store for what was not read ahead."""
        return self._run(sql, params)

    def choose(self, metric: Metric, start_s: float, end_s: float) -> Chosen | None:
        """What `series.found` answers, or None where the metric was not read ahead and the store does not know it."""
        read = self._covering(metric.name, start_s, end_s)
        if read:
            return read.choose(metric, start_s, end_s)
        return self._run.choose(metric, start_s, end_s) if isinstance(self._run, Knowing) else None

    def values(
        self, metric: Metric, ids: Ids, how: str, start_s: int, end_s: int, step_s: int, origin_s: int = 0
    ) -> Floats | None:  # fmt: skip
        """Values of the series (S x T, NaN for none), or None where the store has to be asked."""
        read = self._covering(metric.name, start_s, end_s)
        return read.values(ids, how, start_s, end_s, step_s, origin_s) if read else None

    def _covering(self, name: str, start_s: float, end_s: float) -> "_Read | None":
        return next(
            (read for read in self._read.get(name, ()) if read.start_s <= start_s and end_s <= read.end_s), None
        )

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
            f"AND ({' OR '.join(conditions)}) GROUP BY metric, sid ORDER BY metric, sid "
            f"LIMIT {MOST_SERIES + 1} BY metric",
            params,
        )
        if series.num_rows == 0:
            for name in wanted:
                self._read.setdefault(name, []).append(_Read(start_s, end_s, step_s, None, None))
            return
        rows = _by_metric(series)
        wanted = self._affordable(wanted, rows, (end_s - start_s) // step_s)
        if not wanted:
            return
        asked: dict[str, object] = {"metrics": list(wanted), "from": start_s, "to": end_s, "step": step_s}
        asked["from_s"] = start_s
        rolled = step_s % _ROLLED_S == 0
        some = ""
        if wanted.keys() - set(whole):
            some = " AND sid IN {sids:Array(UInt64)}"
            asked["sids"] = [sid for name in wanted if name in rows for sid in rows[name].column("sid").to_pylist()]
        bucket = "toUInt32(intDiv(toUnixTimestamp(ts) - {from_s:UInt32}, {step:UInt32})) AS bucket"
        within = f"WHERE metric IN {{metrics:Array(String)}} AND {between(rolled=rolled)}{some} "
        cells = sum(rows[name].num_rows for name in wanted if name in rows) * ((end_s - start_s) // step_s)
        select = f"SELECT metric, sid, {bucket}, "
        points = None
        if step_s == _ROLLED_S and cells <= MOST_ROWS:  # rows as they are take less time than what makes one of several
            plain = f"{_PLAIN} {within}ORDER BY metric LIMIT {MOST_ROWS + 1} SETTINGS max_threads = 1"
            points = self._run(select + plain, asked)
        if points is None or points.num_rows > MOST_ROWS:  # of what came lately there may be many rows a bucket
            how = f"{_ROLLED if rolled else _POINTS} {within}GROUP BY metric, sid, bucket ORDER BY metric"
            points = self._run(select + how, asked)
        parts = _by_metric(points)
        for name in wanted:
            read = _Read(start_s, end_s, step_s, rows.get(name), parts.get(name))
            self._read.setdefault(name, []).append(read)

    def _affordable(
        self, wanted: Mapping[str, Sequence[Want]], rows: Mapping[str, pa.Table], buckets: int
    ) -> dict[str, Sequence[Want]]:
        # Small ones first, so that most are read ahead; of those with too many series not all were found.
        kept = {}
        for name in sorted(wanted, key=lambda name: rows[name].num_rows if name in rows else 0):
            found = rows[name].num_rows if name in rows else 0
            cells = found * buckets
            if cells <= self._room and found <= MOST_SERIES:
                self._room -= cells
                kept[name] = wanted[name]
        return kept


class _Read:
    """All that was read of one metric; sums, counts and extremes are S x T in buckets of `step_s` from `start_s`."""

    def __init__(self, start_s: int, end_s: int, step_s: int, series: pa.Table | None, points: pa.Table | None) -> None:
        self.start_s, self.end_s, self.step_s = start_s, end_s, step_s
        self.ids: Ids = series.column("sid").to_numpy() if series else np.empty(0, np.uint64)
        self.tags: list[list[str]] = series.column("newest_tags").to_pylist() if series else []
        self.days = [
            series.column(name).to_numpy().astype(np.int64) if series else np.empty(0, np.int64)
            for name in ("first_day", "last_day")
        ]
        self.type = str(series.column("kind")[0]) if series else "gauge"
        self.unit = str(series.column("newest_unit")[0]) if series else ""
        interval = series.column("seconds").to_numpy().astype(float) if series else np.empty(0)
        self.interval_s = np.where(interval > 0, interval, 10.0)
        self._chosen: dict[object, Chosen] = {}
        self._groups: dict[tuple[str, ...], tuple[tuple[tuple[str, ...], ...], Ints]] = {}
        self._masks: dict[Filter, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]] = {}
        self._places: dict[str, list[int]] | None = None
        shape = (len(self.ids), (end_s - start_s) // step_s)
        self.sums, self.counts = np.zeros(shape), np.zeros(shape)
        self.least, self.most = np.full(shape, np.inf), np.full(shape, -np.inf)
        if points is not None and len(self.ids):
            self._fill(points)

    def choose(self, metric: Metric, start_s: float, end_s: float) -> Chosen:
        first, last = int(start_s) // _DAY_S, int(end_s) // _DAY_S
        key = (metric.filter, metric.by, first, last)
        found = self._chosen.get(key)
        if found is None:
            seen = (self.days[1] >= first) & (self.days[0] <= last)
            rows = np.flatnonzero(self._matching(metric.filter) & seen)
            names, index = self._groups.get(metric.by) or self._groups.setdefault(
                metric.by, grouped(self.tags, metric.by)
            )
            present, group = np.unique(index[rows], return_inverse=True)
            groups = tuple(names[i] for i in present)
            found = Chosen(self.ids[rows], group.astype(np.int64), groups, self.type, self.unit, self.interval_s[rows])
            self._remember(self._chosen, key, found)
        return found

    def values(self, ids: Ids, how: str, start_s: int, end_s: int, step_s: int, origin_s: int) -> Floats | None:
        edges = (start_s - self.start_s, end_s - self.start_s, origin_s - self.start_s, step_s)
        if how not in _HOW or any(edge % self.step_s for edge in edges) or start_s >= end_s:
            return None
        first, last = (start_s - self.start_s) // self.step_s, (end_s - self.start_s) // self.step_s
        rows = np.searchsorted(self.ids, ids)

        def part(values: Floats, join: np.ufunc) -> Floats:
            cut = values[rows, first:last]
            if step_s == self.step_s:
                return cut
            at = (np.arange(start_s, end_s, self.step_s) - origin_s) // step_s
            return join.reduceat(cut, np.flatnonzero(np.r_[True, at[1:] != at[:-1]]), axis=1)

        counts = part(self.counts, np.add)
        match how:
            case "avg":
                found = part(self.sums, np.add) / np.where(counts == 0, np.nan, counts)
            case "sum":
                found = part(self.sums, np.add)
            case "min":
                found = part(self.least, np.minimum)
            case "max":
                found = part(self.most, np.maximum)
            case _:
                found = counts
        return np.where(counts == 0, np.nan, found)

    def _fill(self, points: pa.Table) -> None:
        cell = cells_of(
            points.column("sid").to_numpy(), points.column("bucket").to_numpy(), self.ids, self.sums.shape[1]
        )
        part = slice(None) if cell.min() >= 0 else cell >= 0
        cell = cell[part]
        held = np.zeros(self.sums.size, bool)
        held[cell] = True
        alone = np.count_nonzero(held) == len(cell)
        for values, name, join in (
            (self.sums, "vsum", np.add), (self.counts, "n", np.add),
            (self.least, "vmin", np.minimum), (self.most, "vmax", np.maximum),
        ):  # fmt: skip
            found, flat = points.column(name).to_numpy()[part], values.reshape(-1)
            if alone:
                flat[cell] = found
            else:
                join.at(flat, cell, found)

    def _matching(self, tree: Filter) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        found = self._masks.get(tree)
        if found is not None:
            return found
        match tree:
            case Everything():
                found = np.ones(len(self.ids), bool)
            case Not(part):
                found = ~self._matching(part)
            case All(parts):
                found = np.logical_and.reduce([self._matching(part) for part in parts])
            case Any_(parts):
                found = np.logical_or.reduce([self._matching(part) for part in parts])
            case Term(text):
                found = np.zeros(len(self.ids), bool)
                found[self._with_tag(text)] = True
        self._remember(self._masks, tree, found)
        return found

    def _remember(self, memory: dict[K, V], key: K, value: V) -> None:
        # Each value may be of all series: what many filters found is forgotten before it takes more than the points.
        if (len(memory) + 1) * len(self.ids) > _MOST_REMEMBERED:
            memory.clear()
        memory[key] = value

    def _with_tag(self, text: str) -> list[int]:
        if self._places is None:
            places: dict[str, list[int]] = {}
            for i, row in enumerate(self.tags):
                for tag in row:
                    places.setdefault(tag, []).append(i)
            self._places = places
        if "*" not in text:
            return self._places.get(text, [])
        like = re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)
        return [i for tag, rows in self._places.items() if like.fullmatch(tag) for i in rows]


def _spans(wants: list[Want]) -> Iterator[tuple[int, int, list[Want]]]:
    """Stretches of time that touch one another, each with what is wanted of it."""
    together: list[Want] = []
    end = 0
    for want in sorted(wants, key=lambda want: want.start_s):
        if together and want.start_s > end:
            yield together[0].start_s, end, together
            together = []
        together.append(want)
        end = max(end, want.end_s) if len(together) > 1 else want.end_s
    yield together[0].start_s, end, together


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
