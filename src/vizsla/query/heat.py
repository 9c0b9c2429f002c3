"""How values spread: counts of them in rows of values and columns of time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vizsla.query.frame import Floats, Ints


@dataclass(frozen=True)
class Samples:
    """Values with the column of time that each belongs to and how often it occurred; `unit` is theirs."""

    column: Ints
    value: Floats
    count: Floats
    unit: str = ""


@dataclass(frozen=True)
class Heat:
    """`counts` is R x T: of values from one of `edges` (R + 1) to the next."""

    edges: Floats
    counts: Floats


def of_values(values: Floats, unit: str = "") -> Samples:
    """Each value of groups by times (G x T), once."""
    row, column = np.nonzero(np.isfinite(values))
    found = values[row, column]
    return Samples(column.astype(np.int64), found, np.ones(len(found)), unit)


def heat(
    samples: Samples, columns: int, rows: int, low: float | None = None, high: float | None = None, log: bool = False
) -> Heat:
    """The samples in rows of even height between `low` and `high`, or between the least and the largest of them.

    What lies beyond a bound that was given is left out. With `log`, rows are of even ratio and only what is above zero
    counts.
    """
    keep = np.isfinite(samples.value) & ((samples.value > 0) | (not log))
    value, column, count = samples.value[keep], samples.column[keep], samples.count[keep]
    if len(value) == 0:
        return Heat(np.empty(0), np.empty((0, columns)))
    first = float(value.min()) if low is None or (log and low <= 0) else low
    last = float(value.max()) if high is None else high
    if last <= first:
        # All are alike, or lie beyond the bounds: one row around them.
        first, last, rows = (first / 1.01, first * 1.01, 1) if log else (first - 0.5, first + 0.5, 1)
    edges = np.geomspace(first, last, rows + 1) if log else np.linspace(first, last, rows + 1)
    inside = (value >= first) & (value <= last)
    at = np.clip(np.searchsorted(edges, value[inside], side="right") - 1, 0, rows - 1)
    counts = np.zeros((rows, columns))
    np.add.at(counts, (at, column[inside]), count[inside])
    return Heat(edges, counts)


def quantile(samples: Samples, q: float) -> float:
    """The value below which the share `q` of all samples lies; NaN where there are none."""
    if len(samples.value) == 0:
        return float("nan")
    order: npt.NDArray[np.intp] = np.argsort(samples.value, kind="stable")
    running = np.cumsum(samples.count[order])
    at = int(np.searchsorted(running, q * running[-1]))
    return float(samples.value[order[min(at, len(order) - 1)]])
