"""How well detection does and what it costs: anomalies by the NAB benchmark, forecasts, strange hosts, speed.

Usage: python bench/detection.py [DIRECTORY]

DIRECTORY holds the Numenta Anomaly Benchmark's data, its labels and a `nab_score.py`. For a peer's forecasts beside
ours, and for measured temperatures beside the generated series: `uv pip install statsforecast vega_datasets`.
"""

import importlib
import sys
import time
from datetime import datetime
from pathlib import Path

import numpy as np

from forecast_data import AHEAD, Floats, naive2, series_of
from vizsla.detect import anomalies, forecast, outliers

_DAY_S = 86400
_RECOVER = 12  # points within the band until the next one outside is another alert


def nab(folder: Path) -> None:
    """Print the three profiles' scores, each at its best bounds and at bounds 3; an alert is a first point outside."""
    sys.path.insert(0, str(folder))
    scorer = importlib.import_module("nab_score")
    files = scorer.load_nab(str(folder))
    corpus = scorer.NabCorpus(files)
    steps = {name: _step_s(one.ts) for name, one in files.items()}
    grid = np.geomspace(2.4, 4.8, 40)
    for algorithm in anomalies.ALGORITHMS:
        best = dict.fromkeys(scorer.PROFILES, (0.0, 0.0))
        for bounds in (3.0, *grid.tolist()):
            alerts = {}
            for name, one in files.items():
                day = max(2, round(_DAY_S / steps[name]))
                lower, upper = anomalies.band(one.value[None], algorithm, bounds, day, 7 * day)
                alerts[name] = _openings((one.value < lower[0]) | (one.value > upper[0]))
            found = {profile: score for profile, (score, _) in corpus.score(alerts, 0.5).items()}
            if bounds == 3:
                plain = found
            best = {profile: max(best[profile], (score, bounds)) for profile, score in found.items()}
        told = "  ".join(f"{profile} {score:5.1f} at {bounds:.2f}" for profile, (score, bounds) in best.items())
        print(f"{'NAB ' + algorithm:22} {told}  ({' '.join(f'{one:.1f}' for one in plain.values())} at 3)")


def _step_s(stamps: list[str]) -> float:
    seconds = [datetime.fromisoformat(one).timestamp() for one in stamps[:2000]]
    return float(np.median(np.diff(seconds)))


def _openings(outside: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Floats:
    at = np.flatnonzero(outside)
    found = np.zeros(len(outside))
    if len(at):
        found[at[np.r_[True, np.diff(at) > _RECOVER]]] = 1
    return found


def forecasts() -> None:
    """Print sMAPE, MASE, OWA (both against a seasonally adjusted naive forecast, which is 1), coverage and time."""
    for data, rows in series_of().items():
        past, future = rows[:, :-AHEAD], rows[:, -AHEAD:]
        found = {"naive2": (naive2(past), None, 0.0), "seasonal naive": (np.tile(past[:, -24:], 2), None, 0.0)}
        for algorithm, model in (("seasonal", "default"), *(("linear", model) for model in forecast.MODELS)):
            begun = time.perf_counter()
            middle, lower, upper = forecast.ahead(past, AHEAD, algorithm, 2, model, 24, 168)
            spent = time.perf_counter() - begun
            held = float(np.mean((future >= lower) & (future <= upper)))
            found[f"ours, {algorithm}" + f" {model}" * (algorithm == "linear")] = (middle, held, spent)
        begun = time.perf_counter()
        peer = _peer(past)
        if peer is not None:
            found["MSTL + AutoETS"] = (peer, None, time.perf_counter() - begun)
        scale = np.abs(past[:, 24:] - past[:, :-24]).mean(axis=1)
        errors = {name: _errors(middle, future, scale) for name, (middle, _, _) in found.items()}
        base = errors["naive2"]
        for name, (_, held, spent) in found.items():
            smape, mase = errors[name]
            cover = "" if held is None else f"  2 deviations hold {held:4.0%}"
            cost = f"  {1000 * spent / len(rows):6.1f} ms a series" if spent else ""
            owa = (smape / base[0] + mase / base[1]) / 2
            print(f"{data:14} {name:22} sMAPE {smape:5.2f}  MASE {mase:5.2f}  OWA {owa:5.3f}{cover}{cost}")


def _errors(found: Floats, true: Floats, scale: Floats) -> tuple[float, float]:
    apart = np.abs(found - true)
    smape = 200 * np.mean(apart / (np.abs(found) + np.abs(true) + 1e-12))
    return float(smape), float(np.mean(apart.mean(axis=1) / (scale + 1e-12)))


def _peer(past: Floats) -> Floats | None:
    try:
        models = importlib.import_module("statsforecast.models")
    except ImportError:
        return None
    found = []
    for row in past:
        model = models.MSTL([24, 168], trend_forecaster=models.AutoETS(model="ZZN"))
        found.append(model.fit(row).predict(AHEAD)["mean"])
    return np.array(found)


def fleets(count: int = 200) -> None:
    """Print precision, recall and F1 of finding strange hosts among noisy ones, with gaps and spikes of all hosts."""
    for algorithm in outliers.ALGORITHMS:
        rng = np.random.default_rng(2)
        hits = named = strange = 0
        spent = 0.0
        for _ in range(count):
            size = int(rng.integers(4, 60))
            rows = 100 + 10 * np.sin(np.arange(60) / 9) + rng.normal(0, 3, (size, 60))
            rows[:, 30] += 80  # of all hosts: not strange
            apart = rng.random(size) < rng.choice([0, 0.05, 0.2])
            apart[: size // 2 + 1] = False  # the majority is what is normal
            late = np.arange(60) >= rng.choice([0, 0, 30], (int(apart.sum()), 1))
            rows[apart] += rng.choice([-40, 12, 25], (int(apart.sum()), 1)) * late
            rows[rng.random(rows.shape) < 0.05] = np.nan
            begun = time.perf_counter()
            found = outliers.outlying(rows, algorithm, 3, 20)
            spent += time.perf_counter() - begun
            hits, named, strange = (
                hits + int((found & apart).sum()),
                named + int(found.sum()),
                strange + int(apart.sum()),
            )
        precision, recall = hits / max(named, 1), hits / max(strange, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(
            f"{'outliers ' + algorithm:22} F1 {f1:5.3f}  precision {precision:5.3f}  recall {recall:5.3f}  "
            f"{1000 * spent / count:5.1f} ms a query"
        )


def speed() -> None:
    """Print the CPU time of bands of 1,000 points after three weeks of history, for one group and for 1,000."""
    rng = np.random.default_rng(3)
    points = 21 * 288 + 1000
    rows = 100 + 20 * np.sin(2 * np.pi * np.arange(points) / 288) + rng.standard_t(4, (1000, points))
    for algorithm in anomalies.ALGORITHMS:
        spent = []
        for some in (rows[:1], rows):
            begun = time.process_time()  # of the processor: other programs may be at work as well
            anomalies.band(some, algorithm, 3, 288, 7 * 288)
            spent.append(time.process_time() - begun)
        print(f"{'anomalies ' + algorithm:22} one group {1000 * spent[0]:5.1f} ms  1,000 groups {spent[1]:4.1f} s")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        nab(Path(sys.argv[1]))
    fleets()
    speed()
    forecasts()
