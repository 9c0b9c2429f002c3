"""Change monitors: how a window's value differs from that of an earlier one, as a number or in per cent."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from vizsla.monitors.comparison import changes, observed, reduced, taken_apart
from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.kinds.metric import DYNAMIC, origin, spreads, wants
from vizsla.monitors.state import Observed
from vizsla.query.metrics.evaluate import window_frame


def _parsed(text: str, options: Mapping[str, Any]) -> Condition:
    parts = taken_apart(text, options)
    full = bool(options.get("require_full_window"))

    def values(run: Run, end_s: float) -> tuple[Any, Any]:
        start_s = parts.frame.start_s(end_s)
        frame = window_frame(parts.tree, parts.method, start_s, end_s, run, parts.frame.step_s, origin(end_s))
        return frame, reduced(frame.values, parts.method)

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        frame, now = values(run, end_s)
        earlier, past = values(run, end_s - parts.shift_s)
        place = {group: i for i, group in enumerate(earlier.groups)}
        before = np.array([past[place[group]] if group in place else np.nan for group in frame.groups])
        changed = now - before
        if parts.change == "pct_change":
            changed = np.where(before == 0, np.nan, 100 * changed / np.where(before == 0, 1.0, np.abs(before)))
        found = observed(frame, changed, end_s, full)
        # Without an earlier value nothing can be said; that is no lack of data.
        return {
            group: replace_skip(one) if one.value is None and value == value else one
            for (group, one), value in zip(found.items(), now.tolist(), strict=True)
        }

    def replace_skip(one: Observed) -> Observed:
        return Observed(None, one.last_data, skip=True)

    shown = {"change": "change", "pct_change": "change in %"}[parts.change]
    return Condition(
        window_s=float(parts.frame.seconds),
        comparator=parts.comparator,
        threshold=parts.threshold,
        group_by=parts.group_by,
        scope=parts.scope,
        metric=f"{shown} of {parts.name}",
        observe=observe,
        spread=spreads(parts),
        wants=lambda end_s: wants(parts, end_s) + wants(parts, end_s, parts.shift_s),
        sources=parts.sources,
        unevaluated=DYNAMIC if parts.dynamic else "",
    )


change = Kind(
    "change",
    ("metric alert", "query alert"),
    "The difference, or the difference in per cent, between a metric's window and an earlier one.",
    _parsed,
    "pct_change(avg(last_5m),last_1h):avg:shop.orders{*} < -30",
    changes,
)
