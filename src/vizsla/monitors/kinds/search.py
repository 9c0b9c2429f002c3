"""Log, trace and event monitors: `logs("status:error").index("*").rollup("count").by("service").last("5m") > 10`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from vizsla.monitors.chain import TEXT, Link, compared, last_s, plain, taken_apart
from vizsla.monitors.formula import is_formula, parse_formula
from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.sources import read_by
from vizsla.monitors.state import Observed
from vizsla.query.analytics import Aggregation
from vizsla.query.errors import QueryError
from vizsla.query.event_frames import EventQuery, Facet, Figure, totals_at
from vizsla.query.frame import Frame
from vizsla.query.search import parse, sql
from vizsla.query.search.syntax import Table

_TABLES: dict[str, Table] = {"logs": "logs", "trace-analytics": "spans", "spans": "spans", "events": "events"}
_HEAD = re.compile(rf"\s*(logs|trace-analytics|spans|events)\(\s*({TEXT})\s*\)")
_MOST_GROUPS = {1: 1000, 2: 30, 3: 10, 4: 5}
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
        return observe_many(run, [end_s])[0]

    def observe_many(run: Run, ends_s: Sequence[float]) -> list[dict[Group, Observed]]:
        frames = totals_at(query, ends_s, window_s, run)
        return [_observed(frame, end_s) for frame, end_s in zip(frames, ends_s, strict=True)]

    return Condition(
        window_s=window_s,
        comparator=comparator,
        threshold=threshold,
        group_by=tuple(name.removeprefix("@") for name in fields),
        scope=search or "*",
        metric=f"{figure.aggregation} of {table}" if not figure.metric else f"{figure.aggregation} of {figure.metric}",
        observe=observe,
        spread=True,
        sources=read_by(table, search),
        observe_many=observe_many,
        counts=figure.aggregation in ("count", "cardinality"),
    )


def _observed(frame: Frame, end_s: float) -> dict[Group, Observed]:
    return {
        group: Observed(value, end_s) if value == value else Observed(None)
        for group, (value,) in zip(frame.groups, frame.values.tolist(), strict=True)
    }


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
