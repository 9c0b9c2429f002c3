"""The state machine of one monitor group, pure: previous state and what was observed give the next state."""

from dataclasses import dataclass, replace
from typing import Literal

Status = Literal["OK", "Warn", "Alert", "No Data"]
SEVERITY: dict[Status, int] = {"OK": 0, "No Data": 1, "Warn": 2, "Alert": 3}

TransitionKind = Literal["Triggered", "Warn", "Recovered", "No Data", "Re-Triggered", "Re-Warn", "Re-No Data"]

_RENOTIFICATION: dict[Status, TransitionKind] = {"Alert": "Re-Triggered", "Warn": "Re-Warn", "No Data": "Re-No Data"}

RENOTIFY_AT_MOST_S = 30 * 3600
"""Renotification stops by itself after this long, unless a number of occurrences was asked for."""


@dataclass(frozen=True)
class Rules:
    """What a monitor's options say, in seconds and numbers; `None` where an option is off."""

    comparator: str
    critical: float
    warning: float | None = None
    critical_recovery: float | None = None
    warning_recovery: float | None = None
    on_missing: Literal["keep", "zero", "show", "notify", "resolve"] = "keep"
    no_data_after_s: float = 600.0
    renotify_every_s: float | None = None
    renotify_statuses: frozenset[str] = frozenset({"Alert", "No Data"})
    renotify_occurrences: int | None = None
    resolve_after_s: float | None = None
    new_group_delay_s: float = 0.0
    retain_s: float = 86400.0


@dataclass(frozen=True)
class Observed:
    """One group's window: its value, or None without data; `skip` when the window is not full enough to judge."""

    value: float | None
    last_data: float | None = None
    skip: bool = False


@dataclass(frozen=True)
class GroupState:
    """All that a group remembers between two evaluations; times in seconds since 1970."""

    status: Status = "OK"
    value: float | None = None
    since: float = 0.0
    first_seen: float = 0.0
    last_data: float | None = None
    first_triggered: float | None = None
    last_triggered: float | None = None
    last_nodata: float | None = None
    last_resolved: float | None = None
    last_notified: float | None = None
    renotified: int = 0


@dataclass(frozen=True)
class Transition:
    """A change of state, or its repetition, that people may be told of."""

    kind: TransitionKind
    previous: Status
    status: Status
    at: float
    value: float | None


def breaches(value: float, comparator: str, threshold: float) -> bool:
    """Whether `value comparator threshold` holds."""
    match comparator:
        case ">":
            return value > threshold
        case ">=":
            return value >= threshold
        case "<":
            return value < threshold
        case "<=":
            return value <= threshold
        case "==":
            return value == threshold
        case "!=":
            return value != threshold
    raise ValueError(f"unknown comparator {comparator!r}")


def transition(
    previous: GroupState | None, observed: Observed, rules: Rules, now: float
) -> tuple[GroupState, Transition | None]:
    """The group's next state, and the transition to tell, if any."""
    known = previous or GroupState(since=now, first_seen=now)
    if previous is None and observed.value is None:
        return known, None
    if observed.skip:
        return known, None
    if observed.last_data is not None:
        known = replace(known, last_data=max(observed.last_data, known.last_data or 0.0))
    if now - known.first_seen < rules.new_group_delay_s:
        return replace(known, value=observed.value), None
    value = observed.value
    if value is None and rules.on_missing == "zero":
        value = 0.0
    target = _missing(known, rules, now) if value is None else _judged(known.status, value, rules)
    return _moved(replace(known, value=value), target, rules, now)


def overall(statuses: list[Status]) -> Status:
    """The most severe status, No Data where there is no group."""
    if not statuses:
        return "No Data"
    return max(statuses, key=SEVERITY.__getitem__)


def _judged(current: Status, value: float, rules: Rules) -> Status:
    def lingers(recovery: float | None) -> bool:
        return recovery is not None and breaches(value, rules.comparator, recovery)

    if breaches(value, rules.comparator, rules.critical):
        return "Alert"
    if current == "Alert" and lingers(rules.critical_recovery):
        return "Alert"
    if rules.warning is not None and breaches(value, rules.comparator, rules.warning):
        return "Warn"
    if current in ("Alert", "Warn") and lingers(rules.warning_recovery):
        return "Warn"
    return "OK"


def _missing(state: GroupState, rules: Rules, now: float) -> Status:
    silent_s = now - (state.last_data or state.first_seen)
    if (
        rules.resolve_after_s is not None
        and state.status in ("Alert", "Warn", "No Data")
        and now - (state.last_triggered or state.since) >= rules.resolve_after_s
    ):
        return "OK"
    if silent_s < rules.no_data_after_s:
        return state.status
    match rules.on_missing:
        case "resolve":
            return "OK"
        case "show" | "notify":
            return "No Data"
        case _:
            return state.status


def _moved(state: GroupState, target: Status, rules: Rules, now: float) -> tuple[GroupState, Transition | None]:
    if target == state.status:
        return _repeated(state, rules, now)
    kind: TransitionKind
    changed = replace(state, status=target, since=now, renotified=0)
    match target:
        case "Alert" | "Warn":
            kind = "Triggered" if target == "Alert" else "Warn"
            first = state.first_triggered if state.status in ("Alert", "Warn") else now
            changed = replace(changed, first_triggered=first, last_triggered=now)
        case "No Data":
            kind = "No Data"
            changed = replace(changed, last_nodata=now)
        case "OK":
            kind = "Recovered"
            changed = replace(changed, last_resolved=now)
    told = _is_told(state.status, target, rules)
    made = Transition(kind, state.status, target, now, state.value) if told else None
    return (replace(changed, last_notified=now) if told else changed), made


def _is_told(previous: Status, target: Status, rules: Rules) -> bool:
    if target == "No Data":
        return rules.on_missing == "notify"
    if previous == "No Data" and target == "OK":
        return rules.on_missing == "notify"
    return True


def _repeated(state: GroupState, rules: Rules, now: float) -> tuple[GroupState, Transition | None]:
    due = (
        rules.renotify_every_s is not None
        and state.status != "OK"
        and state.status in rules.renotify_statuses
        and (state.status != "No Data" or rules.on_missing == "notify")
        and state.last_notified is not None
        and now - state.last_notified >= rules.renotify_every_s
    )
    if not due:
        return state, None
    limit = rules.renotify_occurrences
    if (state.renotified >= limit) if limit is not None else (now - state.since > RENOTIFY_AT_MOST_S):
        return state, None
    again = replace(state, last_notified=now, renotified=state.renotified + 1)
    return again, Transition(_RENOTIFICATION[state.status], state.status, state.status, now, state.value)
