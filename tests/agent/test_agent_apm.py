"""The trace API: an unmodified tracer is content, its spans are forwarded whole, and they are counted before that."""

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from vizsla.agent.apm import Apm
from vizsla.agent.concentrator import BUCKET_NS, Concentrator
from vizsla.agent.config import ConfigError, load
from vizsla.wire import stats, traces
from vizsla.wire.arrival import Arrival
from vizsla.wire.tracer import Span

PROGRAM = """
from ddtrace import tracer
with tracer.trace("web.request", service="shop", resource="GET /", span_type="web") as root:
    root.set_tag("user", "ann")
    with tracer.trace("db.query", service="db", resource="SELECT 1"):
        pass
    try:
        with tracer.trace("job", service="shop"):
            raise ValueError("boom")
    except ValueError:
        pass
tracer.shutdown()
"""


class Forwarded(defaultdict[str, list[bytes]]):
    """Bodies by path."""

    def submit(self, lane: str, path: str, body: bytes, content_type: str) -> None:
        assert lane == "traces" and content_type
        self[path].append(body)

    def spans(self) -> list[dict[str, Any]]:
        batches = [traces.decode(body, Arrival(now=time.time())).batch for body in self["/api/v0.2/traces"]]
        return [row for batch in batches for row in batch["spans"].to_pylist()]


@pytest.fixture
def forwarded() -> Forwarded:
    return Forwarded(list)


@pytest.fixture
def url(forwarded: Forwarded, tmp_path: Path) -> Iterator[str]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {
        "DD_APM_RECEIVER_PORT": str(port),
        "VIZSLA_AGENT_DATA": str(tmp_path),
        "DD_HOSTNAME": "h",
        "DD_ENV": "e",
    }
    apm = Apm(load(variables), forwarded.submit)
    apm.start()
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 10
    while True:
        try:
            httpx.get(address + "/info")
            break
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.05)
    with pytest.raises(ConfigError, match="DD_APM_RECEIVER_PORT"):
        Apm(load(variables), forwarded.submit).start()
    yield address
    apm.stop()


@pytest.mark.parametrize("version", ["v0.4", "v0.5"])
def test_ddtrace_is_content(url: str, forwarded: Forwarded, version: str) -> None:
    environment = os.environ | {
        "DD_TRACE_AGENT_URL": url, "DD_TRACE_API_VERSION": version, "DD_VERSION": "1.2", "DD_ENV": "prod",
        "DD_RUNTIME_METRICS_ENABLED": "false", "DD_SERVICE": "shop",
    }  # fmt: skip
    ddtrace_run = str(Path(sys.executable).parent / "ddtrace-run")
    done = subprocess.run(
        [ddtrace_run, sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == "" and done.stdout == ""
    until = time.monotonic() + 10
    while len(forwarded.spans()) < 3 and time.monotonic() < until:
        time.sleep(0.1)
    found = {row["name"]: row for row in forwarded.spans()}
    assert set(found) == {"web.request", "db.query", "job"}
    root, query, job = found["web.request"], found["db.query"], found["job"]
    assert (root["service"], root["resource"], root["type"], root["env"], root["version"]) == (
        "shop", "GET /", "web", "prod", "1.2",
    )  # fmt: skip
    assert dict(root["meta"])["user"] == "ann" and root["host"] == "h"
    assert query["parent_id"] == root["span_id"] and query["trace_id_high"] == root["trace_id_high"] != 0
    assert job["error"] == 1 and dict(job["meta"])["error.message"] == "boom"
    assert (root["top_level"], query["top_level"], job["top_level"]) == (1, 1, 0)


def test_what_is_held_is_handed_over_at_the_end(url: str, forwarded: Forwarded) -> None:
    body = msgspec.msgpack.encode(
        [[{"name": "a", "trace_id": 1, "span_id": 1, "start": time.time_ns(), "duration": 5}]]
    )
    answer = httpx.post(f"{url}/v0.4/traces", content=body)
    assert (answer.status_code, answer.json()) == (200, {"rate_by_service": {"service:,env:": 1}})
    assert httpx.post(f"{url}/telemetry/proxy/api/v2/apmtelemetry", content=b"{}").json() == {}
    assert httpx.post(f"{url}/v0.7/config", content=b"{}").json() == {}


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v0.5/traces", b"\xc1"), ("/v0.5/traces", msgspec.msgpack.encode([[], [[[1]]]])), ("/v0.4/traces", b"{}"),
     ("/v0.5/traces", msgspec.msgpack.encode([[""], [[[9] * 12]]])), ("/v0.6/stats", b"x")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(url: str, path: str, body: bytes) -> None:
    answer = httpx.post(url + path, content=body)
    assert answer.status_code == 400 and answer.json()["errors"]
    assert httpx.get(url + "/nothing").status_code == 404


_ROW = [0, 0, 0, 1, 1, 0, 0, 5, 0, {}, {}, 0]


@pytest.mark.parametrize("row", [[*_ROW[:6], "now", *_ROW[7:]], [*_ROW[:9], [1], *_ROW[10:]], [*_ROW[:-1], 7]])
def test_members_of_another_type_are_refused(url: str, row: list[Any]) -> None:
    answer = httpx.post(f"{url}/v0.5/traces", content=msgspec.msgpack.encode([["a"], [[row]]]))
    assert answer.status_code == 400 and answer.json()["errors"]


ODD: list[dict[str, Any]] = [
    {"start": 1 << 63}, {"metrics": {"_sampling_priority_v1": float("nan")}}, {"span_links": [{"trace_id": "x"}]},
    {"span_events": [{"name": "e", "attributes": {"a": 5}}]}, {"metrics": {"_sample_rate": 1e-320}},
    {"meta": {"http.status_code": "²"}}, {"meta": {"http.status_code": "9" * 30}}, {"error": 1 << 40},
]  # fmt: skip


def test_an_odd_span_costs_nothing_of_the_others(url: str, forwarded: Forwarded) -> None:
    good = {"service": "s", "name": "good", "trace_id": 1, "span_id": 1, "start": time.time_ns(), "duration": 5}
    for odd in ODD:
        body = msgspec.msgpack.encode([[good | {"name": "odd"} | odd], [good]])
        for computed in ("", "true"):  # counted here, or by the tracer
            answer = httpx.post(f"{url}/v0.4/traces", content=body, headers={"Datadog-Client-Computed-Stats": computed})
            assert answer.status_code == 200, odd

    def arrived() -> int:
        return [row["name"] for row in forwarded.spans()].count("good")

    until = time.monotonic() + 20
    while arrived() < 2 * len(ODD) and time.monotonic() < until:
        time.sleep(0.05)
    assert arrived() == 2 * len(ODD)
    counted = Concentrator("h", "prod", "1")
    for odd in ODD:
        counted.add([_span(**odd)], time.time_ns())
    assert stats.decode(msgspec.msgpack.encode(counted.flush(0, everything=True)), Arrival(now=time.time())).batch


def test_a_clock_ahead_does_not_keep_a_bucket_open() -> None:
    now = 100 * BUCKET_NS
    counted = Concentrator("h", "prod", "1")
    counted.add([_span(start=1 << 62)], now)
    assert counted.flush(now + 2 * BUCKET_NS) is not None


def _span(**given: Any) -> Span:
    return Span(**{"service": "shop", "name": "web", "trace_id": 1, "span_id": 1, "start": 100 * BUCKET_NS} | given)


def test_statistics_count_every_entry_and_nothing_twice() -> None:
    now = 100 * BUCKET_NS + 5
    counted = Concentrator("h", "prod", "1")
    for i in range(10):
        second = 10**9
        counted.add(
            [
                _span(duration=second, error=int(i == 0), meta={"http.status_code": "500", "span.kind": "server"}),
                _span(name="inner", span_id=2, parent_id=1, duration=second),
                _span(name="pg", service="db", span_id=3, parent_id=1, meta={"span.kind": "client", "db.name": "d"}),
                _span(name="half", span_id=4, metrics={"_dd.partial_version": 1.0}),
            ],
            now,
        )
    assert counted.flush(now) is None
    payload = counted.flush(now + 2 * BUCKET_NS)
    assert counted.flush(now + 9 * BUCKET_NS, everything=True) is None
    decoded = stats.decode(msgspec.msgpack.encode(payload), Arrival(now=2000))
    points = {row["metric"]: row["value"] for row in decoded.batch["points"].to_pylist()}
    assert points == {"trace.web.hits": 10, "trace.web.errors": 1, "trace.pg.hits": 10, "trace.pg.errors": 0}
    web = next(row for row in decoded.batch["sketches"].to_pylist() if row["metric"] == "trace.web")
    assert web["n"] == 10 and web["vsum"] == pytest.approx(10) and web["vmin"] == pytest.approx(1, rel=0.02)
    tags = {row["metric"]: row["tags"] for row in decoded.batch["series"].to_pylist()}
    assert "db.name:d" in tags["trace.pg"] and "http.status_code:500" in tags["trace.web"]
