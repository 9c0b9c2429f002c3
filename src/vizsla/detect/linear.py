"""A straight line carried on: from the last change of course, through everything, or by the last points."""

import numpy as np

from vizsla.detect.rolling import Floats

MODELS = ("default", "simple", "reactive")
LEAST_VALUES = 4
_HUBER = 1.345  # errors beyond so many deviations count by their size, no longer by its square
_ROUNDS = 20
_LAST_SHARE = 0.2  # the least share of the history that a trend after a change of course is drawn from
_REACTIVE_SHARE = 0.05
_CHANGE = 0.7  # a change of course leaves less than this share of the squared errors of one line


def line_ahead(row: Floats, points: int, model: str) -> tuple[Floats, Floats]:
    """The next `points` values after a row (T, NaN for gaps), and a deviation of each; NaN for too few values."""
    at = np.flatnonzero(~np.isnan(row))
    if len(at) < LEAST_VALUES:
        return np.full(points, np.nan), np.full(points, np.nan)
    middle, errors = _line(at.astype(float), row[at], len(row) + np.arange(points, dtype=float), model)
    spread = 1.4826 * float(np.median(np.abs(errors - np.median(errors))))
    return middle, spread * np.sqrt(1 + np.arange(1, points + 1) / len(row))


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
    least = max(LEAST_VALUES, int(len(x) * _LAST_SHARE))
    splits = np.unique(np.linspace(least, len(x) - least, 40).astype(int)) if len(x) >= 2 * least else np.empty(0, int)
    costs = [_left(x[:split], y[:split]) + _left(x[split:], y[split:]) for split in splits]
    return int(splits[int(np.argmin(costs))]) if costs and min(costs) < _CHANGE * whole else 0


def _left(x: Floats, y: Floats) -> float:
    return float(((y - np.polyval(np.polyfit(x, y, 1), x)) ** 2).sum())
