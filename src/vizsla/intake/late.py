"""Takes notice of points that come late, as from an agent that was offline."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from vizsla.clock import Clock
from vizsla.model.batch import Batch

log = logging.getLogger(__name__)

LATE_S = 60.0
"""What comes sooner is the rule; of windows of several minutes, it lies in one that is still to be judged."""
OLDEST_S = 2 * 3600.0
"""What is older was recorded to be looked at, not to wake anybody."""
_ANEW_S = 60.0
_AGAIN_S = 5.0
_MOST_REMEMBERED = 100_000
_TABLES = ("points", "sketches")


class LatePoints:
    """Notes metrics with late points, each once a minute unless older ones come."""

    def __init__(
        self, note: Callable[[Mapping[str, float], float], None], clock: Clock, again_s: float = _AGAIN_S
    ) -> None:
        self._note, self._clock, self._again_s = note, clock, again_s
        self._noted: dict[str, tuple[float, float]] = {}
        self._waiting: dict[str, float] = {}
        self._noting: asyncio.Task[None] | None = None
        self._stopping = False

    def hear(self, batch: Batch) -> None:
        """Look at what was stored, and note what is late while whoever sent it goes on."""
        now = self._clock()
        found: dict[str, float] = {}
        for name in _TABLES:
            if name in batch:
                found |= _late(batch[name], now)
        fresh = {metric: at for metric, at in found.items() if self._is_news(metric, at, now)}
        if fresh:
            if len(self._noted) > _MOST_REMEMBERED:
                self._noted.clear()
            self._noted |= {metric: (at, now) for metric, at in fresh.items()}
            self._wait(fresh)
            if self._noting is None or self._noting.done():
                self._noting = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Note what is waiting; what cannot be noted even now is not tried again."""
        self._stopping = True
        if self._noting is not None:
            await self._noting

    async def _write(self) -> None:
        while self._waiting:
            found, self._waiting = self._waiting, {}
            try:
                await asyncio.to_thread(self._note, found, self._clock())
            except Exception:
                if self._stopping:
                    log.exception("metrics with late points could not be noted")
                    return
                log.exception("metrics with late points could not be noted; trying again")
                self._wait(found)
                await asyncio.sleep(self._again_s)

    def _wait(self, found: Mapping[str, float]) -> None:
        self._waiting |= {metric: min(at, self._waiting.get(metric, at)) for metric, at in found.items()}

    def _is_news(self, metric: str, at: float, now: float) -> bool:
        oldest, noted = self._noted.get(metric, (float("inf"), float("-inf")))
        return at < oldest or not 0 <= now - noted < _ANEW_S


def _late(rows: pa.Table, now: float) -> dict[str, float]:
    times = rows.column("ts")
    edge = pa.scalar(datetime.fromtimestamp(int(now - LATE_S), UTC), times.type)
    if rows.num_rows == 0 or pc.min(times).as_py() >= edge.as_py():
        return {}
    first = pa.scalar(datetime.fromtimestamp(int(now - OLDEST_S), UTC), times.type)
    some = rows.select(["metric", "ts"]).filter(pc.and_(pc.less(times, edge), pc.greater_equal(times, first)))
    oldest = some.group_by("metric").aggregate([("ts", "min")])
    return {row["metric"]: row["ts_min"].timestamp() for row in oldest.to_pylist()}
