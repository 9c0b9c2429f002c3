"""A monitor whose query takes long holds up no other, is evaluated all the same, and tells once."""

import asyncio
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from vizsla.monitors.evaluator import Evaluator
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine
from vizsla.store.outbox import Outbox
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

ZERO = int(time.time()) // 86400 * 86400 - 2 * 86400


async def _kept(_batch: object) -> None:
    """Events and accounts play no part here."""


def test_a_slow_monitor_holds_up_no_other(tmp_path: Path, engine: Engine) -> None:
    now, asked, reached, let_go = [0.0], [0], threading.Event(), threading.Event()
    documents = Documents(open_documents("", tmp_path))
    queries = {"log alert": 'logs("boom").index("*").rollup("count").last("1m") > 5',
               "query alert": "avg(last_1m):avg:tank{*} > 5"}  # fmt: skip
    for number, (type_, query) in enumerate(queries.items(), 1):
        documents.create("monitor", {"type": type_, "name": "M", "query": query, "message": ""}, id=str(number))
    values = tuple((9.0 if minute >= 12 else 0.0,) for minute in range(60))
    for kind, name in (("log", "boom"), ("gauge", "tank")):
        load(engine, Load(1, 60, kind, 0, (Series(name, (), values),)), ZERO)

    def run(sql: str, params: Mapping[str, object]) -> pa.Table:
        if "FROM logs" in sql and not let_go.is_set():
            assert not asked[0]
            time.sleep(1.5)
        return engine.run(sql, params)

    def spare(sql: str, params: Mapping[str, object]) -> pa.Table:
        if "FROM logs" in sql:
            asked[0] += 1
            reached.set()
            assert let_go.wait(60)
        return engine.run(sql, params)

    outbox = Outbox(documents.engine)
    evaluator = Evaluator(documents, outbox, run, _kept, lambda: now[0], spare_run=spare, slow_s=1.0)

    async def watch() -> None:
        now[0] = float(ZERO + 10 * 60)
        await evaluator.tick()  # which learns that it is slow
        asked[0] = 1
        for minute in range(11, 20):
            now[0] = float(ZERO + minute * 60)
            await evaluator.tick()
            assert await asyncio.to_thread(reached.wait, 60)
        assert [row["kind"] for row in outbox.history(2)] == ["Triggered"] and outbox.history(1) == []
        assert asked[0] == 2  # it is not begun anew while it goes on
        let_go.set()
        await evaluator.ended()
        assert outbox.runs()[1].evaluated_at < ZERO + 12 * 60 < outbox.runs()[2].evaluated_at
        for minute in range(20, 23):
            now[0] = float(ZERO + minute * 60)
            await evaluator.tick()
            await evaluator.ended()
        assert outbox.runs()[1].evaluated_at > ZERO + 21 * 60

    asyncio.run(watch())
    assert [row["kind"] for row in outbox.history(1)] == ["Triggered"]
    assert [row["kind"] for row in outbox.history(2)] == ["Triggered"]
