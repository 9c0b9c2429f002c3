"""Metric monitors: `avg(last_5m):avg:system.cpu.user{*} by {host} > 90`, and how such values change."""

import re
from collections.abc import Mapping
from typing import Any

from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed
from vizsla.query.errors import QueryError
from vizsla.query.metrics.evaluate import reduce_window
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import metrics_of

_HEAD = re.compile(r"\s*(avg|sum|min|max)\s*\(\s*last_(\d{1,6})([mhdw])\s*\)\s*:\s*")
_CHANGE = re.compile(
    r"\s*(change|pct_change)\s*\(\s*(avg|sum|min|max)\s*\(\s*last_(\d{1,6})([mhdw])\s*\)\s*,"
    r"\s*(?:last_(\d{1,6})([mhdw])|(\d{1,6})([mhdw])_ago)\s*\)\s*:\s*"
)
_TAIL = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*$")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


def _parsed(text: str, _options: Mapping[str, Any]) -> Condition:
    change = _CHANGE.match(text)
    head = change or _HEAD.match(text)
    if head is None:
        raise QueryError(
            "the query begins with a time aggregation, as in avg(last_5m):avg:system.cpu.user{*} > 90",
            0,
            min(len(text), 20),
        )
    tail = _TAIL.search(text, head.end())
    if tail is None:
        raise QueryError("the query ends with a comparison, such as > 90", max(0, len(text) - 1), len(text))
    kind, method, count, unit = change.group(1, 2, 3, 4) if change else ("", *head.group(1, 2, 3))
    window_s = int(count) * _SECONDS[unit]
    shift_s = int(change.group(5) or change.group(7)) * _SECONDS[change.group(6) or change.group(8)] if change else 0
    if window_s == 0 or (change and shift_s == 0):
        raise QueryError("windows are one minute at least", 0, head.end())
    inner = text[head.end() : tail.start()]
    try:
        tree = parse(inner)
    except QueryError as error:
        raise QueryError(error.message, error.start + head.end(), error.end + head.end()) from error
    leaves = metrics_of(tree)
    if not leaves:
        raise QueryError("the query names no metric", head.end(), tail.start())

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        values = reduce_window(inner, method, end_s - window_s, end_s, run)
        if kind:
            before = reduce_window(inner, method, end_s - shift_s - window_s, end_s - shift_s, run)
            values = {group: _changed(value, before.get(group), kind) for group, value in values.items()}
        return {group: Observed(value, end_s if value is not None else None) for group, value in values.items()}

    return Condition(
        window_s=float(window_s),
        comparator=tail.group(1),
        threshold=float(tail.group(2)),
        group_by=leaves[0].by,
        scope=leaves[0].filter_text,
        metric=f"{kind.replace('pct_change', 'change in %')} of {leaves[0].name}" if kind else leaves[0].name,
        observe=observe,
        counts=not kind and all(leaf.mode == "count" for leaf in leaves),
    )


def _changed(now: float | None, before: float | None, kind: str) -> float | None:
    if now is None or before is None:
        return None
    if kind == "change":
        return now - before
    return None if before == 0 else 100 * (now - before) / abs(before)


metric = Kind("metric", ("metric alert", "query alert"), "A metric query compared with a threshold.", _parsed)
