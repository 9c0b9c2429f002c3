"""Metric monitors: `avg(last_5m):avg:system.cpu.user{*} by {host} > 90`; APM metrics (`trace.*`) are such too."""

from collections.abc import Mapping
from typing import Any

from vizsla.monitors.comparison import Parts, observed, reduced, taken_apart
from vizsla.monitors.formula import is_formula, parse_formula
from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed
from vizsla.query.metrics.ahead import Want
from vizsla.query.metrics.evaluate import window_frame

DYNAMIC = 'a threshold that is a query needs a formula, as in formula("query1").last("5m") > threshold'


def wants(parts: Parts, end_s: float, shift_s: int = 0) -> list[Want]:
    """What a window that ends then reads."""
    start_s = parts.frame.start_s(end_s)
    return [Want(leaf, int(start_s) - shift_s, int(end_s) - shift_s, origin(end_s)) for leaf in parts.leaves]


def origin(end_s: float) -> int:
    """Where buckets begin, so that the last one ends with the window: seconds after the minute."""
    return int(end_s) % 60


def spreads(parts: Parts) -> bool:
    """Whether its windows may end at any second: not where the query or the window keeps to the clock."""
    return not parts.frame.cumulative and not any(leaf.rollup_s or leaf.calendar for leaf in parts.leaves)


def _parsed(text: str, options: Mapping[str, Any]) -> Condition:
    if is_formula(text):
        return parse_formula(text, options)
    parts = taken_apart(text, options)
    full = bool(options.get("require_full_window"))

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        frame = window_frame(
            parts.tree, parts.method, parts.frame.start_s(end_s), end_s, run, parts.frame.step_s, origin(end_s)
        )
        return observed(frame, reduced(frame.values, parts.method), end_s, full)

    return Condition(
        window_s=float(parts.frame.seconds),
        comparator=parts.comparator,
        threshold=parts.threshold,
        group_by=parts.group_by,
        scope=parts.scope,
        metric=parts.name,
        observe=observe,
        spread=spreads(parts),
        counts=all(leaf.mode == "count" for leaf in parts.leaves),
        wants=lambda end_s: wants(parts, end_s),
        sources=parts.sources,
        unevaluated=DYNAMIC if parts.dynamic else "",
    )


metric = Kind(
    "metric",
    ("metric alert", "query alert"),
    "A metric query compared with thresholds: simple, or for each group of its `by`.",
    _parsed,
    "avg(last_5m):avg:system.cpu.user{env:prod} by {host} > 90",
)
