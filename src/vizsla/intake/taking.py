"""Taking in what was sent: stored, and heard of once, whatever becomes of the request that brought it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from vizsla.model.batch import Batch

log = logging.getLogger(__name__)

_HEARD_WITHIN_S = 1.0

Hear = Callable[[Batch], Iterable[asyncio.Task[None]]]
"""Takes notice of stored rows; the tasks write down what has to outlast the server."""


class Taking:
    """Stores batches and has them heard; `store` tells False of a request that came before under its token.

    A repeated request is heard of no more, so the first is to its end, also where whoever sent it has gone. It is
    answered when what was heard is written down, unless that takes long.
    """

    def __init__(self, store: Callable[[Batch, str], Awaitable[bool]], hear: Hear) -> None:
        self._store, self._hear = store, hear
        self._going: set[asyncio.Task[None]] = set()

    async def take(self, batch: Batch, token: str) -> None:
        """Return when the rows are stored; raises what storing them raises."""
        task = asyncio.create_task(self._taken(batch, token))
        self._going.add(task)
        task.add_done_callback(self._done)
        await asyncio.shield(task)

    async def stop(self) -> None:
        """Wait for what is being stored."""
        await asyncio.gather(*self._going, return_exceptions=True)

    async def _taken(self, batch: Batch, token: str) -> None:
        if not await self._store(batch, token):
            return
        try:
            noting = list(self._hear(batch))
        except Exception:  # what came is stored, and whoever sent it is told so
            log.exception("what came late, or events that mention somebody, could not be noted")
            return
        if noting:
            await asyncio.wait(noting, timeout=_HEARD_WITHIN_S)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._going.discard(task)
        if not task.cancelled():
            task.exception()  # whoever sent it heard, or has gone
