"""Queries with formulas: `/api/v2/query/timeseries` and `/api/v2/query/scalar`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from math import isfinite, nan
from typing import Annotated, Any, Generic, Literal, TypeVar, cast

import msgspec
import numpy as np
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.asking import asked as working
from vizsla.api.body import LONGEST_S, json_of
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.metric_catalogue import Said, said, unit_of
from vizsla.api.units import unit_pair
from vizsla.clock import LAST_S
from vizsla.query.event_frames import EventQuery, Facet, Figure, FlatFacets, Search, over_time, totals
from vizsla.query.frame import Frame, notices_of
from vizsla.query.functions.anomalies import BANDS
from vizsla.query.functions.function import functions
from vizsla.query.metrics import buckets
from vizsla.query.metrics.evaluate import REDUCERS, Named, Source, evaluate_tree
from vizsla.query.metrics.interval import default_step_s, enforced_step_s
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.scalars import scalar as scalar_of
from vizsla.query.metrics.series import Run
from vizsla.query.metrics.syntax import Call, Expr, metrics_of, nodes, references_of
from vizsla.query.moments import Window
from vizsla.query.search.syntax import Table

Name = Annotated[str, Meta(pattern="^[A-Za-z][A-Za-z0-9_]*$")]
RECORDS = ("logs", "spans", "events")
ABSENT = (
    "apm_dependency_stats", "apm_metrics", "apm_resource_stats", "app_sec_events", "audit", "ci_pipelines", "ci_tests",
    "cloud_cost", "container", "database_queries", "dora", "errors", "incident_analytics", "llm_observability",
    "network", "network_device_flows", "on_call_events", "process", "product_analytics", "profiles", "rum",
    "security_signals", "slo", "traces",
)  # fmt: skip
"""Data sources of Datadog's that are not kept here: asked for, they find nothing."""


A = TypeVar("A", bound="Asked")


class Limit(msgspec.Struct):
    """How many groups, and from which end."""

    count: Annotated[int, Meta(ge=1)] = 10
    order: Literal["asc", "desc"] = "desc"


class Formula(msgspec.Struct):
    """Arithmetic and functions over named queries."""

    formula: str
    limit: Limit | None = None


class Query(msgspec.Struct):
    """A named query: of metrics by `query`, whose `aggregator` makes one value of it, or of records by the rest."""

    name: Name = "query1"
    data_source: str = "metrics"
    query: str = ""
    aggregator: str = "avg"
    search: Search = msgspec.field(default_factory=Search)
    compute: Any = {}
    group_by: Any = []

    @property
    def question(self) -> EventQuery:
        """What it asks of records. Raises ApiError."""
        figure = _part(self.compute, Figure, f"compute of {self.name}")
        groups = _part(self.group_by, list[Facet] | FlatFacets, f"group_by of {self.name}")
        return EventQuery(cast(Table, self.data_source), self.search.query, figure, groups)


class Asked(msgspec.Struct, rename={"start": "from", "end": "to"}):
    """A request's attributes; times in Unix milliseconds."""

    start: int
    end: int
    queries: list[Query]
    formulas: list[Formula] | None = None
    interval: int | None = None
    most: Annotated[int, Meta(ge=1)] | None = None
    """Of a formula without a limit so many groups are answered, those with the highest averages; `left_out` tells how
    many others there are. No part of Datadog's API."""


class _Data(msgspec.Struct, Generic[A]):
    attributes: A


class _Body(msgspec.Struct, Generic[A]):
    data: _Data[A]


async def timeseries(request: Request) -> Response:
    """POST /api/v2/query/timeseries."""
    asked, told = await checked(request, Asked), said(of(request).documents)
    return Response(await working(request, lambda run: over_time_of(asked, run, told)), media_type="application/json")


def over_time_of(asked: Asked, run: Run, told: Said) -> bytes:
    """The body of the answer over time."""
    frames = frames_of(asked, run, told)
    left_out = 0
    for index, frame in enumerate(frames):
        limited = asked.formulas and asked.formulas[index].limit
        if asked.most and len(frame.groups) > asked.most and not limited:
            left_out += len(frame.groups) - asked.most
            frames[index] = _highest(frame, Limit(asked.most))
    times = next((frame.times for frame in frames if len(frame.groups)), frames[0].times)
    series, rows = [], []
    for index, frame in enumerate(frames):
        on_grid = _aligned(frame, times)
        held = np.asarray(np.isfinite(on_grid.values).any(axis=1))
        unit = unit_pair(frame.unit)
        series += [
            {"group_tags": list(group), "query_index": index, "unit": unit}
            for group, some in zip(on_grid.groups, held, strict=True)
            if some
        ]
        rows.append(on_grid.values[held])
    attributes = {
        "series": series,
        "times": (times * 1000).tolist(),
        "values": [row for part in rows for row in part.tolist()],  # what is no number is encoded as null
    } | ({"left_out": left_out} if left_out else {})
    return _answer(asked, "timeseries_response", attributes, notices_of(frames))


async def scalar(request: Request) -> Response:
    """POST /api/v2/query/scalar: every query is reduced first, then formulas are computed on the values."""
    asked = await checked(request, Asked)

    told = said(of(request).documents)

    def work(run: Run) -> bytes:
        frames = scalars_of(asked, run, told)
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
            unit = unit_pair(frame.unit)
            columns.append({"name": name, "type": "number", "values": numbers, "meta": {"unit": unit}})
        return _answer(asked, "scalar_response", {"columns": columns})

    return Response(await working(request, work), media_type="application/json")


def _answer(asked: Asked, kind: str, attributes: dict[str, Any], notices: Sequence[str] = ()) -> bytes:
    body: dict[str, Any] = {"data": {"id": "0", "type": kind, "attributes": attributes}}
    absent = sorted({one.data_source for one in asked.queries if one.data_source in ABSENT})
    if absent:
        body["errors"] = f"There is no data of the source {', '.join(absent)} here"
    if notices:
        body["meta"] = {"warnings": [{"code": "notice", "title": "Notice", "detail": one} for one in notices]}
    return msgspec.json.encode(body)


async def checked(request: Request, kind: type[A]) -> A:
    """The attributes of the body; ApiError names what cannot be used."""
    body: Any = await json_of(request, cast(Any, _Body)[kind])
    asked: A = body.data.attributes
    check(asked)
    return asked


def check(asked: Asked) -> None:
    """Raise ApiError, which names what cannot be used."""
    if not 0 <= asked.start < asked.end <= LAST_S * 1000:
        raise _wrong("'from' must lie before 'to', and 'to' before the year 2106")
    if asked.end - asked.start > LONGEST_S * 1000:
        raise _wrong("ask for three years at most")
    if not 0 <= (asked.interval or 0) <= LONGEST_S * 1000:
        raise _wrong("'interval' is milliseconds, from 0 to three years")
    if not asked.queries:
        raise _wrong("'queries' is empty")
    names = [one.name for one in asked.queries]
    for one in asked.queries:
        if names.count(one.name) > 1:
            raise _wrong(f"two queries have the name {one.name}")
        if one.data_source == "metrics" and not one.query.strip():
            raise _wrong(f"'query' of {one.name} is missing")
        if one.data_source == "metrics" and one.aggregator not in REDUCERS:
            raise _wrong(f"'aggregator' of {one.name} is one of {', '.join(REDUCERS)}")
        if one.data_source not in ("metrics", *RECORDS, *ABSENT):
            raise _wrong(f"'data_source' of {one.name} is metrics, {', '.join(RECORDS)}, not {one.data_source}")


def _wrong(message: str) -> ApiError:
    return ApiError(400, f"API input validation failed: {message}")


def _part(given: Any, kind: Any, field: str) -> Any:
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise _wrong(f"{field}: {error}") from None


def frames_of(asked: Asked, run: Run, told: Said) -> list[Frame]:
    """A frame over time for each formula, or for each query where there is none."""
    start, end = asked.start / 1000, asked.end / 1000
    step = max(1, asked.interval // 1000) if asked.interval else None
    if step is not None and (end - start) / step > 1500:
        step = None
    others = [one.question.compute.interval for one in asked.queries if one.data_source in RECORDS]
    if others and step is None:
        step = max(1, max(others) // 1000) if any(others) else default_step_s(end - start, 150)
        step = enforced_step_s(step, end - start)
    named, told = _named(asked, run), cache(told)
    frames = []
    for tree, limit in _trees(asked, named):
        frame = evaluate_tree(tree, start, end, run, step, named, whole_buckets=True)
        if limit:
            frame = _highest(frame, limit)
        unit = unit_of(tree, frame.unit, told, named)
        frames.append(replace(frame, unit=unit, banded=_banded(tree, named)))
    return frames


def scalars_of(asked: Asked, run: Run, told: Said) -> list[Frame]:
    """The same with one value for each group."""
    named, told = _named(asked, run), cache(told)
    aggregators = {one.name: one.aggregator for one in asked.queries}
    frames = []
    for tree, _ in _trees(asked, named):
        frame = scalar_of(tree, asked.start / 1000, asked.end / 1000, run, named, aggregators)
        frame = _without_edges(frame) if _banded(tree, named) else frame
        frames.append(replace(frame, unit=unit_of(tree, frame.unit, told, named)))
    return frames


def _banded(tree: Expr, named: Named) -> bool:
    """Whether some of its groups are the edges of bands."""
    behind = [one for name in references_of(tree) if not isinstance(one := named[name], Source | Frame)]
    calls = (node.name for one in (tree, *behind) for node in nodes(one) if isinstance(node, Call))
    return any(functions()[name].banded for name in calls if name in functions())


def _without_edges(frame: Frame) -> Frame:
    """The frame without the edges of bands, which are drawn over time only."""
    kept = [at for at, group in enumerate(frame.groups) if set(BANDS).isdisjoint(group)]
    return replace(frame, groups=tuple(frame.groups[at] for at in kept), values=frame.values[kept])


def _trees(asked: Asked, named: Named) -> list[tuple[Expr, Limit | None]]:
    names = frozenset(named)
    formulas = asked.formulas or [Formula(one.name) for one in asked.queries]
    found = [(parse(one.formula, names), one.limit) for one in formulas]
    if any(metrics_of(tree) for tree, _ in found):
        raise _wrong("a formula names its queries; write a metric as a query of its own")
    return found


def _named(asked: Asked, run: Run) -> Named:
    return {one.name: parse(one.query) if one.data_source == "metrics" else _source(one, run) for one in asked.queries}


def _source(query: Query, run: Run) -> Source:
    if query.data_source in ABSENT:
        return Source(_nothing, lambda start, end: _nothing(start, end, 0))
    question = query.question
    return Source(
        lambda start, end, step: over_time(question, Window(start * 1000, end * 1000), step, run),
        lambda start, end: totals(question, Window(start * 1000, end * 1000), run),
    )


def _nothing(start: int, end: int, step: int) -> Frame:
    times = buckets.regular(-(-start // step) * step, end, step).starts if step else np.array([start])
    return Frame(times, (), np.empty((0, len(times))), step or end - start, counted=True)


def _aligned(frame: Frame, times: Any) -> Frame:
    """The frame on the first one's times; a coarser one has its values where its buckets begin."""
    if np.array_equal(frame.times, times):
        return frame
    values = np.full((len(frame.groups), len(times)), np.nan)
    at = np.searchsorted(times, frame.times)
    inside = (at < len(times)) & (frame.times >= times[0]) if len(times) else np.zeros(len(at), bool)
    values[:, at[inside]] = frame.values[:, inside]
    return replace(frame, times=times, values=values)


def _highest(frame: Frame, limit: Limit) -> Frame:
    by = np.nanmean(np.where(np.isnan(frame.values).all(axis=1, keepdims=True), 0, frame.values), axis=1)
    kept = np.argsort(-by if limit.order == "desc" else by, kind="stable")[: limit.count]
    return replace(frame, groups=tuple(frame.groups[i] for i in kept), values=frame.values[kept])


def _limited(groups: list[tuple[str, ...]], frame: Frame, limit: Limit) -> list[tuple[str, ...]]:
    found = dict(zip(frame.groups, frame.values[:, 0].tolist(), strict=True))
    known = [group for group in groups if isfinite(found.get(group, nan))]
    return sorted(known, key=lambda group: found[group], reverse=limit.order == "desc")[: limit.count]


def _values(group: tuple[str, ...], key: str) -> list[str]:
    return [tag.partition(":")[2] for tag in group if tag.partition(":")[0] == key]
