"""Times of logs as clients write them."""

from datetime import UTC
from typing import Any

from dateutil import parser


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


def _text(value: str) -> int | None:
    try:
        moment = parser.isoparse(value)
    except ValueError:
        try:
            moment = parser.parse(value)
        except (ValueError, OverflowError):
            return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
