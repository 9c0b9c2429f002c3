"""Log, trace and event monitors: `logs("status:error").index("*").rollup("count").by("service").last("5m") > 10`."""

import math
import re
from collections.abc import Mapping
from typing import Any, get_args

from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed
from vizsla.query.analytics import Aggregation
from vizsla.query.errors import QueryError
from vizsla.query.event_frames import EventQuery, Facet, Figure, totals
from vizsla.query.moments import Window
from vizsla.query.search import parse, sql
from vizsla.query.search.syntax import Table

_TABLES: dict[str, Table] = {"logs": "logs", "trace-analytics": "spans", "spans": "spans", "events": "events"}
_TEXT = r'"((?:[^"\\]|\\.)*)"'
_HEAD = re.compile(rf"\s*(logs|trace-analytics|spans|events)\(\s*{_TEXT}\s*\)")
_LINK = re.compile(rf"\s*\.\s*(\w+)\(\s*((?:{_TEXT})(?:\s*,\s*{_TEXT})*)?\s*\)")
_TAIL = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*$")
_LAST = re.compile(r"(\d{1,4})([mhdw])")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}
_MOST_GROUPS = 1000
_FORM = 'logs("status:error").index("*").rollup("count").by("service").last("5m") > 10'


def _parsed(text: str, _options: Mapping[str, Any]) -> Condition:
    head = _HEAD.match(text)
    if head is None:
        raise QueryError(f"the query is written {_FORM}", 0, min(len(text), 20))
    table, search = _TABLES[head.group(1)], _plain(head.group(2))
    try:
        sql.compile(parse(search), table)
    except QueryError as error:
        at = head.start(2)
        raise QueryError(error.message, at + error.start, at + error.end) from error
    at = head.end()
    given: dict[str, tuple[list[str], int, int]] = {}
    while link := _LINK.match(text, at):
        words = [_plain(one) for one in re.findall(_TEXT, link.group(2) or "")]
        given[link.group(1)] = (words, link.start(1), link.end())
        at = link.end()
    tail = _TAIL.match(text, at)
    if tail is None:
        raise QueryError("the query ends with a comparison, such as > 10", min(at, max(0, len(text) - 1)), len(text))
    for name, (_, start, end) in given.items():
        if name not in ("index", "rollup", "by", "last"):
            raise QueryError(f"{name} is not one of index, rollup, by, last", start, end)
    figure, window_s = _figure(given, at), _window_s(given, at)
    fields = [
        one.strip() for one in ",".join(given.get("by", ([], 0, 0))[0]).split(",") if one.strip() not in ("", "*")
    ]
    if len(fields) > 4:
        raise QueryError("by takes at most 4 fields", given["by"][1], given["by"][2])
    facets = [Facet(name, _MOST_GROUPS, should_exclude_missing=True) for name in fields]
    query = EventQuery(table, search, figure, facets)

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        frame = totals(query, Window(int((end_s - window_s) * 1000), int(end_s * 1000)), run)
        return {
            group: Observed(None if math.isnan(row[0]) else float(row[0]), None if math.isnan(row[0]) else end_s)
            for group, row in zip(frame.groups, frame.values, strict=True)
        }

    return Condition(
        window_s=window_s,
        comparator=tail.group(1),
        threshold=float(tail.group(2)),
        group_by=tuple(name.removeprefix("@") for name in fields),
        scope=search or "*",
        metric=f"{figure.aggregation} of {table}" if not figure.metric else f"{figure.aggregation} of {figure.metric}",
        observe=observe,
        counts=figure.aggregation in ("count", "cardinality"),
    )


def _figure(given: Mapping[str, tuple[list[str], int, int]], at: int) -> Figure:
    words, start, end = given.get("rollup", (["count"], at, at))
    if not words or words[0] not in get_args(Aggregation):
        raise QueryError(f"rollup is one of {', '.join(get_args(Aggregation))}", start, end)
    metric = words[1] if len(words) > 1 else ""
    if words[0] != "count" and not metric:
        raise QueryError(f'rollup needs a field as well, as in rollup("{words[0]}", "@duration")', start, end)
    return Figure(words[0], metric if words[0] != "count" else "")  # type: ignore[arg-type]


def _window_s(given: Mapping[str, tuple[list[str], int, int]], at: int) -> float:
    words, start, end = given.get("last", ([], max(0, at - 1), at))
    found = _LAST.fullmatch(words[0]) if len(words) == 1 else None
    if not found or not int(found.group(1)):
        raise QueryError('the window is missing; write one such as .last("5m")', start, end)
    return float(int(found.group(1)) * _SECONDS[found.group(2)])


def _plain(quoted: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", quoted)


search = Kind(
    "search",
    ("log alert", "trace-analytics alert", "event-v2 alert"),
    "A figure over the logs, spans or events that a search finds, compared with a threshold.",
    _parsed,
)
