"""Forecasts of values with a season, a trend and noise, and the range that they promise."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    middle = ahead(past[None], 48, "seasonal", 2, season=24)[0][0]
    assert np.abs(middle - future).mean() < 0.5 * np.abs(past[-48:] - future).mean() + 2
    assert np.corrcoef(middle, future)[0, 1] > 0.95


def test_the_range_holds_what_two_deviations_promise() -> None:
    inside = []
    for seed in range(20):
        values = season(24 * 8, seed)
        _, lower, upper = ahead(values[None, : 24 * 7], 24, "seasonal", 2, season=24)
        inside.append(np.mean((values[24 * 7 :] >= lower[0]) & (values[24 * 7 :] <= upper[0])))
    assert 0.8 <= np.mean(inside) <= 1


@pytest.mark.parametrize("model", MODELS)
def test_a_line_with_wild_points_and_gaps_goes_on(model: str) -> None:
    rng = np.random.default_rng(2)
    row = 10 + 0.5 * np.arange(300) + rng.normal(0, 0.2, 300)
    row[rng.choice(250, 10, replace=False)] += 40
    row[100:130] = np.nan
    middle, _, _ = ahead(row[None], 50, "linear", 2, model)
    assert np.abs(middle - (10 + 0.5 * np.arange(300, 350))).max() < 8


def test_less_than_two_seasons_are_carried_on_as_a_line() -> None:
    short = season(40, 1)[None]
    np.testing.assert_array_equal(ahead(short, 5, "seasonal", 2, "simple", 24), ahead(short, 5, "linear", 2, "simple"))
    assert np.isnan(ahead(short[:, :3], 5, "linear", 2)).all()


def test_a_week_above_the_days_is_found() -> None:
    t = np.arange(24 * 7 * 5)
    weekend = (t // 24 % 7 >= 5) * 40.0
    values = 100 + 10 * np.sin(2 * np.pi * t / 24) - weekend + np.random.default_rng(8).normal(0, 1, len(t))
    past, future = values[None, : -24 * 7], values[-24 * 7 :]
    middle = ahead(past, 24 * 7, "seasonal", 2, season=24, longer=24 * 7)[0][0]
    assert np.abs(middle - future).mean() < 3


@given(st.integers(0, 10_000), st.floats(0.1, 1000), st.floats(-1000, 1000))
@settings(max_examples=15, deadline=None)
def test_groups_are_by_themselves_and_units_do_not_matter(seed: int, factor: float, level: float) -> None:
    rows = np.array([season(100, seed), season(100, seed + 1)[::-1], np.full(100, 7.0)])
    rows[0, 60:70] = np.nan
    together = ahead(rows, 30, "seasonal", 2, season=24)
    for i, row in enumerate(rows):
        for found, alone in zip(together, ahead(row[None], 30, "seasonal", 2, season=24), strict=True):
            np.testing.assert_allclose(found[i], alone[0])
    scaled = ahead(factor * rows + level, 30, "seasonal", 2, season=24)
    for found, plain in zip(scaled, together, strict=True):
        np.testing.assert_allclose(found, factor * plain + level, rtol=1e-6, atol=1e-6 * factor)


def test_a_season_is_read_from_before_the_window(engine: Engine) -> None:
    values = season(24 * 7, 5, 0.1)
    zero = int(time.time()) // 86400 * 86400 - 8 * 86400
    load(engine, Load(1, 3600, "gauge", 0, (Series("m", (), tuple((float(v),) for v in values[: 24 * 6])),)), zero)
    start = zero + 6 * 86400 - 3600
    (frame,) = evaluate("forecast(avg:m{*}, 'seasonal', 2)", start, start + 25 * 3600, engine.run, 3600)
    assert frame.groups == ((), ("band:lower",), ("band:upper",))
    assert np.abs(frame.values[0, 1:] - values[24 * 6 :]).max() < 6


@pytest.mark.parametrize("algorithm", ["linear", "seasonal"])
def test_nothing_is_left_to_forecast(algorithm: str) -> None:
    rows = np.sin(np.arange(96) / 24 * 2 * np.pi)[None]
    assert [edge.shape for edge in ahead(rows, 0, algorithm, 2, season=24)] == [(1, 0)] * 3
