"""How long a minute's evaluation of many metric monitors takes while points come in, and the memory of it.

Usage: python bench/monitors.py [monitors] [groups]

Ten monitors watch each metric, each another environment of it and by host, with thresholds of their own. The same
monitors evaluated one by one, without reading ahead, are measured on a part of them for comparison.
"""

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import psutil
import pyarrow as pa

from vizsla.model.records import table
from vizsla.model.tags import canonical, series_id
from vizsla.monitors.evaluator import Evaluator
from vizsla.monitors.plan import GRAIN_S, Plan, plan_of
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine, open_engine
from vizsla.store.migrate import migrate
from vizsla.store.outbox import Outbox
from vizsla.store.writer import Writer

PER_METRIC = 10
EVERY_S = 30


def rss_mb() -> float:
    return psutil.Process().memory_info().rss / 1e6


class Fleet:
    """Series of hosts in environments, a point every half minute."""

    def __init__(self, metrics: int, groups: int) -> None:
        self.names, self.sids, self.tags = [], [], []
        for m in range(metrics):
            for e in range(PER_METRIC):
                for h in range(groups):
                    tags = canonical((f"env:e{e}", f"host:h{e}-{h}", "team:shop"))
                    self.names.append(f"shop.metric.{m}")
                    self.sids.append(series_id(f"shop.metric.{m}", tags))
                    self.tags.append(tags)
        self.random = np.random.default_rng(1)

    def known(self, now: int) -> pa.Table:
        size = len(self.names)
        return table(
            "series",
            {
                "metric": self.names, "day": [datetime.fromtimestamp(now, UTC).date()] * size, "sid": self.sids,
                "type": ["gauge"] * size, "interval": [EVERY_S] * size, "unit": [""] * size, "source": [""] * size,
                "host": [""] * size, "tags": self.tags, "last_seen": [now] * size,
            },
        )  # fmt: skip

    def points(self, at: int, start: int = 0, end: int | None = None) -> pa.Table:
        names, sids = self.names[start:end], self.sids[start:end]
        stamps = pa.array([datetime.fromtimestamp(at, UTC)] * len(names), pa.timestamp("s", tz="UTC"))
        values = self.random.normal(50, 10, len(names))
        return table("points", {"metric": names, "sid": sids, "ts": stamps, "value": values})


async def intake(writer: Writer, fleet: Fleet, sent: list[int]) -> None:
    """Send every series' point each half minute, spread over it in requests of 2,000."""
    size = len(fleet.names)
    while True:
        began = time.monotonic()
        for start in range(0, size, 2000):
            rows = fleet.points(int(time.time()), start, start + 2000)
            await writer.write({"points": rows})
            sent[0] += rows.num_rows
            ahead = (start + 2000) / size * EVERY_S - (time.monotonic() - began)
            await asyncio.sleep(max(0.0, ahead))


def prepare(engine: Engine, documents: Documents, fleet: Fleet, monitors: int) -> None:
    now = int(time.time())
    engine.insert("series", fleet.known(now))
    for at in range(now - 600, now, EVERY_S):
        engine.insert("points", fleet.points(at))
    for number in range(monitors):
        metric, env = divmod(number, PER_METRIC)
        critical = 90 + number % 7
        documents.create(
            "monitor",
            {
                "name": "High {{host.name}}", "type": "query alert", "message": "too high @ops@example.org",
                "query": f"avg(last_5m):avg:shop.metric.{metric}{{env:e{env}}} by {{host}} > {critical}",
                "options": {"thresholds": {"critical": critical, "warning": 80}, "notify_no_data": True},
            },
            id=str(number + 1),
        )  # fmt: skip


async def measure(engine: Engine, documents: Documents, fleet: Fleet, monitors: int) -> None:
    writer, sent = Writer(engine), [0]
    shift, lags = [0.0], [0.0]
    outbox = Outbox(documents.engine)
    evaluator = Evaluator(
        documents, outbox, engine.run, writer.write, lambda: time.time() + shift[0],
        told=lambda _number, _seconds, late_s: lags.append(late_s),
    )  # fmt: skip
    before = rss_mb()
    sending = asyncio.create_task(intake(writer, fleet, sent))
    await asyncio.sleep(5)
    began = sent[0], time.perf_counter()
    for label in ("first, with every monitor read and every state new", "second", "third", "fourth"):
        worked, turns = time.process_time(), []
        for _ in range(int(60 / GRAIN_S)):
            now = time.time() + shift[0]
            shift[0] += GRAIN_S - now % GRAIN_S
            started = time.perf_counter()
            await evaluator.tick()
            turns.append(time.perf_counter() - started)
        spent = sum(turns)
        print(
            f"{label:50} {spent:5.1f} s, longest turn {max(turns):4.1f} s, stored {max(lags):4.1f} s after the moment "
            f"at most, {time.process_time() - worked:5.1f} processor seconds (with intake), {rss_mb():5.0f} MB resident"
        )
        lags.clear()
    rate = (sent[0] - began[0]) / (time.perf_counter() - began[1])
    judged = engine.run("SELECT count() AS n, sum(length(groups)) AS g FROM evaluations").to_pylist()[0]
    print(f"{judged['n']} evaluations of {judged['g']} groups in 4 minutes' turns, while {rate:,.0f} points/s came in")
    print(f"memory before {before:.0f} MB; afterwards {rss_mb():.0f} MB")
    sending.cancel()
    await writer.stop()
    plans = [plan for one in documents.all("monitor")[:200] if isinstance(plan := plan_of(one), Plan)]
    started = time.perf_counter()
    for plan in plans:
        plan.condition.observe(engine.run, time.time() // 60 * 60)
    each = (time.perf_counter() - started) / len(plans)
    print(
        f"observed one by one, without reading ahead: {1000 * each:.1f} ms a monitor, {each * monitors:.0f} s for all"
    )


def main() -> None:
    monitors = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    groups = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    with tempfile.TemporaryDirectory() as directory:
        engine = open_engine(Path(directory) / "store")
        migrate(engine)
        documents = Documents(open_documents("", Path(directory)))
        fleet = Fleet(-(-monitors // PER_METRIC), groups)
        prepare(engine, documents, fleet, monitors)
        print(f"{monitors} monitors of {groups} groups each over {len(fleet.names)} series")
        asyncio.run(measure(engine, documents, fleet, monitors))
        engine.close()


if __name__ == "__main__":
    main()
