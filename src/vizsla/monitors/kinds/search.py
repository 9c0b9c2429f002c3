"""Log, trace and event monitors: `logs("status:error").index("*").rollup("count").by("service").last("5m") > 10`."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import numpy as np

from vizsla.monitors.chain import TEXT, Link, compared, last_s, plain, taken_apart
from vizsla.monitors.formula import is_formula, parse_formula
from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed
from vizsla.query.analytics import Aggregation
from vizsla.query.errors import QueryError
from vizsla.query.event_frames import EventQuery, Facet, Figure, over_time, totals
from vizsla.query.frame import Floats, Frame
from vizsla.query.moments import Window
from vizsla.query.search import parse, sql
from vizsla.query.search.syntax import Table
from vizsla.store.late import source

_TABLES: dict[str, Table] = {"logs": "logs", "trace-analytics": "spans", "spans": "spans", "events": "events"}
_HEAD = re.compile(rf"\s*(logs|trace-analytics|spans|events)\(\s*({TEXT})\s*\)")
_MOST_GROUPS = {1: 1000, 2: 30, 3: 10, 4: 5}
_STEP_S = 60
_ROLLING: dict[str, Callable[[Floats], Any]] = {"count": np.sum, "sum": np.sum, "min": np.min, "max": np.max}
"""Figures that a window has from those of its minutes."""
_FORM = 'logs("status:error").index("*").rollup("count").by("service").last("5m") > 10'


def _parsed(text: str, options: Mapping[str, Any]) -> Condition:
    if is_formula(text):
        return parse_formula(text, options)
    head = _HEAD.match(text)
    if head is None:
        raise QueryError(f"the query is written {_FORM}", 0, min(len(text), 20))
    table, search = _TABLES[head.group(1)], plain(head.group(2))
    try:
        sql.compile(parse(search), table)
    except QueryError as error:
        at = head.start(2) + 1
        raise QueryError(error.message, at + error.start, at + error.end) from error
    links, at = taken_apart(text, head.end())
    given = {link.name: link for link in links}
    comparator, threshold = compared(text, at)
    for link in links:
        if link.name not in ("index", "rollup", "by", "last"):
            raise QueryError(f"{link.name} is not one of index, rollup, by, last", *link.span)
    figure, window_s = _figure(given.get("rollup"), at), last_s(given.get("last"), at)
    by = given.get("by")
    fields = [one.strip() for one in ",".join(by.words if by else ()).split(",") if one.strip() not in ("", "*")]
    if by and len(fields) > 4:
        raise QueryError("by takes at most 4 fields", *by.span)
    limit = _MOST_GROUPS.get(len(fields), 1)
    query = EventQuery(table, search, figure, [Facet(name, limit, should_exclude_missing=True) for name in fields])

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        frame = totals(query, Window(int((end_s - window_s) * 1000), int(end_s * 1000)), run)
        return {
            group: Observed(None if math.isnan(row[0]) else float(row[0]), None if math.isnan(row[0]) else end_s)
            for group, row in zip(frame.groups, frame.values, strict=True)
        }

    def observe_many(run: Run, ends_s: Sequence[float]) -> list[dict[Group, Observed]]:
        if window_s % _STEP_S or any(end_s % _STEP_S for end_s in ends_s):
            return [observe(run, end_s) for end_s in ends_s]
        span = Window(int((ends_s[0] - window_s) * 1000), int(ends_s[-1] * 1000))
        frame = over_time(query, span, _STEP_S, run)
        first = int(frame.times[0]) if len(frame.times) else 0
        size = int(window_s) // _STEP_S
        if not fields and not frame.groups:
            return [{(): Observed(0.0 if figure.aggregation == "count" else None, end_s)} for end_s in ends_s]
        return [_rolled(frame, figure.aggregation, (int(end_s) - first) // _STEP_S, size, end_s) for end_s in ends_s]

    return Condition(
        window_s=window_s,
        comparator=comparator,
        threshold=threshold,
        group_by=tuple(name.removeprefix("@") for name in fields),
        scope=search or "*",
        metric=f"{figure.aggregation} of {table}" if not figure.metric else f"{figure.aggregation} of {figure.metric}",
        observe=observe,
        spread=True,
        sources=frozenset({source(table)}),
        observe_many=observe_many if figure.aggregation in _ROLLING else None,
        counts=figure.aggregation in ("count", "cardinality"),
    )


def _rolled(frame: Frame, aggregation: str, end: int, size: int, end_s: float) -> dict[Group, Observed]:
    """The figure over the last `size` buckets before the one at `end`; groups with no record there are left out."""
    part = frame.values[:, max(0, end - size) : end]
    present = ~np.isnan(part) & (part != 0 if aggregation == "count" else True)
    found: dict[Group, Observed] = {}
    for group, row, has in zip(frame.groups, part, present, strict=True):
        if has.any():
            found[group] = Observed(float(_ROLLING[aggregation](row[has])), end_s)
        elif not group:
            found[group] = Observed(0.0, end_s) if aggregation == "count" else Observed(None)
    return found


def _figure(link: Link | None, at: int) -> Figure:
    words, span = (link.words, link.span) if link else (("count",), (at, at))
    if not words or words[0] not in get_args(Aggregation):
        raise QueryError(f"rollup is one of {', '.join(get_args(Aggregation))}", *span)
    metric = words[1] if len(words) > 1 else ""
    if words[0] != "count" and not metric:
        raise QueryError(f'rollup needs a field as well, as in rollup("{words[0]}", "@duration")', *span)
    return Figure(words[0], metric if words[0] != "count" else "")  # type: ignore[arg-type]


logs = Kind(
    "log",
    ("log alert",),
    "A figure over the logs that a search finds, compared with thresholds; or a formula over several such searches.",
    _parsed,
    _FORM,
)

traces = Kind(
    "trace analytics",
    ("trace-analytics alert",),
    "A figure over the spans that a search finds.",
    _parsed,
    'trace-analytics("env:prod service:web status:error").rollup("count").by("resource_name").last("5m") > 10',
)

events = Kind(
    "event",
    ("event-v2 alert", "event alert"),
    "A figure over the events that a search finds; the older form of such monitors is read as well.",
    _parsed,
    'events("source:deploy status:error").rollup("count").by("service").last("15m") > 0',
)
