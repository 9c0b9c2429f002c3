"""Anomaly monitors: the share of a window's points that lie outside the band that was to be expected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from vizsla.monitors.comparison import inner_call, taken_apart, wrapped
from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed
from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame
from vizsla.query.functions.anomalies import anomalies, outside
from vizsla.query.metrics.evaluate import evaluate_tree
from vizsla.query.metrics.interval import MOST_POINTS, window_s

_DEFAULT = "last_15m"


def _parsed(text: str, options: Mapping[str, Any]) -> Condition:
    parts = taken_apart(text, options)
    call = inner_call(parts, "anomalies")
    given = dict(zip((one.name for one in anomalies.parameters), anomalies.values(call), strict=True))
    windows = options.get("threshold_windows") or {}
    trigger = str(windows.get("trigger_window") or given["alert_window"] or _DEFAULT)
    trigger_s = window_s(trigger)
    recovery_s = _recovery_s(windows, trigger)
    if trigger_s > parts.frame.seconds:
        raise QueryError("alert_window is longer than the window of the query", *call.span)
    direction = str(given["direction"])

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        return judged(evaluate_tree(parts.tree, parts.frame.start_s(end_s), end_s, run, parts.frame.step_s), end_s)

    # Over a longer time buckets would be longer than those of one evaluation.
    together_s = MOST_POINTS * (int(float(given["interval"])) or parts.frame.step_s) - parts.frame.seconds

    def observe_many(run: Run, ends_s: Sequence[float]) -> list[dict[Group, Observed]]:
        found: list[dict[Group, Observed]] = []
        while len(found) < len(ends_s):
            first = ends_s[len(found)]
            found += observe_part(
                run, [end_s for end_s in ends_s[len(found) :] if end_s <= first + together_s] or [first]
            )
        return found

    def observe_part(run: Run, ends_s: Sequence[float]) -> list[dict[Group, Observed]]:
        # A band knows nothing of what comes after it: one over the whole time holds those of all moments.
        whole = evaluate_tree(parts.tree, parts.frame.start_s(ends_s[0]), ends_s[-1], run, parts.frame.step_s)
        until = np.searchsorted(whole.times, ends_s)
        cut = [replace(whole, times=whole.times[:i], values=whole.values[:, :i]) for i in until.tolist()]
        return [judged(frame, end_s) for frame, end_s in zip(cut, ends_s, strict=True)]

    def judged(frame: Frame, end_s: float) -> dict[Group, Observed]:
        now = outside(frame, direction, trigger_s)
        recovering = now if recovery_s == trigger_s else outside(frame, direction, recovery_s)
        return {
            group: Observed(value, None if value is None else end_s, recovery=recovering.get(group))
            for group, value in now.items()
        }

    return Condition(
        window_s=float(parts.frame.seconds),
        comparator=parts.comparator,
        threshold=parts.threshold,
        group_by=parts.group_by,
        scope=parts.scope,
        metric=f"share of anomalous points of {parts.name}",
        observe=observe,
        observe_many=observe_many,
        every_s=60.0 if trigger_s < 86400 else 0.0,
        sources=parts.sources,
        recovers_at=True,
    )


def _recovery_s(windows: Mapping[str, Any], trigger: str) -> int:
    try:
        return window_s(str(windows.get("recovery_window") or trigger))
    except ValueError as error:
        raise ValueError(f"options.threshold_windows.recovery_window: {error}") from None


anomaly = Kind(
    "anomaly",
    ("metric alert", "query alert"),
    "The share of points, 0 to 1, that lie outside what the metric's past lets expect.",
    _parsed,
    "avg(last_4h):anomalies(avg:shop.orders{*}, 'agile', 2, direction='both', alert_window='last_15m', interval=60, "
    "count_default_zero='true', seasonality='daily') >= 1",
    lambda query: wrapped(query) == "anomalies",
)
