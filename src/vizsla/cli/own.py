"""What the server measures of itself, stored as points that any dashboard or monitor may ask for."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import psutil

from vizsla.cli.tally import PREFIX, Key, Tally
from vizsla.model.batch import Batch
from vizsla.store.engine import Engine
from vizsla.wire.arrival import Arrival
from vizsla.wire.metric_rows import MetricRows

log = logging.getLogger(__name__)

EVERY_S = 15.0
_SIZES = """
    SELECT table, sum(bytes_on_disk) AS bytes FROM system.parts
    WHERE active AND database = currentDatabase() GROUP BY table
"""


def gauges_of(engine: Engine, data: Path, held_bytes: Callable[[], int]) -> Callable[[], dict[Key, float]]:
    """What reads how the server does at a moment; it may take a while, and any thread may call it."""
    process = psutil.Process()
    process.cpu_percent()  # the first call has nothing to compare with

    def read() -> dict[Key, float]:
        disk = shutil.disk_usage(data)
        sizes = {row["table"]: row["bytes"] for row in engine.run(_SIZES).to_pylist()}
        return {
            Key("memory.rss"): process.memory_info().rss,
            Key("cpu_percent"): process.cpu_percent(),
            Key("disk.free"): disk.free,
            Key("disk.used"): disk.used,
            Key("writer.held_bytes"): held_bytes(),
            **{Key("store.bytes", (f"table:{name}",)): float(size) for name, size in sizes.items()},
        }

    return read


def reporter(
    tally: Tally,
    gauges: Callable[[], Mapping[Key, float]],
    write: Callable[[Batch], Awaitable[None]],
    arrival: Callable[[], Awaitable[Arrival]],
    host: str,
    every_s: float,
) -> Callable[[], Awaitable[None]]:
    """What stores, each time it is called, what was counted since it last succeeded, and how the server does now."""
    reported: Mapping[Key, int] = {}

    async def report() -> None:
        nonlocal reported
        measured = await asyncio.to_thread(gauges)
        now = await arrival()
        counts = tally.counts()
        rows = MetricRows(now)

        def add(key: Key, value: float, kind: str, interval: float) -> None:
            tags = ("service:vizsla", *key.tags)
            rows.points(PREFIX + key.name, tags, [(now.now, value)], host=host, kind=kind, interval=interval)

        for key, total in counts.items():
            add(key, total - reported.get(key, 0), "count", max(every_s, 1.0))
        for key, value in measured.items():
            add(key, value, "gauge", 0)
        durations = tally.take_durations()
        for (name, tags), took in durations.items():
            add(Key(f"{name}.avg", tags), took.total / took.times, "gauge", 0)
            add(Key(f"{name}.max", tags), took.longest, "gauge", 0)
        try:
            await write(rows.decoded().batch)
        except Exception:
            tally.give_back(durations)
            raise
        reported = counts

    return report


async def forever(report: Callable[[], Awaitable[None]], every_s: float) -> None:
    """Report at each interval's end, until cancelled."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await report()
        except Exception as error:
            log.warning("what the server measures of itself was not stored: %s", error)
