"""A backtest tells what evaluations at those moments decide, by API and by command."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest

from vizsla.monitors.backtest import observed, replay
from vizsla.monitors.observing import Past, planned
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

ZERO = int(time.time()) // 86400 * 86400 - 86400
MONITOR = {
    "type": "query alert", "name": "Lag", "message": "slow",
    "query": "avg(last_5m):avg:lag{*} by {host} > 100",
    "options": {"thresholds": {"critical": 100, "warning": 50}, "notify_no_data": True, "no_data_timeframe": 20},
}  # fmt: skip


def no_objective(*_: object) -> tuple[float | None, float]:
    return None, 0.0


@pytest.fixture
def lag(door_server: Running) -> Running:
    """Six hours: host a is slow for half an hour in the third, host b falls silent in the fifth."""
    a = np.full(360, 20.0)
    a[130:160] = 150.0
    b = np.where(np.arange(360) < 270, 10.0, np.nan)
    series = [Series("lag", (f"host:{host}",), tuple((v,) for v in row.tolist())) for host, row in (("a", a), ("b", b))]
    load(door_server.parts.engine, Load(1, 60, "gauge", 0, tuple(series)), ZERO)
    return door_server


def asked(server: Running, monitor: dict[str, Any], **more: Any) -> httpx.Response:
    body = {"monitor": monitor, "from": ZERO + 600, "to": ZERO + 6 * 3600} | more
    return httpx.post(f"{server.url}/api/vizsla/monitors/backtest", json=body, headers=server.headers, timeout=60)


def test_it_tells_when_it_would_have_fired(lag: Running) -> None:
    found = asked(lag, MONITOR).json()
    assert [(one["kind"], one["group"]) for one in found["transitions"]] == [
        ("Warn", "host:a"), ("Triggered", "host:a"), ("Warn", "host:a"), ("Recovered", "host:a"), ("No Data", "host:b"),
    ]  # fmt: skip
    a, b = found["groups"]
    assert a["group"] == "host:a" and 1600 <= a["seconds"]["Alert"] <= 1900
    assert [status for _, _, status in a["spans"]] == ["OK", "Warn", "Alert", "Warn", "OK"]
    assert max(value for _, value in a["values"]) == 150
    silent = next(at for at, _, status in b["spans"] if status == "No Data")
    assert ZERO + 290 * 60 <= silent <= ZERO + 292 * 60
    assert found["evaluations"] == 350 and found["notifications"] == 5
    lower = json.loads(json.dumps(MONITOR).replace("> 100", "> 160").replace('"critical": 100', '"critical": 160'))
    assert asked(lag, lower).json()["counts"] == {"Warn": 1, "Recovered": 1, "No Data": 1}


def test_it_decides_as_evaluations_do(lag: Running) -> None:
    plan, run = planned(MONITOR), lag.parts.engine.run
    moments = [float(ZERO + minute * 60) for minute in range(100, 300)]
    together, errors = observed(plan, moments, run, no_objective, lambda _: None)
    assert not errors
    one_by_one = [(at, plan.condition.observe(run, at)) for at in moments]
    assert replay(together, plan.rules).transitions == replay(one_by_one, plan.rules).transitions
    assert Past(no_objective).others([1]) == {}


def test_bands_of_a_long_time_have_the_buckets_of_one_evaluation(lag: Running) -> None:
    query = "avg(last_4h):anomalies(avg:lag{host:a}, 'basic', 2, alert_window='last_5m', interval=60) >= 1"
    plan, run = planned({"type": "query alert", "name": "Odd", "query": query}), lag.parts.engine.run
    moments = [float(ZERO + minute * 60) for minute in range(60, 26 * 60)]
    together, errors = observed(plan, moments, run, no_objective, lambda _: None)
    assert not errors and len(together) == len(moments)
    odd = [at for at, seen in together if any(one.value for one in seen.values())]
    assert odd and all(ZERO + 130 * 60 <= at <= ZERO + 170 * 60 for at in odd)
    for at, seen in together[70:80]:
        assert seen == plan.condition.observe(run, at)


def test_a_composite_is_judged_with_its_members(lag: Running) -> None:
    numbers = [
        httpx.post(
            f"{lag.url}/api/v1/monitor", json=MONITOR | {"query": query, "options": {}}, headers=lag.headers
        ).json()["id"]
        for query in ("avg(last_5m):avg:lag{host:a} > 100", "avg(last_5m):avg:lag{host:b} > 100")
    ]
    both = {"type": "composite", "name": "a alone", "query": f"{numbers[0]} && !{numbers[1]}", "message": ""}
    found = asked(lag, both).json()
    assert [(one["kind"], one["group"]) for one in found["transitions"]] == [
        ("Triggered", "total"),
        ("Recovered", "total"),
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "'monitor' is missing"),
        ({"monitor": {"type": "query alert", "query": "avg(last_5m):avg:a{*}"}}, "ends with a comparison"),
        ({"monitor": MONITOR, "from": "yesterday"}, "is no moment"),
        ({"monitor": MONITOR, "from": 0}, "50000 at most"),
        ({"monitor": MONITOR, "from": "now", "to": "now"}, "holds no evaluation"),
        (
            {"monitor": {"type": "rum alert", "name": "r", "query": 'rum("a").rollup("count").last("5m") > 1'}},
            "no data of",
        ),
    ],
)
def test_what_cannot_be_tried_is_said(door_server: Running, body: dict[str, Any], said: str) -> None:
    answer = httpx.post(f"{door_server.url}/api/vizsla/monitors/backtest", json=body, headers=door_server.headers)
    assert answer.status_code == 400 and said in answer.text


def test_the_command(lag: Running, tmp_path: Path) -> None:
    file = tmp_path / "lag.json"
    file.write_text(json.dumps({"title": "exported", "definition": MONITOR}))
    command = [str(Path(sys.executable).parent / "vizsla"), "monitor", "backtest", str(file), "--from", str(ZERO + 600)]
    server = [
        "--to",
        str(ZERO + 6 * 3600),
        "--port",
        lag.url.rpartition(":")[2],
        "--data",
        str(lag.parts.settings.data),
    ]
    done = subprocess.run([*command, *server], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "No Data" in done.stdout and "350 evaluations of 2 groups" in done.stdout
