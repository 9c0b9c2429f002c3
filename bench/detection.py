"""What detection costs and how well it does on generated series: forecasts, outliers, and the speed of anomalies.

Usage: python bench/detection.py [series]
"""

import sys
import time

import numpy as np

from vizsla.detect import anomalies, forecast, outliers

_SEASON = 24
_AHEAD = 48
_HISTORY = 700
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def hourly(rng: np.random.Generator, points: int) -> Floats:
    """A day's and a week's season of random shape, a slow walk, a trend and noise with heavy tails."""
    t = np.arange(points)
    day = rng.normal(0, 10, _SEASON)[t % _SEASON]
    week = rng.normal(0, 4, 7)[t // _SEASON % 7]
    walk = np.cumsum(rng.normal(0, 0.2, points))
    return np.asarray(200 + rng.normal(0, 0.03) * t + day + week + walk + 2 * rng.standard_t(4, points))


def forecasts(count: int) -> None:
    """Print sMAPE, MASE, both against repeating the last season, the share of values in the range, and the time."""
    for algorithm, model in (("seasonal", "default"), *(("linear", model) for model in forecast.MODELS)):
        rng = np.random.default_rng(1)
        figures, held, spent = [], [], 0.0
        for _ in range(count):
            row = hourly(rng, _HISTORY + _AHEAD)
            past, future = row[:_HISTORY], row[_HISTORY:]
            begun = time.perf_counter()
            middle, lower, upper = forecast.ahead(past, _AHEAD, algorithm, 2, model, _SEASON)
            spent += time.perf_counter() - begun
            naive = np.resize(past[-_SEASON:], _AHEAD)
            scale = np.abs(past[_SEASON:] - past[:-_SEASON]).mean()
            figures.append([[_smape(one, future), np.abs(one - future).mean() / scale] for one in (middle, naive)])
            held.append(np.mean((future >= lower) & (future <= upper)))
        (smape, mase), (naive_smape, naive_mase) = np.mean(figures, axis=0)
        relative = (smape / naive_smape + mase / naive_mase) / 2
        name = f"forecast {algorithm}" + f" {model}" * (algorithm == "linear")
        print(
            f"{name:26} sMAPE {smape:5.2f}  MASE {mase:5.2f}  against naive {relative:5.3f}  "
            f"in range of 2 deviations {np.mean(held):4.0%}  {1000 * spent / count:5.1f} ms a series"
        )


def _smape(found: Floats, true: Floats) -> float:
    return float(200 * np.mean(np.abs(found - true) / (np.abs(found) + np.abs(true))))


def fleets(count: int) -> None:
    """Print how often the one strange host is found, and how often another is named."""
    for algorithm in outliers.ALGORITHMS:
        rng = np.random.default_rng(2)
        hits, wrong, hosts, spent = 0, 0, 0, 0.0
        for _ in range(count):
            size = int(rng.integers(4, 60))
            rows = 100 + 10 * np.sin(np.arange(60) / 9) + rng.normal(0, 3, (size, 60))
            rows[:, 30] += 80  # of all hosts: not strange
            rows[rng.random(rows.shape) < 0.05] = np.nan
            rows[0] += 40
            begun = time.perf_counter()
            found = outliers.outlying(rows, algorithm, 3, 20)
            spent += time.perf_counter() - begun
            hits, wrong, hosts = hits + int(found[0]), wrong + int(found[1:].sum()), hosts + size - 1
        print(
            f"{'outliers ' + algorithm:26} found {hits / count:4.0%}  wrongly named {wrong / hosts:6.2%}  "
            f"{1000 * spent / count:5.1f} ms a query"
        )


def speed() -> None:
    """Print points a second of each band."""
    rows = np.array([hourly(np.random.default_rng(3), 20_000)])
    for algorithm in anomalies.ALGORITHMS:
        begun = time.perf_counter()
        anomalies.band(rows, algorithm, 3, _SEASON)
        print(f"{'anomalies ' + algorithm:26} {rows.size / (time.perf_counter() - begun):,.0f} points/s")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    forecasts(wanted)
    fleets(wanted)
    speed()
