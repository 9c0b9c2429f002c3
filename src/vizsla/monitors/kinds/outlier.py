"""Outlier monitors: groups that do not behave as the others do."""

from collections.abc import Mapping
from typing import Any

from vizsla.monitors.comparison import inner_call, taken_apart, wrapped
from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed
from vizsla.query.errors import QueryError
from vizsla.query.functions.outliers import judged
from vizsla.query.metrics.ahead import Want
from vizsla.query.metrics.evaluate import evaluate_tree


def _parsed(text: str, options: Mapping[str, Any]) -> Condition:
    parts = taken_apart(text, options)
    call = inner_call(parts, "outliers")
    if not parts.group_by:
        raise QueryError("outliers compares groups with one another: give the query a by {…}", *call.span)

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        frame = evaluate_tree(parts.tree, parts.frame.start_s(end_s), end_s, run, parts.frame.step_s)
        has = (frame.values == frame.values).any(axis=1)
        return {
            group: Observed(value, end_s) if present else Observed(None)
            for (group, value), present in zip(judged(frame).items(), has.tolist(), strict=True)
        }

    def wants(end_s: float) -> list[Want]:
        return [Want(leaf, int(parts.frame.start_s(end_s)), int(end_s)) for leaf in parts.leaves]

    return Condition(
        window_s=float(parts.frame.seconds),
        comparator=parts.comparator,
        threshold=parts.threshold,
        group_by=parts.group_by,
        scope=parts.scope,
        metric=f"outlier among {parts.name}",
        observe=observe,
        sources=parts.sources,
        wants=wants,
    )


outlier = Kind(
    "outlier",
    ("metric alert", "query alert"),
    "1 for a group that stands apart from the others over the window, 0 for the rest.",
    _parsed,
    "avg(last_30m):outliers(avg:system.cpu.user{*} by {host}, 'DBSCAN', 3) > 0",
    lambda query: wrapped(query) == "outliers",
)
