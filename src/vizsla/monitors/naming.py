"""The name of a monitor that was given none, in the real product's words."""

from collections.abc import Mapping
from typing import Any

from vizsla.monitors.comparison import taken_apart
from vizsla.monitors.kind import Condition

_OVER = {"avg": "on average", "sum": "in total", "max": "at least once", "min": "at all times"}
_BELOW = {"max": "at all times", "min": "at least once"}


def named(monitor: Mapping[str, Any], condition: Condition) -> str:
    """`**metric** over **scope** was **> 100.0** on average during the **last 1h**.`"""
    how, during = "", length(condition.window_s)
    try:
        parts = taken_apart(str(monitor["query"]), monitor.get("options") or {})
        words = _OVER | (_BELOW if condition.comparator in ("<", "<=") else {})
        how = f" {words[parts.method]}" if parts.method in words else ""
        during = parts.frame.text.replace("_", " ")
    except ValueError:  # another kind
        during = f"last {during}"
    limit = f"{condition.comparator} {'threshold' if condition.dynamic else condition.threshold}"
    return f"**{condition.metric}** over **{condition.scope}** was **{limit}**{how} during the **{during}**."


def length(seconds: float) -> str:
    """`5m`, `1h`, `2d`."""
    for unit, size in (("d", 86400), ("h", 3600)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g}{unit}"
    return f"{seconds / 60:g}m"
