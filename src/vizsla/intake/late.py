"""Takes notice of what comes late, as from an agent that was offline."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from vizsla.clock import Clock
from vizsla.model.batch import Batch
from vizsla.store.late import NAMES, source

log = logging.getLogger(__name__)

LATE_S = 60.0
"""What comes sooner is the rule; of windows of several minutes, it lies in one that is still to be judged."""
OLDEST_S = 2 * 3600.0
"""What is older was recorded to be looked at, not to wake anybody."""
_ANEW_S = 60.0
_AGAIN_S = 5.0
_MOST_REMEMBERED = 100_000


class LateData:
    """Notes the sources of what came late, each once a minute unless older ones come."""

    def __init__(
        self, note: Callable[[Mapping[str, float], float], None], clock: Clock, again_s: float = _AGAIN_S
    ) -> None:
        self._note, self._clock, self._again_s = note, clock, again_s
        self._noted: dict[str, tuple[float, float]] = {}
        self._waiting: dict[str, float] = {}
        self._noting: asyncio.Task[None] | None = None
        self._stopping = False

    def hear(self, batch: Batch) -> Sequence[asyncio.Task[None]]:
        """Look at what was stored; what notes the late of it, if there is any."""
        now = self._clock()
        found: dict[str, float] = {}
        for table in NAMES:
            if table in batch:
                found |= _late(table, batch[table], now)
        fresh = {name: at for name, at in found.items() if self._is_news(name, at, now)}
        if not fresh:
            return ()
        if len(self._noted) > _MOST_REMEMBERED:
            self._noted.clear()
        self._noted |= {name: (at, now) for name, at in fresh.items()}
        self._wait(fresh)
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._write())
        return (self._noting,)

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
                    log.exception("what came late could not be noted")
                    return
                log.exception("what came late could not be noted; trying again")
                self._wait(found)
                await asyncio.sleep(self._again_s)

    def _wait(self, found: Mapping[str, float]) -> None:
        self._waiting |= {name: min(at, self._waiting.get(name, at)) for name, at in found.items()}

    def _is_news(self, name: str, at: float, now: float) -> bool:
        oldest, noted = self._noted.get(name, (float("inf"), float("-inf")))
        return at < oldest or not 0 <= now - noted < _ANEW_S


def _late(table: str, rows: pa.Table, now: float) -> dict[str, float]:
    times = rows.column("ts")
    edge = pa.scalar(datetime.fromtimestamp(int(now - LATE_S), UTC), times.type)
    if rows.num_rows == 0 or not pc.less(pc.min(times), edge).as_py():
        return {}
    first = pa.scalar(datetime.fromtimestamp(int(now - OLDEST_S), UTC), times.type)
    ends = times
    if table == "spans":  # which are told of when they have ended
        ends = pc.add(times, pc.cast(pc.cast(rows.column("duration_ns"), pa.int64(), safe=False), pa.duration("ns")))
    wanted = pc.and_(pc.less(ends, edge), pc.greater_equal(times, first))
    column = NAMES[table]
    some = rows.select(["ts", column]).filter(wanted)
    if some.num_rows == 0:
        return {}
    oldest = some.group_by(column).aggregate([("ts", "min")])
    names = oldest.column(column).to_pylist()
    names = names if column == "metric" else [source(table, name or "") for name in names]
    return dict(zip(names, map(_seconds, oldest.column("ts_min")), strict=True))


def _seconds(at: pa.Scalar) -> float:
    return float(pc.cast(at, pa.timestamp("ms", at.type.tz), safe=False).as_py().timestamp())
