"""What a server takes in over HTTP and stores, against one that only reads the same bodies."""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from running import Running, running
from vizsla.wire import proto

NOW = int(time.time())
AT_ONCE = 8
SECONDS = 5.0
EACH = 1000


@dataclass(frozen=True)
class Load:
    """Bodies of `EACH` items for one path."""

    name: str
    path: str
    content_type: str
    bodies: list[bytes]


def _series(i: int) -> dict[str, object]:
    tags = ["env:prod", f"route:r{i % 20}", f"pod:p{i % 50}", "service:shop"]
    return {"metric": f"bench.m{i % 10}", "points": [[NOW, i * 0.5]], "tags": tags, "host": f"h{i % 25}"}


def _json_series() -> Load:
    body = json.dumps({"series": [_series(i) for i in range(EACH)]}).encode()
    return Load("series, JSON (points)", "/api/v1/series", "application/json", [body])


def _protobuf_series() -> Load:
    payload = proto.new("MetricPayload")
    for i in range(EACH):
        one = _series(i)
        series = payload.series.add(metric=one["metric"], type=3, tags=one["tags"])
        series.resources.add(type="host", name=one["host"])
        series.points.add(timestamp=NOW, value=i * 0.5)
    return Load("series, protobuf (points)", "/api/v2/series", "application/x-protobuf", [payload.SerializeToString()])


def _logs() -> Load:
    lines = [
        {"message": f"GET /orders/{i} took {i % 300} ms for user {i % 77}", "service": "shop", "hostname": f"h{i % 25}",
         "ddsource": "python", "ddtags": "env:prod,version:1", "status": "info", "http": {"status_code": 200 + i % 3}}
        for i in range(EACH)
    ]  # fmt: skip
    return Load("logs (lines)", "/api/v2/logs", "application/json", [json.dumps(lines).encode()])


def _spans() -> Load:
    payload = proto.new("AgentPayload")
    payload.host_name, payload.env = "h", "prod"
    tracer = payload.tracer_payloads.add()
    for trace in range(EACH // 10):
        chunk = tracer.chunks.add(priority=1)
        for i in range(10):
            span = chunk.spans.add(
                service="shop", name="django.request" if i == 0 else "postgres.query", resource=f"GET /orders/{i}",
                trace_id=trace + 1, span_id=trace * 10 + i + 1, parent_id=0 if i == 0 else trace * 10 + 1,
                start=NOW * 10**9, duration=5_000_000, type="web",
            )  # fmt: skip
            span.meta["http.status_code"], span.meta["component"] = "200", "django"
            span.metrics["process_id"] = 7
    return Load("spans", "/api/v0.2/traces", "application/x-protobuf", [payload.SerializeToString()])


async def _rate(url: str, headers: dict[str, str], load: Load) -> float:
    done, until = 0, time.perf_counter() + SECONDS

    async def sender(client: httpx.AsyncClient) -> None:
        nonlocal done
        while time.perf_counter() < until:
            answer = await client.post(load.path, content=load.bodies[0])
            if answer.status_code == 202:
                done += EACH
            else:
                await asyncio.sleep(0.1)

    began = time.perf_counter()
    async with httpx.AsyncClient(
        base_url=url, headers=headers | {"Content-Type": load.content_type}, timeout=60
    ) as client:
        await asyncio.gather(*(sender(client) for _ in range(AT_ONCE)))
    return done / (time.perf_counter() - began)


async def _read_only(request: Request) -> Response:
    await request.body()
    return JSONResponse({}, 202)


def bare() -> Starlette:
    """A server that reads bodies and stores nothing: as fast as this HTTP stack can be."""
    return Starlette(routes=[Route("/{path:path}", _read_only, methods=["POST"])])


@contextmanager
def _bare_server() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["uvicorn", "intake:bare", "--factory", "--port", str(port), "--log-level", "error"]
    process = subprocess.Popen([sys.executable, "-m", *words], cwd=__file__.rpartition("/")[0])
    try:
        time.sleep(2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def main() -> None:
    loads = [_json_series(), _protobuf_series(), _logs(), _spans()]
    ours: dict[str, float] = {}
    server: Running
    with running() as server:
        for load in loads:
            asyncio.run(_rate(server.url, server.headers, load))  # warm
            ours[load.name] = asyncio.run(_rate(server.url, server.headers, load))
        memory = server.rss_mb()
    with _bare_server() as url:
        limits = {load.name: asyncio.run(_rate(url, {}, load)) for load in loads}
    print(f"{'':28}{'stored/s':>12}{'read only/s':>14}{'ratio':>8}   ({EACH} a request, {AT_ONCE} at once)")
    for name, rate in ours.items():
        print(f"{name:28}{rate:>12,.0f}{limits[name]:>14,.0f}{rate / limits[name]:>8.2f}")
    print(f"memory of the server after it: {memory:.0f} MB")


if __name__ == "__main__":
    main()
