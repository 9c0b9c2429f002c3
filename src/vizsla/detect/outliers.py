"""Outliers: groups of a query that do not behave as the others of the same window do."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ALGORITHMS = ("DBSCAN", "MAD", "scaledDBSCAN", "scaledMAD")
LEAST_GROUPS = 3
_LEAST_COVERAGE = 0.5
_SCALED_FLOOR = 0.05  # a spread of so small a share of the level counts as none in the scaled forms
_MAD_TO_DEVIATION = 1.4826


def outlying(values: Floats, algorithm: str, tolerance: float, pct: float) -> Flags:
    """Which groups (G) stand apart, of values (G x T, NaN for gaps); `pct` is for the MAD forms.

    Groups with points in less than half of the buckets in use are not judged; of less than three judged, none is apart.
    """
    found = np.zeros(len(values), bool)
    used = values[:, ~np.isnan(values).all(axis=0)]
    judged = np.flatnonzero((~np.isnan(used)).mean(axis=1) >= _LEAST_COVERAGE) if used.size else np.empty(0, np.int64)
    if len(judged) < LEAST_GROUPS:
        return found
    # Gaps are bridged beside the median, lest a host that missed a spike of all hosts stand apart for it.
    middle = np.nanmedian(used, axis=0)
    rows = np.array([middle + _bridged(row - middle) for row in used[judged]])
    scaled = algorithm.startswith("scaled")
    found[judged] = _mad(rows, tolerance, pct, scaled) if "MAD" in algorithm else _dbscan(rows, tolerance, scaled)
    return found


def _bridged(row: Floats) -> Floats:
    at = np.flatnonzero(~np.isnan(row))
    return np.interp(np.arange(len(row)), at, row[at])


def _dbscan(rows: Floats, tolerance: float, scaled: bool) -> Flags:
    middle = np.median(rows, axis=0)
    spread = float(np.median(np.linalg.norm(rows - middle, axis=1)))
    if scaled:
        spread = max(spread, _SCALED_FLOOR * float(np.linalg.norm(middle)))
    reach = tolerance * spread
    nothing = np.zeros(len(rows), bool)
    if reach <= 0:
        return nothing  # most groups are the same: there is no measure of what is far
    cluster = _clusters(rows, reach)
    sizes = np.bincount(cluster)
    if 2 * sizes.max() <= len(rows):
        return nothing  # without a majority nobody is normal
    return np.asarray(cluster != sizes.argmax())


def _clusters(rows: Floats, reach: float) -> npt.NDArray[np.int64]:
    # The cluster of each row: those that a chain of steps no longer than the reach joins.
    cluster = np.full(len(rows), -1, np.int64)
    for first in range(len(rows)):
        if cluster[first] >= 0:
            continue
        cluster[first] = number = cluster.max() + 1
        waiting = [first]
        while waiting:
            near = (np.linalg.norm(rows - rows[waiting.pop()], axis=1) <= reach) & (cluster < 0)
            cluster[near] = number
            waiting += np.flatnonzero(near).tolist()
    return cluster


def _mad(rows: Floats, tolerance: float, pct: float, scaled: bool) -> Flags:
    middle = np.median(rows, axis=0)
    apart = np.abs(rows - middle)
    spread = _MAD_TO_DEVIATION * np.median(apart, axis=0)
    if scaled:
        spread = np.maximum(spread, _SCALED_FLOOR * np.abs(middle))
    beyond = (apart > tolerance * spread) & (spread > 0)
    return np.asarray(100 * beyond.mean(axis=1) >= pct)
