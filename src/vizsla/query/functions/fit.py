"""Functions that draw a simple shape through the points of the window."""

from collections.abc import Callable

import numpy as np

from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Function

_HUBER = 1.345  # errors beyond so many deviations count by their size, no longer by its square
_ROUNDS = 30


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


trend_line = Function(
    "trend_line", "The straight line of least squares.", "trend_line(avg:a{*})", lambda f: _each_line(f, None)
)
robust_trend = Function(
    "robust_trend",
    "A straight line that single wild points do not bend.",
    "robust_trend(avg:a{*})",
    lambda f: _each_line(f, _huber),
)
