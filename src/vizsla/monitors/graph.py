"""What a monitor's notification draws: its query as a graph's definition, with thresholds as markers."""

import re
from collections.abc import Mapping
from typing import Any

from vizsla.monitors.asked import Asked, narrowed, records_asked
from vizsla.monitors.kind import Condition, Group
from vizsla.query.errors import QueryError
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import metrics_of

_METRIC = re.compile(
    r"^\s*(?P<head>\w+\s*\(.*?\))\s*:\s*(?P<query>.+?)\s*(?:>=|<=|==|!=|>|<)\s*[-\w.+]+\s*$", re.DOTALL
)
_FORMULA = re.compile(r'^\s*formula\(\s*"(?P<formula>(?:[^"\\]|\\.)*)"\s*\)')
_FILTER = re.compile(r"(?<=[\w.])(?<!\bby)\{([^{}]*)\}")
_PLAIN_TAG = re.compile(r"[\w.-]+:[\w./@-]+")
_METRIC_TYPES = ("metric alert", "query alert")
_COUNTED_S = 900


def graph_of(monitor: Mapping[str, Any], condition: Condition, group: Group, at: float) -> dict[str, Any] | None:
    """The definition, the group to show, and from when to when; None for a monitor that has no graph."""
    request = _request(monitor, condition, group)
    if request is None:
        return None
    end = int(at)
    start = end - int(min(max(3600.0, 3 * condition.window_s), 30 * 86400.0))
    definition = {"type": "timeseries", "requests": [request], "markers": _markers(monitor, condition)}
    title = f"{condition.metric} over {','.join(group) or condition.scope}"
    return {"definition": definition, "group": list(group), "title": title, "start": start, "end": end}


def _request(monitor: Mapping[str, Any], condition: Condition, group: Group) -> dict[str, Any] | None:
    query, options = str(monitor.get("query")), monitor.get("options") or {}
    found = _FORMULA.match(query)
    variables = options.get("variables")
    if found and isinstance(variables, list):
        return {"queries": variables, "formulas": [{"formula": found["formula"]}]}
    # What is counted is drawn by the window that the threshold is of, unless hardly any would fit into a graph.
    window_s = int(condition.window_s) if condition.window_s <= _COUNTED_S else 0
    if monitor.get("type") in _METRIC_TYPES:
        found = _METRIC.match(query)
        if found is None:
            return None
        if window_s and condition.counts and found["head"].startswith("sum"):
            return {"q": _of_group(_rolled_up(found["query"], window_s), group), "display_type": "bars"}
        return {"q": _of_group(found["query"], group)}
    if asked := records_asked(query):
        figure: dict[str, Any] = {"aggregation": asked.figure[0]}
        figure |= {"metric": asked.figure[1]} if len(asked.figure) > 1 else {}
        named = {
            "data_source": asked.table,
            "name": "query1",
            "search": {"query": _search(asked, group)},
            "compute": figure | ({"interval": window_s * 1000} if window_s else {}),
            "group_by": [{"facet": field, "limit": 50} for field in asked.fields],
        }
        return {"queries": [named], "display_type": "bars"}
    return None


def _rolled_up(query: str, window_s: int) -> str:
    """The query with sums over so many seconds where it names no roll-up of its own."""
    try:
        leaves = metrics_of(parse(query))
    except QueryError:
        return query
    ends = [leaf.span[1] for leaf in leaves if not (leaf.rollup_s or leaf.calendar)]
    for end in reversed(ends):
        query = f"{query[:end]}.rollup(sum, {window_s}){query[end:]}"
    return query


def _of_group(query: str, group: Group) -> str:
    """The query, held to the group's tags where they can be written into its filters."""
    if not group or not all(_PLAIN_TAG.fullmatch(tag) for tag in group):
        return query

    def with_tags(found: re.Match[str]) -> str:
        own = found[1].strip()
        if own in ("", "*"):
            return f"{{{','.join(group)}}}"
        if re.search(r"\b(AND|OR|IN|NOT)\b", own):
            return f"{{({own}) AND {' AND '.join(group)}}}"
        return f"{{{own},{','.join(group)}}}"

    return _FILTER.sub(with_tags, query)


def _search(asked: Asked, group: Group) -> str:
    try:
        return narrowed(asked, group)
    except QueryError:
        return asked.search


def _markers(monitor: Mapping[str, Any], condition: Condition) -> list[dict[str, str]]:
    query = str(monitor.get("query"))
    if (
        condition.dynamic
        or re.match(r"\s*(pct_)?change\s*\(", query)
        or re.search(r"\b(anomalies|outliers)\s*\(", query)
    ):
        return []  # the threshold is of something else than what the graph shows
    given = (monitor.get("options") or {}).get("thresholds") or {}
    sign = condition.comparator if condition.comparator in (">", ">=", "<", "<=") else "="
    thresholds = [("error", "alert", condition.threshold), ("warning", "warning", given.get("warning"))]
    return [
        {"value": f"y = {value}", "display_type": f"{level} dashed", "label": f"{name} {sign} {value:g}"}
        for level, name, value in thresholds
        if isinstance(value, int | float)
    ]
