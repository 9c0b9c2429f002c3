"""What a transition says: its title, its text and the handles to be told."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vizsla.monitors.kind import Condition, Group
from vizsla.monitors.state import GroupState, Transition
from vizsla.monitors.template import Situation, parse, render

_HANDLE = re.compile(r"(?:^|(?<=\s))@([\w.+@-]*[\w])")

_CONDITIONS: dict[tuple[str, str], set[str]] = {
    ("Alert", "OK"): {"is_alert_recovery"},
    ("Warn", "OK"): {"is_warning_recovery"},
    ("No Data", "OK"): {"is_no_data_recovery"},
    ("Alert", "Warn"): {"is_alert_to_warning"},
    ("Warn", "Alert"): {"is_warning_to_alert"},
    ("No Data", "Alert"): {"is_no_data_to_alert"},
}
_STATES = {"Alert": "is_alert", "Warn": "is_warning", "No Data": "is_no_data", "OK": "is_recovery"}


@dataclass(frozen=True)
class Message:
    """A notification before any channel has dressed it."""

    title: str
    text: str
    handles: tuple[str, ...]


def compose(
    monitor: Mapping[str, Any],
    condition: Condition,
    group: Group,
    state: GroupState,
    made: Transition,
    host: Mapping[str, str],
    prefix: str = "",
) -> Message:
    """Render the monitor's message for a transition; `host` holds `ip` and `metadata_…` of the group's host."""
    options = monitor.get("options") or {}
    situation = _situation(monitor, condition, group, state, made, host)
    source = str(monitor.get("message") or "")
    if made.kind.startswith("Re-") and options.get("escalation_message"):
        source = str(options["escalation_message"]) + "\n\n" + source
    text = render(parse(source), situation).strip()
    scope = ",".join(group)
    shown = f" on {{{scope}}}" if scope and options.get("include_tags", True) else ""
    name = render(parse(str(monitor.get("name") or "")), situation)
    priority = f"[P{monitor['priority']}] " if monitor.get("priority") else ""
    title = f"{prefix}{priority}[{made.kind}{shown}] {name}"
    handles = tuple(dict.fromkeys(_HANDLE.findall(text)))
    return Message(" ".join(title.split()), f"{text}\n\n{sentence(condition, group, made)}".strip(), handles)


def sentence(condition: Condition, group: Group, made: Transition) -> str:
    """What was compared, in words: metric, scope, condition, window and the value."""
    scope = ",".join(group) or condition.scope
    minutes = condition.window_s / 60
    over = f"{minutes / 60:g}h" if minutes % 60 == 0 else f"{minutes:g}m"
    if made.status == "No Data":
        return f"{condition.metric} over {scope} has reported no data."
    value = "no value" if made.value is None else number(made.value)
    return (
        f"{condition.metric} over {scope} was {value} during the last {over}; "
        f"the alert condition is {condition.comparator} {number(condition.threshold)}."
    )


def number(value: float) -> str:
    """A number as people write it: at most six significant digits after rounding, no exponent for usual sizes."""
    if value == 0 or 1e-4 <= abs(value) < 1e15:
        return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e6 else f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{value:.6g}"


def _situation(
    monitor: Mapping[str, Any],
    condition: Condition,
    group: Group,
    state: GroupState,
    made: Transition,
    host: Mapping[str, str],
) -> Situation:
    thresholds = (monitor.get("options") or {}).get("thresholds") or {}
    shown = {
        "value": "" if made.value is None else number(made.value),
        "threshold": number(condition.threshold),
        "comparator": condition.comparator,
        "priority": f"P{monitor['priority']}" if monitor.get("priority") else "",
        "monitor.name": str(monitor.get("name") or ""),
    }
    for variable, key in (("warn_threshold", "warning"), ("ok_threshold", "ok")):
        if thresholds.get(key) is not None:
            shown[variable] = number(float(thresholds[key]))
    for variable, at in (("first_triggered_at", state.first_triggered), ("last_triggered_at", state.last_triggered)):
        if at is not None:
            shown[variable] = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            shown[f"{variable}_epoch"] = str(int(at * 1000))
    if state.first_triggered is not None:
        shown["triggered_duration_sec"] = str(int(made.at - state.first_triggered))
    for tag in group:
        key, _, value = tag.partition(":")
        shown[key] = shown[f"{key}.name"] = value
    if any(tag.startswith("host:") for tag in group):
        shown |= {f"host.{key}": value for key, value in host.items()}
    true = {_STATES[made.status]} | _CONDITIONS.get((made.previous, made.status), set())
    if made.kind.startswith("Re-"):
        true.add("is_renotify")
    return Situation(shown, frozenset(true))
