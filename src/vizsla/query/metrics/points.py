"""Points of series from the table that serves a window best: raw ones, or roll-ups where buckets are made of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from vizsla.query.frame import Floats, Ids, Ints
from vizsla.query.metrics.buckets import Buckets
from vizsla.query.metrics.series import Chosen, Run

_VALUE = {"avg": "sum(vsum) / {n}", "sum": "sum(vsum)", "min": "min(vmin)", "max": "max(vmax)", "count": "{n}"}
_ACROSS = {"avg": "avg(value)", "sum": "sum(value)", "min": "min(value)", "max": "max(value)", "count": "count()",
           "stddev": "stddevPop(value)"}  # fmt: skip
_ALIKE = ("sum", "min", "max")  # what gives the same whether points or series are merged first
_NEEDED = {"avg": ("vsum", "n"), "sum": ("vsum",), "min": ("vmin",), "max": ("vmax",), "count": ("n",)}
_MERGED = {"vsum": "sum(vsum)", "vmin": "min(vmin)", "vmax": "max(vmax)"}

MOST_ROWS = 2_000_000
"""Up to so many rows are merged here rather than by the store, which takes several times as long."""

Params = dict[str, object]

ROLLUPS = ((3600, "1h", 2 * 86400), (300, "5m", 6 * 3600))
"""Seconds of a roll-up's rows, its name, and the window beyond which it is read instead of points."""


def by_series(how: str, chosen: Chosen, buckets: Buckets, span: tuple[int, int], name: str, run: Run) -> Floats:
    """Values of each series (S x T), points merged within the bucket by `how`; NaN where there is none."""
    params = _params(chosen, span, name)
    if few(chosen, buckets, span):
        rows = _rows(lambda table: table.plain, how, chosen, buckets, params, run)
        if rows.num_rows <= MOST_ROWS:  # points may come more often than their interval says
            return _merged(how, rows, chosen, buckets)
    rows = _rows(
        lambda table: f"SELECT sid, {table.bucket} AS at{table.merged} FROM {table.rows} GROUP BY sid, at",
        how, chosen, buckets, params, run,
    )  # fmt: skip
    return _merged(how, rows, chosen, buckets)


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
        row = rows.column("grp").to_numpy().astype(np.int64)
        column = buckets.column(rows.column("bucket").to_numpy().astype(np.int64))
        inside = (row >= 0) & (column >= 0) & (column < values.shape[1])
        values[row[inside], column[inside]] = rows.column("value").to_numpy()[inside]
    return values


def few(chosen: Chosen, buckets: Buckets, span: tuple[int, int]) -> bool:
    """Whether so few rows are to be expected that they are better merged here than by the store."""
    rolled = source(buckets, span, ROLLUPS)
    each = len(chosen.ids) / rolled[0] if rolled else float((1 / chosen.interval_s).sum())
    return (span[1] - span[0]) * each <= MOST_ROWS


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


def window(chosen: Chosen, first: str = "from", last: str = "to", *, rolled: bool = False) -> str:
    """The condition on points or roll-ups of the chosen series between two parameters."""
    within = f"metric = {{metric:String}} AND {between(first, last, rolled=rolled)}"
    return within if chosen.whole else f"{within} AND sid IN {{sids:Array(UInt64)}}"


def between(first: str = "from", last: str = "to", *, rolled: bool = False) -> str:
    """The condition on the time of points, or of roll-ups, between two parameters.

    Rows are sorted by a metric's hours (days in roll-ups), then by series: the store finds the place of an hour only
    where it is asked for by that.
    """
    part = "toStartOfDay" if rolled else "toStartOfHour"
    begin, end = (f"{{{name}:DateTime('UTC')}}" for name in (first, last))
    return f"{part}(ts) >= {part}({begin}) AND {part}(ts) <= {part}({end}) AND ts >= {begin} AND ts < {end}"


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
    """Rows of series: a query of them as they are, where they are, the beginning of their bucket, and what those of a
    bucket are together: as columns, and as their value."""

    plain: str
    rows: str
    bucket: str
    merged: str
    value: str

    def by(self, key: str) -> str:
        """One row for each key and bucket."""
        return f"SELECT {key}, {self.bucket} AS bucket, toFloat64({self.value}) AS value FROM {self.rows} "


def _table(how: str, chosen: Chosen, buckets: Buckets, rolled: tuple[int, str] | None, params: Params) -> _Table:
    bucket = buckets.sql(params)
    needed = _NEEDED[how]
    parts = _parts(needed, chosen, buckets, rolled, params)
    counted = "sum(n)" if rolled else "count()"
    merged = _MERGED | {"n": counted}
    if rolled and buckets.regular and buckets.step_s == rolled[0] and len(parts) == 1:
        bucket = "toUnixTimestamp(ts)"  # the row's own beginning
    return _Table(
        # One thread: of more, each would cost its start.
        " UNION ALL ".join(f"SELECT sid, ts AS at{part} LIMIT {MOST_ROWS + 1}" for part in parts)
        + " SETTINGS max_threads = 1",
        f"({' UNION ALL '.join(f'SELECT sid, ts{part}' for part in parts)})",
        bucket,
        "".join(f", {merged[column]} AS {column}" for column in needed),
        _VALUE[how].format(n=counted),
    )


def _parts(
    columns: tuple[str, ...], chosen: Chosen, buckets: Buckets, rolled: tuple[int, str] | None, params: Params
) -> list[str]:
    # What follows "SELECT sid, ts" in a query of all rows. Where all are points, each counts as one.
    if rolled is None:
        values = "".join(f", value AS {column}" for column in columns if column != "n")
        return [f"{values} FROM points WHERE {window(chosen)}"]
    seconds, table = rolled
    read = f", {', '.join(columns)} FROM rollup_{table} WHERE "
    if not buckets.divided_by(seconds):
        return [read + window(chosen, rolled=True)]
    values = "".join(", toUInt64(1) AS n" if column == "n" else f", value AS {column}" for column in columns)
    edges = whole_rows(_span(params), seconds, params)
    return [read + window(chosen, "first", "last", rolled=True)] + [
        f"{values} FROM points WHERE {window(chosen, first, last)}" for first, last in edges
    ]


def _span(params: Params) -> tuple[int, int]:
    return int(str(params["from"])), int(str(params["to"]))


def _params(chosen: Chosen, span: tuple[int, int], name: str) -> Params:
    return {"metric": name, "from": span[0], "to": span[1], "sids": chosen.ids.tolist()}


def _merged(how: str, rows: pa.Table, chosen: Chosen, buckets: Buckets) -> Floats:
    shape = (len(chosen.ids), len(buckets.starts))
    if rows.num_rows == 0:
        return np.full(shape, np.nan)
    cell = _cells(rows, chosen, buckets)
    part = slice(None) if cell.min() >= 0 else cell >= 0
    cell, size = cell[part], shape[0] * shape[1]

    def column(name: str) -> Floats:
        return np.asarray(rows.column(name).to_numpy()[part])

    held = np.zeros(size, bool)
    held[cell] = True
    alone = np.count_nonzero(held) == len(cell)  # no two rows are of the same cell: nothing is to be added up
    counted = "n" in rows.column_names

    def total(name: str) -> Floats:
        if name == "n" and not counted:
            return np.ones(len(cell)) if alone else np.bincount(cell, minlength=size).astype(np.float64)
        found = column(name) if alone else np.bincount(cell, column(name), size)
        return np.asarray(found, np.float64)

    match how:
        case "min" | "max":
            found = column(f"v{how}")
            if not alone:
                worst = np.full(size, np.inf if how == "min" else -np.inf)
                (np.minimum if how == "min" else np.maximum).at(worst, cell, found)
                found = worst
        case "count":
            found = total("n")
        case "sum":
            found = total("vsum")
        case _:
            with np.errstate(invalid="ignore"):
                found = total("vsum") / total("n")
    if alone:
        values = np.full(size, np.nan)
        values[cell] = found
    else:
        values = np.where(held, found, np.nan)
    return values.reshape(shape)


def _cells(rows: pa.Table, chosen: Chosen, buckets: Buckets) -> Ints:
    column = buckets.column(rows.column("at").to_numpy())
    return cells_of(rows.column("sid").to_numpy(), column, chosen.ids, len(buckets.starts))


def cells_of(sids: Ids, column: Ints, ids: Ids, count: int) -> Ints:
    """Where each row belongs in the values of all series as one line, `count` a series, -1 for none of them.

    Quick where rows come in runs of one series, as a table has them, so that few have to be looked for.
    """
    starts = np.flatnonzero(np.concatenate(([True], sids[1:] != sids[:-1])))
    heads = sids[starts]
    place = np.minimum(np.searchsorted(ids, heads), len(ids) - 1)
    # A series may have begun since they were looked up.
    first = np.where(ids[place] == heads, place * count, -count)
    cell = np.repeat(first, np.diff(np.append(starts, len(sids)))) + column
    if column.min() >= 0 and column.max() < count and first.min() >= 0:
        return cell
    return np.where((column < 0) | (column >= count), -1, cell)
