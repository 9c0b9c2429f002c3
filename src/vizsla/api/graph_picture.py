"""From a graph's definition, as dashboards and the snapshot API write it, to a picture with its data read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite
from typing import Any, Literal

import msgspec
import numpy as np

from vizsla.api.errors import ApiError
from vizsla.api.formulas import Asked, Formula, Query, frames_of, scalars_of
from vizsla.api.metric_catalogue import Said, unit_of
from vizsla.notify.picture import Kind, Line, Mark, Picture, Theme
from vizsla.query.errors import QueryError
from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.anomalies import BANDS
from vizsla.query.metrics.evaluate import evaluate_tree, reduced
from vizsla.query.metrics.parser import parse_list
from vizsla.query.metrics.series import Run
from vizsla.query.moments import Window
from vizsla.query.records import Listing, read
from vizsla.query.search import parse as parse_search

_KINDS: tuple[Kind, ...] = ("timeseries", "query_value", "toplist")
_LINES = 50
_NUMBER = r"(-?\d+(?:\.\d*)?(?:e[+-]?\d+)?)"
_LEVELS = ("error", "warning", "ok", "info")


class Asking(msgspec.Struct, frozen=True):
    """What a snapshot shows; times in seconds."""

    definition: dict[str, Any]
    start: int
    end: int
    title: str = ""
    event_query: str = ""
    width: int = 600
    height: int = 240
    theme: Theme = "light"
    group: list[str] = []
    """Only this group's series, where it is given."""

    @property
    def kind(self) -> str:
        """The widget that it looks like; `viz` is the first generation's word."""
        return str(self.definition.get("type") or self.definition.get("viz") or "timeseries")


class _Request(msgspec.Struct):
    q: str = ""
    queries: list[Query] = []
    formulas: list[Formula] | None = None
    display_type: Literal["line", "area", "bars"] | None = None
    type: str | None = None
    aggregator: str | None = None
    conditional_formats: list[dict[str, Any]] = []


def check(asking: Asking) -> None:
    """Raise ApiError or QueryError with what is wrong, as a picture can only say so to whoever looks at it."""
    if asking.kind not in _KINDS:
        raise ApiError(
            400, f"The value provided for parameter 'graph_def' is invalid: its type is one of {', '.join(_KINDS)}"
        )
    requests = _requests(asking)
    if not requests:
        raise ApiError(400, "The value provided for parameter 'graph_def' is invalid: it has no requests")
    for request in requests:
        for text in [request.q] if request.q else [q.query for q in request.queries if q.data_source == "metrics"]:
            parse_list(text)
        if not request.q and not request.queries:
            raise ApiError(400, "The value provided for parameter 'graph_def' is invalid: a request names no query")
    for text in _event_searches(asking):
        parse_search(text)
    markers = asking.definition.get("markers") or []
    if not isinstance(markers, list) or not all(isinstance(one, Mapping) for one in markers):
        raise ApiError(400, "The value provided for parameter 'graph_def' is invalid: markers are a list of objects")


def picture_of(asking: Asking, run: Run, told: Said) -> Picture:
    """The picture, its queries answered; one whose queries cannot be answered says why in their place."""
    definition = asking.definition
    title = asking.title or str(definition.get("title") or "")
    shown = Picture("timeseries", title, asking.start, asking.end, [], theme=asking.theme, width=asking.width,
                    height=asking.height)  # fmt: skip
    try:
        check(asking)
        requests = _requests(asking)
        if asking.kind == "timeseries":
            return _timeseries(shown, asking, requests, run, told)
        return _values(shown, asking, requests[0], run, told)
    except (QueryError, ApiError) as error:
        return msgspec.structs.replace(shown, message=str(error))


def mark_of(marker: Mapping[str, Any]) -> Mark | None:
    """A widget's marker: `y = 15`, `y > 5` or `0 < y < 10`; None where it is none of these."""
    words = str(marker.get("display_type") or "error dashed").split()
    level = words[0] if words and words[0] in _LEVELS else "info"
    text, label = str(marker.get("value") or "").strip(), str(marker.get("label") or "").strip()
    dashed = "solid" not in words and "bold" not in words
    if found := re.fullmatch(rf"y\s*=\s*{_NUMBER}", text, re.I):
        return Mark(float(found[1]), float(found[1]), level, label, dashed)  # type: ignore[arg-type]
    if found := re.fullmatch(rf"y\s*([<>])=?\s*{_NUMBER}", text, re.I):
        low, high = (float(found[2]), None) if found[1] == ">" else (None, float(found[2]))
        return Mark(low, high, level, label, dashed)  # type: ignore[arg-type]
    if found := re.fullmatch(rf"{_NUMBER}\s*<=?\s*y\s*<=?\s*{_NUMBER}", text, re.I):
        return Mark(float(found[1]), float(found[2]), level, label, dashed)  # type: ignore[arg-type]
    return None


def _requests(asking: Asking) -> list[_Request]:
    try:
        return msgspec.convert(asking.definition.get("requests") or [], list[_Request], strict=False)
    except msgspec.ValidationError as error:
        where = str(error).replace("`$", "`requests")
        raise ApiError(400, f"The value provided for parameter 'graph_def' is invalid: {where}") from error


def _timeseries(shown: Picture, asking: Asking, requests: list[_Request], run: Run, told: Said) -> Picture:
    lines, unit = [], ""
    for request in requests:
        style = request.display_type or (request.type if request.type in ("area", "bars") else "line")
        for name, frame in _frames(request, asking, run, told):
            unit = unit or frame.unit.partition("/")[0]
            if asking.group and any(frame.groups):
                frame = _only(frame, asking.group)
            lines += [msgspec.structs.replace(line, style=style) for line in _lines(name, frame)]
    marks = [mark for one in asking.definition.get("markers") or [] if (mark := mark_of(one))]
    window = Window(asking.start * 1000, asking.end * 1000)
    events = [
        row["at"] / 1000
        for text in _event_searches(asking)
        for row in read(Listing("events", text, window, limit=100), run).rows
    ]
    return msgspec.structs.replace(shown, lines=lines[:_LINES], marks=marks, events=events, unit=unit)


def _values(shown: Picture, asking: Asking, request: _Request, run: Run, told: Said) -> Picture:
    named: list[tuple[str, float]] = []
    unit = ""
    if request.q:
        for name, frame in _frames(request, asking, run, told):
            unit = unit or frame.unit
            method = request.aggregator or ("last" if asking.kind == "query_value" else "avg")
            named += [(",".join(g) or name, reduced(row, method)) for g, row in _rows(frame)]
    else:
        for frame, name in zip(scalars_of(_asked(request, asking), run, told), _names(request), strict=True):
            unit = unit or frame.unit
            named += [(",".join(group) or name, float(row[0])) for group, row in _rows(frame)]
    named = sorted((one for one in named if isfinite(one[1])), key=lambda one: -one[1])
    palette = ""
    if asking.kind == "query_value" and named:
        named = named[:1]
        palette = _palette(request, named[0][1])
    return msgspec.structs.replace(
        shown, kind=asking.kind, values=named[:_LINES], unit=unit.partition("/")[0], palette=palette
    )


def _frames(request: _Request, asking: Asking, run: Run, told: Said) -> Iterator[tuple[str, Frame]]:
    if request.q:
        for tree in parse_list(request.q):
            frame = evaluate_tree(tree, asking.start, asking.end, run, whole_buckets=True)
            name = request.q[slice(*tree.span)] or request.q
            yield name, replace(frame, unit=unit_of(tree, frame.unit, told))
        return
    yield from zip(_names(request), frames_of(_asked(request, asking), run, told), strict=True)


def _asked(request: _Request, asking: Asking) -> Asked:
    return Asked(asking.start * 1000, asking.end * 1000, request.queries, request.formulas)


def _names(request: _Request) -> list[str]:
    queries = {one.name: one.query or one.search.query or one.name for one in request.queries}
    if not request.formulas:
        return list(queries.values())
    return [queries.get(one.formula.strip(), one.formula) for one in request.formulas]


def _only(frame: Frame, group: list[str]) -> Frame:
    """The frame's groups of these tags, with the edges of their bands."""
    kept = [at for at, tags in enumerate(frame.groups) if set(tags) - _edges(frame) == set(group)]
    return replace(frame, groups=tuple(frame.groups[at] for at in kept), values=frame.values[kept])


def _rows(frame: Frame) -> Iterator[tuple[tuple[str, ...], Floats]]:
    for group, row in zip(frame.groups, frame.values, strict=True):
        if _edges(frame).isdisjoint(group):
            yield group, row


def _edges(frame: Frame) -> frozenset[str]:
    """The tags of groups that are edges of bands."""
    return frozenset(BANDS) if frame.banded else frozenset()


def _lines(name: str, frame: Frame) -> list[Line]:
    edges = {group: row for group, row in zip(frame.groups, frame.values, strict=True) if _edges(frame) & set(group)}
    times = [float(at) for at in frame.times.tolist()]
    found = []
    for group, row in _rows(frame):
        if np.isnan(row).all():
            continue
        lower, upper = (edges.get((*group, edge)) for edge in BANDS)
        found.append(
            Line(
                ",".join(group) or name,
                times,
                _numbers(row),
                lower=None if lower is None else _numbers(lower),
                upper=None if upper is None else _numbers(upper),
            )
        )
    return found


def _numbers(row: Floats) -> list[float | None]:
    return [value if isfinite(value) else None for value in row.tolist()]


def _event_searches(asking: Asking) -> list[str]:
    listed = asking.definition.get("events") or []
    given = [str(one.get("q") or "") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return [text for text in (*given, asking.event_query) if text]


def _palette(request: _Request, value: float) -> str:
    compared = {">": float.__gt__, ">=": float.__ge__, "<": float.__lt__, "<=": float.__le__}
    for one in request.conditional_formats:
        test = compared.get(str(one.get("comparator")))
        limit = one.get("value")
        if test and isinstance(limit, int | float) and test(value, float(limit)):
            return str(one.get("palette") or "")
    return ""
