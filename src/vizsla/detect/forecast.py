"""Forecasts: what would come next if the values went on as before, with the range that past errors suggest."""

import re

import numpy as np

from vizsla.detect.linear import LEAST_VALUES, MODELS, line_ahead
from vizsla.detect.rolling import Floats
from vizsla.detect.seasonal import season_ahead

__all__ = ["ALGORITHMS", "LEAST_SEASONS", "LEAST_VALUES", "MODELS", "ahead", "seconds"]

ALGORITHMS = ("linear", "seasonal")
LEAST_SEASONS = 2
_GROUPS_AT_ONCE = 16


def ahead(
    rows: Floats, points: int, algorithm: str, deviations: float,
    model: str = "default", season: int = 2, longer: int = 0,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """The next `points` values after rows (G x T, NaN for gaps), and the lower and upper edges of their range.

    `model` is for linear; `season` and the `longer` one above it (points, 0 for none) for seasonal, which is linear for
    rows that are shorter than two seasons. NaN for rows with less than four values.
    """
    middle, spread = np.full((len(rows), points), np.nan), np.full((len(rows), points), np.nan)
    values = (~np.isnan(rows)).sum(axis=1)
    if not points:
        return middle, middle, middle
    begun = np.where(values > 0, (~np.isnan(rows)).argmax(axis=1), rows.shape[1])
    for start in np.unique(begun).tolist():
        long_enough = algorithm == "seasonal" and rows.shape[1] - start >= LEAST_SEASONS * season
        alike = np.flatnonzero((begun == start) & (values >= LEAST_VALUES))
        for part in np.split(alike, range(_GROUPS_AT_ONCE, len(alike), _GROUPS_AT_ONCE)):
            if long_enough and len(part):
                filled = np.array([_filled(row[start:]) for row in rows[part]])
                middle[part], spread[part] = season_ahead(filled, points, season, longer)
            else:
                for i in part.tolist():
                    middle[i], spread[i] = line_ahead(rows[i], points, model)
    return middle, middle - deviations * spread, middle + deviations * spread


def seconds(text: str) -> int:
    """Seconds of a length such as 30m, 12h, 1w or 3mo; ValueError for another text."""
    found = re.fullmatch(r"(\d{1,4})(s|m|h|d|w|mo)", text.strip().lower())
    if not found or int(found.group(1)) == 0:
        raise ValueError(f"{text!r} is no length of time; write one such as 60m, 12h, 1w or 3mo")
    return int(found.group(1)) * {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000}[found.group(2)]


def _filled(row: Floats) -> Floats:
    at = np.flatnonzero(~np.isnan(row))
    return np.interp(np.arange(len(row)), at, row[at])
