"""Data are taken in while people's queries take long, and while the documents do not answer."""

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx

from vizsla import clock
from vizsla.api.auth import Auth
from vizsla.intake.hosts import Hosts
from vizsla.store.documents import Document, Documents

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

SLOW = "SELECT sum(sipHash64(number)) AS s FROM numbers(1000000000000)"


async def test_slow_queries_hold_up_neither_intake_nor_what_needs_no_query(door_server: Running) -> None:
    series = {"series": [{"metric": "a", "points": [[int(time.time()), 1]], "host": "h"}]}
    async with httpx.AsyncClient(base_url=door_server.url, headers=door_server.headers, timeout=60) as client:
        await client.post("/api/v1/series", json=series)
        slow = [asyncio.create_task(client.post("/api/vizsla/sql", json={"query": SLOW})) for _ in range(8)]
        await asyncio.sleep(1)
        answer = await client.post("/api/v1/series", json=series)
        assert answer.status_code == 202, answer.text
        assert (await client.get("/health")).status_code == 200
        assert (await client.get("/api/v1/monitor")).json() == []
        assert not any(one.done() for one in slow)
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


class Hanging(Documents):
    """Documents that at times do not answer."""

    def __init__(self, documents: Documents) -> None:
        super().__init__(documents.engine)
        self.answers = threading.Event()
        self.answers.set()
        self.asked = 0

    def all(self, kind: str) -> list[Document]:
        self.asked += 1
        assert self.answers.wait(60)
        return super().all(kind)


async def test_keys_and_hosts_hold_on_while_the_documents_do_not_answer(door_server: Running) -> None:
    documents, now = Hanging(door_server.parts.documents), [0.0]
    auth = Auth(documents, clock.wall, monotonic=lambda: now[0])
    hosts = Hosts(lambda: {one.id: ["a:b"] for one in documents.all("host_tags")}, lambda _: None, lambda: now[0])
    assert await auth.valid_key(door_server.api_key) and not await auth.valid_key("another")
    await hosts.refresh()
    documents.answers.clear()
    asked = documents.asked
    for _ in range(5):
        now[0] += 10
        assert await auth.valid_key(door_server.api_key)
        await hosts.refresh()
    assert documents.asked == asked + 2  # each waits for its answer, once
    documents.answers.set()
