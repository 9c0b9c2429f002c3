"""Distributions: sketches merged over time and series at once, percentiles from the merged bins."""

import numpy as np
import pyarrow as pa

from vizsla.model.sketch import BIAS, GAMMA, LAST, key_of
from vizsla.query.frame import Floats, Ints
from vizsla.query.heat import Samples
from vizsla.query.metrics.buckets import Buckets
from vizsla.query.metrics.points import group_of, source, whole_rows, window
from vizsla.query.metrics.series import Chosen, Run
from vizsla.query.metrics.syntax import Metric, Threshold

_FIGURES = {"avg": "sum(vsum) / sum(n)", "sum": "sum(vsum)", "min": "min(vmin)", "max": "max(vmax)", "count": "sum(n)"}
_ROLLUPS = ((3600, "1h", 2 * 86400),)


def of_groups(metric: Metric, chosen: Chosen, buckets: Buckets, span: tuple[int, int], run: Run) -> Floats:
    """Values of each group (G x T); NaN where no sample is."""
    aggregator = metric.aggregator or "avg"
    params: dict[str, object] = {
        "metric": metric.name, "from": span[0], "to": span[1], "sids": chosen.ids.tolist(),
    }  # fmt: skip
    binned = aggregator.startswith("p") or aggregator == "stddev"
    if metric.threshold:
        figure = f"toFloat64(sum({_counted(metric.threshold, params)})) AS value"
    elif binned:
        figure = "sumMap(keys, counts) AS bins, min(vmin) AS vmin, max(vmax) AS vmax"
    else:
        figure = f"toFloat64({_FIGURES[aggregator]}) AS value"
    bucket, read = buckets.sql(params), _read(chosen, buckets, span, params)
    rows = run(
        f"SELECT {group_of(chosen, params)} AS grp, {bucket} AS bucket, {figure} FROM ({read}) GROUP BY grp, bucket",
        params,
    )
    values = np.full((len(chosen.groups), len(buckets.starts)), np.nan)
    if rows.num_rows == 0:
        return values
    if binned and not metric.threshold:
        merged = _Bins(rows)
        found = merged.stddev() if aggregator == "stddev" else merged.quantile(float(aggregator[1:]) / 100)
    else:
        found = rows.column("value").to_numpy()
    column = buckets.column(rows.column("bucket").to_numpy().astype(np.int64))
    row = rows.column("grp").to_numpy()
    inside = (row >= 0) & (column >= 0) & (column < len(buckets.starts))
    values[row[inside], column[inside]] = found[inside]
    return values


def samples(metric: Metric, chosen: Chosen, buckets: Buckets, span: tuple[int, int], run: Run) -> Samples:
    """The middles of the bins of all sketches together, in each bucket of time."""
    params: dict[str, object] = {"metric": metric.name, "from": span[0], "to": span[1], "sids": chosen.ids.tolist()}
    bucket, read = buckets.sql(params), _read(chosen, buckets, span, params)
    merged = "sumMap(keys, counts) AS bins, min(vmin) AS vmin, max(vmax) AS vmax"
    rows = run(f"SELECT {bucket} AS bucket, {merged} FROM ({read}) GROUP BY bucket", params)
    if rows.num_rows == 0:
        return Samples(np.empty(0, np.int64), np.empty(0), np.empty(0), chosen.unit)
    bins = _Bins(rows)
    column = buckets.column(rows.column("bucket").to_numpy().astype(np.int64))[bins.row]
    # The bounds of a key are a ratio apart; the sketch knows its least and largest values better.
    middle = np.clip(_values(bins.keys) * (1 + GAMMA) / 2, bins.smallest[bins.row], bins.largest[bins.row])
    inside = (column >= 0) & (column < len(buckets.starts))
    return Samples(column[inside], middle[inside], bins.counts[inside], chosen.unit)


def _read(chosen: Chosen, buckets: Buckets, span: tuple[int, int], params: dict[str, object]) -> str:
    columns = "sid, ts, n, vsum, vmin, vmax"
    rolled = source(buckets, span, _ROLLUPS)
    if rolled is None:
        return f"SELECT {columns}, keys, counts FROM sketches WHERE {window(chosen)}"
    seconds, table = rolled
    edges = whole_rows(span, seconds, params)
    read = (
        f"SELECT {columns}, bins.1 AS keys, bins.2 AS counts FROM sketches_{table} "
        f"WHERE {window(chosen, 'first', 'last', rolled=True)}"
    )
    for first, last in edges:
        read += f" UNION ALL SELECT {columns}, keys, counts FROM sketches WHERE {window(chosen, first, last)}"
    return read


def _counted(threshold: Threshold, params: dict[str, object]) -> str:
    # Bins are so narrow that the one of the limit stands for it.
    op = {"==": "="}.get(threshold.op, threshold.op)
    params["limit"] = key_of(threshold.value)
    return f"arraySum((key, count) -> if(key {op} {{limit:Int16}}, count, 0), keys, counts)"


class _Bins:
    """Ragged lists of keys and counts, one a row, as flat columns."""

    def __init__(self, rows: pa.Table) -> None:
        bins = rows.column("bins").combine_chunks()
        keys, counts = (bins.field(i) for i in range(2))
        offsets = keys.offsets.to_numpy().astype(np.int64)
        self.sizes = np.diff(offsets)
        self.keys = keys.values.to_numpy()[offsets[0] : offsets[-1]].astype(np.int64)
        self.counts = counts.values.to_numpy()[offsets[0] : offsets[-1]].astype(np.float64)
        self.first = offsets[:-1] - offsets[0]
        self.row = np.repeat(np.arange(len(self.sizes)), self.sizes)
        self.smallest, self.largest = rows.column("vmin").to_numpy(), rows.column("vmax").to_numpy()
        self.total = np.bincount(self.row, self.counts, len(self.sizes))

    def quantile(self, q: float) -> Floats:
        """As `model.sketch.quantile`, of every row at once."""
        running = np.cumsum(self.counts)
        before = np.concatenate([[0.0], running])[self.first]
        rank = np.round(q * (self.total - 1))
        # The first bin whose running count exceeds the rank; running counts grow through all rows.
        at = np.minimum(np.searchsorted(running, before + rank, side="right"), len(running) - 1)
        key = self.keys[at]
        weight = (running[at] - before - rank) / self.counts[at]
        low = _values(key)
        high = np.where(key > 0, low * GAMMA, low / GAMMA)
        found = np.clip(low * weight + high * (1 - weight), self.smallest, self.largest)
        found = np.where(q <= 0, self.smallest, np.where(q >= 1, self.largest, found))
        return np.where(self.total > 0, found, np.nan)

    def stddev(self) -> Floats:
        """The deviation of the samples from their mean, as far as bins tell."""
        size = _values(self.keys)
        value = np.clip(np.where(self.keys == 0, 0.0, size), self.smallest[self.row], self.largest[self.row])
        held = np.where(self.total == 0, np.nan, self.total)
        mean = np.bincount(self.row, self.counts * value, len(held)) / held
        errors = np.bincount(self.row, self.counts * (value - mean[self.row]) ** 2, len(held))
        return np.asarray(np.sqrt(errors / held))


def _values(keys: Ints) -> Floats:
    # As `model.sketch.value_of`.
    size = np.abs(keys)
    with np.errstate(over="ignore"):
        value = np.where(size >= LAST, np.inf, GAMMA ** (size.astype(float) - BIAS))
    return np.asarray(np.where(keys == 0, 0.0, np.sign(keys) * value))
