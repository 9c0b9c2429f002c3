"""When each metric was last queried, by whomever: a dashboard, a script, a monitor."""

import asyncio
import logging
from collections.abc import Iterable
from threading import Lock

import sqlalchemy as sa

from vizsla.clock import Clock
from vizsla.store.database import metadata
from vizsla.store.upsert import upsert

log = logging.getLogger(__name__)

KEPT_S = 180 * 86400
"""What was not queried for so long is forgotten."""
LATELY_S = 30 * 86400
"""How far back people look who do not say how far."""
_EVERY_S = 60.0
_ANEW_S = 300.0
_MOST_REMEMBERED = 100_000

queried = sa.Table(
    "queried_metrics",
    metadata,
    sa.Column("metric", sa.Text, primary_key=True),
    sa.Column("at", sa.Float, nullable=False, index=True),
)


class QueriedMetrics:
    """Hears of queries in memory, and stores a metric's last one every five minutes; any thread may call it."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock
        self._lock = Lock()
        self._heard: dict[str, float] = {}
        self._stored: dict[str, float] = {}

    def hear(self, metrics: Iterable[str]) -> None:
        """Note that these are queried now."""
        found = dict.fromkeys(metrics, self._clock())
        if found:
            with self._lock:
                self._heard |= found

    def since(self, moment: float) -> dict[str, float]:
        """Metrics that were queried since then, with when they were last; of other servers up to six minutes ago."""
        self.store(0.0)
        with self._engine.connect() as db:
            rows = db.execute(sa.select(queried.c.metric, queried.c.at).where(queried.c.at >= moment))
            return {row.metric: row.at for row in rows}

    def store(self, anew_s: float = _ANEW_S) -> None:
        """Store what was heard of metrics that were not stored for so many seconds."""
        with self._lock:
            due = {
                metric: at
                for metric, at in self._heard.items()
                if not 0 <= at - self._stored.get(metric, float("-inf")) < anew_s
            }
            if not due:
                return
            for metric in due:
                del self._heard[metric]
        # In one order, so that servers do not wait for one another.
        rows = [{"metric": metric, "at": at} for metric, at in sorted(due.items())]
        try:
            with self._engine.begin() as db:
                db.execute(queried.delete().where(queried.c.at < self._clock() - KEPT_S))
                upsert(db, queried, rows)
        except Exception:
            with self._lock:
                self._heard = due | self._heard
            raise
        with self._lock:
            if len(self._stored) > _MOST_REMEMBERED:
                self._stored.clear()
            self._stored |= due

    async def forever(self) -> None:
        """Store each minute, and once more when it is cancelled."""
        try:
            while True:
                await asyncio.sleep(_EVERY_S)
                await self._try_to_store(_ANEW_S)
        finally:
            await self._try_to_store(0.0)

    async def _try_to_store(self, anew_s: float) -> None:
        try:
            await asyncio.to_thread(self.store, anew_s)
        except Exception:
            log.exception("which metrics are queried could not be stored; trying again")
