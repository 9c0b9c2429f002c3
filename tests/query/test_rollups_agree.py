"""Long windows are answered from roll-ups: the same numbers come from the raw points of their parts."""

import time

import numpy as np
import pytest

from vizsla.query.metrics import points
from vizsla.query.metrics.evaluate import evaluate
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

_PART_S = 6 * 3600  # no longer, and raw points are read
_ZERO = int(time.time()) // 86400 * 86400 - 4 * 86400
_QUERIES = {
    "gauge": [f"avg:m{{*}} by {{host}}.rollup({how}, 3600)" for how in ("avg", "sum", "min", "max", "count")]
    + [f"{how}:m{{*}}.rollup(max, 3600)" for how in ("avg", "sum", "min", "max", "count", "stddev")],
    "count": [f"sum:m{{*}} by {{host}}.{how}().rollup(sum, 3600)" for how in ("as_count", "as_rate")],
    "rate": ["sum:m{*} by {host}.as_count().rollup(sum, 3600)", "avg:m{*}.as_rate().rollup(avg, 3600)"],
    "distribution": [f"{how}:m{{*}} by {{host}}.rollup(3600)" for how in ("avg", "sum", "min", "max", "count")]
    + [f"{how}:m{{*}}.rollup(3600)" for how in ("p50", "p99", "p99.9", "stddev", "count(v: v>=60)")],
}


@pytest.mark.parametrize("type_", ["gauge", "count", "rate"])
def test_many_rows_are_merged_by_the_store_as_few_are_here(
    engine: Engine, type_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill(engine, type_)
    spans = ((600, 7300), (17, 2 * 86400 + 3599), (3600, 3 * 86400))
    asked = [(query, *span) for query in _QUERIES[type_] for span in spans]

    def answers() -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
        return [evaluate(query, _ZERO + at, _ZERO + end, engine.run)[0].values for query, at, end in asked]

    here = answers()
    monkeypatch.setattr(points, "MOST_ROWS", 0)
    by_the_store = answers()
    monkeypatch.setattr(points, "few", lambda *_: True)
    more_than_expected = answers()
    for one, few, many, more in zip(asked, here, by_the_store, more_than_expected, strict=True):
        np.testing.assert_allclose(many, few, rtol=1e-9, err_msg=str(one))
        np.testing.assert_allclose(more, few, rtol=1e-9, err_msg=str(one))


@pytest.mark.parametrize("type_", list(_QUERIES))
def test_raw_and_rolled_up_answers_agree(engine: Engine, type_: str) -> None:
    _fill(engine, type_)
    for query in _QUERIES[type_]:
        for days in (1, 3):  # answered from five minutes' and from an hour's roll-ups
            end = _ZERO + days * 86400
            (whole,) = evaluate(query, _ZERO, end, engine.run)
            parts = [evaluate(query, at, at + _PART_S, engine.run)[0].values for at in range(_ZERO, end, _PART_S)]
            assert whole.values.shape[1] == days * 24
            np.testing.assert_allclose(whole.values, np.concatenate(parts, axis=1), rtol=1e-9, err_msg=query)


@pytest.mark.parametrize("type_", ["gauge", "distribution"])
def test_a_window_that_begins_within_a_rollups_row_counts_its_own_points_only(engine: Engine, type_: str) -> None:
    rows = _fill(engine, type_)
    first, last = 17, rows.shape[1] - 11
    query = "count:m{*}.rollup(86400)" if type_ == "distribution" else "sum:m{*}.rollup(count, 86400)"
    (found,) = evaluate(query, _ZERO + first * 120, _ZERO + last * 120, engine.run)
    assert np.nansum(found.values) == (~np.isnan(rows[:, first:last])).sum()


def _fill(engine: Engine, type_: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    rng = np.random.default_rng(7)
    rows = rng.normal(50, 20, (3, 3 * 86400 // 120))
    rows[rng.random(rows.shape) < 0.2] = np.nan
    rows[1, 400:900] = np.nan
    series = [Series("m", (f"host:{i}",), tuple((float(v),) for v in row)) for i, row in enumerate(rows)]
    load(engine, Load(1, 120, type_, 0, tuple(series)), _ZERO)
    return rows
