"""Monitors as documents: what of their JSON is checked, and what is filled in; the rest is kept as given."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

TYPES = frozenset(
    """metric alert|query alert|service check|event alert|event-v2 alert|log alert|trace-analytics alert|rum alert
    |audit alert|ci-pipelines alert|ci-tests alert|database-monitoring alert|network-performance alert
    |error-tracking alert|network-path alert|process alert|composite|slo alert|cost alert|synthetics alert
    |data-quality alert|data-jobs alert|llm-observability alert""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Types of the real API; those whose data Vizsla does not have are stored and given back, not evaluated."""

OPTION_DEFAULTS: dict[str, Any] = {
    "notify_audit": False,
    "notify_no_data": False,
    "include_tags": True,
    "new_host_delay": 300,
    "silenced": {},
}


_WHOLE = (
    "no_data_timeframe", "renotify_interval", "timeout_h", "evaluation_delay", "new_group_delay",
    "renotify_occurrences",
)  # fmt: skip


def problems(body: Mapping[str, Any], critical: float | None) -> list[str]:
    """What is wrong with a monitor's JSON, one sentence each; `critical` is the threshold found in its query."""
    found = []
    if not isinstance(body.get("type"), str) or body["type"] not in TYPES:
        found.append(f"The value provided for parameter 'type' is invalid: one of {', '.join(sorted(TYPES))}")
    if not isinstance(body.get("query"), str) or not body["query"].strip():
        found.append("The value provided for parameter 'query' is invalid")
    for field in ("name", "message"):
        if body.get(field) is not None and not isinstance(body[field], str):
            found.append(f"The value provided for parameter '{field}' is invalid: a text is wanted")
    tags = body.get("tags")
    if tags is not None and not (isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)):
        found.append("The value provided for parameter 'tags' is invalid: a list of texts is wanted")
    priority = body.get("priority")
    if priority is not None and priority not in (1, 2, 3, 4, 5):
        found.append("The value provided for parameter 'priority' is invalid: 1 to 5, or null")
    options = body.get("options")
    if options is None:
        return found
    if not isinstance(options, dict):
        return [*found, "The value provided for parameter 'options' is invalid: an object is wanted"]
    return [*found, *_option_problems(options, critical)]


def _option_problems(options: Mapping[str, Any], critical: float | None) -> list[str]:
    found = []
    thresholds = options.get("thresholds") or {}
    if not isinstance(thresholds, dict):
        return ["The value provided for parameter 'options.thresholds' is invalid: an object is wanted"]
    for key, value in thresholds.items():
        if value is not None and not _is_number(value):
            found.append(f"The value provided for parameter 'options.thresholds.{key}' is invalid: a number is wanted")
    given = thresholds.get("critical")
    if critical is not None and isinstance(given, int | float) and _is_number(given) and float(given) != critical:
        found.append(f"Alert threshold ({float(given)}) does not match that used in the query ({critical}).")
    for key in _WHOLE:
        value = options.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 31):
            found.append(
                f"The value provided for parameter 'options.{key}' is invalid: a whole number from 0 is wanted"
            )
    if options.get("on_missing_data") is not None and (
        options.get("notify_no_data") or options.get("no_data_timeframe") is not None
    ):
        found.append("'on_missing_data' replaces 'notify_no_data' and 'no_data_timeframe': give one or the other")
    for key in ("on_missing_data", "escalation_message"):
        if not isinstance(options.get(key) or "", str):
            found.append(f"The value provided for parameter 'options.{key}' is invalid: a text is wanted")
    statuses = options.get("renotify_statuses") or []
    if not isinstance(statuses, list) or not all(isinstance(one, str) for one in statuses):
        found.append(
            "The value provided for parameter 'options.renotify_statuses' is invalid: a list of texts is wanted"
        )
    silenced = options.get("silenced") or {}
    if not isinstance(silenced, dict):
        found.append("The value provided for parameter 'options.silenced' is invalid: an object is wanted")
    elif any(end is not None and not _is_number(end, int) for end in silenced.values()):
        found.append("The value provided for parameter 'options.silenced' is invalid: a scope's end is seconds or null")
    return found


def _is_number(value: object, *kinds: type) -> bool:
    """Whether it is a finite number; kinds are int, float and numbers written as texts unless others are given."""
    if isinstance(value, bool) or not isinstance(value, kinds or (int, float, str)):
        return False
    try:
        return isfinite(float(value))  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return False


def filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with the defaults that the real API fills in; thresholds become floats, null ones are dropped."""
    options = OPTION_DEFAULTS | dict(body.get("options") or {})
    thresholds = options.get("thresholds")
    if isinstance(thresholds, dict):
        options["thresholds"] = {
            key: float(value) if isinstance(value, int | float) else value
            for key, value in thresholds.items()
            if value is not None
        }
    empty: dict[str, Any] = {"name": "", "message": "", "tags": [], "priority": None, "restricted_roles": None}
    return empty | {key: value for key, value in body.items() if value is not None} | {"options": options}
