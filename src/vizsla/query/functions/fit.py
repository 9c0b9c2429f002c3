"""Functions that draw a simple shape through the points of the window."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Function

KIND = "Regression"
_HUBER = 1.345  # errors beyond so many deviations count by their size, no longer by its square
_ROUNDS = 30
_NOISE = 0.6745 * 2**0.5  # the median step between neighbours, in deviations of each
_GAIN = 4.0


def _each_line(frame: Frame, weigh: Callable[[Floats], Floats] | None) -> Frame:
    fitted = np.full_like(frame.values, np.nan)
    at = np.arange(len(frame.times), dtype=float)
    for i, row in enumerate(frame.values):
        present = ~np.isnan(row)
        if present.sum() < 2:
            fitted[i] = row
            continue
        x, y = at[present], row[present]
        line = np.polyfit(x, y, 1)
        for _ in range(_ROUNDS if weigh else 0):
            errors = y - np.polyval(line, x)
            line = np.polyfit(x, y, 1, w=np.sqrt(weigh(errors))) if weigh else line
        fitted[i] = np.polyval(line, at)
    return frame.with_values(fitted)


def _huber(errors: Floats) -> Floats:
    scale = 1.4826 * float(np.median(np.abs(errors - np.median(errors)))) + 1e-12
    return np.minimum(1.0, _HUBER * scale / np.maximum(np.abs(errors), 1e-12))


def _steps(frame: Frame) -> Frame:
    fitted = np.full_like(frame.values, np.nan)
    for i, row in enumerate(frame.values):
        at = np.flatnonzero(~np.isnan(row))
        y = row[at]
        if len(y) < 2:
            fitted[i] = row
            continue
        # What a cut must gain: more than noise of this size gives by chance.
        noise = float(np.median(np.abs(np.diff(y)))) / _NOISE
        cuts = [0, *sorted(_cuts(y, 0, len(y), _GAIN * np.log(len(y)) * noise**2)), len(y)]
        for a, b in pairwise(cuts):
            fitted[i, at[a] : at[b] if b < len(y) else at[-1] + 1] = y[a:b].mean()
    return frame.with_values(fitted)


def _cuts(y: Floats, start: int, end: int, least: float) -> list[int]:
    # The best place to cut, then the best of each part, as long as the squared errors fall by more than `least`.
    found: list[int] = []
    parts = [(start, end)]
    while parts:
        a, b = parts.pop()
        if b - a < 2:
            continue
        sums = np.cumsum(y[a:b])
        left = np.arange(1, b - a)
        gains = sums[:-1] ** 2 / left + (sums[-1] - sums[:-1]) ** 2 / (b - a - left) - sums[-1] ** 2 / (b - a)
        best = int(np.argmax(gains))
        if gains[best] > least + 1e-9 * float((y[a:b] ** 2).sum()):
            found.append(a + best + 1)
            parts += [(a, a + best + 1), (a + best + 1, b)]
    return found


trend_line = Function(
    "trend_line", "The straight line of least squares.", "trend_line(avg:a{*})", lambda f: _each_line(f, None), (), KIND
)
robust_trend = Function(
    "robust_trend",
    "A straight line that single wild points do not bend.",
    "robust_trend(avg:a{*})",
    lambda f: _each_line(f, _huber),
    (),
    KIND,
)
piecewise_constant = Function(
    "piecewise_constant",
    "Steps: the window is cut where the level changes, and each part shows its mean.",
    "piecewise_constant(avg:a{*})",
    _steps,
    (),
    KIND,
)
