"""Figures over logs and spans: counts, sums and percentiles, in groups and over time."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec
import numpy as np

from vizsla.query.errors import QueryError
from vizsla.query.facet import facet
from vizsla.query.metrics.interval import default_step_s
from vizsla.query.moments import Window, interval_ms
from vizsla.query.records import Run, between
from vizsla.query.search import parse, sql
from vizsla.query.search.syntax import Table

Aggregation = Literal[
    "count", "cardinality", "pc75", "pc90", "pc95", "pc98", "pc99", "sum", "min", "max", "avg", "median"
]
MOST_GROUPS = 10_000
MOST_POINTS = 3000
_DAY_S = 86400


class Compute(msgspec.Struct, frozen=True):
    """One figure; `metric` is the field that it is computed of."""

    aggregation: Aggregation
    metric: str = ""
    type: Literal["total", "timeseries"] = "total"
    interval: str = ""


class Sort(msgspec.Struct, frozen=True):
    """How a facet's values are ordered before the limit cuts them."""

    type: Literal["alphabetical", "measure"] = "measure"
    aggregation: Aggregation = "count"
    metric: str = ""
    order: Literal["asc", "desc", ""] = ""


class Histogram(msgspec.Struct, frozen=True):
    """Buckets of a number instead of its values, those from `min` up to `max`."""

    interval: float
    min: float
    max: float


class GroupBy(msgspec.Struct, frozen=True):
    """Split by the values of a field; `missing` stands for records without one, which are else left out."""

    facet: str
    limit: int = 10
    sort: Sort = msgspec.field(default_factory=Sort)
    histogram: Histogram | None = None
    missing: str | float | None = None
    total: bool | str | float = False


@dataclass(frozen=True)
class Question:
    """What is asked of the records of a window that a search finds."""

    table: Table
    search: str
    window: Window
    computes: tuple[Compute, ...] = (Compute("count"),)
    groups: tuple[GroupBy, ...] = ()


@dataclass(frozen=True)
class Bucket:
    """A group's figures: `c0`, `c1` … in the order asked, each a number or its points (start in ms, number)."""

    by: dict[str, str]
    computes: dict[str, float | list[tuple[int, float]]] = field(default_factory=dict)


def aggregate(question: Question, run: Run) -> list[Bucket]:
    """The buckets in the order that the groups ask for; a figure that no record gives is left out."""
    _check(question)
    plan = _Plan(question)
    names = [group.facet for group in question.groups]
    buckets = {group: Bucket(dict(zip(names, group, strict=True))) for group in plan.kept(run)}
    if buckets:
        plan.totals(buckets, run)
        plan.series(buckets, run)
    return list(buckets.values())


def sliding(question: Question, step_ms: int, size: int, run: Run) -> dict[tuple[str, ...], dict[int, float]] | None:
    """The first figure of each group in every window that has records of it, by the window's end; NaN for no figure.

    Windows are `size` steps long; the last one ends with the question's, the others whole steps before. None where the
    groups of several facets are more than the limits let pass, which in each window may be others.
    """
    _check(question)
    one_more = tuple(msgspec.structs.replace(group, limit=group.limit + 1) for group in question.groups)
    plan = _Plan(replace(question, groups=one_more))
    kept = plan.kept(run)
    cut = False
    for depth, group in enumerate(question.groups):
        siblings = Counter(names[:depth] for names in {names[: depth + 1] for names in kept})
        cut |= max(siblings.values(), default=0) > group.limit
    if cut and len(question.groups) > 1:
        return None
    origin = question.window.end_ms % step_ms
    step = f"intDiv(at - {origin}, {step_ms})"
    counts = question.computes[0].aggregation == "count" and not cut  # which add up, as other figures do not
    at_ends = step if counts else f"{step} + arrayJoin(range(1, {size + 1}))"
    limited = f" ORDER BY {plan.ordering(1)} LIMIT {question.groups[0].limit} BY t" if cut else ""
    rows = plan.rows([0], [] if cut else kept, at_ends, run, limited) if kept else []
    found: dict[tuple[str, ...], dict[int, float]] = {}
    for names, at, values in rows:
        found.setdefault(names, {})[at] = values.get("c0", math.nan)
    return {
        names: {end * step_ms + origin: value for end, value in (_summed(points, size) if counts else points).items()}
        for names, points in found.items()
    }


def _summed(points: dict[int, float], size: int) -> dict[int, float]:
    """Sums over `size` steps by the step after them, where there is anything."""
    if not points:
        return {}
    first = min(points)
    each = np.zeros(max(points) - first + size + 1)
    each[[at - first for at in points]] = list(points.values())
    sums = np.cumsum(each)
    sums[size:] -= sums[:-size].copy()
    return {first + 1 + i: value for i, value in enumerate(sums.tolist()) if value}


def _check(question: Question) -> None:
    if not 1 <= len(question.computes) <= 20:
        raise QueryError("compute takes 1 to 20 figures")
    if len(question.groups) > 10:
        raise QueryError("group_by takes at most 10 facets")
    for compute in question.computes:
        if compute.aggregation != "count" and not compute.metric:
            raise QueryError(f"compute {compute.aggregation} needs a metric, such as @duration")
    for group in question.groups:
        if not group.facet.removeprefix("@"):
            raise QueryError("group_by needs a facet, such as service or @http.status_code")
        if group.limit < 1:
            raise QueryError(f"the limit of group_by {group.facet} is below 1")
        if group.total is not False:
            raise QueryError("'total' in group_by is not supported; ask for the total without the group")
        if group.histogram and not (group.histogram.interval > 0 and group.histogram.min < group.histogram.max):
            raise QueryError(f"the histogram of {group.facet} needs an interval above 0 and min below max")


class _Plan:
    def __init__(self, question: Question) -> None:
        self.question = question
        found, self.params = sql.compile(parse(question.search), question.table)
        self.params |= {"from": question.window.start_ms, "to": question.window.end_ms}
        self.inner = ["toUnixTimestamp64Milli(ts) AS at"]
        self.conditions: list[str] = []
        for i, group in enumerate(question.groups):
            self.inner.append(f"{self.group(group)} AS g{i}")
            self.conditions.append(f"g{i} != ''")
        self.figures = [self.figure(compute.aggregation, compute.metric) for compute in question.computes]
        self.orders = [self.order(group) for group in question.groups]
        self.source = (
            f"(SELECT {', '.join(self.inner)} FROM {question.table} WHERE {between(question.table)} AND ({found})) "
            f"WHERE {' AND '.join(self.conditions) or '1'}"
        )

    def param(self, value: object, type_: str) -> str:
        name = f"a{len(self.params)}"
        self.params[name] = value
        return f"{{{name}:{type_}}}"

    def group(self, group: GroupBy) -> str:
        where = facet(group.facet, self.question.table, self.param)
        missing = None if group.missing is None else self.param(str(group.missing), "String")
        if group.histogram:
            width, low, high = (
                self.param(float(edge), "Float64")
                for edge in (group.histogram.interval, group.histogram.min, group.histogram.max)
            )
            text = (
                f"if(ifNull({where.number} >= {low} AND {where.number} < {high}, 0), "
                f"toString(ifNull(floor(({where.number} - {low}) / {width}) * {width} + {low}, 0)), '')"
            )
            return f"if({text} = '', {missing}, {text})" if missing else text
        if where.many:
            return (
                f"arrayJoin(if(empty({where.text}), [{missing}], {where.text}))"
                if missing
                else (f"arrayJoin({where.text})")
            )
        return f"if({where.text} = '', {missing}, {where.text})" if missing else where.text

    def figure(self, aggregation: str, metric: str) -> str:
        if aggregation == "count":
            return "toFloat64(count())"
        where = facet(metric, self.question.table, self.param)
        name = f"v{len(self.inner)}"
        if aggregation == "cardinality":
            self.inner.append(f"{where.text} AS {name}")
            return f"toFloat64({f'uniqArray({name})' if where.many else f'uniqIf({name}, {name} != {chr(39) * 2})'})"
        self.inner.append(f"{where.number} AS {name}")
        if aggregation == "median":
            return f"quantileTDigest(0.5)({name})"
        if aggregation.startswith("pc"):
            return f"quantileTDigest(0.{aggregation.removeprefix('pc')})({name})"
        return f"{aggregation}({name})"

    def order(self, group: GroupBy) -> tuple[str, str]:
        sort = group.sort
        if sort.type == "alphabetical":
            return "", (sort.order or "asc").upper()
        return self.figure(sort.aggregation, sort.metric), (sort.order or "desc").upper()

    def kept(self, run: Run) -> list[tuple[str, ...]]:
        """The groups, in their order."""
        kept: list[tuple[str, ...]] = [()]
        for depth in range(1, len(self.question.groups) + 1):
            kept = self.ranked(depth, kept, run)
            if len(kept) > MOST_GROUPS:
                raise QueryError(f"these groups are more than {MOST_GROUPS}; lower the limits of group_by")
        return kept

    def ranked(self, depth: int, kept: Sequence[tuple[str, ...]], run: Run) -> list[tuple[str, ...]]:
        """The groups of the first `depth` facets, within those kept of the facets before."""
        names = [f"g{i}" for i in range(depth)]
        within = f" LIMIT {{limit:UInt32}} BY {', '.join(names[:-1])}" if depth > 1 else " LIMIT {limit:UInt32}"
        rows = run(
            f"SELECT {', '.join(names)} FROM {self.source}{self.among(names[:-1], kept)} "
            f"GROUP BY {', '.join(names)} ORDER BY {self.ordering(depth)}{within}",
            self.params | {"limit": min(self.question.groups[depth - 1].limit, MOST_GROUPS)} | _kept(kept),
        )
        found = list(zip(*(rows.column(name).to_pylist() for name in names), strict=True)) if rows.num_rows else []
        place = {prefix: i for i, prefix in enumerate(kept)}
        return sorted(found, key=lambda group: place[group[:-1]])

    def ordering(self, depth: int) -> str:
        """By what the values of a facet are in order."""
        measure, direction = self.orders[depth - 1]
        return f"{measure} {direction} NULLS LAST, g{depth - 1} ASC" if measure else f"g{depth - 1} {direction}"

    def among(self, names: Sequence[str], kept: Sequence[tuple[str, ...]]) -> str:
        if not names:
            return ""
        type_ = f"Tuple({', '.join(['String'] * len(names))})"
        return f" AND has({{kept:Array({type_})}}, tuple({', '.join(names)}))" if kept else ""

    def totals(self, buckets: dict[tuple[str, ...], Bucket], run: Run) -> None:
        wanted = [i for i, compute in enumerate(self.question.computes) if compute.type == "total"]
        if not wanted:
            return
        for group, _, values in self.rows(wanted, buckets, "", run):
            buckets[group].computes.update(values)

    def series(self, buckets: dict[tuple[str, ...], Bucket], run: Run) -> None:
        steps: dict[int, list[int]] = {}
        for i, compute in enumerate(self.question.computes):
            if compute.type == "timeseries":
                steps.setdefault(self.step_ms(compute), []).append(i)
        for step, wanted in steps.items():
            points: dict[tuple[tuple[str, ...], str], dict[int, float]] = {}
            for group, at, values in self.rows(wanted, buckets, f"intDiv(at, {step}) * {step}", run):
                for name, value in values.items():
                    points.setdefault((group, name), {})[at] = value
            for group, bucket in buckets.items():
                for i in wanted:
                    found = points.get((group, f"c{i}"), {})
                    times = self.times(step) if self.question.computes[i].aggregation in _ZERO else sorted(found)
                    bucket.computes[f"c{i}"] = [(at, found.get(at, 0.0)) for at in times]

    def step_ms(self, compute: Compute) -> int:
        window = self.question.window
        if not compute.interval:
            days = -(-window.seconds // (_DAY_S * MOST_POINTS))  # of the coarsest step, for windows of many years
            return int(max(default_step_s(window.seconds, 150), days * _DAY_S if days > 1 else 0)) * 1000
        step = interval_ms(compute.interval)
        if (window.end_ms - window.start_ms) / step > MOST_POINTS:
            raise QueryError(f"interval {compute.interval} gives more than {MOST_POINTS} points; use a longer one")
        return step

    def times(self, step: int) -> list[int]:
        window = self.question.window
        return list(range(window.start_ms // step * step, window.end_ms, step))

    def rows(
        self, wanted: Sequence[int], kept: Collection[tuple[str, ...]], bucket: str, run: Run, limited: str = ""
    ) -> list[tuple[tuple[str, ...], int, dict[str, float]]]:
        names = [f"g{i}" for i in range(len(self.question.groups))]
        figures = [f"{self.figures[i]} AS c{i}" for i in wanted]
        keys = [*names, *(["t"] if bucket else [])]
        selected = [*names, *([f"{bucket} AS t"] if bucket else []), *figures]
        grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
        rows = run(
            f"SELECT {', '.join(selected)} FROM {self.source}{self.among(names, list(kept))}{grouped}{limited}",
            self.params | _kept(list(kept)),
        ).to_pylist()
        return [(tuple(row[name] for name in names), row.get("t", 0), _values(row, wanted)) for row in rows]


_ZERO = ("count", "cardinality")


def _kept(groups: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    return {"kept": list(groups)}


def _values(row: dict[str, Any], wanted: Sequence[int]) -> dict[str, float]:
    found = {f"c{i}": row[f"c{i}"] for i in wanted}
    return {name: float(value) for name, value in found.items() if value is not None and math.isfinite(value)}
