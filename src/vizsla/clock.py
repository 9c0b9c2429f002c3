"""Time as a parameter: whoever needs the present is given a clock. Time zones by name."""

import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Clock = Callable[[], float]
"""Seconds since 1970 as a float."""

wall: Clock = time.time

LAST_S = (1 << 32) - 1
"""The last second that the store's times reach, in 2106."""


def zone(name: str) -> ZoneInfo:
    """The time zone of this name, `utc` in any case included; ValueError with a sentence for another text."""
    try:
        return ZoneInfo("UTC" if name.lower() == "utc" else name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name} is no time zone; write one such as UTC or Europe/Paris") from None


def offset_s(there: ZoneInfo, at: float) -> int:
    """Seconds by which the clocks there are ahead of UTC at a moment."""
    ahead = datetime.fromtimestamp(at, there).utcoffset()
    return int(ahead.total_seconds()) if ahead else 0
