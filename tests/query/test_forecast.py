"""Forecasts of values with a season, a trend and noise, and the range that they promise."""

import time

import numpy as np
import pytest

from vizsla.detect.forecast import MODELS, ahead
from vizsla.query.metrics.evaluate import evaluate
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series


def season(points: int, seed: int, noise: float = 2) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    t = np.arange(points)
    return 100 + 0.05 * t + 30 * np.sin(2 * np.pi * t / 24) + np.random.default_rng(seed).normal(0, noise, points)


def test_a_season_goes_on_with_its_trend() -> None:
    values = season(24 * 8, 1)
    past, future = values[: 24 * 6], values[24 * 6 :]
    middle, _, _ = ahead(past, 48, "seasonal", 2, "default", 24)
    assert np.abs(middle - future).mean() < 0.5 * np.abs(past[-48:] - future).mean() + 2
    assert np.corrcoef(middle, future)[0, 1] > 0.95


def test_the_range_holds_what_two_deviations_promise() -> None:
    inside = []
    for seed in range(20):
        values = season(24 * 8, seed)
        _, lower, upper = ahead(values[: 24 * 7], 24, "seasonal", 2, "default", 24)
        inside.append(np.mean((values[24 * 7 :] >= lower) & (values[24 * 7 :] <= upper)))
    assert 0.8 <= np.mean(inside) <= 1


@pytest.mark.parametrize("model", MODELS)
def test_a_line_with_wild_points_and_gaps_goes_on(model: str) -> None:
    rng = np.random.default_rng(2)
    row = 10 + 0.5 * np.arange(300) + rng.normal(0, 0.2, 300)
    row[rng.choice(250, 10, replace=False)] += 40
    row[100:130] = np.nan
    middle, _, _ = ahead(row, 50, "linear", 2, model, 24)
    assert np.abs(middle - (10 + 0.5 * np.arange(300, 350))).max() < 8


def test_less_than_two_seasons_give_nothing() -> None:
    assert np.isnan(ahead(season(40, 1), 5, "seasonal", 2, "default", 24)).all()


def test_a_season_is_read_from_before_the_window(engine: Engine) -> None:
    values = season(24 * 7, 5, 0.1)
    zero = int(time.time()) // 86400 * 86400 - 8 * 86400
    load(engine, Load(1, 3600, "gauge", 0, (Series("m", (), tuple((float(v),) for v in values[: 24 * 6])),)), zero)
    start = zero + 6 * 86400 - 3600
    (frame,) = evaluate("forecast(avg:m{*}, 'seasonal', 2)", start, start + 25 * 3600, engine.run, 3600)
    assert frame.groups == ((), ("band:lower",), ("band:upper",))
    assert np.abs(frame.values[0, 1:] - values[24 * 6 :]).max() < 6
