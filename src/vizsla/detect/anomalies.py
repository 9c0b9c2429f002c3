"""Anomalies: a band around where values are expected, drawn at each point from the points before it alone.

The band is centre ± bounds/3 × unit, and the unit is a tail quantile of how far past values were from their centre:
`bounds` 3 is the band that 99.9 % of the past stayed inside, whatever the noise's distribution. While the median of the
last points lies farther to one side than such medians did, the edge of that side moves in to their own tail quantile: a
point may go far for once, but an hour of points may not. For graphs and monitors, anomalous is what lies outside.
"""

import numpy as np

from vizsla.detect.rolling import (
    BLOCK,
    DELAY_BLOCKS,
    Floats,
    Ints,
    mean_before,
    median_until,
    same_slot,
    shifted,
    tail_before,
)

ALGORITHMS = ("basic", "agile", "robust")
BASIC_POINTS = 72
BASIC_HISTORY = 4000  # one of a thousand is a tail only among thousands
LEAST_SEASONS = 3
SEASONS_KEPT = 7
LONGER_KEPT = 4
_BASIC_LEAST = 8
_TAIL_SEASONS = 14
_TAIL_POINTS = 500
_LEAST_ERRORS = 20
_TAIL = {"basic": 0.999, "agile": 0.998, "robust": 0.999}
_RUNS = {"basic": (12, 72), "agile": (12,), "robust": (12, 72)}
_FLOOR = 0.01
_DRIFT_HALF_LIFE = 24
_SHARE_SEASONS = 3.5
_GROUPS_AT_ONCE = 64  # so that what is worked on stays near the processor

LEAST_POINTS = _BASIC_LEAST + _LEAST_ERRORS + DELAY_BLOCKS * BLOCK
"""Points before the first that has a band."""


def band(
    values: Floats, algorithm: str, bounds: float, season: int, longer: int = 0
) -> tuple[Floats, Floats]:  # fmt: skip
    """Lower and upper edges (G x T) for values (G x T, NaN for gaps); NaN until LEAST_POINTS went before.

    `season` is a season's length in points; `longer` that of the season above it (the week above the day), 0 for none,
    which `robust` heeds too. Until three seasons went before, `agile` and `robust` have the band of `basic`.
    """
    lower, upper = np.full_like(values, np.nan), np.full_like(values, np.nan)
    for start in range(0, len(values), _GROUPS_AT_ONCE):
        part = slice(start, start + _GROUPS_AT_ONCE)
        lower[part], upper[part] = _band(values[part], algorithm, bounds, season, longer)
    return lower, upper


def history(algorithm: str, season: int, longer: int = 0) -> int:
    """How many points before a window make its first band as good as it gets."""
    if algorithm == "basic":
        return BASIC_HISTORY
    seasons = _TAIL_SEASONS + 1 if longer else SEASONS_KEPT - 1
    return max(seasons * season, 3 * longer if algorithm == "robust" else 0)


def begun(values: Floats) -> Ints:
    """Where each row's first value is; the row's length where there is none."""
    present = ~np.isnan(values)
    return np.asarray(np.where(present.any(axis=1), present.argmax(axis=1), values.shape[1]))


def _band(values: Floats, algorithm: str, bounds: float, season: int, longer: int) -> tuple[Floats, Floats]:
    with np.errstate(all="ignore"):
        if algorithm == "basic":
            return _basic(values, bounds, season)
        middle = same_slot(values, season, SEASONS_KEPT)
        if algorithm == "agile":
            # What the season missed lately is added, so that the centre follows a shift of level at once.
            middle = middle + np.nan_to_num(mean_before(values - middle, _DRIFT_HALF_LIFE, 1))
        elif longer:
            middle = _mixed(values, middle, same_slot(values, longer, LONGER_KEPT), season)
        lower, upper = _held(_edges(values, middle, algorithm, bounds, season))
        at = np.arange(values.shape[1]) - begun(values)[:, None]
        early = (at < LEAST_SEASONS * season) | np.isnan(lower)
        if early.any():
            rows, until = early.any(axis=1), int(np.flatnonzero(early.any(axis=0))[-1]) + 1
            where = np.ix_(rows, np.arange(until))
            for edge, simple in zip((lower, upper), _basic(values[where], bounds, season), strict=True):
                edge[where] = np.where(early[where], simple, edge[where])
        return lower, upper


def _basic(values: Floats, bounds: float, season: int) -> tuple[Floats, Floats]:
    # Knows no time, only points: gaps are taken out, and the band of the next point stands in the gaps before it.
    present = ~np.isnan(values)
    if present.all():
        points, place = values, None
    else:
        order = np.argsort(~present, axis=1, kind="stable")
        points = np.pad(np.take_along_axis(values, order, 1), ((0, 0), (0, 1)), constant_values=np.nan)
        place = np.cumsum(present, axis=1) - present
    middle = shifted(median_until(points, BASIC_POINTS, _BASIC_LEAST), 1)
    edges = _edges(points, middle, "basic", bounds, season)
    if place is None:
        return edges
    return np.take_along_axis(edges[0], place, 1), np.take_along_axis(edges[1], place, 1)


def _mixed(values: Floats, short: Floats, long: Floats, season: int) -> Floats:
    # Two centres, each by the inverse square of how far it was off in the last seasons.
    off, long_off = (
        mean_before(np.abs(values - one), _SHARE_SEASONS * season, BLOCK * DELAY_BLOCKS) for one in (short, long)
    )
    share = np.nan_to_num(off**2 / (off**2 + long_off**2 + 1e-12))
    return np.where(np.isnan(long), short, (1 - share) * short + share * np.nan_to_num(long))


def _edges(values: Floats, middle: Floats, algorithm: str, bounds: float, season: int) -> tuple[Floats, Floats]:
    errors = values - middle
    seen = np.fmax.accumulate(values, axis=1) - np.fmin.accumulate(values, axis=1)
    least = np.maximum(_FLOOR * np.nan_to_num(shifted(seen, 1)), 1e-9 * np.abs(middle) + 1e-12)

    window = max(_TAIL_POINTS, _TAIL_SEASONS * season)

    def reach(sizes: Floats) -> Floats:
        unit = tail_before(np.abs(sizes), window, _TAIL[algorithm], _LEAST_ERRORS)
        return np.asarray(bounds / 3 * np.maximum(unit, least))

    up = reach(errors)
    down = up.copy()
    for run in _RUNS[algorithm]:
        medians = median_until(errors, run, run // 2)
        inner, before = reach(medians), shifted(medians, 1)
        up = np.where(before >= inner, np.minimum(up, inner), up)
        down = np.where(-before >= inner, np.minimum(down, inner), down)
    return middle - down, middle + up


def _held(edges: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    # Slots that were empty in all earlier seasons have the last edge before them.
    at = np.where(np.isnan(edges[0]), 0, np.arange(edges[0].shape[1]))
    at = np.maximum.accumulate(at, axis=1)
    return np.take_along_axis(edges[0], at, 1), np.take_along_axis(edges[1], at, 1)
