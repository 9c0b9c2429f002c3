"""Functions that smooth, and those that look back over a window."""

from functools import partial

import numpy as np

from vizsla.query.frame import Frame
from vizsla.query.functions.function import LONG_S, Function, Parameter, within

KIND = "Smoothing"
METHODS = ("avg", "sum", "min", "max", "count")


def _ewma(frame: Frame, span: int) -> Frame:
    alpha = 2 / (span + 1)
    smoothed = frame.values.copy()
    for row in smoothed:
        before = np.nan
        for i, value in enumerate(row):
            if not np.isnan(value):
                before = row[i] = value if np.isnan(before) else alpha * value + (1 - alpha) * before
    return frame.with_values(smoothed)


def _median(frame: Frame, n: int) -> Frame:
    padded = np.pad(frame.values, ((0, 0), (n - 1, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, n, axis=1)
    with np.errstate(all="ignore"):
        middle = np.nanmedian(np.where(np.isnan(windows).all(axis=2, keepdims=True), 0.0, windows), axis=2)
    return frame.with_values(np.where(np.isnan(frame.values), np.nan, middle))


def _moving(frame: Frame, seconds: float, method: str) -> Frame:
    n = max(1, int(seconds // frame.step_s))
    padded = np.pad(frame.values, ((0, 0), (n - 1, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, n, axis=1)
    counts = (~np.isnan(windows)).sum(axis=2).astype(float)
    sums = np.nansum(windows, axis=2)
    match method:
        case "count":
            found = counts
        case "sum":
            found = sums
        case "avg":
            found = sums / np.where(counts == 0, np.nan, counts)
        case "min":
            found = np.where(np.isnan(windows), np.inf, windows).min(axis=2)
        case _:
            found = np.where(np.isnan(windows), -np.inf, windows).max(axis=2)
    return frame.with_values(np.where(counts == 0, np.nan, found))


moving_rollup = Function(
    "moving_rollup",
    "At each point, all points of the seconds before it in one.",
    "moving_rollup(avg:a{*}, 300, 'avg')",
    _moving,
    (Parameter("seconds", float, check=within(1, LONG_S)), Parameter("method", str, "avg", METHODS)),
    "Rollup",
)
for _n in (3, 5, 7, 10, 20):
    globals()[f"ewma_{_n}"] = Function(
        f"ewma_{_n}",
        f"Exponentially weighted moving average of span {_n}.",
        f"ewma_{_n}(avg:a{{*}})",
        partial(_ewma, span=_n),
        (),
        KIND,
    )
for _n in (3, 5, 7, 9):
    globals()[f"median_{_n}"] = Function(
        f"median_{_n}",
        f"The median of the last {_n} points.",
        f"median_{_n}(avg:a{{*}})",
        partial(_median, n=_n),
        (),
        KIND,
    )
