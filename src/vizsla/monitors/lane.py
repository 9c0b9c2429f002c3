"""The slow lane: monitors whose evaluation takes long are evaluated one after the other, beside all others."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from vizsla.monitors.evaluation import Work

log = logging.getLogger(__name__)


class Lane:
    """Knows who is slow, and who is being evaluated here: these are due again when `done` has stored what they did."""

    def __init__(self, done: Callable[[Work], Awaitable[None]], slow_s: float) -> None:
        self._done, self._slow_s = done, slow_s
        self._slow: set[int] = set()
        self._waiting: dict[int, Work] = {}
        self._going: asyncio.Task[None] | None = None

    @property
    def busy(self) -> frozenset[int]:
        """Monitors that wait or are being evaluated here."""
        return frozenset(self._waiting)

    def is_slow(self, monitor_id: int) -> bool:
        """Whether a monitor's last evaluation took long."""
        return monitor_id in self._slow

    def took(self, monitor_id: int, seconds: float) -> None:
        """Note how long an evaluation took."""
        if seconds > self._slow_s:
            self._slow.add(monitor_id)
        else:
            self._slow.discard(monitor_id)

    def begin(self, works: Iterable[Work]) -> None:
        """Evaluate these, one monitor each, after those that wait already."""
        self._waiting |= {work.plans[0].id: work for work in works}
        if self._waiting and (self._going is None or self._going.done()):
            self._going = asyncio.create_task(self._evaluate())

    async def ended(self) -> None:
        """Wait for all of them."""
        if self._going is not None:
            await self._going

    def stop(self) -> None:
        """Begin no other one."""
        if self._going is not None:
            self._going.cancel()

    async def _evaluate(self) -> None:
        while self._waiting:
            number, work = next(iter(self._waiting.items()))
            try:
                await self._done(work)
            except Exception as error:  # it is due again
                log.warning("monitor %s, which takes long, could not be evaluated: %s", number, error)
            finally:
                del self._waiting[number]
