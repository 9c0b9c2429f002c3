"""Queries that would need too much say what to narrow."""

import time
import warnings

import numpy as np
import pytest

from vizsla.query.errors import QueryError
from vizsla.query.metrics.evaluate import evaluate
from vizsla.query.metrics.merge import across
from vizsla.query.metrics.series import MOST_SERIES
from vizsla.store.engine import Engine


def test_too_many_series_or_points(engine: Engine) -> None:
    now = int(time.time()) // 60 * 60
    engine.run(
        "INSERT INTO series (metric, day, sid, type, tags, last_seen) SELECT 'wide', today(), number + 1, 'gauge', "
        "[concat('user:', toString(number))], now() FROM numbers({n:UInt32})",
        {"n": MOST_SERIES + 1},
    )
    engine.run(f"INSERT INTO points (metric, sid, ts, value) SELECT 'wide', number + 1, {now - 60}, 1 FROM numbers(50)")
    with pytest.raises(QueryError, match=f"wide has more than {MOST_SERIES} series here; narrow the filter") as found:
        evaluate("1 + avg:wide{*}", now - 3600, now, engine.run)
    assert (found.value.start, found.value.end) == (4, 15)
    with pytest.raises(QueryError, match="series of 3600 points are too many; narrow the filter"):
        evaluate("avg:wide{user:1*} by {user}", now - 3600, now, engine.run, 1)
    (frame,) = evaluate("sum:wide{user:1*}.rollup(3600)", now - 3600, now, engine.run)
    assert np.nansum(frame.values) == 11


@pytest.mark.parametrize("aggregator", ["sum", "avg", "stddev"])
def test_a_group_beyond_a_floats_range_is_not_finite_and_no_cause_of_warnings(aggregator: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        merged = across(aggregator, np.array([[1e308, 1.0], [1e308, 3.0]]), np.zeros(2, np.int64), 1)
    assert not np.isfinite(merged[0, 0])
    assert np.isfinite(merged[0, 1])
