"""Metric monitors: `avg(last_5m):avg:system.cpu.user{*} by {host} > 90`."""

import re
from collections.abc import Mapping
from typing import Any

from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed
from vizsla.query.errors import QueryError
from vizsla.query.metrics.evaluate import reduce_window
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import metrics_of

_HEAD = re.compile(r"\s*(avg|sum|min|max)\s*\(\s*last_(\d+)([mhdw])\s*\)\s*:\s*")
_TAIL = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*$")
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


def _parsed(text: str, _options: Mapping[str, Any]) -> Condition:
    head = _HEAD.match(text)
    if head is None:
        raise QueryError(
            "the query begins with a time aggregation, as in avg(last_5m):avg:system.cpu.user{*} > 90",
            0,
            min(len(text), 20),
        )
    tail = _TAIL.search(text, head.end())
    if tail is None:
        raise QueryError("the query ends with a comparison, such as > 90", max(0, len(text) - 1), len(text))
    method, window_s = head.group(1), int(head.group(2)) * _SECONDS[head.group(3)]
    if window_s == 0:
        raise QueryError("the window is one minute at least", head.start(2), head.end(2))
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
        return {group: Observed(value, end_s if value is not None else None) for group, value in values.items()}

    return Condition(
        window_s=float(window_s),
        comparator=tail.group(1),
        threshold=float(tail.group(2)),
        group_by=leaves[0].by,
        scope=leaves[0].filter_text,
        metric=leaves[0].name,
        observe=observe,
        counts=all(leaf.mode == "count" for leaf in leaves),
    )


metric = Kind("metric", ("metric alert", "query alert"), "A metric query compared with a threshold.", _parsed)
