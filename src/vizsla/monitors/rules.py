"""Notification rules: who else is told of a monitor's transition, by its tags and its kind."""

import logging
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from vizsla.monitors.silences import covering
from vizsla.monitors.state import Transition

log = logging.getLogger(__name__)

_KINDS = {"Triggered": "is_alert", "Warn": "is_warning", "Recovered": "is_recovery", "No Data": "is_no_data",
          "Unknown": "is_unknown"}  # fmt: skip
_ALERTS = {("Alert", "OK"): "is_alert_recovery", ("Warn", "OK"): "is_warning_recovery",
           ("No Data", "OK"): "is_no_data_recovery", ("Alert", "Warn"): "is_alert_to_warning"}  # fmt: skip


def recipients(
    rules: Iterable[Mapping[str, Any]], monitor: Mapping[str, Any], group: Sequence[str], made: Transition
) -> tuple[str, ...]:
    """Handles, without @, that the rules add for this transition."""
    tags = [str(tag).lower() for tag in (*(monitor.get("tags") or ()), *group)]
    kinds = {f"transition_type:{kind}" for kind in _kinds(made)}
    priority = [f"priority:p{monitor['priority']}"] if monitor.get("priority") else []
    known = [*tags, *kinds, *priority, f"type:{monitor.get('type')}"]
    found: dict[str, None] = {}
    for rule in rules:
        attributes = rule["attributes"]
        filter_ = attributes.get("filter") or {}
        wanted = filter_.get("tags") or []
        if not all(str(tag).lower() in tags for tag in wanted) or not matching(filter_.get("scope"))(known):
            continue
        chosen = list(attributes.get("recipients") or ())
        conditional = attributes.get("conditional_recipients") or {}
        fitting = [one for one in conditional.get("conditions") or () if matching(one.get("scope"))(known)]
        chosen += [handle for one in fitting for handle in one.get("recipients") or ()]
        if not fitting:
            chosen += conditional.get("fallback_recipients") or ()
        found |= dict.fromkeys(chosen)
    return tuple(found)


def matching(scope: object) -> Callable[[Collection[str]], bool]:
    """A predicate over tags for a scope such as `env:prod AND transition_type:(is_alert OR is_no_data)`."""
    if not scope:
        return lambda _tags: True
    try:
        return covering(_written(scope))
    except ValueError as error:  # as an older version may have stored it: alerts go on without it
        log.warning("a notification rule tells nobody: %s", error)
        return lambda _tags: False


def problem(scope: str) -> str:
    """What is wrong with a scope, or an empty text."""
    try:
        covering(_written(scope))
    except ValueError as error:
        return str(error).removeprefix("scope: ")
    return ""


def _written(scope: object) -> str:
    text = re.sub(r"\s+&&\s+", " AND ", str(scope).lower().replace(" and ", " AND ").replace(" or ", " OR "))
    return text.replace("not ", "NOT ")


def _kinds(made: Transition) -> set[str]:
    if made.kind.startswith("Re-"):
        return {"is_renotify", _KINDS.get({"Alert": "Triggered"}.get(made.status, made.status), "")}
    return {_KINDS[made.kind], _ALERTS.get((made.previous, made.status), "")} - {""}
