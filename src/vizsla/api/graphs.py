"""What many graphs ask at once: `/api/vizsla/query/timeseries`."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from vizsla.api.asking import Asking
from vizsla.api.body import json_of
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError, refusal
from vizsla.api.formulas import Asked, check, over_time_of
from vizsla.api.metric_catalogue import said
from vizsla.query.errors import QueryError
from vizsla.query.metrics.ahead import Ahead, Want, of_roll_ups
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.series import Run
from vizsla.query.metrics.syntax import metrics_of
from vizsla.wire.errors import UNREADABLE

Allow = Callable[[msgspec.Raw], None]

_AT_ONCE = 4
"""So many are worked on at once, so that one that takes long does not hold up the others."""


class _Body(msgspec.Struct):
    requests: Annotated[list[msgspec.Raw], Meta(min_length=1, max_length=100)]


class _Line(msgspec.Struct):
    """The answer to one of the requests, by its place."""

    at: int
    status: int
    body: msgspec.Raw


async def timeseries(request: Request) -> Response:
    """POST /api/vizsla/query/timeseries: `requests` are attributes as `/api/v2/query/timeseries` takes them.

    A line of JSON for each, as soon as it is there: its place, and status and body of the answer that it would have had
    alone. Metrics that several ask for, over six hours and up to two days, are read once.
    """
    return await allowed(request, lambda _: None)


async def allowed(request: Request, allow: Allow) -> Response:
    """As `timeseries`; a request for which `allow` raises is answered with that, and nothing is read for it."""
    body = await json_of(request, _Body)
    return StreamingResponse(_lines(of(request), body.requests, allow), media_type="application/x-ndjson")


async def _lines(context: Context, given: Sequence[msgspec.Raw], allow: Allow) -> AsyncIterator[bytes]:
    asking, free = Asking(context.engine, context.series), asyncio.Semaphore(_AT_ONCE)
    told = cache(said(context.documents))
    read = [_read(raw, allow) for raw in given]
    wants = [_wants(one) if isinstance(one, Asked) else [] for one in read]
    often = Counter(want.metric.name for some in wants for want in some)
    shared = [[want for want in some if often[want.metric.name] > 1] for some in wants]
    ahead = asyncio.ensure_future(asyncio.to_thread(_ahead, asking, [want for some in shared for want in some]))

    def work(asked: Asked | Exception, run: Run) -> Response:
        try:
            if isinstance(asked, Exception):
                raise asked
            return Response(over_time_of(asked, run, told))
        except Exception as error:
            return refusal(error)

    async def line(at: int, asked: Asked | Exception) -> bytes:
        run = await ahead if shared[at] else asking.part()
        async with free:
            answer = await asyncio.to_thread(work, asked, run)
        return msgspec.json.encode(_Line(at, answer.status_code, msgspec.Raw(answer.body))) + b"\n"

    working = [asyncio.ensure_future(line(at, asked)) for at, asked in enumerate(read)]
    try:
        for done in asyncio.as_completed(working):
            yield await done
    finally:
        for one in (ahead, *working):
            one.cancel()
        if not all(one.done() for one in working):  # whoever asked has left
            asyncio.get_running_loop().run_in_executor(None, asking.leave)


def _read(raw: msgspec.Raw, allow: Allow) -> Asked | Exception:
    try:
        allow(raw)
        asked = msgspec.json.decode(raw, type=Asked)
        check(asked)
    except UNREADABLE as error:
        return ApiError(400, f"API input validation failed: {str(error).replace('$.', '')}")
    except Exception as error:
        return error
    return asked


def _ahead(asking: Asking, wants: Sequence[Want]) -> Run:
    """A `run` that has read what is wanted."""
    try:
        return Ahead(asking.once, wants) if wants else asking
    except Exception:  # too much for one query, say: each is read for itself, and refused where it must be
        return asking.part()


def _wants(asked: Asked) -> list[Want]:
    start, end = asked.start // 1000, asked.end // 1000
    if not of_roll_ups(start, end):
        return []
    found = []
    for one in asked.queries:
        if one.data_source == "metrics":
            try:
                found += [Want(metric, start, end) for metric in metrics_of(parse(one.query))]
            except QueryError:  # which its own answer tells
                continue
    return found
