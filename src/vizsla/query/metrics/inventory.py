"""What series there are: of which metrics, with which tags, how many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from vizsla.query.metrics.scope import parse_filter, where

Run = Callable[[str, Mapping[str, object]], pa.Table]

# A series' row is written once a day, so that what was sent since then is known by whole days only.
_DAYS = "day >= toDate({since:DateTime('UTC')})"
_NEWEST = (
    "argMax(type, last_seen) AS type, argMax(unit, last_seen) AS unit, argMax(interval, last_seen) AS interval, "
    "argMax(source, last_seen) AS source"
)


@dataclass(frozen=True)
class Sent:
    """A metric that was sent lately."""

    name: str
    type: str
    unit: str
    interval: int
    source: str


@dataclass(frozen=True)
class Seen(Sent):
    """A metric with the series that it had in some days."""

    series: int
    last_day: date
    keys: Sequence[str]
    """Keys of its tags, in order."""


def seen(since_s: int, until_s: int, run: Run) -> list[Seen]:
    """Every metric that was sent on the days of the range, in the order of names."""
    rows = run(
        f"SELECT metric AS name, {_NEWEST}, uniq(sid) AS series, toString(max(day)) AS last_day, "
        "arraySort(groupUniqArrayArray(arrayMap(tag -> splitByChar(':', toString(tag))[1], tags))) AS keys "
        f"FROM series WHERE {_DAYS} AND day <= toDate({{until:DateTime('UTC')}}) GROUP BY name ORDER BY name",
        {"since": since_s, "until": until_s},
    )
    return [Seen(**row | {"last_day": date.fromisoformat(row["last_day"])}) for row in rows.to_pylist()]


def volumes(since_s: int, until_s: int, run: Run, names: Sequence[str] | None = None) -> dict[str, int]:
    """How many series each metric had that was sent on the days of the range; of these `names` where they are given."""
    among = "" if names is None else "AND metric IN {names:Array(String)} "
    rows = run(
        f"SELECT metric, uniq(sid) AS n FROM series WHERE {_DAYS} AND day <= toDate({{until:DateTime('UTC')}}) {among}"
        "GROUP BY metric",
        {"since": max(0, since_s), "until": max(0, until_s)} | ({} if names is None else {"names": list(names)}),
    ).to_pylist()
    return {row["metric"]: row["n"] for row in rows}


def metrics(since_s: int, tags: str, after: str, limit: int, run: Run) -> list[Sent]:
    """Metrics sent since then by series that meet the filter, in the order of names, beginning behind `after`."""
    params: dict[str, object] = {"since": since_s, "after": after, "limit": limit}
    condition = where(parse_filter(tags, 0, len(tags)), params)
    rows = run(
        f"SELECT metric AS name, {_NEWEST} FROM series WHERE {_DAYS} AND metric > {{after:String}} AND {condition} "
        "GROUP BY name ORDER BY name LIMIT {limit:UInt32}",
        params,
    )
    return [Sent(**row) for row in rows.to_pylist()]


def newest(name: str, run: Run) -> Sent | None:
    """The metric as its newest series tells of it; None when it was never sent."""
    rows = run(
        f"SELECT {_NEWEST}, count() AS n FROM series WHERE metric = {{name:String}}",
        {"name": name},
    ).to_pylist()
    row: dict[str, Any] = rows[0] if rows else {"n": 0}
    return Sent(name, row["type"], row["unit"], row["interval"], row["source"]) if row["n"] else None


def tags_of(name: str, since_s: int, run: Run) -> list[str]:
    """Every tag that the metric's series carry, in order."""
    rows = run(
        f"SELECT DISTINCT arrayJoin(tags) AS tag FROM series WHERE metric = {{name:String}} AND {_DAYS} ORDER BY tag",
        {"name": name, "since": since_s},
    )
    found: list[str] = rows.column("tag").to_pylist()
    return found


def distinct(name: str, since_s: int, run: Run, keys: Sequence[str] | None = None, without: bool = False) -> int:
    """How many series the metric has; with `keys`, how many it would have with these tags alone, or without them."""
    kept = "tags"
    if keys is not None:
        chosen = "NOT has" if without else "has"
        kept = f"arrayFilter(tag -> {chosen}({{keys:Array(String)}}, splitByChar(':', tag)[1]), tags)"
    params: dict[str, object] = {"name": name, "since": since_s} | ({} if keys is None else {"keys": list(keys)})
    rows = run(
        f"SELECT uniqExact(arraySort({kept})) AS n FROM series WHERE metric = {{name:String}} AND {_DAYS}", params
    )
    return int(rows.column("n")[0].as_py())


def distinct_without(name: str, since_s: int, keys: Sequence[str], run: Run) -> dict[str, int]:
    """For each of the tag keys, how many series the metric would have without it."""
    rows = run(
        "SELECT arrayJoin({keys:Array(String)}) AS key, "
        "uniqExact(arraySort(arrayFilter(tag -> splitByChar(':', tag)[1] != key, tags))) AS n "
        f"FROM series WHERE metric = {{name:String}} AND {_DAYS} GROUP BY key",
        {"name": name, "since": since_s, "keys": list(keys)},
    ).to_pylist()
    return {row["key"]: row["n"] for row in rows}


def cardinalities(name: str, since_s: int, run: Run) -> dict[str, int]:
    """For each tag key of the metric, how many values it has, the most first."""
    rows = run(
        "SELECT splitByChar(':', tag)[1] AS key, uniqExact(tag) AS n FROM "
        f"(SELECT arrayJoin(tags) AS tag FROM series WHERE metric = {{name:String}} AND {_DAYS}) "
        "GROUP BY key ORDER BY n DESC, key",
        {"name": name, "since": since_s},
    ).to_pylist()
    return {row["key"]: row["n"] for row in rows}
