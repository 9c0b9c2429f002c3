"""The outliers function in windows of monitors, and in groups as large as fleets."""

import time

import numpy as np
import pytest

from vizsla.detect.outliers import ALGORITHMS, outlying
from vizsla.query.functions.outliers import judged
from vizsla.query.metrics.evaluate import evaluate
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_one_of_many_hosts_stands_apart_and_its_absence_leaves_none(algorithm: str) -> None:
    rng = np.random.default_rng(3)
    rows = 100 + rng.normal(0, 2, (60, 120))
    rows[rng.random(rows.shape) < 0.1] = np.nan
    assert not outlying(rows, algorithm, 4, 50).any()
    rows[17] += 60
    assert np.flatnonzero(outlying(rows, algorithm, 4, 50)).tolist() == [17]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_host_without_a_point_in_a_spike_of_all_does_not_stand_apart(algorithm: str) -> None:
    rows = np.random.default_rng(5).normal(100, 3, (8, 60))
    rows[:, 30] += 300
    rows[2, 30] = np.nan
    assert not outlying(rows, algorithm, 3, 20).any()


def test_mad_wants_so_many_percent_of_the_points() -> None:
    rows = np.random.default_rng(4).normal(100, 2, (10, 100))
    rows[4, :30] += 50
    assert outlying(rows, "MAD", 6, 30)[4]
    assert not outlying(rows, "MAD", 6, 50)[4]


def test_a_monitor_gets_1_for_the_host_that_stands_apart(engine: Engine) -> None:
    values = {"a": (10.0, 11.0, 10.0), "b": (11.0, 10.0, 9.0), "c": (9.0, 10.0, 11.0), "d": (50.0, 51.0, 50.0)}
    series = [Series("m", (f"host:{host}",), tuple((v,) for v in row)) for host, row in values.items()]
    now = int(time.time()) // 3600 * 3600 - 3600
    load(engine, Load(1, 10, "gauge", 0, tuple(series)), now)
    found = judged(evaluate("outliers(avg:m{*} by {host}, 'DBSCAN', 3)", now, now + 30, engine.run)[0])
    assert found == {("host:a",): 0, ("host:b",): 0, ("host:c",): 0, ("host:d",): 1}
