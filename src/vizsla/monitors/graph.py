"""What a monitor's notification draws: its query as a graph's definition, with thresholds as markers."""

import re
from collections.abc import Mapping
from typing import Any

from vizsla.monitors.asked import records_asked
from vizsla.monitors.kind import Condition, Group

_METRIC = re.compile(
    r"^\s*(?P<head>\w+\s*\(.*?\))\s*:\s*(?P<query>.+?)\s*(?:>=|<=|==|!=|>|<)\s*[-\w.+]+\s*$", re.DOTALL
)
_FORMULA = re.compile(r'^\s*formula\(\s*"(?P<formula>(?:[^"\\]|\\.)*)"\s*\)')
_METRIC_TYPES = ("metric alert", "query alert")


def graph_of(monitor: Mapping[str, Any], condition: Condition, group: Group, at: float) -> dict[str, Any] | None:
    """The definition, the group to show, and from when to when; None for a monitor that has no graph."""
    request = _request(str(monitor.get("type")), str(monitor.get("query")), monitor.get("options") or {})
    if request is None:
        return None
    end = int(at)
    start = end - int(min(max(3600.0, 3 * condition.window_s), 30 * 86400.0))
    definition = {"type": "timeseries", "requests": [request], "markers": _markers(monitor, condition)}
    title = f"{condition.metric} over {','.join(group) or condition.scope}"
    return {"definition": definition, "group": list(group), "title": title, "start": start, "end": end}


def _request(type_: str, query: str, options: Mapping[str, Any]) -> dict[str, Any] | None:
    if type_ in _METRIC_TYPES:
        found = _METRIC.match(query)
        return {"q": found["query"]} if found else None
    if asked := records_asked(query):
        figure = {"aggregation": asked.figure[0]} | ({"metric": asked.figure[1]} if len(asked.figure) > 1 else {})
        named = {
            "data_source": asked.table,
            "name": "query1",
            "search": {"query": asked.search},
            "compute": figure,
            "group_by": [{"facet": field, "limit": 50} for field in asked.fields],
        }
        return {"queries": [named], "display_type": "bars"}
    found = _FORMULA.match(query)
    variables = options.get("variables")
    if found and isinstance(variables, list):
        return {"queries": variables, "formulas": [{"formula": found["formula"]}]}
    return None


def _markers(monitor: Mapping[str, Any], condition: Condition) -> list[dict[str, str]]:
    query = str(monitor.get("query"))
    if re.match(r"\s*(pct_)?change\s*\(", query) or re.search(r"\b(anomalies|outliers)\s*\(", query):
        return []  # the threshold is of something else than what the graph shows
    given = (monitor.get("options") or {}).get("thresholds") or {}
    sign = condition.comparator if condition.comparator in (">", ">=", "<", "<=") else "="
    thresholds = [("error", "alert", condition.threshold), ("warning", "warning", given.get("warning"))]
    return [
        {"value": f"y = {value}", "display_type": f"{level} dashed", "label": f"{name} {sign} {value:g}"}
        for level, name, value in thresholds
        if isinstance(value, int | float)
    ]
