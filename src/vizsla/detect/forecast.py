"""Forecasts: what would come next if the values went on as before, with the range that past errors suggest."""

import re

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ALGORITHMS = ("linear", "seasonal")
MODELS = ("default", "simple", "reactive")
_HUBER = 1.345  # errors beyond so many deviations count by their size, no longer by its square
_ROUNDS = 20
_LEAST = 4
_LAST_SHARE = 0.2  # the least share of the history that a trend after a change of course is drawn from
_REACTIVE_SHARE = 0.05
_CHANGE = 0.7  # a change of course leaves less than this share of the squared errors of one line
_DAMPING = 0.98
_SMOOTHING = np.array([(level, slope) for level in (0.1, 0.3, 0.6, 0.9) for slope in (0.0, 0.01, 0.05, 0.2)])


def ahead(
    row: Floats, points: int, algorithm: str, deviations: float, model: str, season: int
) -> tuple[Floats, Floats, Floats]:
    """The next `points` values after the row (T, NaN for gaps), and the lower and upper edges of their range.

    `model` is for linear, `season` (points) for seasonal. NaN for a row with less than four points or two seasons.
    """
    nothing = np.full(points, np.nan)
    at = np.flatnonzero(~np.isnan(row))
    if len(at) < _LEAST or (algorithm == "seasonal" and at[-1] - at[0] + 1 < 2 * season):
        return nothing, nothing, nothing
    if algorithm == "linear":
        middle, errors = _line(at.astype(float), row[at], len(row) + np.arange(points, dtype=float), model)
    else:
        filled = np.interp(np.arange(at[0], len(row)), at, row[at])
        middle, errors = _seasonal(filled, points, season)
    spread = 1.4826 * float(np.median(np.abs(errors - np.median(errors))))
    reach = deviations * spread * np.sqrt(1 + np.arange(1, points + 1) / len(row))
    return middle, middle - reach, middle + reach


def seconds(text: str) -> int:
    """Seconds of a length such as 30m, 12h, 1w or 3mo; ValueError for another text."""
    found = re.fullmatch(r"(\d{1,4})(s|m|h|d|w|mo)", text.strip().lower())
    if not found or int(found.group(1)) == 0:
        raise ValueError(f"{text!r} is no length of time; write one such as 60m, 12h, 1w or 3mo")
    return int(found.group(1)) * {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000}[found.group(2)]


def _line(x: Floats, y: Floats, wanted: Floats, model: str) -> tuple[Floats, Floats]:
    if model == "reactive":
        fading = np.exp((x - x[-1]) / max(2.0, _REACTIVE_SHARE * (x[-1] - x[0])))
        line = np.polyfit(x, y, 1, w=np.sqrt(fading))
        recent = fading > fading.max() / 20
        return _on(line, wanted), (y - _on(line, x))[recent]
    if model == "default":
        start = _changed(x, y)
        x, y = x[start:], y[start:]
    line = _robust(x, y)
    return _on(line, wanted), y - _on(line, x)


def _on(line: Floats, x: Floats) -> Floats:
    return np.asarray(np.polyval(line, x), np.float64)


def _robust(x: Floats, y: Floats) -> Floats:
    line = np.polyfit(x, y, 1)
    for _ in range(_ROUNDS):
        errors = y - np.polyval(line, x)
        scale = 1.4826 * float(np.median(np.abs(errors - np.median(errors)))) + 1e-12
        weights = np.minimum(1.0, _HUBER * scale / np.maximum(np.abs(errors), 1e-12))
        line = np.polyfit(x, y, 1, w=np.sqrt(weights))
    return np.asarray(line)


def _changed(x: Floats, y: Floats) -> int:
    # Where the last course began: the split into two lines that leaves the least error, if it is worth it.
    whole = _left(x, y)
    least = max(_LEAST, int(len(x) * _LAST_SHARE))
    splits = np.unique(np.linspace(least, len(x) - least, 40).astype(int)) if len(x) >= 2 * least else np.empty(0, int)
    costs = [_left(x[:split], y[:split]) + _left(x[split:], y[split:]) for split in splits]
    return int(splits[int(np.argmin(costs))]) if costs and min(costs) < _CHANGE * whole else 0


def _left(x: Floats, y: Floats) -> float:
    return float(((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2).sum())


def _seasonal(row: Floats, points: int, season: int) -> tuple[Floats, Floats]:
    # The level is a line, so that a trend does not lean into the season; what both leave is followed by damped Holt.
    x = np.arange(len(row), dtype=float)
    apart = row - np.polyval(_robust(x, row), x)
    padded = np.pad(apart, (0, -len(row) % season), constant_values=np.nan)
    slots = np.nanmedian(padded.reshape(-1, season), axis=0)
    slots = slots - slots.mean()
    rest = row - slots[np.arange(len(row)) % season]
    level, slope, errors = _holt(rest)
    run = np.cumsum(_DAMPING ** np.arange(1, points + 1))
    return level + slope * run + slots[np.arange(len(row), len(row) + points) % season], errors


def _holt(rest: Floats) -> tuple[float, float, Floats]:
    # Every pair of smoothing constants at once; the one with the least error one step ahead is taken.
    alpha, beta = _SMOOTHING.T
    level = np.full(len(alpha), rest[: max(1, len(rest) // 4)].mean())
    slope = np.full(len(alpha), (rest[-1] - rest[0]) / len(rest))
    errors = np.empty((len(rest), len(alpha)))
    for i, value in enumerate(rest):
        before = level + _DAMPING * slope
        errors[i] = value - before
        level = before + alpha * errors[i]
        slope = _DAMPING * slope + alpha * beta * errors[i]
    best = int(np.argmin((errors**2).sum(axis=0)))
    return float(level[best]), float(slope[best]), errors[:, best]
