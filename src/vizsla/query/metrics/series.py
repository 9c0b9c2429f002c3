"""The series that a metric's filter chooses, in their groups."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import pyarrow as pa

from vizsla.query.errors import QueryError
from vizsla.query.frame import Ids, Ints
from vizsla.query.metrics.scope import where
from vizsla.query.metrics.syntax import Everything, Metric

Run = Callable[[str, Mapping[str, object]], pa.Table]

_DAY_S = 86400
MOST_SERIES = 50_000


def asked(params: Mapping[str, object]) -> Sequence[str]:
    """The metrics that a statement is a query of; these parameters name them, `metric` one and `metrics` several."""
    one, several = params.get("metric"), params.get("metrics")
    if isinstance(one, str):
        return (one,)
    return several if isinstance(several, list) else ()


@dataclass(frozen=True)
class Chosen:
    """Series of one metric: ids (S), the index of each one's group (S), and the groups."""

    ids: Ids
    group: Ints
    groups: tuple[tuple[str, ...], ...]
    type: str
    unit: str
    interval_s: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
    whole: bool = False
    """Whether these are all series of the metric, so that its points need not be told apart."""


@runtime_checkable
class Knowing(Protocol):
    """A `run` that may know series without asking the store."""

    def choose(self, metric: Metric, start_s: float, end_s: float) -> Chosen | None:
        """What `found` answers, or None where the store has to be asked."""
        ...


def choose(metric: Metric, start_s: float, end_s: float, run: Run) -> Chosen:
    """The series of the metric that were seen on the window's days, from `run` if that knows them."""
    known = run.choose(metric, start_s, end_s) if isinstance(run, Knowing) else None
    return known or found(metric, start_s, end_s, run)


def found(metric: Metric, start_s: float, end_s: float, run: Run) -> Chosen:
    """Find the series of the metric that were seen on the window's days, with the newest tags of each."""
    params: dict[str, object] = {
        "metric": metric.name,
        "first": int(start_s) // _DAY_S * _DAY_S,
        "last": int(end_s),
    }
    condition = where(metric.filter, params)
    rows = run(
        "SELECT sid, argMax(tags, last_seen) AS newest_tags, argMax(type, last_seen) AS kind, "
        "argMax(unit, last_seen) AS newest_unit, argMax(interval, last_seen) AS seconds FROM series "
        f"WHERE metric = {{metric:String}} AND day BETWEEN toDate({{first:DateTime('UTC')}}) "
        f"AND toDate({{last:DateTime('UTC')}}) AND {condition} GROUP BY sid ORDER BY sid LIMIT {MOST_SERIES + 1}",
        params,
    )
    if rows.num_rows == 0:
        return Chosen(np.empty(0, np.uint64), np.empty(0, np.int64), (), "gauge", "", np.empty(0))
    if rows.num_rows > MOST_SERIES:
        raise QueryError(
            f"{metric.name} has more than {MOST_SERIES} series here; narrow the filter in braces or the time",
            *metric.span,
        )
    groups, group = grouped(rows.column("newest_tags").to_pylist(), metric.by)
    interval = rows.column("seconds").to_numpy().astype(float)
    return Chosen(
        rows.column("sid").to_numpy(),
        group,
        groups,
        str(rows.column("kind")[0]),
        str(rows.column("newest_unit")[0]),
        np.where(interval > 0, interval, 10.0),
        isinstance(metric.filter, Everything),
    )


def grouped(tags: list[list[str]], by: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], ...], Ints]:
    """The groups of series with these tags, in order, and the index of each series' group."""
    names: dict[tuple[str, ...], int] = {}
    index = np.array([names.setdefault(_group(row, by), len(names)) for row in tags], np.int64)
    order = sorted(names)
    place = np.empty(len(order), np.int64)
    place[[names[group] for group in order]] = np.arange(len(order))
    return tuple(order), place[index]


def _group(tags: list[str], by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_of_key([tag for tag in tags if tag.startswith(f"{key}:")], key) for key in by)


def _of_key(tags: list[str], key: str) -> str:
    if len(tags) == 1:
        return tags[0]
    return f"{key}:{','.join(tag.removeprefix(f'{key}:') for tag in tags) or 'N/A'}"
