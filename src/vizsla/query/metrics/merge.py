"""Series merged into groups, bucket by bucket."""

import numpy as np

from vizsla.query.frame import Floats, Ints


@np.errstate(over="ignore", invalid="ignore")  # what is beyond a float's range becomes a gap
def across(aggregator: str, values: Floats, group: Ints, groups: int) -> Floats:
    """Values of series (S x T) as values of groups (G x T); `group` is the index of each series' group."""
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(groups))
    values = values[order]
    if len(group) == groups and aggregator in ("avg", "sum", "min", "max"):
        return values  # every series is a group of its own
    present = ~np.isnan(values)
    counts = np.add.reduceat(present.astype(float), starts, axis=0)
    match aggregator:
        case "min":
            merged = np.minimum.reduceat(np.where(present, values, np.inf), starts, axis=0)
        case "max":
            merged = np.maximum.reduceat(np.where(present, values, -np.inf), starts, axis=0)
        case "count":
            merged = counts
        case "stddev":
            held = np.where(counts == 0, np.nan, counts)
            mean = np.add.reduceat(np.where(present, values, 0.0), starts, axis=0) / held
            errors = np.where(present, values - np.repeat(mean, np.diff([*starts, len(order)]), axis=0), 0.0)
            merged = np.sqrt(np.add.reduceat(errors**2, starts, axis=0) / held)
        case _:
            merged = np.add.reduceat(np.where(present, values, 0.0), starts, axis=0)
            if aggregator == "avg":
                merged = merged / np.where(counts == 0, np.nan, counts)
    return np.where(counts == 0, np.nan, merged)
