"""Several servers, crashes, stops and wrong clocks: no alert is lost, and none is told twice."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from vizsla.model.batch import Batch
from vizsla.monitors.evaluator import Evaluator
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine
from vizsla.store.outbox import Outbox
from vizsla.store.outbox_tables import deliveries, transitions
from vizsla.store.shards import LEASE_S, SHARDS, LeaseLost, Leases
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

ZERO = int(time.time()) // 86400 * 86400 - 2 * 86400


@pytest.fixture(params=["sqlite", "postgres"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Documents:
    """Twelve monitors of two metrics, on either database."""
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    found = Documents(open_documents(url, tmp_path))
    for number in range(1, 13):
        query = f"avg(last_5m):avg:m{number}{{*}} > 5"
        body = {"type": "query alert", "name": f"M{number}", "query": query, "message": "@ops@example.org"}
        found.create("monitor", body | {"options": {}}, id=str(number))
    request.addfinalizer(found.engine.dispose)
    return found


@pytest.fixture
def points(engine: Engine) -> Engine:
    """Every metric is fine for ten minutes and too high from then on."""
    series = [Series(f"m{n}", ("host:a",), tuple((v,) for v in [1.0] * 10 + [9.0] * 110)) for n in range(1, 13)]
    load(engine, Load(1, 60, "gauge", 0, tuple(series)), ZERO)
    return engine


async def _kept(_batch: Batch) -> None:
    """Events and accounts play no part here."""


def server(documents: Documents, engine: Engine, clock: Callable[[], float], name: str) -> Evaluator:
    write: Callable[[Batch], Awaitable[None]] = _kept
    return Evaluator(documents, Outbox(documents.engine), engine.run, write, clock, server=name)


def told(documents: Documents) -> list[tuple[int, str, str]]:
    """Every delivery: monitor, kind of transition, title."""
    asked = sa.select(transitions.c.monitor_id, transitions.c.kind, transitions.c.title).join(
        deliveries, deliveries.c.transition_id == transitions.c.id
    )
    with documents.engine.connect() as db:
        return sorted((row.monitor_id, row.kind, row.title) for row in db.execute(asked))


def test_two_servers_share_the_monitors_and_one_goes_on_alone(documents: Documents, points: Engine) -> None:
    now = [float(ZERO + 300)]
    one, two = (server(documents, points, lambda: now[0], name) for name in ("one", "two"))
    asyncio.run(one.tick())
    for minute in range(6, 12):
        now[0] = float(ZERO + minute * 60)
        asyncio.run(two.tick())
        asyncio.run(one.tick())
    held = [evaluator._leases.held for evaluator in (one, two)]
    assert not held[0] & held[1] and len(held[0] | held[1]) == SHARDS and min(map(len, held)) == SHARDS // 2
    # The first is gone; when its lease has lapsed, the second judges what was missed and goes on.
    for minute in range(12, 20):
        now[0] = float(ZERO + minute * 60)
        asyncio.run(two.tick())
    found = told(documents)
    assert [(number, kind) for number, kind, _ in found] == [(number, "Triggered") for number in range(1, 13)]


def test_a_server_that_comes_back_tells_what_it_missed_once_and_late(documents: Documents, points: Engine) -> None:
    now = [float(ZERO + 300)]
    asyncio.run(server(documents, points, lambda: now[0], "one").tick())
    now[0] = float(ZERO + 3600)
    again = server(documents, points, lambda: now[0], "one")
    asyncio.run(again.tick())
    asyncio.run(again.tick())
    found = told(documents)
    assert len(found) == 12 and all("[Late]" in title for _, _, title in found)
    # Killed between evaluation and delivery: what was to be told is stored, and due for whoever starts next.
    assert len(Outbox(documents.engine).due(now[0], 60.0, limit=50)) == 12


def test_a_clock_that_jumps(documents: Documents, points: Engine) -> None:
    now = [float(ZERO + 5 * 3600)]  # ahead of its time: there are no data yet
    one = server(documents, points, lambda: now[0], "one")
    asyncio.run(one.tick())
    now[0] = float(ZERO + 300)  # set right
    asyncio.run(one.tick())
    now[0] = float(ZERO + 20 * 60)
    asyncio.run(one.tick())
    asyncio.run(one.tick())
    assert len(told(documents)) == 12


def test_a_clock_that_skips_ahead_and_goes_back_a_little(documents: Documents, points: Engine) -> None:
    now = [float(ZERO + 300)]
    one = server(documents, points, lambda: now[0], "one")
    asyncio.run(one.tick())
    # As after a suspension; then set back by ten minutes, and on again minute by minute.
    for at in (2100, 1500, *range(1560, 2400, 60)):
        now[0] = float(ZERO + at)
        asyncio.run(one.tick())
    found = told(documents)
    assert len(found) == 12 and all("[Late]" in title for _, _, title in found)
    assert min(run.evaluated_at for run in Outbox(documents.engine).runs().values()) > ZERO + 2270


def test_a_lease_that_was_lost_stores_nothing(documents: Documents) -> None:
    one, two = Leases(documents.engine, "one"), Leases(documents.engine, "two")
    assert len(one.renew(0.0)) == SHARDS
    assert two.renew(10.0) == frozenset()
    assert len(two.renew(3 * LEASE_S)) == SHARDS
    with pytest.raises(LeaseLost), documents.engine.begin() as db:
        one.fence(db, frozenset({1}), 3 * LEASE_S)


def test_what_cannot_be_told_late_holds_up_no_other_and_is_told_then(documents: Documents, points: Engine) -> None:
    now = [float(ZERO + 300)]
    body = documents.get("monitor", "3").body  # type: ignore[union-attr]
    # As an older version stored it, before its options were checked.
    documents.save("monitor", "3", body | {"options": {"silenced": {"*": "soon"}}})
    one = server(documents, points, lambda: now[0], "one")
    asyncio.run(one.tick())
    now[0] = float(ZERO + 3600)
    asyncio.run(one.tick())
    assert [number for number, _, _ in told(documents)] == [number for number in range(1, 13) if number != 3]
    documents.save("monitor", "3", body)
    now[0] += 60
    asyncio.run(one.tick())
    assert (3, "Triggered", "[Triggered] M3") in told(documents)
