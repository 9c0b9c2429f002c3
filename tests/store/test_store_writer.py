"""The writer on the real engine: grouping, isolation, back-pressure, tokens, series rows."""

import asyncio
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from vizsla.intake.taking import Taking
from vizsla.model.batch import Batch
from vizsla.model.records import table
from vizsla.store.engine import DEFAULT_LIMITS, NO_PARAMS, Engine, Limits
from vizsla.store.errors import Busy, StoreError
from vizsla.store.writer import Writer

NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Watched:
    """The real engine, with a door before its inserts that a test can watch, hold or break."""

    engine: Engine
    refuse: str = ""
    fault: StoreError | None = None
    inserts: list[tuple[str, int, str]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)
    lost_answers: int = 0
    cluster: str = ""

    def run(
        self, sql: str, params: Mapping[str, object] = NO_PARAMS, *, limits: Limits = DEFAULT_LIMITS, tag: str = ""
    ) -> pa.Table:
        return self.engine.run(sql, params, limits=limits, tag=tag)

    def insert(self, table: str, rows: pa.Table, token: str = "") -> None:
        self.held.wait(10)
        self.inserts.append((table, rows.num_rows, token))
        if self.refuse and "metric" in rows.schema.names and self.refuse in rows.column("metric").to_pylist():
            raise StoreError(f"refused {self.refuse}")
        if self.fault:
            raise self.fault
        self.engine.insert(table, rows, token)
        if self.lost_answers:
            self.lost_answers -= 1
            raise StoreError("the answer was lost")

    def described(self, metric: str) -> int | None:
        return self.engine.described(metric)

    def cancel(self, tag: str) -> None:
        self.engine.cancel(tag)

    def close(self) -> None:
        pass


@pytest.fixture
def watched(engine: Engine) -> Watched:
    found = Watched(engine)
    found.held.set()
    return found


def points(metric: str, count: int = 1) -> Batch:
    columns = {"metric": [metric] * count, "sid": list(range(count)), "ts": [NOW] * count, "value": [1.0] * count}
    return {"points": table("points", columns)}


def series(
    sid: int, host: str = "web-1", tags: tuple[str, ...] = (), interval: int = 10, day: date | None = None
) -> Batch:
    row = {"metric": "m", "day": day or NOW.date(), "sid": sid, "type": "gauge", "interval": interval, "unit": ""}
    row |= {"source": "test", "host": host, "tags": list(tags), "last_seen": NOW}
    return {"series": table("series", {name: [value] for name, value in row.items()})}


def count(engine: Engine, metric: str = "%") -> int:
    found = engine.run("SELECT count() AS n FROM points WHERE metric LIKE {m:String}", {"m": metric})
    return int(found.column("n")[0].as_py())


async def test_what_arrives_together_is_one_insert(watched: Watched) -> None:
    writer = Writer(watched)
    await asyncio.gather(*(writer.write(points(f"m{i}", 3)) for i in range(50)))
    assert [(name, rows) for name, rows, _ in watched.inserts] == [("points", 150)]
    assert count(watched.engine) == 150
    await writer.stop()


async def test_an_answer_means_stored(watched: Watched) -> None:
    writer = Writer(watched)
    watched.held.clear()
    answer = asyncio.create_task(writer.write(points("m")))
    await asyncio.sleep(0.15)
    assert not answer.done()
    watched.held.set()
    await answer
    assert count(watched.engine) == 1
    await writer.stop()


async def test_one_bad_batch_costs_the_others_nothing(watched: Watched) -> None:
    watched.refuse = "bad"
    writer = Writer(watched)
    names = ["a", "b", "bad", "c", "d", "e"]
    answers = await asyncio.gather(*(writer.write(points(name)) for name in names), return_exceptions=True)
    assert [name for name, answer in zip(names, answers, strict=True) if isinstance(answer, Exception)] == ["bad"]
    assert isinstance(answers[2], StoreError)
    assert "refused bad" in str(answers[2])
    assert count(watched.engine) == 5
    await writer.stop()


async def test_too_much_waiting_is_busy_and_later_taken(watched: Watched) -> None:
    batch = points("m", 1000)
    writer = Writer(watched, queue_bytes=3 * batch["points"].nbytes)
    watched.held.clear()
    waiting = [asyncio.create_task(writer.write(batch)) for _ in range(3)]
    await asyncio.sleep(0.1)
    with pytest.raises(Busy):
        await writer.write(batch)
    watched.held.set()
    await asyncio.gather(*waiting)
    assert writer.held_bytes == 0
    await writer.write(batch)
    assert count(watched.engine) == 4000
    await writer.stop()


async def test_a_busy_engine_is_told_to_every_caller(watched: Watched) -> None:
    watched.fault = Busy("too many parts")
    writer = Writer(watched)
    answers = await asyncio.gather(*(writer.write(points("m")) for _ in range(4)), return_exceptions=True)
    assert all(isinstance(answer, Busy) for answer in answers)
    assert len(watched.inserts) == 2
    await writer.stop()


async def test_a_retried_insert_is_not_doubled(watched: Watched) -> None:
    watched.lost_answers = 1
    writer = Writer(watched)
    await writer.write(points("m", 7))
    assert len(watched.inserts) == 2
    assert count(watched.engine) == 7
    assert watched.engine.run("SELECT sum(n) AS n FROM rollup_1h").column("n").to_pylist() == [7]
    await writer.stop()


async def test_a_request_sent_twice_is_stored_once(watched: Watched) -> None:
    writer = Writer(watched)
    both = await asyncio.gather(writer.write(points("m"), token="r1"), writer.write(points("m"), token="r1"))
    assert both == [True, False] and not await writer.write(points("m"), token="r1")
    assert await writer.write(points("m"), token="r2")
    assert count(watched.engine) == 2
    watched.fault = StoreError("broken")
    with pytest.raises(StoreError):
        await writer.write(points("m"), token="r3")
    watched.fault = None
    await writer.write(points("m"), token="r3")
    assert count(watched.engine) == 3
    await writer.stop()


async def test_what_a_request_brought_is_heard_of_once_though_it_has_gone(watched: Watched) -> None:
    writer, heard, noted = Writer(watched), [], asyncio.Event()

    def hear(batch: Batch) -> list[asyncio.Task[None]]:
        heard.append(batch)
        return [asyncio.create_task(note())]

    async def note() -> None:
        noted.set()

    taking = Taking(writer.write, hear)
    watched.held.clear()
    first = asyncio.create_task(taking.take(points("m"), "r1"))
    await asyncio.sleep(0.05)
    first.cancel()
    watched.held.set()
    await taking.take(points("m"), "r1")
    await taking.stop()
    assert len(heard) == 1 and noted.is_set() and count(watched.engine) == 1
    watched.fault = StoreError("broken")
    with pytest.raises(StoreError):
        await taking.take(points("m"), "r2")
    watched.fault = None
    await taking.take(points("m"), "r2")
    assert len(heard) == 2 and count(watched.engine) == 2
    await writer.stop()


async def test_a_series_row_is_written_once_a_day(watched: Watched) -> None:
    writer = Writer(watched)
    for sid in (1, 1, 2, 1):
        await writer.write(series(sid))
    assert len(watched.inserts) == 2
    await writer.write(series(1, interval=20))
    await writer.write(series(1, day=date(2099, 1, 1)))
    assert len(watched.inserts) == 4
    await writer.stop()


async def test_series_of_a_host_whose_tags_changed_are_written_again(watched: Watched) -> None:
    writer = Writer(watched)
    await writer.write(series(1, tags=("env:old",)))
    await writer.write(series(2, host="web-2"))
    writer.forget("web-1")
    await writer.write(series(1, tags=("env:new",)))
    await writer.write(series(2, host="web-2"))
    assert len(watched.inserts) == 3
    found = watched.engine.run("SELECT tags FROM series FINAL WHERE sid = 1").column("tags").to_pylist()
    assert found == [["env:new"]]
    await writer.stop()


async def test_forgetting_while_a_write_is_under_way_counts(watched: Watched) -> None:
    writer = Writer(watched)
    watched.held.clear()
    old = asyncio.create_task(writer.write(series(1, tags=("env:old",))))
    await asyncio.sleep(0.1)
    writer.forget("web-1")
    watched.held.set()
    await old
    await writer.write(series(1, tags=("env:new",)))
    assert len(watched.inserts) == 2
    await writer.stop()


async def test_series_rows_that_failed_are_sent_again(watched: Watched) -> None:
    watched.fault = StoreError("broken")
    writer = Writer(watched)
    with pytest.raises(StoreError):
        await writer.write(series(1))
    watched.fault = None
    await writer.write(series(1))
    assert watched.engine.run("SELECT sid FROM series").column("sid").to_pylist() == [1]
    await writer.stop()


async def test_stop_stores_what_waits_and_takes_no_more(watched: Watched) -> None:
    writer = Writer(watched, window_s=5)
    waiting = asyncio.create_task(writer.write(points("m", 5)))
    await asyncio.sleep(0)
    await writer.stop()
    await waiting
    assert count(watched.engine) == 5
    with pytest.raises(Busy, match="stopping"):
        await writer.write(points("m"))


async def test_wrong_columns_are_refused_by_name(watched: Watched) -> None:
    writer = Writer(watched)
    with pytest.raises(StoreError, match="rows for 'points'"):
        await writer.write({"points": pa.table({"metric": ["m"]})})
    with pytest.raises(StoreError, match="rows for 'pints'"):
        await writer.write({"pints": points("m")["points"]})
    await writer.stop()


async def test_a_caller_that_leaves_does_not_undo_its_rows(watched: Watched) -> None:
    writer = Writer(watched)
    leaving = asyncio.create_task(writer.write(points("m")))
    await asyncio.sleep(0)
    leaving.cancel()
    await writer.write(points("n"))
    assert count(watched.engine) == 2
    await writer.stop()


async def test_a_slow_query_does_not_hold_up_writes(watched: Watched) -> None:
    writer = Writer(watched)
    slow = [
        asyncio.create_task(
            asyncio.to_thread(
                watched.engine.run, "SELECT sum(sleepEachRow(1)) FROM numbers(3) SETTINGS max_block_size=1"
            )
        )
        for _ in range(4)
    ]
    await asyncio.sleep(0.1)
    started = time.monotonic()
    await writer.write(points("m"))
    assert time.monotonic() - started < 1.5
    assert not any(query.done() for query in slow)
    await asyncio.gather(*slow)
    await writer.stop()
