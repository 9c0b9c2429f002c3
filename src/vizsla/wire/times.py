"""Times of logs as clients write them."""

from datetime import UTC
from typing import Any

from dateutil import parser

_LAST_S = (1 << 32) - 1


def usable(seconds: float | None) -> bool:
    """Whether this is a Unix time in seconds that the store can hold (to the year 2106), or none at all."""
    return seconds is None or 0 <= seconds <= _LAST_S


def milliseconds(value: Any) -> int | None:
    """Unix milliseconds of a number (seconds, ms, µs or ns by size) or an ISO-like text; None when it is no time."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return _text(value)
    if not isinstance(value, int | float) or not 0 < value < 1e20:
        return None
    for limit, factor in ((1e11, 1000.0), (1e14, 1.0), (1e17, 1e-3)):
        if value < limit:
            return int(value * factor)
    return int(value * 1e-6)


def _any_form(value: str) -> Any:
    # A zone's name alone tells no offset; without being told so, the parser would warn of each that it does not know.
    return parser.parse(value, tzinfos=lambda _name, offset: offset or 0)


def _text(value: str) -> int | None:
    for read in (parser.isoparse, _any_form):
        try:
            moment = read(value)
            found = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
        except (ValueError, OverflowError, TypeError, ArithmeticError):
            continue
        return found if found > 0 else None
    return None
