"""Buckets of the calendar: days, weeks, months and years of a time zone, from an hour, weekday, day or month on."""

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from vizsla import clock
from vizsla.query.errors import QueryError
from vizsla.query.metrics.syntax import Calendar

UNITS = {"daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
"""What the buckets are called, and how many seconds one has about."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
_HOUR = re.compile(r"(1[0-2]|[1-9])(am|pm)|([01]?\d|2[0-3])(?::00)?")
_DAY = re.compile(r"([1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_WANTED = {
    "daily": "an hour such as 6am",
    "weekly": "a weekday such as monday",
    "monthly": "a day such as 1st",
    "yearly": "a month such as april",
}


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of this name, UTC for none; QueryError for one that there is not."""
    try:
        return clock.zone(name or "UTC")
    except ValueError as error:
        raise QueryError(str(error)) from None


def calendar(unit: str, rest: tuple[str, ...]) -> Calendar:
    """The calendar that a roll-up's words after the method name; QueryError tells which word does not fit."""
    align = name = ""
    for word in rest:
        if _first(unit, word) is not None and not align:
            align = word.lower()
        elif not name:
            try:
                zone(word)
            except QueryError:
                raise QueryError(f"{word!r} is neither {_WANTED[unit]} nor a time zone such as Europe/Paris") from None
            name = word
        else:
            raise QueryError(f"a {unit} rollup takes {_WANTED[unit]} and a time zone at most")
    return Calendar(unit, align, name)


def edges(wanted: Calendar, start_s: int, end_s: int) -> list[int]:
    """Beginnings of the buckets that hold [start, end), from the one that `start` lies in, and the end of the last."""
    there = zone(wanted.zone)
    first = _first(wanted.unit, wanted.align) or 0 if wanted.align else 0
    at = _before(wanted.unit, first, datetime.fromtimestamp(start_s, there))
    found = [int(at.timestamp())]
    while found[-1] < end_s:
        at = _next(wanted.unit, first, at)
        found.append(int(at.timestamp()))
    return found


def moved(at_s: int, count: int, unit: str, there: ZoneInfo) -> int:
    """The moment so many hours, days, weeks, months or years (h, d, w, mo, y) away, at the same time of the day."""
    if unit == "h":
        return at_s + count * 3600
    local = datetime.fromtimestamp(at_s, there)
    if unit in ("d", "w"):
        return int((local + timedelta(days=count * (7 if unit == "w" else 1))).timestamp())
    month = local.year * 12 + local.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(month, 12)
    day = min(local.day, _days(year, month + 1))
    return int(local.replace(year=year, month=month + 1, day=day).timestamp())


def _first(unit: str, word: str) -> int | None:
    # The hour, weekday, day of the month or month that a bucket begins with, counted from 0; None for another word.
    low = word.lower()
    if unit == "daily":
        hour = _HOUR.fullmatch(low)
        if not hour:
            return None
        return int(hour.group(3)) if hour.group(3) else int(hour.group(1)) % 12 + 12 * (hour.group(2) == "pm")
    if unit == "monthly":
        day = _DAY.fullmatch(low)
        return int(day.group(1)) - 1 if day else None
    names = WEEKDAYS if unit == "weekly" else MONTHS
    return next((i for i, name in enumerate(names) if len(low) >= 3 and name.startswith(low)), None)


def _before(unit: str, first: int, at: datetime) -> datetime:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    match unit:
        case "daily":
            found = midnight.replace(hour=first)
            return found if found.timestamp() <= at.timestamp() else found - timedelta(days=1)
        case "weekly":
            return midnight - timedelta(days=(midnight.weekday() - first) % 7)
        case "monthly":
            found = midnight.replace(day=min(first + 1, _days(at.year, at.month)))
            return found if found <= at else _month(midnight, -1, first)
        case _:
            found = midnight.replace(month=first + 1, day=1)
            return found if found <= at else found.replace(year=found.year - 1)


def _next(unit: str, first: int, at: datetime) -> datetime:
    match unit:
        case "daily":
            return at + timedelta(days=1)
        case "weekly":
            return at + timedelta(days=7)
        case "monthly":
            return _month(at, 1, first)
        case _:
            return at.replace(year=at.year + 1)


def _month(at: datetime, count: int, first: int) -> datetime:
    year, month = divmod(at.year * 12 + at.month - 1 + count, 12)
    return at.replace(year=year, month=month + 1, day=min(first + 1, _days(year, month + 1)))


def _days(year: int, month: int) -> int:
    following = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return (following - timedelta(days=1)).day
