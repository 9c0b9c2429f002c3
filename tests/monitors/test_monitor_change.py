"""Monitors of how a value changes, and of anomalies, on the real engine."""

import time

import pytest

from vizsla.monitors.kind import Condition, condition_of
from vizsla.query.errors import QueryError
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series


def observed(engine: Engine, query: str, end_s: float) -> dict[tuple[str, ...], float | None]:
    condition = condition_of({"type": "query alert", "query": query})
    return {group: one.value for group, one in condition.observe(engine.run, end_s).items()}


@pytest.fixture
def end(engine: Engine) -> int:
    """Two hours of points, one a minute: host a rises from 10 to 15 after the first, host b is new."""
    zero = int(time.time()) // 86400 * 86400 - 86400
    a = tuple((10.0 if minute < 60 else 15.0,) for minute in range(120))
    b = tuple((float("nan") if minute < 100 else 7.0,) for minute in range(120))
    load(engine, Load(1, 60, "gauge", 0, (Series("q", ("host:a",), a), Series("q", ("host:b",), b))), zero)
    return zero + 120 * 60


def test_changes(engine: Engine, end: int) -> None:
    body = "avg:q{*} by {host} > 1"
    assert observed(engine, f"change(avg(last_5m),last_1h):{body}", end) == {("host:a",): 5.0, ("host:b",): None}
    assert observed(engine, f"change(avg(last_5m),10m_ago):{body}", end) == {("host:a",): 0.0, ("host:b",): 0.0}
    assert observed(engine, f"pct_change(max(last_5m),1h_ago):{body}", end)[("host:a",)] == 50.0
    assert observed(engine, f"avg(last_5m):{body}", end) == {("host:a",): 15.0, ("host:b",): 7.0}


def test_what_a_person_reads_and_what_is_wrong() -> None:
    def parsed(query: str) -> Condition:
        return condition_of({"type": "query alert", "query": query})

    condition = parsed("pct_change(avg(last_5m),last_1h):avg:q{*} > 1")
    assert (condition.metric, condition.window_s) == ("change in % of q", 300)
    assert parsed("change(avg(last_5m),last_1h):avg:q{*} > 1").metric == "change of q"
    for query in ("change(avg(last_5m)):avg:q{*} > 1", "change(avg(last_0m),last_1h):avg:q{*} > 1"):
        with pytest.raises(QueryError):
            parsed(query)


def test_an_anomaly_monitor_of_the_real_form(engine: Engine) -> None:
    zero = int(time.time()) // 86400 * 86400 - 86400
    values = tuple((10.0 + minute % 3 + (50 if minute >= 300 else 0),) for minute in range(330))
    load(engine, Load(1, 60, "gauge", 0, (Series("lag", ("host:a",), values),)), zero)
    query = (
        "avg(last_1h):anomalies(avg:lag{host:a}, 'basic', 3, direction='both', alert_window='last_15m', interval=60, "
        "count_default_zero='true', seasonality='hourly') >= 1"
    )
    assert observed(engine, query, zero + 300 * 60) == {(): 0.0}
    assert observed(engine, query, zero + 315 * 60) == {(): 1.0}  # a quarter of an hour after the rise
    assert observed(engine, query.replace("both", "below"), zero + 315 * 60) == {(): 0.0}
