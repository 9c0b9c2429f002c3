"""The anomalies function: bands from the past alone, and the share of points outside them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vizsla.detect.anomalies import ALGORITHMS, band
from vizsla.detect.rolling import BLOCK, DELAY_BLOCKS, tail_before
from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame
from vizsla.query.functions.anomalies import outside
from vizsla.query.functions.function import functions
from vizsla.query.metrics.evaluate import evaluate
from vizsla.query.metrics.parser import parse
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

DAY = 288


def daily(days: int, seed: int = 1) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    rng = np.random.default_rng(seed)
    t = np.arange(days * DAY)
    return 100 + 40 * np.sin(2 * np.pi * t / DAY) + rng.normal(0, 2, len(t))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_band_knows_only_the_past(algorithm: str) -> None:
    values = daily(6)[None]
    lower, upper = band(values, algorithm, 3, DAY)
    changed = values.copy()
    changed[0, 1000:] = -1e6
    again = band(changed, algorithm, 3, DAY)
    for before, after in ((lower, again[0]), (upper, again[1])):
        np.testing.assert_array_equal(before[0, :1001], after[0, :1001])


@pytest.mark.parametrize(("algorithm", "most"), [("basic", 0.02), ("agile", 0.01), ("robust", 0.01)])
def test_normal_days_stay_inside_and_a_spike_does_not(algorithm: str, most: float) -> None:
    values = daily(10)
    values[9 * DAY + 100 : 9 * DAY + 103] += 120
    lower, upper = band(values[None], algorithm, 3, DAY)
    out = (values > upper[0]) | (values < lower[0])
    last = out[5 * DAY : 9 * DAY]
    assert last.mean() <= most
    assert out[9 * DAY + 100]


def test_seasons_make_the_band_tighter_than_the_last_points_do() -> None:
    values = daily(10)[None]
    widths = {one: float(np.nanmean((np.subtract(*band(values, one, 3, DAY)[::-1]))[:, -DAY:])) for one in ALGORITHMS}
    assert widths["agile"] < widths["basic"] / 2
    assert widths["robust"] < widths["basic"] / 2


def test_short_series_have_no_band_and_constant_ones_a_narrow_one() -> None:
    lower, upper = band(np.full((1, 40), 5.0), "basic", 2, DAY)
    assert np.isnan(lower).all() and np.isnan(upper).all()
    lower, upper = band(np.full((1, 400), 5.0), "agile", 2, DAY)
    assert lower[0, -1] == pytest.approx(5) and upper[0, -1] == pytest.approx(5)


def test_the_edge_moves_in_on_the_side_where_values_stay() -> None:
    values = np.random.default_rng(4).standard_t(3, 5000)[None]
    values[0, 4500:4530] = np.abs(values[0, 4500:4530]) + 4  # each may happen once; half an hour of them may not
    lower, upper = band(values, "robust", 3, 500)
    width = (upper - lower)[0]
    assert width[4520] < width[4490] and upper[0, 4520] < 4 < upper[0, 4490]
    assert lower[0, 4520] == pytest.approx(lower[0, 4490], rel=0.2)


@given(st.integers(0, 10_000), st.sampled_from(ALGORITHMS), st.floats(0.01, 1000), st.floats(-1000, 1000))
@settings(max_examples=25, deadline=None)
def test_groups_are_by_themselves_and_units_do_not_matter(
    seed: int, algorithm: str, factor: float, level: float
) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, (3, 400)) + 5 * np.sin(np.arange(400) / 4)
    values[rng.random(values.shape) < 0.2] = np.nan
    together = band(values, algorithm, 2, 25, 100)
    for i, row in enumerate(values):
        for found, alone in zip(together, band(row[None], algorithm, 2, 25, 100), strict=True):
            np.testing.assert_allclose(found[i], alone[0])
    scaled = band(factor * values + level, algorithm, 2, 25, 100)
    for found, plain in zip(scaled, together, strict=True):
        np.testing.assert_allclose(found, factor * plain + level, rtol=1e-4, atol=1e-4 * factor)


@given(st.integers(0, 10_000), st.integers(1, 20), st.floats(0.9, 0.999))
@settings(max_examples=25, deadline=None)
def test_tails_are_the_quantiles_of_the_blocks_before(seed: int, held: int, tail: float) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.random((2, 137))
    rows[rng.random(rows.shape) < 0.1] = np.nan
    found = tail_before(rows, held * BLOCK, tail, 5)
    for at in range(0, 137, 9):
        end = at // BLOCK * BLOCK - (DELAY_BLOCKS - 1) * BLOCK
        for i, row in enumerate(rows):
            past = row[max(0, end - held * BLOCK) : max(0, end)]
            past = past[~np.isnan(past)]
            wanted = np.quantile(past, tail) if len(past) >= 5 else np.nan
            np.testing.assert_allclose(found[i, at], wanted)


def test_a_season_keeps_to_the_wall_clock_when_clocks_are_changed() -> None:
    at = int(datetime(2026, 3, 8, tzinfo=UTC).timestamp()) + np.arange(0, 28 * 86400, 3600)
    hours = np.array([datetime.fromtimestamp(one, ZoneInfo("Europe/Paris")).hour for one in at.tolist()])
    noise = np.random.default_rng(6).normal(0, 1, len(at))
    frame = Frame(
        at, ((),), (np.where((hours > 8) & (hours < 13), 100.0, 10.0) + noise)[None], 3600
    )  # office hours in Paris

    def share_outside(timezone: str) -> float:
        given = ("agile", 3.0, "both", "last_15m", 0.0, "true", "daily", timezone)
        found = functions()["anomalies"].apply(frame, *given).values[:, 21 * 24 :]
        return float(((found[0] > found[2]) | (found[0] < found[1])).mean())

    assert share_outside("Europe/Paris") == 0
    assert share_outside("utc") > 0.02


def test_too_little_history_is_told(steady: tuple[Engine, int]) -> None:
    engine, end = steady
    (frame,) = evaluate("anomalies(avg:lag{*} by {host}, 'agile', 3) * 2", end - 3600, end, engine.run, 60)
    assert frame.notices == (
        "anomalies: 'agile' needs three days of history, and there is less; until then its band is that of 'basic', "
        "which follows the last points",
    )
    (frame,) = evaluate(
        "anomalies(avg:lag{*} by {host}, 'agile', 3, seasonality='hourly')", end - 3600, end, engine.run
    )
    assert not frame.notices
    young = Frame(np.arange(40) * 60, (("host:a",), ("host:b",)), np.stack([np.arange(40.0), np.full(40, np.nan)]), 60)
    told = functions()["anomalies"].apply(young, "basic", 2.0, "both", "last_15m", 0.0, "true", "daily", "utc").notices
    assert told == ("anomalies: no band before 58 points went by (1 of 2 groups)",)


@pytest.fixture
def steady(engine: Engine) -> tuple[Engine, int]:
    """Ten hours of noise at one point a minute; in the last twenty minutes host b is far too high."""
    import time

    zero = int(time.time()) // 86400 * 86400 - 3 * 86400
    rng = np.random.default_rng(7)
    a, b = 50 + rng.normal(0, 1, (2, 600))
    b[-20:] += 30
    rows = [Series("lag", (f"host:{name}",), tuple((float(v),) for v in row)) for name, row in (("a", a), ("b", b))]
    load(engine, Load(1, 60, "gauge", 0, tuple(rows)), zero)
    return engine, zero + 600 * 60


def test_a_query_answers_values_and_both_edges(steady: tuple[Engine, int]) -> None:
    engine, end = steady
    (frame,) = evaluate("anomalies(avg:lag{*} by {host}, 'basic', 3)", end - 3600, end, engine.run, 60)
    assert frame.groups == tuple(
        (f"host:{host}", *edge) for host in "ab" for edge in ((), ("band:lower",), ("band:upper",))
    )
    assert frame.values.shape == (6, 60)
    value, lower, upper = frame.values[:3]
    assert not np.isnan(lower).any()  # points before the window were read as well
    assert ((lower < value) & (value < upper)).mean() > 0.95
    assert (frame.values[3, -20] > frame.values[5, -20]) and frame.times[0] == end - 3600


def test_a_monitor_gets_the_share_outside(steady: tuple[Engine, int]) -> None:
    engine, end = steady
    (frame,) = evaluate("anomalies(avg:lag{*} by {host}, 'basic', 3, interval=60)", end - 4 * 3600, end, engine.run)
    found = outside(frame, "above", 900)
    assert found[("host:a",)] == 0.0 and found[("host:b",)] == 1.0
    assert outside(frame, "below", 900)[("host:b",)] == 0.0


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("anomalies(avg:a{*})", "algorithm is missing"),
        ("anomalies(avg:a{*}, 'magic', 2)", "algorithm is one of basic, agile, robust, not magic"),
        ("anomalies(avg:a{*}, 'basic')", "bounds is missing"),
        ("anomalies(avg:a{*}, 'basic', 2, direction='sideways')", "direction is one of"),
    ],
)
def test_mistakes_are_named(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse(query)
