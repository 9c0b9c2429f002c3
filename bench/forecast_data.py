"""Hourly series to forecast: generated ones of four temperaments, and measured ones where a package ships them."""

import importlib

import numpy as np

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

AHEAD = 48
_POINTS = 700 + AHEAD


def series_of() -> dict[str, Floats]:
    """Rows of each data set: 700 points of history and the 48 to come."""
    found = {"generated": generated(40)}
    try:
        data = importlib.import_module("vega_datasets").local_data
    except ImportError:
        return found
    for name in ("seattle_temps", "sf_temps"):
        values = getattr(data, name)()["temp"].to_numpy(float)
        starts = range(0, len(values) - _POINTS, 360)
        found[name] = np.array([values[start : start + _POINTS] for start in starts])
    return found


def generated(count: int) -> Floats:
    """Days and weeks of random shape, a walk, a trend, and heavy-tailed noise that remembers more or less."""
    rng = np.random.default_rng(1)
    t = np.arange(_POINTS)
    hours = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rows = []
    for i in range(count):
        walk, memory, noise, weekdays = (
            (0.1, 0.0, 2.0, 2.0), (0.3, 0.8, 1.0, 8.0), (1.0, 0.3, 1.0, 0.0), (0.2, 0.5, 3.0, 4.0)
        )[i % 4]  # fmt: skip
        day = rng.normal(0, 10) * np.sin(hours + rng.uniform(0, 6)) + rng.normal(0, 5) * np.sin(2 * hours)
        day = day + rng.normal(0, 2, 24)
        errors = noise * rng.standard_t(4, _POINTS)
        for k in range(1, _POINTS):
            errors[k] += memory * errors[k - 1]
        level = 200 + rng.normal(0, 0.03) * t + np.cumsum(rng.normal(0, walk, _POINTS))
        rows.append(np.maximum(level + day[t % 24] + rng.normal(0, weekdays, 7)[t // 24 % 7] + errors, 1))
    return np.array(rows)


def naive2(past: Floats) -> Floats:
    """The last value without its season, with the season to come: the benchmark of the M competitions."""
    found = []
    for row in past:
        row = row[len(row) % 24 :]
        kernel = np.r_[0.5, np.ones(23), 0.5] / 24
        trend = np.convolve(row, kernel, "valid")
        ratio = row[12 : 12 + len(trend)] / trend
        slots = np.arange(12, 12 + len(trend)) % 24
        season = np.array([np.median(ratio[slots == slot]) for slot in range(24)])
        season /= season.mean()
        found.append(np.tile(season, AHEAD // 24) * row[-1] / season[-1])
    return np.array(found)
