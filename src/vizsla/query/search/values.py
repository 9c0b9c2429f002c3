"""What a value in a search means: numbers with units, identifiers of traces, moments, statuses."""

import re
from datetime import UTC, datetime

from vizsla.query.errors import QueryError
from vizsla.query.search.syntax import Table

NUMBER = r"^-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$"
_NUMBER = re.compile(NUMBER.strip("^$"))
_UNITS_NS = {"ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 6e10, "min": 6e10, "h": 3.6e12, "d": 8.64e13}
_MEASURE = re.compile(r"(-?[0-9]{1,12}(?:\.[0-9]{1,9})?)(ns|us|µs|ms|s|min|m|h|d)")
_STATUSES: dict[Table, dict[str, str]] = {
    "logs": {"err": "error", "warning": "warn", "information": "info", "emerg": "emergency"},
    "spans": {},
    "events": {"warn": "warning", "ok": "success", "err": "error"},
}


def number(text: str) -> float | None:
    """The number that a stored value stands for, or None."""
    return float(text) if _NUMBER.fullmatch(text) else None


def measure(text: str) -> float | None:
    """A number as people write it in a search: plain, or a duration with its unit (then nanoseconds)."""
    found = _MEASURE.fullmatch(text)
    return float(found.group(1)) * _UNITS_NS[found.group(2)] if found else number(text)


def status(text: str, table: Table) -> str:
    """The status as the table names it."""
    lower = text.lower()
    return _STATUSES[table].get(lower, lower)


def identifiers(text: str) -> list[tuple[int, int]]:
    """The ids (high, low) that a text may stand for: decimal, or hexadecimal of up to 32 digits."""
    found: list[tuple[int, int]] = []
    if re.fullmatch(r"[0-9]{1,20}|[0-9]{33,39}", text):
        found.append((int(text) >> 64, int(text) & (2**64 - 1)))
    if re.fullmatch(r"(0x)?[0-9a-fA-F]{16}|(0x)?[0-9a-fA-F]{32}|(0x)?(?=.*[a-fA-F])[0-9a-fA-F]{1,31}", text):
        value = int(text, 16)
        found.append((value >> 64, value & (2**64 - 1)))
    return found


def moment_ms(text: str, start: int, end: int) -> int:
    """Milliseconds of a moment: ISO 8601 or milliseconds since 1970."""
    if re.fullmatch(r"[0-9]{1,15}", text):
        return int(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(
            f"{text!r} is no moment; write milliseconds or 2026-01-31T12:00:00Z in quotes", start, end
        ) from None
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
