"""A muted host changes state as any other, and nobody is told."""

import asyncio
import time
from typing import TYPE_CHECKING, Any

import httpx

from vizsla.monitors.evaluator import Evaluator
from vizsla.store.writer import Writer

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def test_only_the_muted_hosts_alert_is_silent(door_server: Running) -> None:
    parts, now = door_server.parts, time.time()
    points = [[int(now) - ago, 9] for ago in range(0, 300, 30)]
    series = [{"metric": "a", "points": points, "host": host} for host in ("loud", "quiet")]
    sent = httpx.post(f"{door_server.url}/api/v1/series", headers=door_server.headers, json={"series": series})
    assert sent.status_code == 202
    httpx.post(f"{door_server.url}/api/v1/host/quiet/mute", headers=door_server.headers).raise_for_status()
    body = {"type": "metric alert", "query": "avg(last_5m):avg:a{*} by {host} > 5", "message": "@x@example.org"}
    monitor = parts.documents.create("monitor", body, id="1")

    async def once() -> None:
        writer = Writer(parts.engine)
        await Evaluator(parts.documents, parts.outbox, parts.engine.run, writer.write, time.time).evaluate(
            [monitor], now
        )
        await writer.stop()

    asyncio.run(once())
    told = {row["grp"]: row["silenced_by"] for row in parts.outbox.history(1)}
    assert told == {"host:loud": "", "host:quiet": "host:quiet"}
