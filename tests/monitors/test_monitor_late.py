"""Points that come when their windows were judged: what nobody heard of is told, once, and late."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pyarrow as pa
import pytest
import sqlalchemy as sa

from vizsla.intake.late import LateData
from vizsla.model.batch import Batch
from vizsla.model.records import SCHEMAS, table
from vizsla.monitors.evaluator import Evaluator
from vizsla.monitors.late import LateWork
from vizsla.monitors.plan import Plan, plan_of
from vizsla.monitors.rejudge import Again
from vizsla.notify.channel import Mail, Outside
from vizsla.notify.mentions import Mentions
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine
from vizsla.store.errors import Busy
from vizsla.store.late import LateNotes, source
from vizsla.store.outbox import Outbox
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

ZERO = int(time.time()) // 86400 * 86400 - 2 * 86400
NAN = float("nan")


async def _kept(_batch: Batch) -> None:
    """Events and accounts play no part here."""


@pytest.fixture(params=["sqlite", "postgres"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Documents:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    found = Documents(open_documents(url, tmp_path))
    query = "avg(last_5m):avg:plane{*} by {host} > 5"
    body = {"type": "query alert", "name": "Plane", "query": query, "message": "@ops@example.org", "options": {}}
    found.create("monitor", body, id="1")
    edited(found, 0)
    request.addfinalizer(found.engine.dispose)
    return found


def tick(evaluator: Evaluator) -> None:
    """Evaluate what is due, then what is to be judged again."""

    async def both() -> None:
        await evaluator.tick()
        await evaluator.late.tick()

    asyncio.run(both())


def edited(documents: Documents, at: float) -> None:
    """Let it be that long since monitors were edited."""
    with documents.engine.begin() as db:
        db.execute(sa.text("UPDATE documents SET modified = :at"), {"at": at})


def send(engine: Engine, host: str, minutes: dict[range, float]) -> None:
    values = [next((value for span, value in minutes.items() if m in span), NAN) for m in range(120)]
    load(engine, Load(1, 60, "gauge", 0, (Series("plane", (f"host:{host}",), tuple((v,) for v in values)),)), ZERO)


def test_what_nobody_heard_of_is_told_once(documents: Documents, engine: Engine) -> None:
    now = [0.0]
    clock: Callable[[], float] = lambda: now[0]  # noqa: E731

    def server() -> Evaluator:
        return Evaluator(documents, Outbox(documents.engine), engine.run, _kept, clock)

    def run(one: Evaluator, first: int, last: int) -> None:
        for at in range(first * 60, last * 60, 60):
            now[0] = float(ZERO + at)
            tick(one)

    outbox, evaluator = Outbox(documents.engine), server()
    send(engine, "a", {range(10): 1.0})  # then it is offline
    send(engine, "b", {range(10): 1.0, range(10, 120): 9.0})  # which alerts in time
    send(engine, "c", {range(6): 1.0, range(6, 12): 9.0, range(12, 120): 1.0})  # and which recovers
    run(evaluator, 5, 40)
    assert sorted((row["grp"], row["kind"]) for row in outbox.history(1)) == [
        ("host:b", "Triggered"), ("host:c", "Recovered"), ("host:c", "Triggered")
    ]  # fmt: skip
    send(engine, "a", {range(10, 15): 1.0, range(15, 20): 9.0, range(20, 120): 1.0})
    LateNotes(documents.engine).note({"plane": ZERO + 600.0, "other": ZERO + 60.0}, now[0])
    run(evaluator, 40, 44)
    recovered, triggered = outbox.history(1)[:2]
    assert [(row["grp"], row["kind"]) for row in (triggered, recovered)] == [
        ("host:a", "Triggered"), ("host:a", "Recovered")
    ]  # fmt: skip
    minute = (triggered["at"] - ZERO) / 60
    assert 17 <= minute <= 19 and triggered["deliveries"] == [] and len(recovered["deliveries"]) == 1
    assert recovered["title"].startswith("[Late] [Recovered") and "came after the window" in recovered["text"]
    run(server(), 44, 47)  # as after a restart: what was noted is looked at again, and nothing is told again
    assert len(outbox.history(1)) == 5


def test_a_group_that_is_new_is_left_in_peace(documents: Documents, engine: Engine) -> None:
    now = [0.0]
    body = documents.all("monitor")[0].body | {"options": {"new_group_delay": 600}}
    documents.save("monitor", "1", body)
    edited(documents, 0)
    evaluator = Evaluator(documents, Outbox(documents.engine), engine.run, _kept, lambda: now[0])

    def run(first: int, last: int) -> None:
        for at in range(first * 60, last * 60, 60):
            now[0] = float(ZERO + at)
            tick(evaluator)

    send(engine, "old", {range(120): 1.0})
    run(15, 20)
    send(engine, "new", {range(20, 25): 9.0, range(25, 120): 1.0})  # as a host that starts
    run(20, 28)
    LateNotes(documents.engine).note({"plane": ZERO + 22 * 60.0}, now[0])  # points of another host
    run(28, 32)
    assert Outbox(documents.engine).history(1) == []


def test_windows_before_a_monitor_was_made_are_left(documents: Documents, engine: Engine) -> None:
    edited(documents, ZERO + 30 * 60)
    now = [ZERO + 40 * 60.0]
    evaluator = Evaluator(documents, Outbox(documents.engine), engine.run, _kept, lambda: now[0])
    send(engine, "a", {range(10, 20): 9.0, range(20, 120): 1.0})
    tick(evaluator)
    LateNotes(documents.engine).note({"plane": ZERO + 600.0}, now[0])
    for _ in range(3):
        now[0] += 60
        tick(evaluator)
    assert Outbox(documents.engine).history(1) == []


def test_what_is_due_waits_for_nothing_that_is_judged_again(documents: Documents, engine: Engine) -> None:
    now, held, reached, let_go = [0.0], threading.Event(), threading.Event(), threading.Event()
    body = {"type": "query alert", "name": "Tank", "query": "avg(last_5m):avg:tank{*} > 5", "options": {}}
    documents.create("monitor", body, id="2")
    edited(documents, 0)

    def run(sql: str, params: Mapping[str, object]) -> pa.Table:
        if held.is_set():  # the first query of what is judged again takes its time
            held.clear()
            reached.set()
            let_go.wait(60)
        return engine.run(sql, params)

    outbox = Outbox(documents.engine)
    evaluator = Evaluator(documents, outbox, run, _kept, lambda: now[0])
    send(engine, "a", {range(10): 1.0, range(10, 15): 9.0, range(15, 120): 1.0})
    tank = Series("tank", ("host:t",), tuple((1.0 if m < 42 else 90.0,) for m in range(120)))
    load(engine, Load(1, 60, "gauge", 0, (tank,)), ZERO)

    async def watch() -> None:
        for minute in range(30, 33):  # none of whose windows reaches the flight
            now[0] = float(ZERO + minute * 60)
            await evaluator.tick()
        LateNotes(documents.engine).note({"plane": ZERO + 600.0}, now[0])
        for minute in range(33, 35):
            now[0] = float(ZERO + minute * 60)
            await evaluator.tick()
        held.set()
        again = asyncio.create_task(evaluator.late.tick())
        assert await asyncio.to_thread(reached.wait, 60)
        for minute in range(35, 46):
            now[0] = float(ZERO + minute * 60)
            await evaluator.tick()
        assert not again.done() and [row["kind"] for row in outbox.history(2)] == ["Triggered"]
        let_go.set()
        await again
        moved = outbox.runs()[1].evaluated_at
        assert moved >= ZERO + 44 * 60
        now[0] += 60
        await evaluator.tick()
        await evaluator.late.tick()

    asyncio.run(watch())
    assert [row["kind"] for row in outbox.history(1)] == ["Recovered", "Triggered"]
    assert len(outbox.log()) == 1


@contextmanager
def without(documents: Documents, name: str) -> Iterator[None]:
    """A database that lacks a table for a while."""

    def rename(was: str, becomes: str) -> None:
        with documents.engine.begin() as db:
            db.execute(sa.text(f"ALTER TABLE {was} RENAME TO {becomes}"))

    rename(name, "away")
    yield
    rename("away", name)


def test_a_failure_loses_nothing_and_muted_hosts_are_not_told_of(documents: Documents, engine: Engine) -> None:
    now = [0.0]
    outbox = Outbox(documents.engine)
    evaluator = Evaluator(documents, outbox, engine.run, _kept, lambda: now[0])

    def run(first: int, last: int) -> None:
        for at in range(first * 60, last * 60, 60):
            now[0] = float(ZERO + at)
            tick(evaluator)

    send(engine, "a", {range(120): 1.0})
    send(engine, "b", {range(10): 1.0})
    send(engine, "c", {range(10): 1.0})
    run(10, 40)
    documents.create("muted_host", {"end": None}, id="b")
    for host in ("b", "c"):
        send(engine, host, {range(10, 15): 1.0, range(15, 20): 9.0, range(20, 120): 1.0})
    LateNotes(documents.engine).note({"plane": ZERO + 600.0}, now[0])
    run(40, 41)
    with without(documents, "transitions"):  # one monitor cannot be judged
        run(41, 43)
    with without(documents, "deliveries"), pytest.raises(sa.exc.DBAPIError):  # what was judged cannot be stored
        run(43, 44)
    assert outbox.history(1) == []
    run(44, 46)
    found = {(row["grp"], row["kind"]): row for row in outbox.history(1)}
    assert len(found) == len(outbox.history(1)) == 4
    assert {grp: row["silenced_by"] for (grp, _), row in found.items()} == {"host:b": "host:b", "host:c": ""}
    assert [key for key, row in found.items() if row["deliveries"]] == [("host:c", "Recovered")]


def test_what_is_noted_is_found_by_its_time(documents: Documents) -> None:
    metrics = LateNotes(documents.engine)
    plan = plan_of(documents.all("monitor")[0])
    assert isinstance(plan, Plan)
    work, plans, judged = LateWork(metrics, lambda _: frozenset()), {plan.id: plan}, [0.0]

    def take(mine: Mapping[int, Plan], now: float) -> list[Again]:
        return work.take(mine, plans, lambda _: judged[0], now)

    for day in range(3):  # a day without any, and what is older has been removed
        now = ZERO + day * 90_000.0
        metrics.note({"plane": now - 300}, now)
        assert take(plans, now + 50) == []
        assert take({}, now + 90) == []
        assert take(plans, now + 100) == []  # it was of nobody's monitors
        work.anew()
        judged[0] = now + 50
        assert take(plans, now + 110) == []  # its newest window may tell of it still
        judged[0] = now + 60
        metrics.note({"plane": now - 900}, now + 70)
        found = take(plans, now + 140)
        assert found == [Again(plan, now - 300, now)] == take(plans, now + 140)
        work.settle(found, {plan.id}, now + 140)
        assert take(plans, now + 140) == found
        work.settle(found, set(), now + 140)
        assert take(plans, now + 140) == []
        judged[0] = now + 1800  # as where a server has more to evaluate than it can
        found = take(plans, now + 1900)
        assert found == [Again(plan, now - 900, now + 70)]
        work.settle(found, set(), now + 1900)
        assert take(plans, now + 1900) == []


def test_windows_that_could_not_be_read_are_judged_again(documents: Documents, engine: Engine) -> None:
    now, broken = [0.0], [False]

    def run(sql: str, params: Mapping[str, object]) -> pa.Table:
        if broken[0]:
            raise Busy("every connection was in use")
        return engine.run(sql, params)

    body = documents.all("monitor")[0].body | {"query": "avg(last_1m):avg:plane{*} by {host} > 5"}
    documents.save("monitor", "1", body)
    edited(documents, 0)
    outbox = Outbox(documents.engine)
    evaluator = Evaluator(documents, outbox, run, _kept, lambda: now[0])
    send(engine, "a", {range(12): 1.0, range(12, 14): 9.0, range(14, 120): 1.0})
    for minute in range(8, 24):
        now[0], broken[0] = float(ZERO + minute * 60), 12 <= minute < 16
        tick(evaluator)
    assert [row["kind"] for row in outbox.history(1)] == ["Recovered", "Triggered"]
    assert [one["title"][:18] for one in outbox.log()] == ["[Late] [Recovered "]
    assert len(LateNotes(documents.engine).noted(0, 2**40)) == 3  # no more while it cannot be judged again


def test_late_rows_are_of_monitors_of_their_service(documents: Documents) -> None:
    searches = {2: "service:a status:error", 3: "service:(a OR b) -host:x", 4: "@team:a", 5: "service:a OR x:y",
                6: "service:b", 7: "-service:b", 8: "service:a*", 9: "@service:b"}  # fmt: skip
    for number, search in searches.items():
        query = f'logs("{search}").index("*").rollup("count").last("5m") > 7'
        documents.create("monitor", {"type": "log alert", "name": "X", "query": query, "message": ""}, id=str(number))
    plans = {plan.id: plan for plan in map(plan_of, documents.all("monitor")) if isinstance(plan, Plan)}
    notes, now = LateNotes(documents.engine), float(ZERO)
    notes.note({source("logs", "a"): now - 300}, now - 100)
    found = LateWork(notes, lambda _: frozenset()).take(plans, plans, lambda _: now, now)
    assert [one.plan.id for one in found] == [2, 3, 4, 5, 7, 8, 9]


def test_late_points_are_noted_when_that_is_possible_again(documents: Documents) -> None:
    metrics, now = LateNotes(documents.engine), float(ZERO)
    points = table("points", {"metric": ["plane"], "sid": [1], "ts": [ZERO - 300], "value": [1.0]})

    async def hear() -> None:
        loop, failed, done = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

        def note(found: Mapping[str, float], at: float) -> None:
            try:
                metrics.note(found, at)
            except sa.exc.DBAPIError:
                loop.call_soon_threadsafe(failed.set)
                raise
            loop.call_soon_threadsafe(done.set)

        late = LateData(note, lambda: now, again_s=0.01)
        with without(documents, "late_metrics"):
            late.hear({"points": points})
            await failed.wait()
        await done.wait()

    asyncio.run(asyncio.wait_for(hear(), 60))
    assert [(one.source, one.oldest) for one in metrics.noted(0, 2**40)] == [("plane", ZERO - 300)]


def test_what_is_waiting_when_a_server_stops_is_noted_and_told_of(documents: Documents) -> None:
    metrics, outbox, now = LateNotes(documents.engine), Outbox(documents.engine), float(ZERO)
    points = table("points", {"metric": ["plane"], "sid": [1], "ts": [ZERO - 300], "value": [1.0]})
    # One that took long is not late.
    took = [{"ts": (ZERO - ago) * 10**9 + 5, "duration_ns": s * 10**9} for ago, s in ((100, 0), (500, 490))]
    spans = pa.Table.from_pylist(took, schema=SCHEMAS["spans"])
    outside = Outside(Mail(), "http://here", addresses=lambda: {"ann": "ann@example.org"})
    event = {"id": 1, "ts": ZERO * 1000, "title": "Deploy", "text": "by @ann@example.org", "monitor_id": 0}
    events = pa.Table.from_pylist([event], schema=SCHEMAS["events"])

    async def hear() -> None:
        late, mentions = LateData(metrics.note, lambda: now), Mentions(outbox, outside, lambda: now)
        late.hear({"points": points, "spans": spans})
        mentions.hear(events)
        await late.stop()
        await mentions.stop()

    asyncio.run(hear())
    assert {one.source: one.oldest for one in metrics.noted(0, 2**40)} == {"plane": ZERO - 300, "spans: ": ZERO - 100}
    assert [one["handle"] for one in outbox.log()] == ["ann@example.org"]


def test_who_is_mentioned_is_told_once_the_database_is_there(documents: Documents) -> None:
    outbox, failed = Outbox(documents.engine), asyncio.Event()
    event = {"id": 1, "ts": ZERO * 1000, "title": "Deploy", "text": "by @ann@example.org", "monitor_id": 0}
    rows = [event | {"id": number} for number in (1, 2)]

    async def hear() -> None:
        loop = asyncio.get_running_loop()

        def addresses() -> dict[str, str]:
            loop.call_soon_threadsafe(failed.set)
            return {"ann": "ann@example.org"}

        mentions = Mentions(outbox, Outside(Mail(), "http://here", addresses=addresses), lambda: float(ZERO), 0.01)
        with without(documents, "transitions"):
            mentions.hear(pa.Table.from_pylist(rows, schema=SCHEMAS["events"]))
            await failed.wait()
        await mentions.stop()

    asyncio.run(asyncio.wait_for(hear(), 60))
    assert [one["handle"] for one in outbox.log()] == ["ann@example.org"] * 2


def test_only_what_comes_late_is_noted(door_server: Running) -> None:
    now = int(time.time())
    for metric, ago in (("prompt", 30), ("history", 86400), ("late", 1800)):
        series = [{"metric": metric, "points": [[now - ago, 1], [now - ago // 2, 1]], "host": "h1"}]
        sent = httpx.post(
            f"{door_server.url}/api/v1/series", json={"series": series}, headers=door_server.headers, timeout=60
        )
        assert sent.status_code == 202
    for path, sent_body in (
        ("v1/check_run", [{"check": "up", "host_name": "h1", "status": 0, "timestamp": now - ago} for ago in (900, 1)]),
        ("v2/logs", [{"message": "x", "service": "web", "timestamp": (now - ago) * 1000} for ago in (90_000, 600, 1)]),
        ("v1/events", {"title": "x", "text": "x", "source_type_name": "my apps", "date_happened": now - 300}),
    ):
        url = f"{door_server.url}/api/{path}"
        assert httpx.post(url, json=sent_body, headers=door_server.headers, timeout=60).status_code == 202
    notes, until = LateNotes(door_server.parts.documents.engine), time.monotonic() + 60
    while len(noted := notes.noted(0, 2**40)) < 4 and time.monotonic() < until:
        time.sleep(0.05)
    assert {one.source: one.oldest for one in noted} == {
        "late": now - 1800, "checks: up": now - 900, "logs: web": now - 600, "events: my apps": now - 300
    }  # fmt: skip
