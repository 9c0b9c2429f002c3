"""Forecast monitors: whether a metric is going to cross a threshold in the coming hours or days."""

from collections.abc import Mapping
from typing import Any

from vizsla.monitors.comparison import inner_call, reduced, taken_apart, wrapped
from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed
from vizsla.query.errors import QueryError
from vizsla.query.functions.anomalies import BANDS
from vizsla.query.metrics.evaluate import evaluate_tree

_EVERY_S = 600.0


def _parsed(text: str, options: Mapping[str, Any]) -> Condition:
    parts = taken_apart(text, options)
    call = inner_call(parts, "forecast")
    if not parts.frame.text.startswith("next_"):
        raise QueryError("a forecast looks ahead: write a window such as next_1w", 0, text.index(":"))
    upper = parts.comparator in (">", ">=")
    if parts.method != ("max" if upper else "min"):
        wanted = "max(next_…) with > or >=, min(next_…) with < or <="
        raise QueryError(f"a forecast monitor is written {wanted}", *call.span)
    edge = BANDS[1] if upper else BANDS[0]

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        frame = evaluate_tree(parts.tree, end_s, end_s + parts.frame.seconds, run, parts.frame.step_s)
        values = reduced(frame.values, parts.method).tolist()
        edges = {group[:-1]: value for group, value in zip(frame.groups, values, strict=True) if group[-1:] == (edge,)}
        return {group: Observed(value, end_s) if value == value else Observed(None) for group, value in edges.items()}

    return Condition(
        window_s=float(parts.frame.seconds),
        comparator=parts.comparator,
        threshold=parts.threshold,
        group_by=parts.group_by,
        scope=parts.scope,
        metric=f"forecast of {parts.name}",
        observe=observe,
        sources=parts.sources,
        every_s=_EVERY_S,
        no_data_after_s=86400.0,
    )


forecast = Kind(
    "forecast",
    ("metric alert", "query alert"),
    "Whether the range that a metric is expected in crosses the threshold within a time to come.",
    _parsed,
    "max(next_1w):forecast(avg:system.disk.in_use{*} by {device}, 'linear', 1, interval='60m', history='1w', "
    "model='default') >= 0.9",
    lambda query: wrapped(query) == "forecast",
)
