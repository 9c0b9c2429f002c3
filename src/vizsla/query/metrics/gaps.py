"""What stands in empty buckets of a series."""

import numpy as np

from vizsla.query.frame import Floats

LIMIT_S = 300
_MOST_S = 600


def fill(values: Floats, method: str, limit_s: int | None, step_s: int) -> Floats:
    """Values (S x T) with empty buckets filled: linear, last or zero; `limit_s` None is the usual limit.

    Zeros have no limit unless one is given that is above 0.
    """
    if method == "zero" and not limit_s:
        return np.where(np.isnan(values), 0.0, values)
    limit = min(LIMIT_S if limit_s is None else limit_s, _MOST_S) // step_s
    if limit < 1 or not np.isnan(values).any():
        return values
    match method:
        case "linear":
            return _linear(values, limit)
        case "last":
            return _carried(values, limit)
        case "zero":
            return np.where(np.isnan(values) & ~np.isnan(_carried(values, limit)), 0.0, values)
        case _:
            return values


def bridges(step_s: int) -> bool:
    """Whether the usual limit lets any gap be bridged in buckets of this length."""
    return 2 * step_s <= LIMIT_S


def _linear(values: Floats, limit: int) -> Floats:
    # `limit` is the greatest distance of two points, in buckets, between which a line is drawn.
    before, after = _places(values)
    width = after - before
    at = np.arange(values.shape[1])
    open_ = np.isnan(values) & (before >= 0) & (after < values.shape[1]) & (width <= limit)
    rows, columns = np.nonzero(open_)
    left, right = before[rows, columns], after[rows, columns]
    low, high = values[rows, left], values[rows, right]
    filled = values.copy()
    filled[rows, columns] = low + (high - low) * (at[columns] - left) / (right - left)
    return filled


def _carried(values: Floats, limit: int) -> Floats:
    before, _ = _places(values)
    at = np.arange(values.shape[1])
    rows, columns = np.nonzero(np.isnan(values) & (before >= 0) & (at - before <= limit))
    filled = values.copy()
    filled[rows, columns] = values[rows, before[rows, columns]]
    return filled


def _places(values: Floats) -> tuple["np.ndarray[tuple[int, ...], np.dtype[np.int64]]", ...]:
    # For each bucket where the last value at or before it, and the first at or after it, is (-1 and T for none).
    count = values.shape[1]
    at = np.arange(count)
    present = ~np.isnan(values)
    before = np.maximum.accumulate(np.where(present, at, -1), axis=1)
    after = np.minimum.accumulate(np.where(present, at, count)[:, ::-1], axis=1)[:, ::-1]
    return before, after
