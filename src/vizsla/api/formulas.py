"""Queries with formulas: `/api/v2/query/timeseries` and `/api/v2/query/scalar`."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from math import isfinite, nan
from typing import Annotated, Any, Literal, cast

import msgspec
import numpy as np
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import LAST_S, LONGEST_S, json_of
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.metric_catalogue import unit_of
from vizsla.api.units import unit_pair
from vizsla.query.event_frames import EventQuery, Facet, Figure, FlatFacets, Search, over_time, totals
from vizsla.query.frame import Frame
from vizsla.query.metrics.early import early, references
from vizsla.query.metrics.evaluate import evaluate_tree, reduced
from vizsla.query.metrics.interval import default_step_s, enforced_step_s
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.series import Run
from vizsla.query.metrics.syntax import Expr
from vizsla.query.moments import Window
from vizsla.query.search.syntax import Table

Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]


class Limit(msgspec.Struct):
    """How many groups, and from which end."""

    count: Annotated[int, Meta(ge=1)] = 10
    order: str = "desc"


class Formula(msgspec.Struct):
    """Arithmetic and functions over named queries."""

    formula: str
    limit: Limit | None = None


class Query(msgspec.Struct):
    """A named query: of metrics by `query`, whose `aggregator` makes one value of it, or of records by the rest."""

    name: Name = "query1"
    data_source: Literal["metrics", "logs", "spans", "events"] = "metrics"
    query: str = ""
    aggregator: str = "avg"
    search: Search = msgspec.field(default_factory=Search)
    compute: Figure = msgspec.field(default_factory=Figure)
    group_by: list[Facet] | FlatFacets = msgspec.field(default_factory=list)

    @property
    def question(self) -> EventQuery:
        """What it asks of records."""
        return EventQuery(cast(Table, self.data_source), self.search.query, self.compute, self.group_by)


class Asked(msgspec.Struct, rename={"start": "from", "end": "to"}):
    """A request's attributes; times in Unix milliseconds."""

    start: int
    end: int
    queries: list[Query]
    formulas: list[Formula] | None = None
    interval: int | None = None


class _Data(msgspec.Struct):
    attributes: Asked


class _Body(msgspec.Struct):
    data: _Data


async def timeseries(request: Request) -> Response:
    """POST /api/v2/query/timeseries."""
    asked, run = await _asked(request), of(request).engine.run
    frames = await asyncio.to_thread(frames_of, asked, run)
    times = frames[0].times if frames else np.empty(0, np.int64)
    series, values = [], []
    for index, frame in enumerate(frames):
        on_grid = _aligned(frame, times)
        for group, row in zip(on_grid.groups, on_grid.values, strict=True):
            if not np.isnan(row).all():
                series.append({"group_tags": list(group), "query_index": index, "unit": unit_pair(frame.unit)})
                values.append([value if isfinite(value) else None for value in row.tolist()])
    attributes = {"series": series, "times": (times * 1000).tolist(), "values": values}
    return JSONResponse({"data": {"id": "0", "type": "timeseries_response", "attributes": attributes}})


async def scalar(request: Request) -> Response:
    """POST /api/v2/query/scalar: every query is reduced first, then formulas are computed on the values."""
    asked, run = await _asked(request), of(request).engine.run
    frames = await asyncio.to_thread(scalars_of, asked, run)
    groups = list(dict.fromkeys(group for frame in frames for group in frame.groups))
    for index, formula in enumerate(asked.formulas or ()):
        if formula.limit:
            groups = _limited(groups, frames[index], formula.limit)
    keys = list(dict.fromkeys(tag.partition(":")[0] for group in groups for tag in group))
    columns: list[dict[str, Any]] = [
        {"name": key, "type": "group", "values": [_values(group, key) for group in groups]} for key in keys
    ]
    for index, frame in enumerate(frames):
        name = asked.formulas[index].formula if asked.formulas else asked.queries[index].name
        found = dict(zip(frame.groups, frame.values[:, 0].tolist(), strict=True))
        numbers = [value if isfinite(value := found.get(group, nan)) else None for group in groups]
        columns.append({"name": name, "type": "number", "values": numbers, "meta": {"unit": unit_pair(frame.unit)}})
    return JSONResponse({"data": {"id": "0", "type": "scalar_response", "attributes": {"columns": columns}}})


async def _asked(request: Request) -> Asked:
    asked = (await json_of(request, _Body)).data.attributes
    if not 0 <= asked.start < asked.end <= LAST_S * 1000:
        raise ApiError(400, "API input validation failed: 'from' must lie before 'to', and 'to' before the year 2106")
    if asked.end - asked.start > LONGEST_S * 1000:
        raise ApiError(400, "API input validation failed: ask for three years at most")
    if not 0 <= (asked.interval or 0) <= LONGEST_S * 1000:
        raise ApiError(400, "API input validation failed: 'interval' is milliseconds, from 0 to three years")
    if not asked.queries:
        raise ApiError(400, "API input validation failed: 'queries' is empty")
    for one in asked.queries:
        if one.data_source == "metrics" and not one.query.strip():
            raise ApiError(400, f"API input validation failed: 'query' of {one.name} is missing")
    return asked


def frames_of(asked: Asked, run: Run) -> list[Frame]:
    """A frame over time for each formula, or for each query where there is none."""
    start, end = asked.start / 1000, asked.end / 1000
    step = max(1, asked.interval // 1000) if asked.interval else None
    if step is not None and (end - start) / step > 1500:
        step = None
    others = [one.compute.interval for one in asked.queries if one.data_source != "metrics"]
    if others and step is None:
        step = max(1, max(others) // 1000) if any(others) else default_step_s(end - start, 150)
        step = enforced_step_s(step, end - start)
    found = {
        one.name: evaluate_tree(parse(one.query), start, end, run, step, whole_buckets=True)
        if one.data_source == "metrics"
        else over_time(one.question, Window(asked.start, asked.end), step or 1, run)
        for one in asked.queries
    }

    def read(part: Expr, _aggregator: str) -> Frame:
        return evaluate_tree(part, start, end, run, step, whole_buckets=True)

    return _computed(asked, found, read)


def scalars_of(asked: Asked, run: Run) -> list[Frame]:
    """The same with one value for each group."""
    start, end = asked.start / 1000, asked.end / 1000
    found = {}

    def read(tree: Expr, aggregator: str) -> Frame:
        frame = evaluate_tree(tree, start, end, run)
        values = np.array([[reduced(row, aggregator)] for row in frame.values]).reshape(-1, 1)
        return replace(frame, times=frame.times[:1], values=values)

    for one in asked.queries:
        if one.data_source != "metrics":
            found[one.name] = totals(one.question, Window(asked.start, asked.end), run)
            continue
        found[one.name] = read(parse(one.query), one.aggregator)
    return _computed(asked, found, read)


def _computed(asked: Asked, found: dict[str, Frame], read: Callable[[Expr, str], Frame]) -> list[Frame]:
    # `read` answers a part of a formula that cannot be computed from its queries' frames, such as one of another time.
    known = {one.name: parse(one.query) for one in asked.queries if one.data_source == "metrics"}
    found |= {name: replace(found[name], unit=unit_of(tree, found[name].unit)) for name, tree in known.items()}
    if not asked.formulas:
        return list(found.values())
    aggregators = {one.name: one.aggregator for one in asked.queries}
    frames = []
    for formula in asked.formulas:
        whole = parse(formula.formula, frozenset(found))
        tree, parts = early(whole, known)
        first = next((name for name in references(whole) if name in known), "")
        others = found | {label: read(part, aggregators.get(first, "avg")) for label, part in parts.items()}
        frame = evaluate_tree(tree, asked.start / 1000, asked.end / 1000, _nothing, others=others)
        frames.append(replace(frame, unit=unit_of(whole, frame.unit)))
    return frames


def _nothing(_sql: str, _params: object) -> Any:
    raise ApiError(
        400, "API input validation failed: a formula names its queries; write a metric as a query of its own"
    )


def _aligned(frame: Frame, times: Any) -> Frame:
    """The frame on the first one's times; a coarser one has its values where its buckets begin."""
    if np.array_equal(frame.times, times):
        return frame
    values = np.full((len(frame.groups), len(times)), np.nan)
    at = np.searchsorted(times, frame.times)
    inside = (at < len(times)) & (frame.times >= times[0]) if len(times) else np.zeros(len(at), bool)
    values[:, at[inside]] = frame.values[:, inside]
    return replace(frame, times=times, values=values)


def _limited(groups: list[tuple[str, ...]], frame: Frame, limit: Limit) -> list[tuple[str, ...]]:
    found = dict(zip(frame.groups, frame.values[:, 0].tolist(), strict=True))
    known = [group for group in groups if found.get(group) == found.get(group) and found.get(group) is not None]
    return sorted(known, key=lambda group: found[group], reverse=limit.order == "desc")[: limit.count]


def _values(group: tuple[str, ...], key: str) -> list[str]:
    return [tag.partition(":")[2] for tag in group if tag.partition(":")[0] == key]
