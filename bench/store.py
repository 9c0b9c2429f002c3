"""Points a second through the writer against one insert a request, and the memory of a process at rest.

Usage: python bench/store.py [requests] [points a request]
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime

import numpy as np
import psutil
import pyarrow as pa

from vizsla.model.batch import Batch
from vizsla.model.records import table
from vizsla.store.engine import Engine, open_engine
from vizsla.store.migrate import migrate
from vizsla.store.writer import Writer

CLIENTS = 64
REST = """
import sys, time
from vizsla.store.engine import open_engine
from vizsla.store.migrate import migrate
engine = open_engine(sys.argv[1])
migrate(engine)
print("open", flush=True)
time.sleep(60)
"""


def batches(requests: int, size: int) -> list[Batch]:
    """Requests as they come from agents: each the points of many series at one moment."""
    random = np.random.default_rng(1)
    now = datetime.now(UTC).replace(microsecond=0)
    stamps = pa.array([now] * size, pa.timestamp("s", tz="UTC"))
    made = []
    for _ in range(requests):
        sids = random.integers(0, 2**63, size, dtype=np.uint64)
        values = random.normal(50, 10, size).round(2)
        names = [f"system.metric.{number % 70}" for number in range(size)]
        made.append({"points": table("points", {"metric": names, "sid": sids, "ts": stamps, "value": values})})
    return made


async def one_insert_a_request(engine: Engine, work: list[Batch]) -> None:
    """What a server without group commit does, with as many clients at once."""
    await _drive(work, lambda batch: asyncio.to_thread(engine.insert, "points", batch["points"]))


async def group_commit(engine: Engine, work: list[Batch]) -> None:
    """The same through the writer."""
    writer = Writer(engine)
    await _drive(work, writer.write)
    await writer.stop()


async def _drive(work: list[Batch], write) -> None:  # type: ignore[no-untyped-def]
    waiting = iter(work)

    async def client() -> None:
        for batch in waiting:
            await write(batch)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))


def measure(engine: Engine, how, work: list[Batch]) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Points a second by the clock and by processor seconds; every point is then counted in the table."""
    engine.run("TRUNCATE TABLE points")
    total = sum(batch["points"].num_rows for batch in work)
    started, worked = time.perf_counter(), time.process_time()
    asyncio.run(how(engine, work))
    clock, processor = time.perf_counter() - started, time.process_time() - worked
    stored = engine.run("SELECT count() AS n FROM points").column("n")[0].as_py()
    assert stored == total, f"{stored} of {total} points are stored"
    return total / clock, total / processor


def at_rest() -> tuple[int, int]:
    """Resident megabytes of a process with the engine open, whole and without the pages of the library's file."""
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.Popen([sys.executable, "-c", REST, directory], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(8)
            memory = psutil.Process(process.pid).memory_info()
        finally:
            process.kill()
            process.wait()
    return memory.rss >> 20, (memory.rss - memory.shared) >> 20


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    whole, own = at_rest()
    print(f"memory at rest: {whole} MB resident, of which {own} MB is not the library's file")
    work = batches(requests, size)
    with tempfile.TemporaryDirectory() as directory:
        engine = open_engine(directory)
        migrate(engine)
        measure(engine, group_commit, work[:100])
        plain = measure(engine, one_insert_a_request, work[: max(requests // 5, 1)])
        grouped = measure(engine, group_commit, work)
        engine.close()
    print(f"{requests} requests of {size} points from {CLIENTS} clients, all fsynced and in two roll-ups")
    print(f"one insert a request: {plain[0]:>10,.0f} points/s  {plain[1]:>10,.0f} points/cpu-s")
    print(f"group commit:         {grouped[0]:>10,.0f} points/s  {grouped[1]:>10,.0f} points/cpu-s")
    print(f"ratio:                {grouped[0] / plain[0]:>10.1f}            {grouped[1] / plain[1]:>10.1f}")


if __name__ == "__main__":
    main()
