"""When a downtime is: once, or again and again by the wall clock of a time zone."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import merge
from itertools import takewhile
from typing import Any

import msgspec
from dateutil.rrule import rrulestr

from vizsla.clock import zone

Occurrence = tuple[float, float]
"""From the first second up to the second that is no longer part of it; infinity where there is no end."""

FOREVER = float("inf")
LONGEST_S = 366 * 86400
_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYHOUR", "BYMINUTE",
          "WKST")  # fmt: skip
_FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_BOUNDS = {"INTERVAL": (1, 1000), "COUNT": (1, 100_000), "BYMONTHDAY": (-31, 31), "BYMONTH": (1, 12),
           "BYSETPOS": (-366, 366), "BYHOUR": (0, 23), "BYMINUTE": (0, 59)}  # fmt: skip
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Recurrence(msgspec.Struct, frozen=True):
    """A rule, the wall clock's time of its first occurrence, and how long each one is by that clock."""

    rule: str
    start: datetime
    duration_s: int


class Schedule(msgspec.Struct, frozen=True):
    """Once from `start` to `end` (None: for ever), or by recurrences in a time zone."""

    timezone: str = "UTC"
    start: float = 0.0
    end: float | None = None
    recurrences: tuple[Recurrence, ...] = ()
    cut: tuple[Occurrence, ...] = ()
    """Occurrences that ended before their time: the start of each, and when it ended; never begun where that is one."""


def occurrences(schedule: Schedule, after: float) -> Iterator[Occurrence]:
    """Every occurrence that ends after a moment, by its start; endless where the rule is."""
    if not schedule.recurrences:
        end = FOREVER if schedule.end is None else schedule.end
        return iter([(schedule.start, end)] if end > after else [])
    found = merge(*(_recurring(one, schedule.timezone, after) for one in schedule.recurrences))
    return _shortened(found, dict(schedule.cut), after) if schedule.cut else found


def _shortened(found: Iterator[Occurrence], cut: dict[float, float], after: float) -> Iterator[Occurrence]:
    for start, end in found:
        until = min(end, cut.get(start, end))
        if until > max(start, after):
            yield start, until


def active(schedule: Schedule, now: float) -> Occurrence | None:
    """The occurrence that a moment lies in, the one that ends last if several overlap."""
    begun = takewhile(lambda one: one[0] <= now, occurrences(schedule, now))
    return max(begun, key=lambda one: one[1], default=None)


def ended(schedule: Schedule, since: float, until: float) -> Iterator[Occurrence]:
    """Occurrences that end after `since` and not after `until`."""
    return (one for one in takewhile(lambda one: one[0] < until, occurrences(schedule, since)) if one[1] <= until)


def _recurring(one: Recurrence, timezone: str, after: float) -> Iterator[Occurrence]:
    there = zone(timezone)
    # A day more than needed: clocks may be changed meanwhile.
    earliest = datetime.fromtimestamp(max(after, 0.0), there).replace(tzinfo=None)
    earliest -= timedelta(seconds=one.duration_s, days=1)
    for moment in _rule(one.rule, one.start).xafter(earliest, inc=True):
        start = moment.replace(tzinfo=there).timestamp()
        # A downtime until nine ends at nine, whether or not the clocks were changed meanwhile.
        end = (moment + timedelta(seconds=one.duration_s)).replace(tzinfo=there).timestamp()
        end = end if end > start else start + one.duration_s
        if end > after:
            yield start, end


@lru_cache(512)
def _rule(rule: str, start: datetime) -> Any:
    return rrulestr(rule, dtstart=start, ignoretz=True, cache=True)


def rule_of(text: object, field: str) -> str:
    """A recurrence rule as this module reads it; ValueError says what is wrong with it."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{field}: a rule such as FREQ=WEEKLY;BYDAY=SA,SU is wanted")
    rule = text.strip().upper().removeprefix("RRULE:").strip(";")
    given = [part.partition("=")[::2] for part in rule.split(";")]
    for name, value in given:
        if name in ("DTSTART", "DTEND", "DURATION"):
            raise ValueError(f"{field}: {name} is told by the start and the duration, not by the rule")
        if name not in _PARTS or not value:
            raise ValueError(f"{field}: {name or 'nothing'} is no part of a rule; it is made of {', '.join(_PARTS)}")
    parts = dict(given)
    if parts.get("FREQ") not in _FREQUENCIES:
        raise ValueError(f"{field}: FREQ is one of {', '.join(_FREQUENCIES)}")
    numbers = {name: _numbers(name, parts[name], field) for name in _BOUNDS if name in parts}
    days, months = numbers.get("BYMONTHDAY"), numbers.get("BYMONTH", range(1, 13))
    if days and all(abs(day) > _LONGEST_MONTHS[month - 1] for day in days for month in months):
        raise ValueError(f"{field}: no such month has such a day")  # it would be looked for until the year 9999
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError(f"{field}: COUNT or UNTIL, not both")
    try:
        rrulestr(rule, dtstart=datetime(2026, 1, 1), ignoretz=True)  # noqa: DTZ001 - the wall clock
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{field}: {rule} is no rule: {error}") from None
    return rule


def on_the_wall(rule: str, timezone: str) -> str:
    """The rule with an `UNTIL` of UTC told by the clock on the wall, as all else in it is."""
    found = re.search(r"(?<=UNTIL=)\d{8}T\d{6}Z", rule)
    if found is None:
        return rule
    moment = datetime.strptime(found[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    with suppress(OverflowError):  # of the year 9999, say, which means for ever
        moment = moment.astimezone(zone(timezone))
    return rule.replace(found[0], f"{moment:%Y%m%dT%H%M%S}")


def duration_of(text: object, field: str) -> int:
    """Seconds of a length such as 2h or 1d12h; ValueError says what is wrong with it."""
    parts = re.findall(r"(\d{1,5})([smhdw])", text) if isinstance(text, str) else []
    seconds = sum(int(count) * _UNITS_S[unit] for count, unit in parts)
    if not parts or "".join(map("".join, parts)) != text or not 60 <= seconds <= LONGEST_S:
        raise ValueError(f"{field}: a length such as 30m, 14h or 2d is wanted, of a minute to a year")
    return seconds


def local_of(text: object, field: str, timezone: str) -> datetime:
    """A wall clock's time such as 2026-01-04T19:00, or what it shows there at a moment with an offset.

    ValueError says what is wrong with it.
    """
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if found is None or not 1970 <= found.year <= 2105:  # occurrences are counted from the first one
        raise ValueError(f"{field}: a time such as 2026-01-04T19:00 is wanted")
    return (found.astimezone(zone(timezone)) if found.tzinfo else found).replace(tzinfo=None)


def _numbers(name: str, text: str, field: str) -> list[int]:
    least, most = _BOUNDS[name]
    found = [int(one) for one in text.split(",") if re.fullmatch(r"[+-]?\d{1,6}", one)]
    if len(found) != text.count(",") + 1 or not all(least <= one <= most and (one or least == 0) for one in found):
        raise ValueError(f"{field}: {name} is made of whole numbers from {least} to {most}")
    return found


def check_some(one: Recurrence, field: str) -> None:
    """ValueError for a rule that never occurs."""
    if next(iter(_rule(one.rule, one.start)), None) is None:
        raise ValueError(f"{field}: the rule {one.rule} never occurs from {one.start.isoformat()} on")
