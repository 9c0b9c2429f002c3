"""The writer: batches of many requests stored together, each answered when its rows are on disk."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

import pyarrow as pa

from vizsla.model.batch import Batch
from vizsla.model.records import SCHEMAS
from vizsla.store.engine import Engine
from vizsla.store.errors import Busy, StoreError, Torn
from vizsla.store.seen import Seen, Unseen

log = logging.getLogger(__name__)

_REMEMBERED_TOKENS = 10_000
_TABLES_AT_ONCE = 4


@dataclass(frozen=True, eq=False)
class _Waiting:
    batch: Batch
    size: int
    done: asyncio.Future[None]
    series: Unseen | None


class Writer:
    """Groups what arrives within a short window, or while the last group is stored, into one insert a table.

    One event loop owns it. A batch that the engine refuses fails alone: its group is halved until
    the rest of it is stored.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        window_s: float = 0.03,
        group_bytes: int = 32 << 20,
        queue_bytes: int = 128 << 20,
        attempts: int = 2,
    ) -> None:
        self._engine = engine
        self._window_s = window_s
        self._group_bytes = group_bytes
        self._queue_bytes = queue_bytes
        self._attempts = attempts
        self._seen = Seen()
        self._waiting: list[_Waiting] = []
        self._held_bytes = 0
        self._arrived = asyncio.Event()
        self._stopping = asyncio.Event()
        self._committer: asyncio.Task[None] | None = None
        # Of its own: whatever else the server does in threads must not keep data waiting.
        self._threads = ThreadPoolExecutor(_TABLES_AT_ONCE, "insert")
        self._answers: OrderedDict[str, asyncio.Future[None]] = OrderedDict()

    async def write(self, batch: Batch, token: str = "") -> bool:
        """Return when the rows are stored; Busy when too much is waiting, StoreError when they are refused.

        A token names a request: sent again, it has the answer of the first and stores nothing twice, which False tells.
        """
        if token and (earlier := self._answers.get(token)) and not _failed(earlier):
            await asyncio.shield(earlier)
            return False
        done = self._enqueue(batch)
        if token:
            self._answers[token] = done
            while len(self._answers) > _REMEMBERED_TOKENS:
                self._answers.popitem(last=False)
        await asyncio.shield(done)
        return True

    def forget(self, host: str) -> None:
        """Write this host's series rows anew when they next arrive: its tags have changed."""
        self._seen.forget(host)

    @property
    def held_bytes(self) -> int:
        """Bytes of rows that wait for their turn or are being stored."""
        return self._held_bytes

    async def stop(self) -> None:
        """Store what waits and take nothing more."""
        self._stopping.set()
        self._arrived.set()
        if self._committer:
            await self._committer
        self._threads.shutdown(wait=False)

    def _enqueue(self, batch: Batch) -> asyncio.Future[None]:
        if self._stopping.is_set():
            raise Busy("the server is stopping; send it again in a moment")
        for name, rows in batch.items():
            if name not in SCHEMAS or not rows.schema.equals(SCHEMAS[name]):
                raise StoreError(f"rows for {name!r} do not have the columns of its records")
        series = self._seen.unseen(batch["series"]) if "series" in batch else None
        kept = {**batch, "series": series.rows} if series else batch
        kept = {name: rows for name, rows in kept.items() if rows.num_rows}
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not kept:
            done.set_result(None)
            return done
        size = sum(rows.nbytes for rows in kept.values())
        if self._held_bytes and self._held_bytes + size > self._queue_bytes:
            raise Busy("more arrives than the store can take in; send it again in a few seconds")
        done.add_done_callback(_retrieved)
        self._held_bytes += size
        self._waiting.append(_Waiting(kept, size, done, series))
        self._arrived.set()
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_groups(), name="writer")
        return done

    async def _commit_groups(self) -> None:
        while not (self._stopping.is_set() and not self._waiting):
            await self._arrived.wait()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._window_s)
            while group := self._next_group():
                try:
                    await self._commit(group)
                finally:
                    self._held_bytes -= sum(item.size for item in group)
            self._arrived.clear()
            if self._waiting or self._stopping.is_set():
                self._arrived.set()

    def _next_group(self) -> list[_Waiting]:
        total, count = 0, 0
        for item in self._waiting:
            total += item.size
            if count and total > self._group_bytes:
                break
            count += 1
        group, self._waiting = self._waiting[:count], self._waiting[count:]
        return group

    async def _commit(self, group: Sequence[_Waiting]) -> None:
        names = list(dict.fromkeys(name for item in group for name in item.batch))
        faults: dict[_Waiting, Exception] = {}
        for found in await asyncio.gather(*(self._store(name, group) for name in names)):
            faults.update(found)
        for item in group:
            self._answer(item, faults.get(item))

    async def _store(self, name: str, group: Sequence[_Waiting]) -> dict[_Waiting, Exception]:
        holders = [item for item in group if name in item.batch]
        fault = await self._insert(name, pa.concat_tables([item.batch[name] for item in holders]))
        if fault is None:
            return {}
        if len(holders) == 1 or isinstance(fault, Busy):
            return dict.fromkeys(holders, fault)
        # Halving finds the batches at fault in few inserts.
        half = len(holders) // 2
        return {**await self._store(name, holders[:half]), **await self._store(name, holders[half:])}

    async def _insert(self, name: str, rows: pa.Table) -> Exception | None:
        token = uuid4().hex
        for attempt in range(1, self._attempts + 1):
            try:
                await asyncio.get_running_loop().run_in_executor(self._threads, self._engine.insert, name, rows, token)
                return None
            except Exception as error:
                # Anything unforeseen is answered too: a caller must never wait for ever.
                fault = error
                if isinstance(error, Torn):  # the engine takes its token for stored
                    break
                if attempt < self._attempts:
                    await asyncio.sleep(self._window_s * attempt)
        log.warning("%d rows of %s were not stored: %s", rows.num_rows, name, fault)
        return fault

    def _answer(self, item: _Waiting, fault: Exception | None) -> None:
        if fault is None and item.series:
            item.series.remember()
        if item.done.done():
            return
        if fault is None:
            item.done.set_result(None)
        else:
            item.done.set_exception(fault if isinstance(fault, StoreError) else StoreError(str(fault)))


def _failed(done: asyncio.Future[None]) -> bool:
    return done.done() and (done.cancelled() or done.exception() is not None)


def _retrieved(done: asyncio.Future[None]) -> None:
    if not done.cancelled():
        done.exception()
