"""A monitor's options: what each may hold. What is not named here is kept as it is given."""

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

Check = Callable[[Any], str]
"""What is wanted instead of a value, or an empty text where it is right."""


def _whole(least: int = 0, most: int = (1 << 31) - 1) -> Check:
    def check(value: Any) -> str:
        # Some exports hold such numbers as texts.
        number = (
            int(value) if isinstance(value, str) and len(value) < 12 and value.isascii() and value.isdigit() else value
        )
        right = isinstance(number, int) and not isinstance(number, bool) and least <= number <= most
        if right:
            return ""
        return f"a whole number from {least}" + (f" to {most}" if most < (1 << 31) - 1 else "") + " is wanted"

    return check


def _one_of(*choices: str) -> Check:
    return lambda value: "" if value in choices else f"one of {', '.join(choices)}"


def _is(kind: type, words: str) -> Check:
    return lambda value: "" if isinstance(value, kind) else f"{words} is wanted"


def _texts(*choices: str) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return "a list of texts is wanted"
        wrong = [one for one in value if choices and one.lower() not in choices]
        return f"some of {', '.join(choices)}" if wrong else ""

    return check


def _like(pattern: str, words: str) -> Check:
    return lambda value: "" if isinstance(value, str) and re.fullmatch(pattern, value) else f"{words} is wanted"


def _thresholds(value: Any) -> str:
    if not isinstance(value, dict):
        return "an object is wanted"
    return ""


def _silenced(value: Any) -> str:
    if not isinstance(value, dict):
        return "an object is wanted"
    if any(end is not None and not _is_number(end, int) for end in value.values()):
        return "a scope's end is seconds or null"
    return ""


def _windows(value: Any) -> str:
    if not isinstance(value, dict):
        return "an object is wanted"
    wrong = [key for key, one in value.items() if one is not None and not re.fullmatch(r"last_\d+(m|h|d|w)", str(one))]
    return f"{wrong[0]} is a window such as last_15m" if wrong else ""


_NUMBERS = ("critical", "warning", "ok", "unknown", "critical_recovery", "warning_recovery")
_flag, _text = _is(bool, "true or false"), _is(str, "a text")

CHECKS: Mapping[str, Check] = {
    "enable_logs_sample": _flag,
    "enable_samples": _flag,
    "escalation_message": _text,
    "evaluation_delay": _whole(0, 86400),
    "group_retention_duration": _like(r"\d{1,5}[mhd]", "a length such as 24h or 3d"),
    "groupby_simple_monitor": _flag,
    "include_tags": _flag,
    "locked": _flag,
    "min_failure_duration": _whole(0, 7200),
    "min_location_failed": _whole(),
    "new_group_delay": _whole(),
    "new_host_delay": _whole(),
    "no_data_timeframe": _whole(),
    "notification_preset_name": _one_of(
        "show_all", "hide_query", "hide_handles", "hide_all", "hide_query_and_handles", "show_only_snapshot",
        "hide_handles_and_footer",
    ),
    "notify_audit": _flag,
    "notify_by": _texts(),
    "notify_no_data": _flag,
    "on_missing_data": _one_of("default", "show_no_data", "show_and_notify_no_data", "resolve"),
    "renotify_interval": _whole(),
    "renotify_occurrences": _whole(),
    "renotify_statuses": _texts("alert", "warn", "no data"),
    "require_full_window": _flag,
    "silenced": _silenced,
    "threshold_windows": _windows,
    "thresholds": _thresholds,
    "timeout_h": _whole(0, 24),
    "variables": _is(list, "a list"),
}  # fmt: skip


def problems(options: Mapping[str, Any], critical: float | None) -> list[str]:
    """What is wrong with the options, one sentence each; `critical` is the threshold found in the query."""
    found = []
    for key, check in CHECKS.items():
        value = options.get(key)
        wanted = check(value) if value is not None else ""
        if wanted:
            found.append(f"The value provided for parameter 'options.{key}' is invalid: {wanted}")
    stated = options.get("thresholds")
    thresholds: Mapping[str, Any] = stated if isinstance(stated, dict) else {}
    for key in _NUMBERS:
        if thresholds.get(key) is not None and not _is_number(thresholds[key]):
            found.append(f"The value provided for parameter 'options.thresholds.{key}' is invalid: a number is wanted")
    given: Any = thresholds.get("critical")
    if critical is not None and _is_number(given) and float(given) != critical:
        found.append(f"Alert threshold ({float(given)}) does not match that used in the query ({critical}).")
    stated_by = {key for key, value in thresholds.items() if value is not None}
    if any(key.endswith("_query") for key in stated_by) and not stated_by.isdisjoint(_NUMBERS):
        found.append("The value provided for parameter 'options.thresholds' is invalid: numbers or queries, not both")
    if options.get("on_missing_data") is not None and (
        options.get("notify_no_data") or options.get("no_data_timeframe") is not None
    ):
        found.append("'on_missing_data' replaces 'notify_no_data' and 'no_data_timeframe': give one or the other")
    return found


def numbers(thresholds: Mapping[str, Any]) -> dict[str, Any]:
    """The thresholds without those that are null; numbers are floats, also those that were written as texts."""
    known = {key: value for key, value in thresholds.items() if value is not None}
    return {
        key: float(value) if _is_number(value, int, float) or (key in _NUMBERS and _is_number(value)) else value
        for key, value in known.items()
    }


def _is_number(value: object, *kinds: type) -> bool:
    """Whether it is a finite number; kinds are int, float and numbers written as texts unless others are given."""
    if isinstance(value, bool) or not isinstance(value, kinds or (int, float, str)):
        return False
    try:
        return isfinite(float(value))  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return False
