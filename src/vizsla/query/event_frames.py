"""Figures over logs, spans and events as frames, so that formulas can mix them with metrics."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import gcd
from typing import Literal

import msgspec
import numpy as np

from vizsla.query.analytics import Aggregation, Bucket, Compute, GroupBy, Question, Sort, aggregate, sliding
from vizsla.query.frame import Frame
from vizsla.query.moments import Window
from vizsla.query.records import Run
from vizsla.query.search.syntax import Table

_MISSING = "N/A"
_WIDE = 1000
_MOST_STEPS = 1440
"""Windows of more steps would cost more together, each record counting in all of them, than one by one."""
_ENDS_AT_ONCE = 240
_ZERO = ("count", "cardinality")


class Search(msgspec.Struct, frozen=True):
    """Which records."""

    query: str = ""


class Figure(msgspec.Struct, frozen=True):
    """What is computed of them; `interval` in milliseconds."""

    aggregation: Aggregation = "count"
    metric: str = ""
    interval: int = 0


class Order(msgspec.Struct, frozen=True):
    """Which groups come first."""

    aggregation: Aggregation = "count"
    metric: str = ""
    order: Literal["asc", "desc"] = "desc"


class Facet(msgspec.Struct, frozen=True):
    """Split by a field; limits nest."""

    facet: str
    limit: int = 10
    sort: Order = msgspec.field(default_factory=Order)
    should_exclude_missing: bool = False


class FlatFacets(msgspec.Struct, frozen=True):
    """Split by several fields at once, and keep the first combinations."""

    fields: list[str]
    limit: int = 10
    sort: Order = msgspec.field(default_factory=Order)


@dataclass(frozen=True)
class EventQuery:
    """One query of records as dashboards write it."""

    table: Table
    search: str
    compute: Figure
    group_by: list[Facet] | FlatFacets


def over_time(query: EventQuery, window: Window, step_s: int, run: Run) -> Frame:
    """The figure in buckets of the step, those that begin within the window. Raises QueryError."""
    step = step_s * 1000
    first = -(-window.start_ms // step) * step
    start = first if first < window.end_ms else window.start_ms // step * step
    compute = Compute(query.compute.aggregation, query.compute.metric, "timeseries", f"{step}ms")
    buckets = _buckets(query, Window(start, window.end_ms), compute, run)
    times = np.arange(start // step, -(-window.end_ms // step), dtype=np.int64) * step_s
    values = np.full((len(buckets), len(times)), np.nan)
    for row, bucket in zip(values, buckets, strict=True):
        points = bucket.computes.get("c0")
        for at, value in points if isinstance(points, list) else ():
            row[(at - start) // step] = value
    return Frame(
        times, tuple(_tags(bucket) for bucket in buckets), values, step_s, aggregator=compute.aggregation,
        keys=_keys(query), counted=True,
    )  # fmt: skip


def totals(query: EventQuery, window: Window, run: Run) -> Frame:
    """The figure over the whole window. Raises QueryError."""
    buckets = _buckets(query, window, Compute(query.compute.aggregation, query.compute.metric), run)
    values = np.array([[bucket.computes.get("c0", np.nan)] for bucket in buckets], float).reshape(-1, 1)
    times = np.array([window.start_ms // 1000], np.int64)
    return Frame(
        times, tuple(_tags(bucket) for bucket in buckets), values, max(1, int(window.seconds)),
        aggregator=query.compute.aggregation, keys=_keys(query), counted=True,
    )  # fmt: skip


def totals_at(query: EventQuery, ends_s: Sequence[float], window_s: float, run: Run) -> list[Frame]:
    """What `totals` finds in each of the windows of a length that end at these seconds, asked for together."""
    blocks = (ends_s[i : i + _ENDS_AT_ONCE] for i in range(0, len(ends_s), _ENDS_AT_ONCE))
    return [frame for block in blocks for frame in _at_once(query, block, window_s, run)]


def _at_once(query: EventQuery, ends_s: Sequence[float], window_s: float, run: Run) -> list[Frame]:
    steps_s = [window_s, *np.diff(ends_s).tolist()]
    step_s = gcd(*map(int, steps_s)) if all(one == int(one) for one in (ends_s[0], *steps_s)) else 0
    size = int(window_s) // step_s if step_s else _MOST_STEPS + 1
    found = _slid(query, ends_s, step_s, size, run) if len(ends_s) > 1 and size <= _MOST_STEPS else None
    if found is None:
        return [totals(query, Window(int((end - window_s) * 1000), int(end * 1000)), run) for end in ends_s]
    keys = _keys(query)
    if not keys:  # as a whole they have a figure in every window
        nothing = 0.0 if query.compute.aggregation in _ZERO else np.nan
        known = found.get((), {})
        found[()] = {int(end * 1000): known.get(int(end * 1000), nothing) for end in ends_s}
    frames = []
    for end in ends_s:
        at = int(end * 1000)
        here = [(group, values[at]) for group, values in found.items() if at in values]
        groups = tuple(tuple(f"{key}:{value}" for key, value in zip(keys, group, strict=True)) for group, _ in here)
        figures = np.array([[value] for _, value in here], float).reshape(-1, 1)
        frame = Frame(
            np.array([int(end - window_s)], np.int64), groups, figures, max(1, int(window_s)),
            aggregator=query.compute.aggregation, keys=keys, counted=True,
        )  # fmt: skip
        frames.append(frame)
    return frames


def _slid(
    query: EventQuery, ends_s: Sequence[float], step_s: int, size: int, run: Run
) -> dict[tuple[str, ...], dict[int, float]] | None:
    asked = query.group_by
    limit = 0
    if not isinstance(asked, FlatFacets):
        groups = tuple(_grouped(facet) for facet in asked)
    elif len(asked.fields) == 1:
        groups = (_grouped(Facet(asked.fields[0], min(asked.limit, _WIDE), asked.sort)),)
    else:
        groups = tuple(_grouped(Facet(name, _WIDE, asked.sort)) for name in asked.fields)
        limit = asked.limit if groups else 0
    window = Window(int((ends_s[0] - size * step_s) * 1000), int(ends_s[-1] * 1000))
    compute = Compute(query.compute.aggregation, query.compute.metric)
    found = sliding(Question(query.table, query.search, window, (compute,), groups), step_s * 1000, size, run)
    return None if limit and len(found or ()) > limit else found


def _buckets(query: EventQuery, window: Window, compute: Compute, run: Run) -> list[Bucket]:
    asked = query.group_by
    if isinstance(asked, FlatFacets):
        # The combinations are ranked by one figure over the window, then their values are asked for.
        groups = tuple(_grouped(Facet(name, _WIDE, asked.sort)) for name in asked.fields)
        by = asked.sort if asked.fields else Order()
        ranking = Compute(by.aggregation, "" if by.aggregation == "count" else by.metric)
        question = Question(query.table, query.search, window, (ranking, compute), groups)
        found = aggregate(question, run)
        sign = -1 if by.order == "desc" else 1
        found.sort(key=lambda bucket: sign * float(bucket.computes.get("c0", 0.0)))  # type: ignore[arg-type]
        kept = found[: asked.limit] if asked.fields else found
        return [replace(one, computes={"c0": one.computes["c1"]} if "c1" in one.computes else {}) for one in kept]
    groups = tuple(_grouped(facet) for facet in asked)
    return aggregate(Question(query.table, query.search, window, (compute,), groups), run)


def _keys(query: EventQuery) -> tuple[str, ...]:
    asked = query.group_by
    names = asked.fields if isinstance(asked, FlatFacets) else [one.facet for one in asked]
    return tuple(name.removeprefix("@") for name in names)


def _grouped(facet: Facet) -> GroupBy:
    sort = facet.sort
    metric = "" if sort.aggregation == "count" else sort.metric
    missing = None if facet.should_exclude_missing else _MISSING
    return GroupBy(facet.facet, facet.limit, Sort("measure", sort.aggregation, metric, sort.order), missing=missing)


def _tags(bucket: Bucket) -> tuple[str, ...]:
    return tuple(f"{name.removeprefix('@')}:{value}" for name, value in bucket.by.items())
