"""What people do while a monitor is evaluated is not undone by that evaluation."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from vizsla.model.batch import Batch
from vizsla.monitors.evaluator import Evaluator
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import NO_PARAMS, Engine
from vizsla.store.outbox import Outbox

BODY: dict[str, Any] = {
    "type": "log alert", "query": 'logs("slow").rollup("count").last("5m") < 5', "name": "few",
    "message": "@ops@example.org", "options": {},
}  # fmt: skip
ZERO = 1_700_000_000 // 60 * 60


async def _kept(_batch: Batch) -> None:
    """Events and accounts play no part here."""


def _resolve(documents: Documents) -> None:
    Outbox(documents.engine).edit(1, {"": ("OK", b'[[],{"status":"OK","told":"OK"}]')})


def _reset(documents: Documents) -> None:
    documents.save("monitor", "1", BODY | {"query": 'logs("other").rollup("count").last("5m") > 5'})
    Outbox(documents.engine).reset(1)


def _mute(documents: Documents) -> None:
    documents.save("monitor", "1", BODY | {"options": {"silenced": {"*": None}}})


def _delete(documents: Documents) -> None:
    documents.delete("monitor", "1")
    Outbox(documents.engine).forget(1)


@pytest.fixture(params=["sqlite", "postgres"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Documents:
    """Two monitors, on either database."""
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    found = Documents(open_documents(url, tmp_path))
    for number in ("1", "2"):
        found.create("monitor", BODY | {"name": f"monitor {number}"}, id=number)
    request.addfinalizer(found.engine.dispose)
    return found


@pytest.mark.parametrize(
    ("act", "kinds"),
    [(_resolve, ["Triggered"]), (_reset, []), (_mute, ["Triggered"]), (_delete, [])],
)
def test_an_evaluation_under_way_gives_way(
    documents: Documents, engine: Engine, act: Callable[[Documents], None], kinds: list[str]
) -> None:
    asked, acted = threading.Event(), threading.Event()

    def run(sql: str, params: Mapping[str, object] = NO_PARAMS) -> pa.Table:
        asked.set()
        assert acted.wait(60)  # the evaluation has read the states, and takes its time
        return engine.run(sql, params)

    def person() -> None:
        asked.wait(60)
        act(documents)
        acted.set()

    outbox = Outbox(documents.engine)
    evaluator = Evaluator(documents, outbox, run, _kept, lambda: float(ZERO))
    beside = threading.Thread(target=person)
    beside.start()
    asyncio.run(evaluator.tick())
    beside.join()
    assert outbox.history(1) == [] and [one["kind"] for one in outbox.history(2)] == ["Triggered"]
    # At the next turn, the same minute, it is judged as it is now.
    asyncio.run(evaluator.tick())
    asyncio.run(evaluator.tick())
    assert [one["kind"] for one in outbox.history(1)] == kinds
    assert [len(one["deliveries"]) for one in outbox.history(1)] == [int(act is not _mute) for _ in kinds]
    assert set(outbox.states(1)) == (set() if act is _delete else {""})
    assert len(outbox.history(2)) == 1
