"""What a monitor kind is, and how kinds are found by a monitor's type and query."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyarrow as pa

from vizsla import catalog
from vizsla.monitors.state import GroupState, Observed, Rules, Transition
from vizsla.query.metrics.ahead import Want

Run = Callable[[str, Mapping[str, object]], pa.Table]

Group = tuple[str, ...]
"""The `key:value` tags that tell a group from the others; empty for an ungrouped monitor."""

Members = Mapping[int, Mapping[Group, GroupState]]
"""States of other monitors' groups, by monitor."""


@dataclass(frozen=True)
class Gauged:
    """What was measured of an objective: the good share between two moments, and a timeframe's target, in percent."""

    name: str
    sli: float | None
    target: float


Gauge = Callable[[str, str, float, float], Gauged]
"""Measures by an objective's id, a timeframe of it and two moments."""


def _no_words(_gauge: Gauge, _end_s: float) -> dict[str, str]:
    return {}


def _nothing(_run: Run, _end_s: float) -> dict[Group, Observed]:
    return {}


def _no_wants(_end_s: float) -> list[Want]:
    return []


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
    observe: Callable[[Run, float], dict[Group, Observed]] = _nothing
    """Values of every group in the window that ends at the given second."""
    observe_many: Callable[[Run, Sequence[float]], list[dict[Group, Observed]]] | None = None
    """The same for many moments at once, oldest first, where that is much cheaper than one by one."""
    counts: bool = False
    """Whether no data means zero (counts) unless the options say otherwise."""
    wants: Callable[[float], list[Want]] = _no_wants
    """The metrics that observing at the given second will read, so that they can be read for many monitors at once."""
    sources: frozenset[str] = frozenset()
    """What windows are made of, as intake notes it where it comes late; empty where windows are not judged again."""
    dynamic: bool = False
    """Whether thresholds are queries: then those that are observed count, and not `threshold`."""
    spread: bool = False
    """Whether windows may end at any second: those of many monitors then do not end all at once."""
    every_s: float = 0.0
    """Seconds between evaluations; 0 leaves it to the window's length."""
    no_data_after_s: float = 0.0
    """Silence that is No Data where the options do not say; 0 is twice the window."""
    recovers_at: bool = False
    members: tuple[int, ...] = ()
    """Monitors whose states this one combines; then `combine` judges instead of `observe`."""
    combine: Callable[[Members], dict[Group, Observed]] | None = None
    objective: str = ""
    """The id of the objective that windows are measured by, where they are judged again for its late data."""
    gauge: Callable[[Gauge, float], dict[Group, Observed]] | None = None
    """Observes an objective at the given second; then this judges instead of `observe`."""
    variables: tuple[str, ...] = ()
    """Names that the kind's messages may use besides those of all monitors."""
    words: Callable[[Gauge, float], Mapping[str, str]] = _no_words
    """Their texts at the given second."""
    sentence: Callable[[str, Transition, Mapping[str, str]], str] | None = None
    """What was found of a scope, in words, with a message's variables; None where value and threshold say it."""
    unevaluated: str = ""
    """Why a monitor that is written as it should be is not evaluated; empty where it is."""
    thresholds: tuple[str, ...] = field(default=("critical", "warning", "critical_recovery", "warning_recovery"))
    """The keys of `options.thresholds` that this kind understands."""

    @property
    def period_s(self) -> float:
        """Seconds between evaluations, by the window's length, as the real product has it."""
        if self.every_s:
            return self.every_s
        return 60.0 if self.window_s < 86400 else 600.0 if self.window_s < 2 * 86400 else 1800.0


@dataclass(frozen=True)
class Kind:
    """A kind of monitor: the API types it serves and how its query is understood.

    `parse` raises query.errors.QueryError, or ValueError with a sentence for the person who wrote the monitor.
    """

    name: str
    types: tuple[str, ...]
    doc: str
    parse: Callable[[str, Mapping[str, Any]], Condition]
    example: str = ""
    claims: Callable[[str], bool] | None = None
    """Which queries of its types are this kind's; None takes those that no other kind claims."""
    unevaluated: str = ""
    """Why monitors of this kind are kept but not evaluated; empty where they are."""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind there is, by name."""
    return catalog.load("vizsla.monitors.kinds", Kind)


def kind_of(type_: str, query: str = "") -> Kind | None:
    """The kind of monitors of this API type with this query, or None for a type that nobody knows."""
    found = None
    for kind in kinds().values():
        if type_ in kind.types:
            if kind.claims is None:
                found = kind
            elif kind.claims(query):
                return kind
    return found


def condition_of(monitor: Mapping[str, Any]) -> Condition:
    """The monitor's query, understood. Raises ValueError, or QueryError with the place, in words for its author."""
    type_, query = str(monitor.get("type")), str(monitor.get("query"))
    kind = kind_of(type_, query)
    if kind is None:
        raise ValueError(f"there is no kind of monitor for the type {type_!r}")
    return kind.parse(query, monitor.get("options") or {})


def rules_of(condition: Condition, options: Mapping[str, Any]) -> Rules:
    """The rules of the state machine that a monitor's options amount to (defaults as the real API has them)."""
    thresholds = options.get("thresholds") or {}
    missing = options.get("on_missing_data")
    by_option = {"show_no_data": "show", "show_and_notify_no_data": "notify", "resolve": "resolve"}
    silent_s = condition.no_data_after_s or 2 * condition.window_s
    if missing in by_option:
        # A window without data is enough: no time is asked for.
        on_missing, silent_s = by_option[missing], condition.no_data_after_s
    elif missing is None and options.get("notify_no_data"):
        on_missing = "notify"
        silent_s = float(options.get("no_data_timeframe") or 0) * 60 or silent_s
    else:
        on_missing = "zero" if condition.counts else "keep"
    renotify = float(options.get("renotify_interval") or 0)
    timeout_h = float(options.get("timeout_h") or 0)
    occurrences = options.get("renotify_occurrences")
    statuses = {"alert": "Alert", "warn": "Warn", "no data": "No Data"}
    return Rules(
        comparator=condition.comparator,
        critical=condition.threshold,
        warning=_number(thresholds.get("warning")),
        critical_recovery=_number(thresholds.get("critical_recovery")),
        warning_recovery=_number(thresholds.get("warning_recovery")),
        recovers_at=condition.recovers_at,
        on_missing=on_missing,  # type: ignore[arg-type]
        no_data_after_s=silent_s,
        renotify_every_s=renotify * 60 or None,
        renotify_statuses=frozenset(
            statuses[s] for s in options.get("renotify_statuses") or ("alert", "no data") if s in statuses
        ),
        renotify_occurrences=None if occurrences is None else int(occurrences),
        resolve_after_s=timeout_h * 3600.0 or None,
        new_group_delay_s=_new_group_delay_s(condition, options),
        retain_s=retained_s(options),
        dynamic=condition.dynamic,
        alone=bool((options.get("scheduling_options") or {}).get("custom_schedule")),
    )


def retained_s(options: Mapping[str, Any]) -> float:
    """How long a group that reports nothing is remembered."""
    text = str(options.get("group_retention_duration") or "24h")
    number, unit = text[:-1], text[-1:]
    if number.isdigit() and unit in ("m", "h", "d"):
        return float(number) * {"m": 60.0, "h": 3600.0, "d": 86400.0}[unit]
    return 86400.0


def _new_group_delay_s(condition: Condition, options: Mapping[str, Any]) -> float:
    if not condition.group_by:
        return 0.0
    given = options.get("new_group_delay")
    if given is None and "host" in condition.group_by:
        given = options.get("new_host_delay")
    return float(given or 0)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
