"""Spans a second through the trace API: ours to the server's disk, against `ddapm-test-agent`, which keeps them."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import msgspec

from running import Running, free_port, running

AT_ONCE = 4
SECONDS = 8.0
TRACES, SPANS = 100, 10


def payload(first: int) -> bytes:
    """A v0.4 payload as a tracer makes it; trace ids begin at `first`."""
    now = time.time_ns()
    traces = []
    for trace in range(first, first + TRACES):
        spans = []
        for i in range(SPANS):
            span: dict[str, object] = {
                "service": "shop",
                "name": "django.request" if i == 0 else "postgres.query",
                "resource": f"GET /orders/{trace % 20}" if i == 0 else "SELECT * FROM orders WHERE id = %s",
                "type": "web" if i == 0 else "sql",
                "trace_id": trace,
                "span_id": trace * SPANS + i + 1,
                "start": now,
                "duration": 1_000_000 * (i + 1),
                "meta": {"env": "prod", "version": "1", "component": "django", "http.status_code": "200"},
                "metrics": {"process_id": 7.0, "_sampling_priority_v1": 1.0},
            }
            spans.append(span | ({"parent_id": trace * SPANS + 1} if i else {}))
        traces.append(spans)
    return msgspec.msgpack.encode(traces)


async def _accepted(url: str) -> tuple[int, float]:
    """Spans that were answered with 200, and the seconds it took."""
    sent, number = 0, 0
    until = time.perf_counter() + SECONDS

    async def sender(client: httpx.AsyncClient) -> None:
        nonlocal sent, number
        while time.perf_counter() < until:
            number += 1
            body = bodies[number % len(bodies)]
            answer = await client.put("/v0.4/traces", content=body)
            sent += TRACES * SPANS if answer.status_code == 200 else 0

    bodies = [payload(1 + TRACES * i) for i in range(20)]
    headers = {"Content-Type": "application/msgpack", "X-Datadog-Trace-Count": str(TRACES)}
    began = time.perf_counter()
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=120) as client:
        await asyncio.gather(*(sender(client) for _ in range(AT_ONCE)))
    return sent, time.perf_counter() - began


def _stored(server: Running) -> int:
    query = {"filter": {"query": "service:shop", "from": "now-1h", "to": "now"}, "compute": [{"aggregation": "count"}]}
    body = {"data": {"type": "aggregate_request", "attributes": query}}
    answer = httpx.post(f"{server.url}/api/v2/spans/analytics/aggregate", headers=server.headers, json=body, timeout=60)
    buckets = answer.json()["data"]
    return int(sum(one["attributes"]["compute"]["c0"] for one in buckets))


def ours() -> tuple[float, float]:
    """Spans a second that the trace API takes, and that are stored in the end."""
    port = free_port()
    with running("up", DD_APM_RECEIVER_PORT=str(port), DD_DOGSTATSD_PORT=str(free_port())) as server:
        url = f"http://127.0.0.1:{port}"
        while True:
            try:
                httpx.get(url + "/info")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        began = time.perf_counter()
        sent, seconds = asyncio.run(_accepted(url))
        while _stored(server) < sent:
            if time.perf_counter() - began > 180:
                raise SystemExit(f"only {_stored(server)} of {sent} spans are stored")
            time.sleep(0.5)
        return sent / seconds, sent / (time.perf_counter() - began)


def theirs() -> float:
    """Spans a second that ddapm-test-agent takes."""
    port = free_port()
    program = str(Path(sys.executable).parent / "ddapm-test-agent")
    with tempfile.TemporaryDirectory() as directory:
        ports = {"PORT": str(port), "OTLP_HTTP_PORT": str(free_port()), "OTLP_GRPC_PORT": str(free_port())}
        process = subprocess.Popen(
            [program, "--port", str(port), "--log-level", "ERROR"],
            cwd=directory,
            env=os.environ | ports,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while True:
                try:
                    httpx.get(f"http://127.0.0.1:{port}/info")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            sent, seconds = asyncio.run(_accepted(f"http://127.0.0.1:{port}"))
            return sent / seconds
        finally:
            process.terminate()
            process.wait(20)


def main() -> None:
    taken, stored = ours()
    peer = theirs()
    print(f"spans/s taken by the trace API: {taken:,.0f}; ddapm-test-agent: {peer:,.0f}; ratio {taken / peer:.2f}")
    print(f"spans/s until all of them were stored: {stored:,.0f}; ratio {stored / peer:.2f}")


if __name__ == "__main__":
    main()
