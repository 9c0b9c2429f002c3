"""What a transition says: its title, its text, the handles to be told, and what channels need besides."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import floor, log10
from typing import Any
from uuid import uuid4

from vizsla.documents.handles import handles_in, without_handles
from vizsla.documents.inert import inert
from vizsla.monitors.graph import graph_of
from vizsla.monitors.kind import Condition, Group
from vizsla.monitors.sample import Samples
from vizsla.monitors.state import GroupState, Transition
from vizsla.monitors.template import Node, Situation, calls, parse, render

_CONDITIONS: dict[tuple[str, str], set[str]] = {
    ("Alert", "OK"): {"is_alert_recovery"},
    ("Warn", "OK"): {"is_warning_recovery"},
    ("No Data", "OK"): {"is_no_data_recovery"},
    ("Alert", "Warn"): {"is_alert_to_warning"},
    ("Warn", "Alert"): {"is_warning_to_alert"},
    ("No Data", "Alert"): {"is_no_data_to_alert"},
}
PRIORITY = re.compile("[Pp][1-5]")
_STATES = {"Alert": "is_alert", "Warn": "is_warning", "No Data": "is_no_data", "Unknown": "is_unknown",
           "OK": "is_recovery"}  # fmt: skip
CONDITIONS = frozenset({*_STATES.values(), *(one for some in _CONDITIONS.values() for one in some), "is_renotify",
                        "is_match", "is_exact_match", "is_priority"})  # fmt: skip


@dataclass(frozen=True)
class Message:
    """A notification before any channel has dressed it."""

    title: str
    text: str
    """As it reads; in `facts` there is its Markdown, with values inert, where that differs."""
    handles: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What channels tell or use besides."""

    @property
    def markdown(self) -> str:
        """The text as Markdown, in which what comes from data is no markup."""
        return str(self.facts["markdown"] or self.text)


def compose(
    monitor: Mapping[str, Any],
    condition: Condition,
    group: Group,
    state: GroupState,
    made: Transition,
    host: Mapping[str, str],
    prefix: str = "",
    samples: Samples | None = None,
    more: Mapping[str, str] | None = None,
) -> Message:
    """Render the monitor's message for a transition.

    `host` holds what is known of the group's host, `samples` what matched, `more` variables that the kind knows.
    """
    options = monitor.get("options") or {}
    seen = samples or Samples()
    known = variables_of(monitor, condition, group, state, made, host) | {**seen.variables, **(more or {})}
    situation = Situation(known, _holding(made))
    source = str(monitor.get("message") or "")
    if made.kind.startswith("Re-") and options.get("escalation_message"):
        source = str(options["escalation_message"]) + "\n\n" + source
    message = parse(source)
    text, priority = render(message, situation).strip(), _priority(monitor, message, situation)
    markdown = render(message, situation, inert).strip()
    scope = ",".join(group)
    shown = f" on {{{scope}}}" if scope and options.get("include_tags", True) else ""
    name = render(parse(str(monitor.get("name") or "")), situation)
    title = f"{prefix}{f'[P{priority}] ' if priority else ''}[{made.kind}{shown}] {name}"
    # What a log or a check says may complete a handle and begins none, whoever wrote it.
    handles = handles_in(render(message, situation, without_handles))
    own = [str(tag) for tag in monitor.get("tags") or []]
    facts: dict[str, Any] = {
        "monitor": " ".join(name.split()),
        "monitor_type": str(monitor.get("type") or ""),
        "event_type": f"{str(monitor.get('type') or 'monitor').replace(' ', '_').replace('-', '_')}_monitor",
        "event_id": uuid4().int >> 66,
        "query": str(monitor.get("query") or ""),
        "metric": condition.metric,
        "scope": condition.scope,
        "host": next((tag[5:] for tag in group if tag.startswith("host:")), ""),
        "tags": list(dict.fromkeys((*group, *own))),
        "priority": priority,
        "sentence": sentence(condition, group, made, known),
        "previous": made.previous,
        "cycle": _cycle(state, made),
        "handles": list(handles),
        "markdown": markdown if markdown != text else "",
        "preset": str(options.get("notification_preset_name") or ""),
        "samples": [dict(one) for one in seen.listed] if _listed(options) else [],
        "graph": graph_of(monitor, condition, group, made.at),
    }
    return Message(" ".join(title.split()), text, handles, facts)


def _listed(options: Mapping[str, Any]) -> bool:
    return options.get("enable_logs_sample") is not False and options.get("enable_samples") is not False


def _priority(monitor: Mapping[str, Any], message: tuple[Node, ...], situation: Situation) -> int | None:
    """The monitor's priority, or what the part of the message that is shown has put in its place."""
    found = monitor.get("priority")
    for arguments in calls(message, "override_priority", situation):
        if arguments and PRIORITY.fullmatch(arguments[0]):
            found = int(arguments[0][1])
    return found


def sentence(condition: Condition, group: Group, made: Transition, known: Mapping[str, str]) -> str:
    """What was compared, in words: metric, scope, condition, window and the value; `known` are the variables."""
    scope = ",".join(group) or condition.scope
    minutes = condition.window_s / 60
    over = f"{minutes / 60:g}h" if minutes % 60 == 0 else f"{minutes:g}m"
    if made.status == "No Data":
        return f"{condition.metric} over {scope} has reported no data."
    if condition.sentence is not None:
        return condition.sentence(scope, made, known)
    value = "no value" if made.value is None else number(made.value)
    threshold, kind = _threshold(condition, made), "alert"
    if made.status == "Warn" and known.get("warn_threshold"):
        threshold, kind = known["warn_threshold"], "warning"
    compared = f"; the {kind} condition is {condition.comparator} {threshold}" if threshold else ""
    return f"{condition.metric} over {scope} was {value} during the last {over}{compared}."


def _threshold(condition: Condition, made: Transition) -> str:
    """What the value was held against, as people write it; empty where that is a query whose answer is not known."""
    if made.limits:
        return number(made.limits.critical)
    return "" if condition.dynamic else number(condition.threshold)


def number(value: float) -> str:
    """A number as people write it: whole ones whole, others to six significant digits, no exponent for usual sizes."""
    if value == 0 or not 1e-4 <= abs(value) < 1e15:
        return f"{value:.6g}"
    decimals = 0 if value.is_integer() else max(0, 5 - floor(log10(abs(value))))
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def variables_of(
    monitor: Mapping[str, Any],
    condition: Condition,
    group: Group,
    state: GroupState,
    made: Transition,
    host: Mapping[str, str],
) -> dict[str, str]:
    """Every variable that any monitor's message may use, with its text."""
    thresholds = (monitor.get("options") or {}).get("thresholds") or {}
    shown = {
        "value": "" if made.value is None else number(made.value),
        "threshold": _threshold(condition, made),
        "comparator": condition.comparator,
        "priority": f"P{monitor['priority']}" if monitor.get("priority") else "",
        "check_message": made.note,
        "monitor.name": str(monitor.get("name") or ""),
    }
    if made.limits and made.limits.warning is not None:
        shown["warn_threshold"] = number(made.limits.warning)
    for variable, key in (("warn_threshold", "warning"), ("ok_threshold", "ok")):
        if thresholds.get(key) is not None:
            shown[variable] = number(float(thresholds[key]))
    for variable, at in (("first_triggered_at", state.first_triggered), ("last_triggered_at", state.last_triggered)):
        if at is not None:
            shown[variable] = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            shown[f"{variable}_epoch"] = str(int(at * 1000))
    if state.first_triggered is not None:
        shown["triggered_duration_sec"] = str(int(made.at - state.first_triggered))
    for tag in sorted(group):  # a key that stands for several values shows all of them
        key, _, value = tag.partition(":")
        shown[f"{key}.name"] = f"{shown[f'{key}.name']}, {value}" if f"{key}.name" in shown else value
        shown[key] = shown[f"{key}.name"]
    if any(tag.startswith("host:") for tag in group):
        shown |= {f"host.{key}": value for key, value in host.items()}
    return shown


def _holding(made: Transition) -> frozenset[str]:
    true = {_STATES[made.status]} | _CONDITIONS.get((made.previous, made.status), set())
    return frozenset(true | {"is_renotify"} if made.kind.startswith("Re-") else true)


def _cycle(state: GroupState, made: Transition) -> int:
    """A number that stays the same from when a group is no longer OK until it has recovered."""
    if state.left_ok is not None:
        return int(state.left_ok)
    # As an older version stored it.
    began = state.last_nodata if "No Data" in (made.previous, made.status) else state.first_triggered
    return int(began or made.at)
