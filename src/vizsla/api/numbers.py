"""Rows of numbers as JSON."""

import numpy as np

from vizsla.query.frame import Floats


def encoded(row: Floats) -> list[float | None]:
    """The row's numbers with null for what JSON has no number for."""
    values: list[float | None] = row.tolist()
    for i in np.flatnonzero(~np.isfinite(row)).tolist():
        values[i] = None
    return values
