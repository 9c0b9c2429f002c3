"""How long a bucket is when nobody says so."""

LADDER = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 43200, 86400)
MOST_POINTS = 1500


def default_step_s(window_s: float, points: int = 300) -> int:
    """The smallest step of the ladder that gives no more than `points` buckets."""
    return next((step for step in LADDER if step >= window_s / points), LADDER[-1])


def enforced_step_s(wanted_s: int, window_s: float) -> int:
    """The wanted step, or a longer one of the ladder where it would give too many points."""
    if window_s / wanted_s <= MOST_POINTS:
        return wanted_s
    return max(wanted_s, default_step_s(window_s, MOST_POINTS))
