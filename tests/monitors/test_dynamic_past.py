"""Thresholds that are queries: a past that would not fit into memory is refused, and the monitor says why."""

import asyncio
import time
from pathlib import Path
from typing import Any

from vizsla.model.batch import Batch
from vizsla.monitors.evaluator import Evaluator
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine
from vizsla.store.outbox import Outbox
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

ZERO = int(time.time()) // 86400 * 86400 - 2 * 86400
HITS = {"name": "query1", "data_source": "metrics", "query": "sum:hits{*} by {host}.as_count()", "aggregator": "sum"}


def test_too_long_a_past_of_many_groups_is_not_evaluated(tmp_path: Path, engine: Engine) -> None:
    hosts = tuple(Series("hits", (f"host:h{n}",), ((1.0,),)) for n in range(40))
    load(engine, Load(1, 60, "count", 0, hosts), ZERO)
    documents, accounts = Documents(open_documents("", tmp_path)), []
    for number, past in ((1, "15mo"), (2, "1d")):
        threshold = {"critical_query": f'formula("2 * query1").rollup("avg").last("{past}")'}
        options: dict[str, Any] = {"variables": [HITS], "thresholds": threshold}
        query = 'formula("query1").last("1m") > threshold'
        body = {"type": "query alert", "name": "Hits", "query": query, "message": "", "options": options}
        documents.create("monitor", body, id=str(number))

    async def kept(batch: Batch) -> None:
        accounts.extend(batch["evaluations"].to_pylist() if "evaluations" in batch else [])

    at = float(ZERO + 450 * 86400)  # the hosts are in the first part of the past
    asyncio.run(Evaluator(documents, Outbox(documents.engine), engine.run, kept, lambda: at).tick())
    errors = {one["monitor_id"]: one["error"] for one in accounts}
    assert errors.keys() == {1, 2} and errors[2] == ""
    assert errors[1].startswith(
        "the past of query1 is 648000 windows of 40 groups or more, which are too many; ask for"
    )
