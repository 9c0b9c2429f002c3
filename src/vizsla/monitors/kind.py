"""What a monitor kind is, and how kinds are found by a monitor's type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa

from vizsla import catalog
from vizsla.monitors.state import Observed, Rules

Run = Callable[[str, Mapping[str, object]], pa.Table]

Group = tuple[str, ...]
"""The `key:value` tags that tell a group from the others; empty for an ungrouped monitor."""


@dataclass(frozen=True)
class Condition:
    """A monitor's query, understood: what to ask, over how long, and what to compare with."""

    window_s: float
    comparator: str
    threshold: float
    group_by: tuple[str, ...]
    scope: str
    """The filter of the query, in words for a message."""
    metric: str
    observe: Callable[[Run, float], dict[Group, Observed]]
    """Values of every group in the window that ends at the given second."""
    counts: bool = False
    """Whether no data means zero (counts) unless the options say otherwise."""


@dataclass(frozen=True)
class Kind:
    """A kind of monitor: the API types it serves and how its query is understood.

    `parse` raises query.errors.QueryError, or ValueError with a sentence for the person who wrote the monitor.
    """

    name: str
    types: tuple[str, ...]
    doc: str
    parse: Callable[[str, Mapping[str, Any]], Condition]


@cache
def kinds() -> dict[str, Kind]:
    """Every kind there is, by name."""
    return catalog.load("vizsla.monitors.kinds", Kind)


def kind_of(type_: str) -> Kind | None:
    """The kind that evaluates monitors of this API type, or None."""
    return next((kind for kind in kinds().values() if type_ in kind.types), None)


def rules_of(condition: Condition, options: Mapping[str, Any]) -> Rules:
    """The rules of the state machine that a monitor's options amount to (defaults as the real API has them)."""
    thresholds = options.get("thresholds") or {}
    missing = options.get("on_missing_data")
    by_option = {"show_no_data": "show", "show_and_notify_no_data": "notify", "resolve": "resolve"}
    if missing in by_option:
        on_missing = by_option[missing]
    elif options.get("notify_no_data"):
        on_missing = "notify"
    else:
        on_missing = "zero" if condition.counts else "keep"
    no_data_minutes = options.get("no_data_timeframe")
    renotify = options.get("renotify_interval")
    timeout_h = options.get("timeout_h")
    statuses = {"alert": "Alert", "warn": "Warn", "no data": "No Data"}
    return Rules(
        comparator=condition.comparator,
        critical=condition.threshold,
        warning=_number(thresholds.get("warning")),
        critical_recovery=_number(thresholds.get("critical_recovery")),
        warning_recovery=_number(thresholds.get("warning_recovery")),
        on_missing=on_missing,  # type: ignore[arg-type]
        no_data_after_s=no_data_minutes * 60.0 if no_data_minutes else 2 * condition.window_s,
        renotify_every_s=renotify * 60.0 if renotify else None,
        renotify_statuses=frozenset(
            statuses[s] for s in options.get("renotify_statuses") or ("alert", "no data") if s in statuses
        ),
        renotify_occurrences=options.get("renotify_occurrences"),
        resolve_after_s=timeout_h * 3600.0 if timeout_h else None,
        new_group_delay_s=float(options.get("new_group_delay") or 0) if condition.group_by else 0.0,
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
