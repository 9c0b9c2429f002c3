"""Server and agent as a person starts them, and the real clients on the other side."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from datadog.dogstatsd import DogStatsd

from running import VIZSLA, Running, eventually, free_port, running

pytestmark = pytest.mark.end_to_end


def _values(server: Running, query: str, seconds: int = 600) -> dict[str, list[float]]:
    now = int(time.time())
    params = {"from": now - seconds, "to": now + 60, "query": query}
    answer = httpx.get(f"{server.url}/api/v1/query", params=params, headers=server.headers)
    assert answer.status_code == 200, answer.text
    return {one["scope"]: [value for _, value in one["pointlist"]] for one in answer.json()["series"]}


@pytest.fixture(scope="module")
def ports() -> dict[str, str]:
    return {"DD_DOGSTATSD_PORT": str(free_port()), "DD_APM_RECEIVER_PORT": str(free_port())}


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, ports: dict[str, str]) -> Iterator[Running]:
    """`vizsla up` with the exercise's host tags and its custom check."""
    data = tmp_path_factory.mktemp("up")
    agent = data / "agent"
    demo = Path(__file__).parents[2] / "src" / "vizsla" / "demo"
    for name in ("checks.d/my_random_metrics.py", "conf.d/my_random_metrics.yaml"):
        (agent / name).parent.mkdir(parents=True, exist_ok=True)
        (agent / name).write_text((demo / name).read_text())
    with running("up", data, DD_TAGS="env:test dept:enablement", DD_HOSTNAME="test-host", **ports) as server:
        yield server


def test_the_host_is_seen_within_seconds_with_its_tags(up: Running) -> None:
    began = time.monotonic()
    for metric in ("system.cpu.user", "system.mem.used", "system.disk.in_use", "system.net.bytes_rcvd"):
        assert eventually(lambda metric=metric: _values(up, f"avg:{metric}{{dept:enablement}} by {{host}}"))
    assert time.monotonic() - began < 60
    (host,) = eventually(lambda: httpx.get(f"{up.url}/api/v1/hosts", headers=up.headers).json()["host_list"])
    assert host["name"] == "test-host" and {"dept:enablement", "env:test"} <= set(host["tags_by_source"]["Datadog"])
    assert 0 < _values(up, "avg:system.mem.total{*}")["*"][0] < 1 << 50


def test_dogstatsd_of_the_datadog_library(up: Running, ports: dict[str, str]) -> None:
    statsd = DogStatsd(host="127.0.0.1", port=int(ports["DD_DOGSTATSD_PORT"]), constant_tags=["by:test"])
    for i in range(100):
        statsd.increment("e2e.count", tags=["path:/a"])
        statsd.gauge("e2e.gauge", i)
        statsd.distribution("e2e.distribution", i)
        statsd.histogram("e2e.histogram", i)
    statsd.event("Deployed", "by a test", alert_type="success")
    statsd.service_check("e2e.up", DogStatsd.OK, message="fine")
    statsd.flush()
    assert sum(eventually(lambda: _values(up, "sum:e2e.count{by:test,path:/a}.as_count()"))["by:test,path:/a"]) == 100
    assert eventually(lambda: _values(up, "max:e2e.gauge{by:test}"))["by:test"][-1] == 99
    assert eventually(lambda: _values(up, "p50:e2e.distribution{*}"))["*"][0] == pytest.approx(50, rel=0.03)
    assert eventually(lambda: _values(up, "avg:e2e.histogram.avg{*}"))["*"][0] == pytest.approx(49.5)
    now = int(time.time())
    params = {"start": now - 600, "end": now + 60}

    def titles() -> list[str]:
        answer = httpx.get(f"{up.url}/api/v1/events", params=params, headers=up.headers).json()
        return [event["title"] for event in answer["events"]]

    assert eventually(lambda: "Deployed" in titles())  # it leaves after the metrics


def test_the_custom_check_reports_as_its_yaml_says(up: Running) -> None:
    found = eventually(lambda: _values(up, "avg:my_metric{check:my_random_metrics} by {host}"), 90)
    assert 0 <= found["host:test-host"][0] <= 1000

    def two_points() -> list[float]:
        return [t for t in _stamps(up, "avg:my_metric{*}") if t][:2] if len(_stamps(up, "avg:my_metric{*}")) > 1 else []

    first, second = eventually(two_points, 100)
    assert 40 <= second - first <= 50


def _stamps(server: Running, query: str) -> list[float]:
    now = int(time.time())
    params = {"from": now - 300, "to": now + 60, "query": query}
    series = httpx.get(f"{server.url}/api/v1/query", params=params, headers=server.headers).json()["series"]
    return [stamp / 1000 for stamp, _ in series[0]["pointlist"]] if series else []


def test_the_agent_says_how_it_does(up: Running, tmp_path: Path) -> None:
    (data,) = [word for before, word in _pairs(up.process.cmdline()) if before == "--data"]
    environment = os.environ | {"VIZSLA_AGENT_DATA": f"{data}/agent"}
    said = subprocess.run(
        [VIZSLA, "agent", "status"], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert "my_random_metrics" in said
    once = subprocess.run(
        [VIZSLA, "agent", "check", "my_random_metrics"], env=environment, capture_output=True, text=True, check=True
    ).stdout
    assert "my_metric" in once


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(pairwise(words))


def test_the_agent_works_on_while_the_server_is_down(tmp_path: Path) -> None:
    statsd_port = free_port()
    with running("server", tmp_path / "server") as server:
        key = server.api_key
        url = server.url
    port = int(url.rpartition(":")[2])
    environment = os.environ | {
        "DD_DD_URL": url, "DD_API_KEY": key, "VIZSLA_AGENT_DATA": str(tmp_path / "agent"), "DD_HOSTNAME": "lonely",
        "DD_DOGSTATSD_PORT": str(statsd_port), "DD_APM_RECEIVER_PORT": "0",
    }  # fmt: skip

    def agent() -> subprocess.Popen[bytes]:
        return subprocess.Popen([VIZSLA, "agent", "run"], env=environment, stderr=subprocess.DEVNULL)

    process = agent()
    try:
        statsd = DogStatsd(host="127.0.0.1", port=statsd_port)
        time.sleep(3)
        for _ in range(50):
            statsd.increment("offline.count")
        statsd.flush()
        time.sleep(13)
        process.send_signal(signal.SIGKILL)  # what was flushed is on disk by now
        process.wait()
        process = agent()
        with running("server", tmp_path / "server", port) as server:
            assert sum(eventually(lambda: _values(server, "sum:offline.count{*}.as_count()"))["*"]) == 50
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_server(tmp_path: Path, number: signal.Signals) -> None:
    ports = {"DD_DOGSTATSD_PORT": str(free_port()), "DD_APM_RECEIVER_PORT": str(free_port())}
    with running("up", tmp_path, **ports) as server:
        agent = eventually(lambda: server.process.children())[0]
        eventually(lambda: (tmp_path / "agent" / "run" / "status.json").exists())
        server.process.send_signal(number)
        eventually(lambda: not agent.is_running() or agent.status() == "zombie", 20)
