"""The anomalies function: bands from the past alone, and the share of points outside them."""

import numpy as np
import pytest

from vizsla.detect.anomalies import ALGORITHMS, band
from vizsla.query.errors import QueryError
from vizsla.query.functions.anomalies import outside
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
