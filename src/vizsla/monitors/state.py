"""The state machine of one monitor group, pure: previous state and what was observed give the next state."""

from typing import Literal

import msgspec
from msgspec.structs import replace

Status = Literal["OK", "Warn", "Alert", "No Data", "Unknown"]
SEVERITY: dict[Status, int] = {"OK": 0, "No Data": 1, "Unknown": 2, "Warn": 3, "Alert": 4}

TransitionKind = Literal[
    "Triggered", "Warn", "Recovered", "No Data", "Unknown", "Re-Triggered", "Re-Warn", "Re-No Data"
]  # fmt: skip

_RENOTIFICATION: dict[Status, TransitionKind] = {"Alert": "Re-Triggered", "Warn": "Re-Warn", "No Data": "Re-No Data"}
_TOLD: dict[Status, TransitionKind] = {
    "Alert": "Triggered", "Warn": "Warn", "No Data": "No Data", "Unknown": "Unknown", "OK": "Recovered"
}  # fmt: skip

RENOTIFY_AT_MOST_S = 30 * 3600
"""Renotification stops by itself after this long, unless a number of occurrences was asked for."""


class Rules(msgspec.Struct, frozen=True):
    """What a monitor's options say, in seconds and numbers; `None` where an option is off."""

    comparator: str
    critical: float
    warning: float | None = None
    critical_recovery: float | None = None
    warning_recovery: float | None = None
    recovers_at: bool = False
    """Whether a value equal to the recovery threshold has recovered, whatever the comparator."""
    on_missing: Literal["keep", "zero", "show", "notify", "resolve"] = "keep"
    no_data_after_s: float = 600.0
    renotify_every_s: float | None = None
    renotify_statuses: frozenset[str] = frozenset({"Alert", "No Data"})
    renotify_occurrences: int | None = None
    resolve_after_s: float | None = None
    """How long a triggered group may report nothing before it is resolved."""
    new_group_delay_s: float = 0.0
    retain_s: float = 86400.0
    dynamic: bool = False
    """Whether thresholds are observed: what comes without any is not judged."""
    alone: bool = False
    """Whether every evaluation stands alone and tells whatever is not OK, as on a schedule of its own."""


class Limits(msgspec.Struct, frozen=True):
    """Thresholds of one group at one moment, where they are not the same for all."""

    critical: float
    warning: float | None = None
    critical_recovery: float | None = None
    warning_recovery: float | None = None


class Observed(msgspec.Struct, frozen=True):
    """One group's window: its value, or None without data; `skip` when the window is not full enough to judge."""

    value: float | None
    last_data: float | None = None
    skip: bool = False
    recovery: float | None = None
    """The value that recovery thresholds are held against, where it is another one."""
    status: Status | None = None
    """What the kind itself has judged, where thresholds do not say it all."""
    note: str = ""
    """What the observed thing says of itself, such as a check's message."""
    limits: Limits | None = None
    """The thresholds that it is held against, where these are its own."""


class GroupState(msgspec.Struct, frozen=True):
    """All that a group remembers between two evaluations; times in seconds since 1970."""

    status: Status = "OK"
    value: float | None = None
    since: float = 0.0
    first_seen: float = 0.0
    last_data: float | None = None
    silent: bool = False
    """Whether the last evaluation found no data; while it does find some, `last_data` may be stored late."""
    first_triggered: float | None = None
    last_triggered: float | None = None
    last_nodata: float | None = None
    last_resolved: float | None = None
    left_ok: float | None = None
    """When it was last OK no more: one time from there to the next recovery, whatever is between."""
    last_notified: float | None = None
    renotified: int = 0
    told: Status = "OK"
    """The status that people were last told of."""


class Transition(msgspec.Struct, frozen=True):
    """A change of state, or its repetition, that people may be told of."""

    kind: TransitionKind
    previous: Status
    status: Status
    at: float
    value: float | None
    note: str = ""
    told: bool = True
    """Whether people are to hear of it; a change that they are not to hear of is stored all the same."""
    limits: Limits | None = None
    """The thresholds that it was held against, where these are its own."""


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
    """The group's next state, and the transition, if any."""
    known = previous or GroupState(since=now, first_seen=now)
    if observed.skip or (previous is None and observed.value is None and observed.status is None):
        return known, None
    if observed.limits is not None:
        rules = replace(rules, **{name: getattr(observed.limits, name) for name in Limits.__struct_fields__})
    if known.since > now:
        known = _of_now(known, now)
    if observed.last_data is not None and _is_stale(observed, rules, now):
        observed = Observed(None, observed.last_data)
    value = observed.value
    silent = value is None and observed.status is None
    last_data = observed.last_data if known.last_data is None else max(known.last_data, observed.last_data or 0.0)
    known = replace(known, last_data=last_data, silent=silent)
    if now - known.first_seen < rules.new_group_delay_s:
        return replace(known, value=value), None
    if silent and rules.on_missing == "zero" and (observed.limits or not rules.dynamic):
        value, silent = 0.0, False
    if rules.alone:
        known = replace(known, status="OK", told="OK")
    if observed.status is not None:
        target = observed.status
    elif value is None:
        target = _missing(known, rules, now)
    else:
        target = _judged(known.status, value, value if observed.recovery is None else observed.recovery, rules)
    after, made = _moved(replace(known, value=value), target, rules, now, observed.note)
    return after, replace(made, limits=observed.limits) if made and observed.limits else made


def same(before: GroupState | None, after: GroupState) -> bool:
    """Whether nothing changed that has to outlast a restart: the value and, while data come, their time need not."""
    if before is None or before.status != after.status or before.silent != after.silent:
        return False
    last_data = after.last_data if after.silent else before.last_data
    return before == replace(after, value=before.value, last_data=last_data)


def overall(statuses: list[Status]) -> Status:
    """The most severe status, No Data where there is no group."""
    if not statuses:
        return "No Data"
    return max(statuses, key=SEVERITY.__getitem__)


def _is_stale(observed: Observed, rules: Rules, now: float) -> bool:
    """Whether what was last reported is so old that it counts as silence, as with checks, whose last runs are kept."""
    if observed.status is None:
        return False
    silent_s = now - (observed.last_data or now)
    if rules.resolve_after_s is not None and rules.resolve_after_s <= silent_s:
        return True
    return rules.on_missing in ("show", "notify", "resolve") and 0 < rules.no_data_after_s <= silent_s


def _of_now(state: GroupState, now: float) -> GroupState:
    # The clock was set back: what seems to be of the future is of this moment.
    times = ("since", "first_seen", "last_data", "first_triggered", "last_triggered", "last_nodata",
             "last_resolved", "left_ok", "last_notified")  # fmt: skip
    return replace(state, **{name: min(at, now) for name in times if (at := getattr(state, name)) is not None})


def _judged(current: Status, value: float, recovery_value: float, rules: Rules) -> Status:
    def lingers(recovery: float | None) -> bool:
        if recovery is None or (rules.recovers_at and recovery_value == recovery):
            return False
        return breaches(recovery_value, rules.comparator, recovery)

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
    if rules.resolve_after_s is not None and _has_timed_out(state, rules.resolve_after_s, silent_s, now):
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


def _has_timed_out(state: GroupState, limit_s: float, silent_s: float, now: float) -> bool:
    """Whether silence itself resolves the group, or has done so and may not trigger it again."""
    match state.status:
        case "OK":
            return state.last_resolved is not None and state.last_resolved - (now - silent_s) >= limit_s
        case "No Data":
            return now - state.since >= limit_s
        case _:
            return silent_s >= limit_s


def _moved(
    state: GroupState, target: Status, rules: Rules, now: float, note: str
) -> tuple[GroupState, Transition | None]:
    if target == state.status:
        return _repeated(state, rules, now, note)
    left_ok = now if state.status == "OK" else state.left_ok
    changed = replace(state, status=target, since=now, renotified=0, left_ok=left_ok)
    match target:
        case "Alert" | "Warn" | "Unknown":
            first = state.first_triggered if state.status in ("Alert", "Warn", "Unknown") else now
            changed = replace(changed, first_triggered=first, last_triggered=now)
        case "No Data":
            changed = replace(changed, last_nodata=now)
        case "OK":
            changed = replace(changed, last_resolved=now)
    told = _is_told(state, target, rules)
    made = Transition(_TOLD[target], state.status, target, now, state.value, note, told)
    return (replace(changed, last_notified=now, told=target) if told else changed), made


def _is_told(state: GroupState, target: Status, rules: Rules) -> bool:
    if target == "No Data":
        return rules.on_missing == "notify"
    # Nobody hears of a recovery from what nobody heard of.
    return target != "OK" or (state.told != "OK" and not rules.alone)


def _repeated(state: GroupState, rules: Rules, now: float, note: str) -> tuple[GroupState, Transition | None]:
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
    return again, Transition(_RENOTIFICATION[state.status], state.status, state.status, now, state.value, note)
