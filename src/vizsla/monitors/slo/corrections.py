"""Corrections: times that an objective leaves out, once or by a recurrence rule."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from vizsla.documents.downtimes.schedule import on_the_wall, rule_of
from vizsla.monitors.slo.spans import Spans, joined

MOST_OCCURRENCES = 5000


def problems(attributes: Mapping[str, Any]) -> list[str]:
    """What is wrong with a correction's attributes, one sentence each."""
    found = []
    if attributes.get("category") not in CATEGORIES:
        found.append(_invalid("category", f"one of {', '.join(CATEGORIES)}"))
    if bool(attributes.get("slo_id")) == bool(attributes.get("slo_query")):
        found.append(_invalid("slo_id", "give 'slo_id' or 'slo_query'"))
    start, end, duration = attributes.get("start"), attributes.get("end"), attributes.get("duration")
    if not _seconds(start):
        found.append(_invalid("start", "Unix seconds are wanted"))
    if end is not None and not (_seconds(end) and _seconds(start) and end > start):
        found.append(_invalid("end", "Unix seconds after the start are wanted"))
    rule = attributes.get("rrule")
    if rule is not None:
        if not _seconds(duration) or not duration:
            found.append(_invalid("duration", "the seconds of each occurrence are wanted"))
        found += _rule_problems(rule)
    elif end is None:
        found.append(_invalid("end", "a correction that does not recur needs an end"))
    zone = attributes.get("timezone") or "UTC"
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, TypeError, LookupError):
        found.append(_invalid("timezone", "the name of a time zone such as Europe/Paris is wanted"))
    return found


CATEGORIES = ("Scheduled Maintenance", "Outside Business Hours", "Deployment", "Other")


def excluded(corrections: Iterable[Mapping[str, Any]], start_s: float, end_s: float) -> Spans:
    """The times within [start, end) that the corrections (their attributes) leave out."""
    parts = [part for one in corrections for part in _occurrences(one, start_s, end_s)]
    return joined((max(start, start_s), min(end, end_s)) for start, end in parts)


def _occurrences(one: Mapping[str, Any], start_s: float, end_s: float) -> list[tuple[float, float]]:
    if not one.get("rrule"):
        return [(float(one["start"]), float(one["end"]))]
    zone, duration = ZoneInfo(one.get("timezone") or "UTC"), float(one["duration"])
    first = datetime.fromtimestamp(one["start"], zone)
    # The rule runs on the wall clock, so that 09:00 stays 09:00 when the clocks change.
    text = on_the_wall(one["rrule"].strip().upper().removeprefix("RRULE:"), zone.key)
    rule = rrulestr(text, dtstart=first.replace(tzinfo=None), ignoretz=True)
    last = min(end_s, float(one.get("end") or end_s))
    found = []
    begin = datetime.fromtimestamp(max(start_s - duration, one["start"]), zone).replace(tzinfo=None) - timedelta(
        hours=2
    )
    for moment in rule.xafter(begin, count=MOST_OCCURRENCES, inc=True):
        at = moment.replace(tzinfo=zone).astimezone(UTC).timestamp()
        if at >= last:
            break
        found.append((at, at + duration))
    return found


def _rule_problems(rule: object) -> list[str]:
    try:
        rule_of(rule, "rrule")
    except ValueError as error:
        return [_invalid("rrule", str(error).partition(": ")[2])]
    return []


def _seconds(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 32


def _invalid(field: str, wanted: str) -> str:
    return f"The value provided for parameter '{field}' is invalid: {wanted}"
