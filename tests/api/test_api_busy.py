"""However much people ask at once, data are taken in and monitors evaluated."""

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx

from vizsla.store.engine import URGENT

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

_SLOW = f"SELECT sum(sleepEachRow(0.5)) FROM ({' UNION ALL '.join(['SELECT 1 AS n'] * 60)})"
_RUNNING = "SELECT count() AS n FROM system.processes WHERE match(query, '^/. [a-f0-9]+ ./ SELECT .*sleep.* LIMIT')"


def _eventually(found: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not found():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


async def test_slow_queries_hold_up_neither_intake_nor_alerts(door_server: Running) -> None:
    headers, engine = door_server.headers, door_server.parts.engine

    def running() -> int:
        return int(engine.run(_RUNNING, limits=URGENT).column("n")[0].as_py())  # as an alert asks

    async with httpx.AsyncClient(base_url=door_server.url, headers=headers, timeout=60) as client:
        asking = [asyncio.create_task(client.post("/api/vizsla/sql", json={"query": _SLOW})) for _ in range(40)]
        await asyncio.to_thread(_eventually, lambda: running() == 4)
        sent = {"series": [{"metric": "busy", "points": [[int(time.time()), 1]]}]}
        assert (await client.post("/api/v1/series", json=sent)).status_code == 202
        checked = {"check": "up", "host_name": "h", "status": 0}
        assert (await client.post("/api/v1/check_run", json=[checked])).status_code == 202
        assert running() == 4 and not any(one.done() for one in asking)
        for one in asking:
            one.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    await asyncio.to_thread(_eventually, lambda: not running())
