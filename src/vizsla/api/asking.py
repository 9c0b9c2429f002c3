"""Work on the store for one request: it stops when whoever asked has gone, and asks nothing twice."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar
from uuid import uuid4

import pyarrow as pa
from starlette.requests import Request

from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.query.metrics.series import Run
from vizsla.store.errors import StoreError

T = TypeVar("T")


async def asked(request: Request, work: Callable[[Run], T]) -> T:
    """What `work` makes of the store's answers, in a thread of its own; its queries end when the client leaves.

    The request's body must have been read.
    """
    engine, tag = of(request).engine, uuid4().hex
    gone = False
    answers: dict[tuple[str, str], pa.Table] = {}

    def run(sql: str, params: Mapping[str, object]) -> pa.Table:
        if gone:
            raise ApiError(499, "The client has closed the connection")
        key = (sql, repr(params))
        if key not in answers:
            answers[key] = engine.run(sql, params, tag=tag)
        return answers[key]

    working = asyncio.ensure_future(asyncio.to_thread(work, run))
    leaving = asyncio.ensure_future(_left(request))
    await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
    if working.done():
        leaving.cancel()
        return working.result()
    gone = True
    await asyncio.to_thread(engine.cancel, tag)
    with suppress(StoreError, ApiError, ValueError):
        await working
    raise ApiError(499, "The client has closed the connection")


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
