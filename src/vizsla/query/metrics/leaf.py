"""One metric of a query: one SELECT for its points, then merging of series into groups."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from vizsla.model.sketch import quantile
from vizsla.query.errors import QueryError
from vizsla.query.frame import Floats, Frame, Ints
from vizsla.query.metrics.ahead import Ahead
from vizsla.query.metrics.series import Chosen, Run, choose
from vizsla.query.metrics.syntax import Metric

_WINDOW = (
    "metric = {metric:String} AND ts >= {from:DateTime('UTC')} AND ts < {to:DateTime('UTC')} "
    "AND sid IN {sids:Array(UInt64)}"
)
_BUCKET = "intDiv(toUnixTimestamp(ts), {step:UInt32})"
_RAW = {"avg": "avg(value)", "sum": "sum(value)", "min": "min(value)", "max": "max(value)", "count": "count()",
        "last": "argMax(value, ts)"}  # fmt: skip
_ROLLED = {"avg": "sum(vsum) / sum(n)", "sum": "sum(vsum)", "min": "min(vmin)", "max": "max(vmax)", "count": "sum(n)",
           "last": "argMaxMerge(vlast)"}  # fmt: skip
_SKETCH = {"avg": "sum(vsum) / sum(n)", "sum": "sum(vsum)", "min": "min(vmin)", "max": "max(vmax)", "count": "sum(n)"}


Each = Callable[[Frame], Frame]


def read(metric: Metric, start_s: int, end_s: int, step_s: int, run: Run, each: Each | None = None) -> Frame:
    """The metric's groups over [start, end) in buckets of the step; `each` is applied to series before they merge."""
    times = np.arange(start_s // step_s, -(-end_s // step_s), dtype=np.int64)
    # A `run` that has read ahead knows the series already.
    chosen = (run.choose(metric, start_s, end_s) if isinstance(run, Ahead) else None) or choose(
        metric, start_s, end_s, run
    )
    aggregator = metric.aggregator or "avg"
    label = f"{aggregator}.as_count" if metric.mode == "count" else aggregator
    if len(chosen.ids) == 0:
        return Frame(times * step_s, (), np.empty((0, len(times))), step_s, metric.name, label)
    params: dict[str, object] = {
        "metric": metric.name,
        "from": start_s,
        "to": end_s,
        "step": step_s,
        "sids": chosen.ids.tolist(),
    }
    if chosen.type == "distribution":
        values = _distribution(metric, aggregator, chosen, times, params, run)
        frame = Frame(times * step_s, chosen.groups, values, step_s, metric.name, label, chosen.unit)
        return each(frame) if each else frame
    if aggregator.startswith("p"):
        raise QueryError(f"{aggregator} is for distributions, and {metric.name} is a {chosen.type}", *metric.span)
    values = _series(metric, chosen, times, params, run)
    if each:
        rows = tuple(chosen.groups[i] for i in chosen.group)
        values = each(Frame(times * step_s, rows, values, step_s, metric.name, label, chosen.unit)).values
    merged = _across(aggregator, values, chosen)
    return Frame(times * step_s, chosen.groups, merged, step_s, metric.name, label, chosen.unit)


def _series(metric: Metric, chosen: Chosen, times: Ints, params: dict[str, object], run: Run) -> Floats:
    counted = chosen.type in ("count", "rate")
    how = metric.rollup_method or ("sum" if metric.mode and chosen.type == "count" else "avg")
    if metric.mode == "count" and chosen.type == "rate" and metric.rollup_method is None:
        how = "sum"
    if metric.weighted and chosen.type == "gauge":
        # Absent samples count as 0: what was there is spread over the whole bucket.
        values = _values(metric, chosen, times, "sum", params, run)
        share: Floats = chosen.interval_s[:, None] / float(params["step"])  # type: ignore[arg-type]
        return values * share
    values = _values(metric, chosen, times, how, params, run)
    if chosen.type == "rate" and metric.mode == "count" and how == "sum":
        values = values * chosen.interval_s[:, None]
    if chosen.type == "count" and metric.mode == "rate" and how == "sum":
        values = values / float(params["step"])  # type: ignore[arg-type]
    if metric.fill == "zero":
        values = np.where(np.isnan(values), 0.0, values)
    elif metric.fill == "last":
        values = _last(values, max(1, metric.fill_limit_s // int(params["step"])))  # type: ignore[call-overload]
    elif (
        metric.fill != "null"
        and not (metric.mode and counted)
        and (len(chosen.ids) > len(chosen.groups) or metric.fill)
    ):
        values = _linear(values, max(1, (metric.fill_limit_s or 300) // int(params["step"])))  # type: ignore[call-overload]
    return values


def _values(metric: Metric, chosen: Chosen, times: Ints, how: str, params: dict[str, object], run: Run) -> Floats:
    if isinstance(run, Ahead):
        start, end, step = (int(params[name]) for name in ("from", "to", "step"))  # type: ignore[call-overload]
        found = run.values(metric, chosen.ids, how, start, end, step)
        if found is not None:
            return found
    return _by_series(chosen, times, _points(how, params, run))


def _points(how: str, params: dict[str, object], run: Run) -> pa.Table:
    step, span = int(params["step"]), int(params["to"]) - int(params["from"])  # type: ignore[call-overload]
    # Points are kept for weeks, roll-ups for a year; the longer the window, the less is to be read.
    if step % 3600 == 0 and span > 2 * 86400:
        source, value = "rollup_1h", _ROLLED[how]
    elif step % 300 == 0 and span > 6 * 3600:
        source, value = "rollup_5m", _ROLLED[how]
    else:
        source, value = "points", _RAW[how]
    return run(
        f"SELECT sid, {_BUCKET} AS bucket, toFloat64({value}) AS value FROM {source} "
        f"WHERE {_WINDOW} GROUP BY sid, bucket",
        params,
    )


def _by_series(chosen: Chosen, times: Ints, rows: pa.Table) -> Floats:
    values = np.full((len(chosen.ids), len(times)), np.nan)
    if rows.num_rows:
        row = np.searchsorted(chosen.ids, rows.column("sid").to_numpy())
        column = rows.column("bucket").to_numpy().astype(np.int64) - times[0]
        inside = (column >= 0) & (column < len(times))
        values[row[inside], column[inside]] = rows.column("value").to_numpy()[inside]
    return values


def _linear(values: Floats, limit: int) -> Floats:
    filled = values.copy()
    present = ~np.isnan(values)
    holes = (present[:, :-1] & ~present[:, 1:]).any(axis=1)
    for row in (filled[i] for i in np.flatnonzero(holes)):
        at = np.flatnonzero(~np.isnan(row))
        gaps = np.diff(at)
        for k in np.flatnonzero((gaps > 1) & (gaps <= limit)):
            a, b = at[k], at[k + 1]
            row[a + 1 : b] = np.linspace(row[a], row[b], b - a + 1)[1:-1]
    return filled


def _last(values: Floats, limit: int) -> Floats:
    filled = values.copy()
    for row in filled:
        at = np.flatnonzero(~np.isnan(row))
        for a, b in zip(at, [*at[1:], len(row)], strict=True):
            row[a + 1 : min(b, a + 1 + limit)] = row[a]
    return filled


def _across(aggregator: str, values: Floats, chosen: Chosen) -> Floats:
    order = np.argsort(chosen.group, kind="stable")
    starts = np.searchsorted(chosen.group[order], np.arange(len(chosen.groups)))
    values = values[order]
    present = ~np.isnan(values)
    counts = np.add.reduceat(present.astype(float), starts, axis=0)
    match aggregator:
        case "min":
            merged = np.minimum.reduceat(np.where(present, values, np.inf), starts, axis=0)
        case "max":
            merged = np.maximum.reduceat(np.where(present, values, -np.inf), starts, axis=0)
        case "count":
            merged = counts
        case "stddev":
            held = np.where(counts == 0, np.nan, counts)
            mean = np.add.reduceat(np.where(present, values, 0.0), starts, axis=0) / held
            errors = np.where(present, values - np.repeat(mean, np.diff([*starts, len(order)]), axis=0), 0.0)
            merged = np.sqrt(np.add.reduceat(errors**2, starts, axis=0) / held)
        case _:
            merged = np.add.reduceat(np.where(present, values, 0.0), starts, axis=0)
            if aggregator == "avg":
                merged = merged / np.where(counts == 0, np.nan, counts)
    return np.where(counts == 0, np.nan, merged)


def _distribution(
    metric: Metric, aggregator: str, chosen: Chosen, times: Ints, params: dict[str, object], run: Run
) -> Floats:
    if aggregator == "stddev":
        raise QueryError(
            f"stddev is not for distributions, and {metric.name} is one; ask for percentiles", *metric.span
        )
    params = params | {"groups": chosen.group.tolist()}
    group = "transform(sid, {sids:Array(UInt64)}, {groups:Array(UInt32)}, toUInt32(0))"
    values = np.full((len(chosen.groups), len(times)), np.nan)
    if aggregator.startswith("p"):
        merged = "sumMap(keys, counts) AS bins, min(vmin) AS vmin, max(vmax) AS vmax"
    else:
        merged = f"toFloat64({_SKETCH[aggregator]}) AS value"
    rows = run(
        f"SELECT {group} AS grp, {_BUCKET} AS bucket, {merged} FROM sketches WHERE {_WINDOW} GROUP BY grp, bucket",
        params,
    )
    if rows.num_rows == 0:
        return values
    column = rows.column("bucket").to_numpy().astype(np.int64) - times[0]
    if aggregator.startswith("p"):
        q = float(aggregator[1:]) / 100
        found = np.array(
            [
                quantile(q, *_bins(row["bins"]), row["vmin"], row["vmax"])
                for row in rows.select(["bins", "vmin", "vmax"]).to_pylist()
            ]
        )
    else:
        found = rows.column("value").to_numpy()
    values[rows.column("grp").to_numpy(), column] = found
    if metric.mode == "rate" and aggregator in ("count", "sum"):
        values = values / float(params["step"])  # type: ignore[arg-type]
    return np.where(np.isnan(values), 0.0, values) if metric.fill == "zero" else values


def _bins(pair: Any) -> tuple[list[int], list[int]]:
    keys, counts = pair.values() if isinstance(pair, dict) else pair
    return list(keys), list(counts)
