"""Moments as requests write them: date maths, ISO 8601, seconds or milliseconds since 1970."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from vizsla.query.errors import QueryError

_UNITS_MS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "M": 2_592_000_000}
_NOW = re.compile(r"now\s*(?:([+-])\s*(\d{1,6})\s*(ms|s|m|h|d|w|M))?")
_INTERVAL = re.compile(r"(\d{1,12})\s*(ms|s|m|h|d|w)?")
_NUMBER = re.compile(r"\d{1,15}(\.\d+)?")
_SECONDS_BELOW = 100_000_000_000  # as milliseconds this is 1973, as seconds the year 5138
_LAST_MS = 253_402_300_799_000  # the end of the year 9999


@dataclass(frozen=True)
class Window:
    """From `start_ms` up to, and without, `end_ms`; milliseconds since 1970."""

    start_ms: int
    end_ms: int

    @property
    def seconds(self) -> float:
        """The window's length."""
        return (self.end_ms - self.start_ms) / 1000


def window(start: object, end: object, now_s: float, default: str = "now-15m") -> Window:
    """The window between two moments; None stands for `default` and `now`. Raises QueryError naming the field."""
    found = Window(moment_ms(start, "from", now_s, default), moment_ms(end, "to", now_s, "now"))
    if found.start_ms > found.end_ms:
        raise QueryError("'from' lies after 'to'; give an earlier 'from'")
    return found


def moment_ms(given: object, field: str, now_s: float, default: str) -> int:
    """Milliseconds since 1970 of a moment; numbers below 10¹¹ are seconds."""
    text = default if given is None or given == "" else str(given).strip()
    maths = _NOW.fullmatch(text)
    if maths:
        sign, count, unit = maths.groups()
        shift = int(count) * _UNITS_MS[unit] if count else 0
        found = int(now_s * 1000) + (shift if sign == "+" else -shift)
    elif _NUMBER.fullmatch(text):
        number = float(text)
        found = int(number if number >= _SECONDS_BELOW else number * 1000)
    else:
        found = _iso_ms(text, field)
    return min(max(found, 0), _LAST_MS)


def interval_ms(text: str) -> int:
    """The length of a bucket such as `5m`; a bare number is milliseconds."""
    found = _INTERVAL.fullmatch(text.strip())
    if not found or int(found.group(1)) == 0:
        raise QueryError(f"interval {text!r} is not understood; write one such as 10s, 5m or 1h")
    return int(found.group(1)) * _UNITS_MS[found.group(2) or "ms"]


def iso(ms: int) -> str:
    """`2026-01-31T12:00:00.000Z`."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{ms % 1000:03d}Z"


def iso_ns(ns: int) -> str:
    """`2026-01-31T12:00:00.000000Z`: to the microsecond, which is as far as clients' clocks read."""
    seconds, rest = divmod(ns, 1_000_000_000)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{rest // 1000:06d}Z"


def _iso_ms(text: str, field: str) -> int:
    try:
        at = datetime.fromisoformat(text)
        return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise QueryError(
            f"{field} {text!r} is no moment; write now, now-15m, 2026-01-31T12:00:00Z or milliseconds since 1970"
        ) from None
