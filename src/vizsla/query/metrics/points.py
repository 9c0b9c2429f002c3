"""Points of series from the table that serves a window best: raw ones, or roll-ups where buckets are made of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vizsla.query.frame import Floats, Ints
from vizsla.query.metrics.buckets import Buckets
from vizsla.query.metrics.series import Chosen, Run

_RAW = {"avg": "avg(value)", "sum": "sum(value)", "min": "min(value)", "max": "max(value)", "count": "count()"}
_ROLLED = {"avg": "sum(vsum) / sum(n)", "sum": "sum(vsum)", "min": "min(vmin)", "max": "max(vmax)", "count": "sum(n)"}
_ACROSS = {"avg": "avg(value)", "sum": "sum(value)", "min": "min(value)", "max": "max(value)", "count": "count()",
           "stddev": "stddevPop(value)"}  # fmt: skip
_ALIKE = ("sum", "min", "max")  # what gives the same whether points or series are merged first
_PARTS = {"vsum": "value", "n": "toUInt64(1)", "vmin": "value", "vmax": "value"}
_NEEDED = {"avg": ("vsum", "n"), "sum": ("vsum",), "min": ("vmin",), "max": ("vmax",), "count": ("n",)}

Params = dict[str, object]

ROLLUPS = ((3600, "1h", 2 * 86400), (300, "5m", 6 * 3600))
"""Seconds of a roll-up's rows, its name, and the window beyond which it is read instead of points."""


def by_series(how: str, chosen: Chosen, buckets: Buckets, span: tuple[int, int], name: str, run: Run) -> Floats:
    """Values of each series (S x T), points merged within the bucket by `how`; NaN where there is none."""
    params = _params(chosen, span, name)
    rows = _rows(lambda table: table.by("sid") + "GROUP BY sid, bucket", how, chosen, buckets, params, run)
    values = np.full((len(chosen.ids), len(buckets.starts)), np.nan)
    if rows.num_rows:
        ids = rows.column("sid").to_numpy()
        row = np.minimum(np.searchsorted(chosen.ids, ids), len(chosen.ids) - 1)
        known = chosen.ids[row] == ids  # a series may have begun since they were looked up
        _place(values, np.where(known, row, -1), rows, buckets)
    return values


def by_group(
    how: str, aggregator: str, chosen: Chosen, buckets: Buckets, span: tuple[int, int], name: str, run: Run
) -> Floats:
    """Values of each group (G x T), series merged by the store: nothing was to be done to each of them."""
    params = _params(chosen, span, name)
    group = group_of(chosen, params)

    def ask(table: _Table) -> str:
        if how == aggregator and how in _ALIKE:
            return table.by(f"{group} AS grp") + "GROUP BY grp, bucket"
        return (
            f"SELECT {group} AS grp, bucket, toFloat64({_ACROSS[aggregator]}) AS value "
            f"FROM ({table.by('sid')}GROUP BY sid, bucket) GROUP BY grp, bucket"
        )

    rows = _rows(ask, how, chosen, buckets, params, run)
    values = np.full((len(chosen.groups), len(buckets.starts)), np.nan)
    if rows.num_rows:
        _place(values, rows.column("grp").to_numpy().astype(np.int64), rows, buckets)
    return values


def group_of(chosen: Chosen, params: Params) -> str:
    """The index of the group that the column `sid` belongs to, -1 for a series that is not among the chosen."""
    if len(chosen.groups) == 1:
        return "toInt32(0)"
    params["groups"] = chosen.group.tolist()
    return "transform(sid, {sids:Array(UInt64)}, {groups:Array(Int32)}, toInt32(-1))"


def source(buckets: Buckets, span: tuple[int, int], rolled: tuple[tuple[int, str, int], ...]) -> tuple[int, str] | None:
    """The roll-up (seconds and name) that the buckets are made of whole and the window is long enough for."""
    length = span[1] - span[0]
    return next((one[:2] for one in rolled if buckets.divided_by(one[0]) and length > one[2]), None)


def window(chosen: Chosen, first: str = "from", last: str = "to") -> str:
    """The condition on points or roll-ups of the chosen series between two parameters."""
    within = f"metric = {{metric:String}} AND ts >= {{{first}:DateTime('UTC')}} AND ts < {{{last}:DateTime('UTC')}}"
    return within if chosen.whole else f"{within} AND sid IN {{sids:Array(UInt64)}}"


def whole_rows(span: tuple[int, int], seconds: int, params: Params) -> list[tuple[str, str]]:
    """Names of parameters that bound the parts of the window before and after the roll-up's whole rows, if any.

    Sets `first` and `last`, between which the roll-up is read.
    """
    first, last = -(-span[0] // seconds) * seconds, span[1] // seconds * seconds
    params["first"], params["last"] = first, last
    return [("from", "first")] * (first > span[0]) + [("last", "to")] * (last < span[1])


def _rows(
    ask: Callable[["_Table"], str], how: str, chosen: Chosen, buckets: Buckets, params: Params, run: Run
) -> pa.Table:
    rolled = source(buckets, _span(params), ROLLUPS)
    rows = pa.table({})
    # Points are kept for a shorter time than roll-ups; where they are gone, a roll-up's rows stand for them.
    for one in [rolled] if rolled else [None, (300, "5m"), (3600, "1h")]:
        rows = run(ask(_table(how, chosen, buckets, one, params)), params)
        if rows.num_rows:
            break
    return rows


@dataclass(frozen=True)
class _Table:
    """Rows with `sid` to be merged: where they are, the beginning of their bucket, and the value of several."""

    rows: str
    bucket: str
    value: str

    def by(self, key: str) -> str:
        """One row for each key and bucket."""
        return f"SELECT {key}, {self.bucket} AS bucket, toFloat64({self.value}) AS value FROM {self.rows} "


def _table(how: str, chosen: Chosen, buckets: Buckets, rolled: tuple[int, str] | None, params: Params) -> _Table:
    bucket = buckets.sql(params)
    if rolled is None:
        return _Table(f"points WHERE {window(chosen)}", bucket, _RAW[how])
    seconds, table = rolled
    columns = _NEEDED[how]
    read = f"SELECT sid, ts, {', '.join(columns)} FROM rollup_{table} WHERE "
    edges: list[tuple[str, str]] = []
    if buckets.divided_by(seconds):
        edges = whole_rows(_span(params), seconds, params)
        read += window(chosen, "first", "last")
    else:
        read += window(chosen)
    parts = ", ".join(f"{_PARTS[column]} AS {column}" for column in columns)
    for first, last in edges:
        read += f" UNION ALL SELECT sid, ts, {parts} FROM points WHERE {window(chosen, first, last)}"
    if buckets.regular and buckets.step_s == seconds and not edges:
        bucket = "toUnixTimestamp(ts)"  # the row's own beginning
    return _Table(f"({read})", bucket, _ROLLED[how])


def _span(params: Params) -> tuple[int, int]:
    return int(str(params["from"])), int(str(params["to"]))


def _params(chosen: Chosen, span: tuple[int, int], name: str) -> Params:
    return {"metric": name, "from": span[0], "to": span[1], "sids": chosen.ids.tolist()}


def _place(values: Floats, row: Ints, rows: pa.Table, buckets: Buckets) -> None:
    column = buckets.column(rows.column("bucket").to_numpy().astype(np.int64))
    inside = (row >= 0) & (column >= 0) & (column < values.shape[1])
    values[row[inside], column[inside]] = rows.column("value").to_numpy()[inside]
