"""What is asked once for many moments is what each of them would have been answered."""

import random
import time
from collections.abc import Mapping
from typing import Any

import pytest

from vizsla.monitors.backtest import observed
from vizsla.monitors.kind import Group
from vizsla.monitors.observing import observe, planned
from vizsla.monitors.state import Observed
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

ZERO = int(time.time()) // 86400 * 86400 - 86400
MOMENTS = [float(ZERO + minute * 60) for minute in range(5, 75, 2)]
LOGS = 'logs("status:error").index("*")'
PLANE = {"name": "query1", "data_source": "metrics", "query": "avg:plane{*} by {host}", "aggregator": "avg"}
OTHER = {"name": "query2", "data_source": "metrics", "query": "sum:plane{*} by {host}.as_count()", "aggregator": "sum"}
FAILED = {"name": "query1", "data_source": "logs", "search": {"query": "status:error"},
          "compute": {"aggregation": "count"}, "group_by": [{"facet": "service"}]}  # fmt: skip
FEW = FAILED | {"name": "query2", "group_by": [{"facet": "service", "limit": 2}],
                "compute": {"aggregation": "avg", "metric": "@ms"}}  # fmt: skip
FLAT = FAILED | {"name": "query2", "group_by": {"fields": ["service"], "limit": 2}}
BOTH = FAILED | {"group_by": {"fields": ["service", "@user"], "limit": 50}}
ALL = FAILED | {"group_by": []}


def log(query: str, **options: Any) -> dict[str, Any]:
    return {"type": "log alert", "query": query, "options": options}


def metric(query: str, **options: Any) -> dict[str, Any]:
    return {"type": "query alert", "query": query, "options": options}


def check(query: str, **thresholds: int) -> dict[str, Any]:
    return {"type": "service check", "query": query, "options": {"thresholds": thresholds}}


MONITORS = [
    log(f'{LOGS}.rollup("count").by("service").last("5m") > 3'),
    log(f'{LOGS}.rollup("count").last("10m") > 3'),
    log(f'{LOGS}.rollup("count").by("service").last("10m") > 3', groupby_simple_monitor=True),
    log(f'{LOGS}.rollup("count").by("service").last("5m") > 3', evaluation_delay=90),
    log(f'{LOGS}.rollup("count").by("service,@user").last("5m") > 3'),
    log(f'{LOGS}.rollup("avg", "@ms").by("service").last("10m") > 3'),
    log(f'{LOGS}.rollup("max", "@ms").by("service").last("5m") > 3'),
    log(f'{LOGS}.rollup("sum", "@missing").by("service").last("5m") > 3'),
    log(f'{LOGS}.rollup("pc95", "@ms").last("15m") > 3'),
    log(f'{LOGS}.rollup("cardinality", "@user").last("5m") > 3'),
    log('logs("status:nothing").index("*").rollup("avg", "@ms").last("10m") > 3'),
    log('logs("status:nothing").index("*").rollup("cardinality", "@ms").last("10m") > 3'),
    {"type": "trace-analytics alert", "query": 'trace-analytics("*").rollup("count").by("service").last("1h") > 3'},
    log('formula("query1 * query2").last("5m") > 10', variables=[FAILED, FEW]),
    log('formula("query1 - query2").last("5m") > 10', variables=[FAILED, FLAT]),
    log('formula("query1").last("5m") > 10', variables=[BOTH]),
    log('formula("default_zero(query1) + 1").last("5m") > 10', variables=[ALL]),
    log('formula("cumsum(query1)").last("10m") > 10', variables=[FAILED]),
    metric('formula("query1 + query2").last("5m") > 10', variables=[PLANE, OTHER]),
    metric('formula("diff(query1)").last("10m") > 10', variables=[PLANE]),
    metric("avg(last_10m):outliers(avg:plane{*} by {host}, 'DBSCAN', 3) > 0"),
    metric("avg(last_10m):outliers(avg:plane{*} by {host}, 'MAD', 3, 20) > 0", evaluation_delay=30),
    check('"up".over("*").by("host").last(4).count_by_status()', critical=3, ok=2),
    check('"up".over("*").exclude("host:h1").by("*").last(2).count_by_status()'),
    check('"up".over("*").by("zone").last(2).pct_by_status()', critical=50, warning=20),
]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    chance = random.Random(7)

    def put(kind: str, step_s: int, name: str, tags: str, least: int, most: int) -> None:
        values = tuple((float(chance.randint(least, most)),) for _ in range(4500 // step_s))
        load(engine, Load(1, step_s, kind, 0, (Series(name, tuple(tags.split(",")), values),)), ZERO)

    for n in range(4):
        put("gauge", 15, "plane", f"host:h{n}", 10 if n < 3 else 1, 30)
        put("check", 20, "up", f"host:h{n},zone:z{n % 2}", 0, 3 if n else 0)
        for user in range(2):
            put("log", 60, "failed", f"service:s{n},status:error,@ms:{n}{user},@user:u{user}", -4, 2 + n)
        put("span", 60, "fly", f"service:s{n}", -1, 2)
    load(engine, Load(1, 600, "check", 0, (Series("up", ("host:rare",), tuple((2.0,) for _ in range(2))),)), ZERO)
    return engine


@pytest.mark.parametrize("body", MONITORS, ids=lambda one: one["query"])
def test_together_as_one_by_one(filled: Engine, body: dict[str, Any]) -> None:
    plan, asked = planned({"name": "x", **body}), []

    def run(sql: str, params: Mapping[str, object]) -> Any:
        asked.append(sql)
        return filled.run(sql, params)

    together, errors = observed(plan, MOMENTS, run, no_objective, lambda _: None)
    assert not errors and [at for at, _ in together] == MOMENTS
    if "cumsum" not in body["query"]:  # such a formula is of series of records, which each moment asks for
        assert len(asked) <= 8
    alone = [observe(plan, at, None, filled.run) for at in MOMENTS]  # type: ignore[arg-type]
    assert any(alone) or "nothing" in body["query"]
    for (_, one), other in zip(together, alone, strict=True):
        assert known(one) == known(other)


def known(seen: Mapping[Group, Observed]) -> dict[Group, Any]:
    return {
        group: (pytest.approx(one.value), one.last_data, one.status, one.skip, one.note, one.limits)
        for group, one in seen.items()
    }


def no_objective(*_: object) -> Any:
    raise AssertionError("these monitors have none")
