"""Anomalies: a band around where values are expected, drawn at each point from the points before it alone.

The band is centre ± bounds/3 × unit, and the unit is a tail quantile of how far past values were from their centre:
`bounds` 3 is the band that 99.9 % of the past stayed inside, whatever the noise's distribution.
"""

from bisect import bisect_left, insort

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ALGORITHMS = ("basic", "agile", "robust")
SEASONS_KEPT = 7
BASIC_POINTS = 72
_TAIL_SEASONS = 14
_TAIL_POINTS = 500
_LEAST_ERRORS = 50
_TAIL = {"basic": 0.999, "agile": 0.998, "robust": 0.999}
_FLOOR = 0.01
_HALF_LIFE = 24
_DELAY = 30  # points until an error counts as past, lest an anomaly widen the band that it is judged by
_WEEK = 7


def band(values: Floats, algorithm: str, bounds: float, season: int) -> tuple[Floats, Floats]:
    """Lower and upper edges (G x T) for values (G x T, NaN for gaps); NaN until enough points went before.

    `season` is a season's length in points. With less than two seasons of points `agile` and `robust` act as `basic`.
    """
    known = (~np.isnan(values)).sum(axis=1)
    lower, upper = np.full_like(values, np.nan), np.full_like(values, np.nan)
    for i, row in enumerate(values):
        how = algorithm if known[i] >= 2 * season else "basic"
        middle = _centre(row, how, season)
        reach = bounds / 3 * _unit(row - middle, row, max(_TAIL_POINTS, _TAIL_SEASONS * season), _TAIL[how])
        lower[i], upper[i] = middle - reach, middle + reach
    return lower, upper


def history(algorithm: str, season: int) -> int:
    """How many points before a window make its first band trustworthy."""
    return 5 * BASIC_POINTS if algorithm == "basic" else (SEASONS_KEPT + 1) * season


def _centre(row: Floats, algorithm: str, season: int) -> Floats:
    if algorithm == "basic":
        return _median_before(row, BASIC_POINTS)
    day = _same_slot(row, season, SEASONS_KEPT, 1)
    if algorithm == "agile":
        # What the season missed lately is added, so that the centre follows a shift of level at once.
        return day + _weighted_before(row - day)
    week = _same_slot(row, _WEEK * season, 4, 2 if season > 48 else 1)
    day_error, week_error = (_median_before(np.abs(row - one), _WEEK * season) for one in (day, week))
    share = np.where(np.isnan(week_error) | np.isnan(week), 0.0, day_error**2 / (day_error**2 + week_error**2 + 1e-12))
    return np.where(share > 0, (1 - share) * day + share * np.nan_to_num(week), day)


def _median_before(row: Floats, window: int, least: int = 8) -> Floats:
    # The median of the last `window` points, the point itself left out.
    found = np.full(len(row), np.nan)
    kept: list[float] = []
    for i, value in enumerate(row):
        if len(kept) >= min(least, window):
            middle = len(kept) // 2
            found[i] = kept[middle] if len(kept) % 2 else (kept[middle - 1] + kept[middle]) / 2
        if not np.isnan(value):
            insort(kept, float(value))
        if i >= window and not np.isnan(row[i - window]):
            del kept[bisect_left(kept, float(row[i - window]))]
    return found


def _same_slot(row: Floats, season: int, seasons: int, around: int) -> Floats:
    # The median of the same slot and its neighbours, a season before, two before, and so on.
    lags = [k * season - j for k in range(1, seasons + 1) for j in range(-around, around + 1)]
    shifted = np.full((len(lags), len(row)), np.nan)
    for line, lag in zip(shifted, lags, strict=True):
        if 0 < lag < len(row):
            line[lag:] = row[: len(row) - lag]
    ordered = np.sort(shifted, axis=0)  # NaN sort last
    count = (~np.isnan(shifted)).sum(axis=0)
    last = np.maximum(count - 1, 0)
    low = np.take_along_axis(ordered, (last // 2)[None], 0)[0]
    high = np.take_along_axis(ordered, ((last + 1) // 2)[None], 0)[0]
    return np.where(count > 0, (low + high) / 2, np.nan)


def _weighted_before(errors: Floats) -> Floats:
    # Exponentially weighted mean of the errors before each point; 0 before the first.
    decay = 0.5 ** (1 / _HALF_LIFE)
    total = weight = 0.0
    found = np.zeros(len(errors))
    for i, error in enumerate(errors):
        found[i] = total / weight if weight else 0.0
        if not np.isnan(error):
            total, weight = total * decay + error, weight * decay + 1
    return found


def _unit(errors: Floats, row: Floats, window: int, tail: float) -> Floats:
    # The tail quantile of past errors, at least a hundredth of the range seen so far.
    sizes = np.abs(errors)
    found = np.full(len(row), np.nan)
    kept: list[float] = []
    low, high = np.inf, -np.inf
    for i in range(len(row)):
        if len(kept) >= _LEAST_ERRORS:
            place = tail * (len(kept) - 1)
            below = int(place)
            above = min(below + 1, len(kept) - 1)
            quantile = kept[below] + (kept[above] - kept[below]) * (place - below)
            found[i] = max(quantile, _FLOOR * max(high - low, 0.0) + 1e-12)
        new, old = i - _DELAY, i - _DELAY - window
        if new >= 0 and not np.isnan(sizes[new]):
            insort(kept, float(sizes[new]))
        if old >= 0 and not np.isnan(sizes[old]):
            del kept[bisect_left(kept, float(sizes[old]))]
        if not np.isnan(row[i]):
            low, high = min(low, float(row[i])), max(high, float(row[i]))
    return found
