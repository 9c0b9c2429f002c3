"""A season that goes on: what a slot was in earlier seasons, upon the level and slope that predicted the past best.

Every choice is made for each row by itself, by how well it would have predicted what is known already: how fast a
season changes and how much of it is noise, how far back the level looks, whether its slope goes on, and whether the
season above (the week above the day) is heeded. How far such predictions were off is the deviation of the forecast.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vizsla.detect.rolling import Floats, mean_before

_SEASON_HALF_LIVES = (0.3, 1.0, 3.0, 8.0)  # in seasons
_LEVEL_HALF_LIVES = (0.25, 1.0, 3.0, 8.0, 24.0, 72.0)
_DAMPINGS = (0.95, 1.0)
_STEPS = (1, 4, 12, 32)  # how far ahead a level is tried
_LEVEL_POINTS = 3000
_TRIED_POINTS = 500
_ORIGINS = 6
_ONE_DEVIATION = 0.683
_TINY = 1e-12
_CLEARLY = 1 - 1e-9  # so that of equals the first is taken, whatever the rounding


def season_ahead(rows: Floats, points: int, season: int, longer: int = 0) -> tuple[Floats, Floats]:
    """The next `points` values (G x points) after rows of two seasons or more without gaps, and a deviation of each."""
    longs = (0, longer) if longer and rows.shape[1] >= 2 * longer + season else (0,)
    # The past is cut at several origins, and what followed each is predicted as the future will be.
    room = max(0, rows.shape[1] - 2 * max(season, longs[-1]))
    held = max(1, min(points, room // 2, 2 * season))
    width = rows.shape[1] - max(room, held)
    starts = np.unique(np.linspace(0, max(room, held) - held, _ORIGINS).astype(int))
    past = np.concatenate([rows[:, start : start + width] for start in starts])
    true = np.concatenate([rows[:, start + width : start + width + held] for start in starts])
    middle = np.full((len(rows), points), np.nan)
    least, errors = np.full(len(rows), np.inf), np.zeros((len(rows), len(starts), held))
    for long in longs:
        missed = np.abs(_predicted(past, held, season, long) - true).reshape(len(starts), len(rows), held)
        missed = missed.transpose(1, 0, 2)
        better = missed.mean(axis=(1, 2)) < _CLEARLY * least
        if better.any():
            least = np.where(better, missed.mean(axis=(1, 2)), least)
            errors[better] = missed[better]
            middle[better] = _predicted(rows[better], points, season, long)
    return middle, _deviation(errors, points)


def _predicted(rows: Floats, points: int, season: int, longer: int) -> Floats:
    length = rows.shape[1]
    short = _pattern(rows, season)
    seasons = _repeated(short, length, points)
    if longer:
        long = _repeated(_pattern(rows - seasons[:, :length], longer), length, points)
        short = _pattern(rows - long[:, :length], season)
        seasons = _repeated(short, length, points) + long
    rest = rows - seasons[:, :length]
    return np.asarray(_level_ahead(rest[:, -_LEVEL_POINTS:], points) + seasons[:, length:])


def _repeated(pattern: Floats, length: int, points: int) -> Floats:
    # A pattern that ends with the row, over the row and beyond.
    season = pattern.shape[1]
    before = -(-length // season)
    return np.tile(pattern, (1, before + -(-points // season)))[:, before * season - length :][:, : length + points]


def _pattern(rows: Floats, season: int) -> Floats:
    # The season that ends with the rows, each cycle about its own level and the usual slope.
    count = rows.shape[1] // season
    cycles = rows[:, rows.shape[1] - count * season :].reshape(len(rows), count, season)
    levels = cycles.mean(axis=2)
    if count < 2:
        return np.zeros((len(rows), season))
    slope = np.median(np.diff(levels, axis=1), axis=1) / season
    cycles = cycles - levels[:, :, None] - slope[:, None, None] * (np.arange(season) - (season - 1) / 2)
    found, least = np.zeros((len(rows), season)), np.abs(cycles[:, 1:]).mean(axis=(1, 2))  # no season at all
    for half_life in _SEASON_HALF_LIVES:
        weights = 0.5 ** (np.arange(count)[::-1] / half_life)
        known = np.cumsum(cycles * weights[:, None], axis=1) / np.cumsum(weights)[:, None]
        before, after = known[:, :-1], cycles[:, 1:]
        # Only so much of what was known came true: the rest was noise.
        share = np.clip((before * after).sum(axis=(1, 2)) / ((before**2).sum(axis=(1, 2)) + _TINY), 0, 1)
        missed = np.abs(after - share[:, None, None] * before).mean(axis=(1, 2))
        better = missed < _CLEARLY * least
        least = np.where(better, missed, least)
        found[better] = (share[:, None] * known[:, -1])[better]
    return found


def _level_ahead(rest: Floats, points: int) -> Floats:
    # Double exponential smoothing for each half-life and damping; the one that was off least at several steps ahead.
    steps = [step for step in _STEPS if step <= min(points, rest.shape[1] - 1)] or [1]
    tried = max(1, min(_TRIED_POINTS, rest.shape[1] - steps[-1]))
    found, least = np.repeat(rest[:, -1:], points, axis=1), np.full(len(rest), np.inf)
    true = rest[:, -tried:]
    for half_life in _LEVEL_HALF_LIVES:
        if half_life > rest.shape[1]:
            break
        once = mean_before(rest, half_life, 0)
        twice = mean_before(once, half_life, 0) if half_life > 1 else once
        keep = 0.5 ** (1 / half_life)
        slope = (once - twice) * (1 - keep) / keep
        for damping in (0.0, *_DAMPINGS) if half_life > 1 else (0.0,):
            level = 2 * once - twice if damping else once
            run = np.cumsum(damping ** np.arange(1, points + 1)) if damping else np.zeros(points)
            missed = np.zeros(len(rest))
            for step in steps:
                before = slice(-tried - step, -step)
                missed += np.abs(true - level[:, before] - slope[:, before] * run[step - 1]).mean(axis=1)
            better = missed < _CLEARLY * least
            if better.any():
                least = np.where(better, missed, least)
                found[better] = (level[:, -1:] + slope[:, -1:] * run)[better]
    return found


def _deviation(errors: Floats, points: int) -> Floats:
    # What 68 % of the past errors stayed within, for ever longer stretches ahead; beyond what was tried it grows on.
    held = errors.shape[2]
    edges = np.unique([0, *(2**k - 1 for k in range(1, 20) if 2**k - 1 < held), held])
    centres, sizes = [], []
    for start, end in pairwise(edges.tolist()):
        pooled = errors[:, :, start:end].reshape(len(errors), -1)
        share = min(1.0, _ONE_DEVIATION * (pooled.shape[1] + 1) / pooled.shape[1])
        centres.append((start + end + 1) / 2)
        sizes.append(np.quantile(pooled, share, axis=1))
    spread = np.maximum.accumulate(np.array(sizes).T, axis=1)
    ahead = np.arange(1, points + 1)
    found: npt.NDArray[np.float64] = np.array([np.interp(np.log(ahead), np.log(centres), row) for row in spread])
    return np.asarray(found * np.sqrt(np.maximum(1, ahead / held)))
