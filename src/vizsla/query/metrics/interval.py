"""How long a bucket is when nobody says so; windows in words."""

import re

LADDER = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 43200, 86400)
MOST_POINTS = 1500
_WINDOW = re.compile(r"last_(\d{1,4})([smhdw])")


def default_step_s(window_s: float, points: int = 300) -> int:
    """The smallest step of the ladder that gives no more than `points` buckets."""
    return next((step for step in LADDER if step >= window_s / points), LADDER[-1])


def enforced_step_s(wanted_s: int, window_s: float) -> int:
    """The wanted step, or a longer one of the ladder where it would give too many points."""
    if window_s / wanted_s <= MOST_POINTS:
        return wanted_s
    return max(wanted_s, default_step_s(window_s, MOST_POINTS))


def window_s(text: str) -> int:
    """Seconds of a window such as `last_15m`; ValueError for another text."""
    found = _WINDOW.fullmatch(text)
    if not found or int(found.group(1)) == 0:
        raise ValueError(f"{text!r} is no window; write one such as last_15m")
    return int(found.group(1)) * {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}[found.group(2)]
