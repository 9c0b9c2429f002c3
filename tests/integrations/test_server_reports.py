"""What the server measures of itself arrives as any metric does."""

import asyncio
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from vizsla.api.metric_catalogue import catalogue
from vizsla.cli.own import reporter
from vizsla.cli.tally import Key, Tally
from vizsla.model.batch import Batch
from vizsla.wire.arrival import Arrival

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _total(server: Running, query: str) -> float:
    now = int(time.time())
    span = {"from": now - 300, "to": now + 1, "query": query}
    answer = httpx.get(f"{server.url}/api/v1/query", headers=server.headers, params=span)
    assert answer.status_code == 200, answer.text
    return sum(point[1] for one in answer.json()["series"] for point in one["pointlist"] if point[1] is not None)


def _waited(server: Running, query: str, least: float) -> float:
    until = time.monotonic() + 30
    while (found := _total(server, query)) < least and time.monotonic() < until:
        time.sleep(0.2)
    assert found >= least, query
    return found


def test_the_server_reports_requests_rows_queries_and_its_size(start_server: Callable[..., Running]) -> None:
    server = start_server(report_every_s=1.0)
    body = {"series": [{"metric": "shop.sold", "points": [[int(time.time()), 1]], "host": "till"}]}
    for _ in range(3):
        sent = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json=body, timeout=60)
        assert sent.status_code == 202
    assert httpx.post(f"{server.url}/api/v1/series", json=body).status_code == 403
    assert httpx.post(f"{server.url}/api/v1/series", headers=server.headers, content=b"{").status_code == 400

    # Two reports within one second share a point, of which the later one counts; so these are lower bounds.
    _waited(server, "sum:vizsla.server.requests{service:vizsla,kind:intake,status:4xx}.as_count()", 1)
    _waited(server, "sum:vizsla.server.requests{kind:api,status:2xx}.as_count()", 1)
    _waited(server, f"sum:vizsla.server.rows{{table:points,host:{socket.gethostname()}}}.as_count()", 1)
    _waited(server, "sum:vizsla.server.queries{status:ok}.as_count()", 1)
    _waited(server, "max:vizsla.server.memory.rss{*}", 1 << 20)
    _waited(server, "max:vizsla.server.store.bytes{table:points}", 1)

    since = {"from": int(time.time()) - 300}
    listed = httpx.get(f"{server.url}/api/v1/metrics", headers=server.headers, params=since).json()["metrics"]
    own = {name for name in listed if name.startswith("vizsla.server.")}
    assert len(own) > 12
    assert own <= catalogue().keys(), "each has a unit or a description"


def test_what_a_report_could_not_store_is_told_by_the_next() -> None:
    tally, troubles, stored = Tally(), ["no gauges", "no store"], list[Batch]()

    def gauges() -> dict[Key, float]:
        if "no gauges" in troubles:
            raise RuntimeError(troubles.pop(0))
        return {}

    async def write(batch: Batch) -> None:
        if troubles:
            tally.took("query.seconds", 4.0)
            raise RuntimeError(troubles.pop(0))
        stored.append(batch)

    async def arrival() -> Arrival:
        return Arrival(now=1_800_000_000.0)

    report = reporter(tally, gauges, write, arrival, "here", 15.0)
    tally.count("queries")
    tally.took("query.seconds", 2.0)
    for trouble in tuple(troubles):
        with pytest.raises(RuntimeError, match=trouble):
            asyncio.run(report())
    asyncio.run(report())
    series, points = (stored[0][name] for name in ("series", "points"))
    names = dict(zip(series["sid"].to_pylist(), series["metric"].to_pylist(), strict=True))
    told = {names[row["sid"]].removeprefix("vizsla.server."): row["value"] for row in points.to_pylist()}
    assert told == {"queries": 1.0, "query.seconds.avg": 3.0, "query.seconds.max": 4.0}
    assert not tally.take_durations()
