"""Long windows are answered from roll-ups: the same numbers come from the raw points of their parts."""

import time

import numpy as np
import pytest

from vizsla.query.metrics.evaluate import evaluate
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

_PART_S = 6 * 3600  # no longer, and raw points are read


@pytest.mark.parametrize("method", ["avg", "sum", "min", "max", "count"])
def test_raw_and_rolled_up_answers_agree(engine: Engine, method: str) -> None:
    rng = np.random.default_rng(7)
    rows = rng.normal(50, 20, (3, 3 * 86400 // 120))
    rows[rng.random(rows.shape) < 0.2] = np.nan
    rows[1, 400:900] = np.nan
    series = [Series("m", (f"host:{i}",), tuple((float(v),) for v in row)) for i, row in enumerate(rows)]
    zero = int(time.time()) // 86400 * 86400 - 4 * 86400
    load(engine, Load(1, 120, "gauge", 0, tuple(series)), zero)
    query = f"avg:m{{*}} by {{host}}.rollup({method}, 3600)"
    for days in (1, 3):  # answered from five minutes' and from an hour's roll-ups
        end = zero + days * 86400
        (whole,) = evaluate(query, zero, end, engine.run)
        parts = [evaluate(query, at, at + _PART_S, engine.run)[0].values for at in range(zero, end, _PART_S)]
        assert whole.values.shape == (3, days * 24)
        assert np.isnan(whole.values).any()
        np.testing.assert_allclose(whole.values, np.concatenate(parts, axis=1), rtol=1e-9)
