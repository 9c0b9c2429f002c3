"""The windows that monitors look at: `last_5m`, `current_1d`, `next_1w`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vizsla.query.errors import QueryError

SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 30 * 86400}
_LENGTH = re.compile(r"(\d{1,6})(mo|m|h|d|w)")
_LONGEST_S = 455 * 86400
_CURRENT = {"1h": 3600, "1d": 86400, "1mo": 31 * 86400}


@dataclass(frozen=True)
class Timeframe:
    """A window: how long it is at most, and where it begins when it ends at a given second."""

    text: str
    seconds: int
    cumulative: str = ""
    """`1h`, `1d` or `1mo` for a window that began with the current hour, day or month."""
    minute: int = 0
    hour: int = 0
    day: int = 1
    timezone: str = "UTC"

    def start_s(self, end_s: float) -> float:
        """Where the window that ends at `end_s` begins."""
        if not self.cumulative:
            return end_s - self.seconds
        end = datetime.fromtimestamp(end_s, ZoneInfo(self.timezone))
        match self.cumulative:
            case "1h":
                start = end.replace(minute=self.minute, second=0, microsecond=0)
                back = timedelta(hours=1)
            case "1d":
                start = end.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
                back = timedelta(days=1)
            case _:
                start = end.replace(day=self.day, hour=self.hour, minute=self.minute, second=0, microsecond=0)
                back = timedelta(days=(start.replace(day=1) - timedelta(days=1)).day)
        # A window that began this very second would hold nothing: it is the one before that ends now.
        if start >= end:
            start = (start - back).replace(day=self.day) if self.cumulative == "1mo" else start - back
        return start.timestamp()

    @property
    def step_s(self) -> int:
        """The length of the buckets that points are rolled to, as the real product has it."""
        if self.seconds < 3600:
            return 60
        return 600 if self.seconds < 86400 else 3600 if self.seconds < 28 * 86400 else 14400


def timeframe(text: str, options: Mapping[str, Any], start: int, end: int) -> Timeframe:
    """The window of `last_…` or `current_…`; QueryError at `start`..`end` of the query where it is none."""
    head, _, length = text.partition("_")
    found = _LENGTH.fullmatch(length)
    if head == "current" and length in _CURRENT:
        return _current(length, options)
    if head not in ("last", "next") or not found:
        raise QueryError(f"{text!r} is no window; write one such as last_5m, last_1h or current_1d", start, end)
    seconds = int(found.group(1)) * SECONDS[found.group(2)]
    if not 60 <= seconds <= _LONGEST_S:
        raise QueryError("windows are one minute at least, and fifteen months at most", start, end)
    return Timeframe(text, seconds)


def _current(length: str, options: Mapping[str, Any]) -> Timeframe:
    given = (options.get("scheduling_options") or {}).get("evaluation_window") or {}
    zone = str(given.get("timezone") or "UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise QueryError(
            f"options.scheduling_options.evaluation_window.timezone: there is no time zone {zone!r}"
        ) from None
    hour, minute = 0, _whole(given.get("hour_starts") or 0, "hour_starts", 0, 59)
    if length != "1h":
        at = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(given.get("day_starts") or "00:00"))
        if at is None:
            raise QueryError("options.scheduling_options.evaluation_window.day_starts is written HH:mm, such as 09:30")
        hour, minute = int(at.group(1)), int(at.group(2))
    day = _whole(given.get("month_starts") or 1, "month_starts", 1, 28)
    return Timeframe(f"current_{length}", _CURRENT[length], length, minute, hour, day, zone)


def _whole(value: object, name: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise QueryError(
            f"options.scheduling_options.evaluation_window.{name} is a whole number from {least} to {most}"
        )
    return value
