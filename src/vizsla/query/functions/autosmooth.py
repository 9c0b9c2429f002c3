"""Smoothing whose span is found from the data: as smooth as can be without hiding what stands out."""

import numpy as np

from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Function
from vizsla.query.functions.smooth import KIND

_LEAST_POINTS = 10


def mean_of_last(values: Floats, n: int) -> Floats:
    """The mean of the last n points at each point (G x T), gaps passed over and kept."""
    padded = np.pad(values, ((0, 0), (n - 1, 0)), constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, n, axis=1)
    counts = (~np.isnan(windows)).sum(axis=2)
    means = np.nansum(windows, axis=2) / np.where(counts == 0, np.nan, counts)
    return np.where(np.isnan(values), np.nan, means)


def _kurtosis(row: Floats) -> float:
    middle = row - row.mean()
    spread = float((middle**2).mean())
    return float((middle**4).mean()) / spread**2 if spread > 0 else 0.0


def _roughness(rows: list[Floats], originals: list[Floats], span: int) -> float:
    total = 0.0
    for row, original in zip(rows, originals, strict=True):
        smooth = row[span - 1 :]
        if _kurtosis(smooth) < _kurtosis(original):
            return np.inf  # what stood out would be lost
        total += float(np.diff(smooth).std()) / (float(original.std()) + 1e-12)
    return total


def _autosmooth(frame: Frame) -> Frame:
    originals = [row[~np.isnan(row)] for row in frame.values]
    originals = [row for row in originals if len(row) >= _LEAST_POINTS and row.std() > 0]
    if not originals:
        return frame
    best, span = _roughness(originals, originals, 1), 1
    for tried in range(2, max(3, len(frame.times) // 10 + 1)):
        smoothed = [mean_of_last(row[None], tried)[0] for row in originals]
        rough = _roughness(smoothed, originals, tried)
        if rough < best:
            best, span = rough, tried
    return frame.with_values(mean_of_last(frame.values, span))


autosmooth = Function(
    "autosmooth",
    "A moving average whose span, the same for all groups, keeps what stands out.",
    "autosmooth(avg:a{*} by {host})",
    _autosmooth,
    (),
    KIND,
)
for _n in (5, 13, 21, 29):
    globals()[f"rollingavg_{_n}"] = Function(
        f"rollingavg_{_n}",
        f"The mean of the last {_n} points.",
        f"rollingavg_{_n}(avg:a{{*}})",
        lambda frame, n=_n: frame.with_values(mean_of_last(frame.values, n)),
        (),
        KIND,
    )
