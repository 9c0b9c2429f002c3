"""The parts that queries of metric monitors share: `avg(last_5m):` before the query, `> 90` behind it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vizsla.monitors.kind import Group
from vizsla.monitors.state import Observed
from vizsla.monitors.timeframe import SECONDS, Timeframe, timeframe
from vizsla.query.errors import QueryError
from vizsla.query.frame import Floats, Frame
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import Call, Expr, Metric, metrics_of

_METHOD = r"(avg|sum|min|max|last|p\d{1,2}(?:\.\d+)?)"
_HEAD = re.compile(rf"\s*{_METHOD}\s*\(\s*(\w+)\s*\)\s*:\s*")
_CHANGE = re.compile(rf"\s*(change|pct_change)\s*\(\s*{_METHOD}\s*\(\s*(\w+)\s*\)\s*,\s*(\w+)\s*\)\s*:\s*")
TAIL = re.compile(r"\s*(>=|<=|==|!=|>|<)\s*([+-]?\d{1,40}(?:\.\d*)?(?:[eE][+-]?\d{1,2})?|[+-]?\.\d+|threshold)\s*$")
"""A comparison with a number that is finite, at a query's end."""
_SHIFT = re.compile(r"(?:last_(\d{1,6})(mo|m|h|d|w)|(\d{1,6})(mo|m|h|d|w)_ago)")
_FULL_BUT = 3


@dataclass(frozen=True)
class Parts:
    """A metric monitor's query, taken apart."""

    change: str
    """`change`, `pct_change` or nothing."""
    method: str
    frame: Timeframe
    shift_s: int
    tree: Expr
    leaves: tuple[Metric, ...]
    comparator: str
    threshold: float
    dynamic: bool
    """Whether the threshold is itself a query, which options.thresholds.critical_query holds."""

    @property
    def group_by(self) -> tuple[str, ...]:
        """The keys of the groups."""
        return max((leaf.by for leaf in self.leaves), key=len)

    @property
    def sources(self) -> frozenset[str]:
        """The metrics that are read."""
        return frozenset(leaf.name for leaf in self.leaves)

    @property
    def scope(self) -> str:
        """The filter of the first metric."""
        return self.leaves[0].filter_text

    @property
    def name(self) -> str:
        """The metrics by name, for a message."""
        return self.leaves[0].name


def wrapped(query: str) -> str:
    """The function that wraps the whole query behind the time aggregation, such as `anomalies`; empty for none."""
    head = _HEAD.match(query)
    found = re.compile(r"\s*(anomalies|outliers|forecast)\s*\(").match(query, head.end()) if head else None
    return found.group(1) if found else ""


def changes(query: str) -> bool:
    """Whether the query compares a window with an earlier one."""
    return re.match(r"\s*(pct_)?change\s*\(", query) is not None


def taken_apart(text: str, options: Mapping[str, Any]) -> Parts:
    """The parts of a metric monitor's query; raises QueryError with places in the whole text."""
    change = _CHANGE.match(text)
    head = change or _HEAD.match(text)
    if head is None:
        raise QueryError(
            "the query begins with a time aggregation, as in avg(last_5m):avg:system.cpu.user{*} > 90",
            0,
            min(len(text), 20),
        )
    tail = TAIL.search(text, head.end())
    if tail is None:
        raise QueryError("the query ends with a comparison, such as > 90", max(0, len(text) - 1), len(text))
    kind, method, window = change.group(1, 2, 3) if change else ("", *head.group(1, 2))
    frame = timeframe(window, options, *head.span(3 if change else 2))
    shift_s = _shift_s(change) if change else 0
    inner = text[head.end() : tail.start()]
    try:
        tree = parse(inner)
    except QueryError as error:
        raise QueryError(error.message, error.start + head.end(), error.end + head.end()) from error
    leaves = metrics_of(tree)
    if not leaves:
        raise QueryError("the query names no metric", head.end(), tail.start())
    dynamic = tail.group(2) == "threshold"
    critical = (options.get("thresholds") or {}).get("critical")
    threshold = float(critical or 0) if dynamic else float(tail.group(2))
    return Parts(kind, method, frame, shift_s, tree, tuple(leaves), tail.group(1), threshold, dynamic)


def inner_call(parts: Parts, name: str) -> Call:
    """The call of that name that is the whole query."""
    if not isinstance(parts.tree, Call) or parts.tree.name != name:
        raise QueryError(f"{name} has to be the outermost function of a monitor's query")
    return parts.tree


def reduced(values: Floats, method: str) -> Floats:
    """One value for each row; NaN for a row of nothing."""
    if values.shape[1] == 1 and method in ("avg", "sum", "min", "max", "last"):
        return values[:, 0]
    present = ~np.isnan(values)
    some = present.any(axis=1)
    if not some.all():
        found = np.full(len(values), np.nan)
        if some.any():
            found[some] = reduced(values[some], method)
        return found
    found = values[:, 0]
    match method:
        case "avg":
            found = np.where(present, values, 0.0).sum(axis=1) / present.sum(axis=1)
        case "sum":
            found = np.where(present, values, 0.0).sum(axis=1)
        case "min":
            found = np.where(present, values, np.inf).min(axis=1)
        case "max":
            found = np.where(present, values, -np.inf).max(axis=1)
        case "last":
            at = values.shape[1] - 1 - present[:, ::-1].argmax(axis=1)
            found = values[np.arange(len(values)), at]
        case _:
            found = np.nanpercentile(values, float(method[1:]), axis=1)
    return found


def observed(frame: Frame, values: Floats, end_s: float, full: bool) -> dict[Group, Observed]:
    """What was seen of each group: its value, when it last had data, and whether its window is full enough to judge."""
    present = ~np.isnan(frame.values)
    ends = np.minimum(frame.times + frame.step_s, end_s)
    last = ends[len(ends) - 1 - present[:, ::-1].argmax(axis=1)] if len(ends) else np.empty(0)
    skipped = ~present[:, 0] | ((~present).sum(axis=1) > _FULL_BUT) if full and len(ends) > 1 else None
    known = values == values
    return {
        group: Observed(value, at, bool(skipped[i]) if skipped is not None else False) if has else Observed(None)
        for i, (group, value, at, has) in enumerate(
            zip(frame.groups, values.tolist(), last.tolist(), known.tolist(), strict=True)
        )
    }


def _shift_s(change: re.Match[str]) -> int:
    found = _SHIFT.fullmatch(change.group(4))
    seconds = int(found.group(1) or found.group(3)) * SECONDS[found.group(2) or found.group(4)] if found else 0
    if not seconds:
        raise QueryError(
            f"{change.group(4)!r} is no earlier time; write one such as last_1h or 1d_ago", *change.span(4)
        )
    return seconds
