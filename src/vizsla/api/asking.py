"""Work on the store for one request: it stops when whoever asked has gone, and asks nothing twice."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import copy
from threading import Event
from typing import TypeVar
from uuid import uuid4

import pyarrow as pa
from starlette.requests import Request

from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.memory import Memory
from vizsla.query.metrics.series import Chosen, Run, found
from vizsla.query.metrics.syntax import Metric
from vizsla.store.engine import Engine
from vizsla.store.errors import StoreError

T = TypeVar("T")

_DAY_S = 86400
_WORKERS = ThreadPoolExecutor(16, "asked")
"""Apart from the threads of all other work, which goes on however much is asked at once."""


class Asking:
    """The store for one request. What it answered is not asked again, nor which series there are as long as none of
    the metric was written anew."""

    def __init__(self, engine: Engine, series: Memory) -> None:
        self._gone = Event()
        self._engine, self._series, self._tag = engine, series, uuid4().hex
        self._answers: dict[tuple[str, str], pa.Table] = {}

    def __call__(self, sql: str, params: Mapping[str, object]) -> pa.Table:
        key = (sql, repr(params))
        if key not in self._answers:
            self._answers[key] = self.once(sql, params)
        return self._answers[key]

    def once(self, sql: str, params: Mapping[str, object]) -> pa.Table:
        """What will not be asked again, and so is not kept."""
        if self._gone.is_set():
            raise ApiError(499, "The client has closed the connection")
        return self._engine.run(sql, params, tag=self._tag)

    def part(self) -> "Asking":
        """For a part of the request, which keeps answers for itself; it is left with the whole."""
        found = copy(self)
        found._answers = {}
        return found

    def leave(self) -> None:
        """Stop what the store is doing for the request, and do nothing more for it."""
        self._gone.set()
        self._engine.cancel(self._tag)

    def choose(self, metric: Metric, start_s: float, end_s: float) -> Chosen | None:
        """As `series.Knowing`."""
        written = self._engine.described(metric.name)  # counted before they are read, so that none is missed
        if written is None:
            return None
        key = (metric.name, metric.filter, metric.by, int(start_s) // _DAY_S, int(end_s) // _DAY_S)
        at, known = self._series.get(key) or (None, None)
        if at == written and isinstance(known, Chosen):
            return known
        chosen = found(metric, start_s, end_s, self)
        self._series.put(key, (written, chosen), 1 + len(chosen.ids) + len(chosen.groups))
        return chosen


async def asked(request: Request, work: Callable[[Run], T]) -> T:
    """What `work` makes of the store's answers, in a thread of its own; its queries end when the client leaves.

    The request's body must have been read.
    """
    context = of(request)
    run = Asking(context.engine, context.series)
    working = asyncio.get_running_loop().run_in_executor(_WORKERS, work, run)
    leaving = asyncio.ensure_future(_left(request))
    await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        leaving.cancel()
        return working.result()
    await asyncio.to_thread(run.leave)
    with suppress(StoreError, ApiError, ValueError):
        await working
    raise ApiError(499, "The client has closed the connection")


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
