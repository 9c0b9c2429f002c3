"""From a request to stored rows: key, body, decoding, writing, and quarantine for what cannot be read."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from xxhash import xxh3_128_hexdigest

from vizsla.intake.door import Door, key_of
from vizsla.model.batch import Batch, Decoded, join
from vizsla.model.records import table
from vizsla.store.errors import Busy, StoreError
from vizsla.wire.arrival import Arrival
from vizsla.wire.compression import decompress
from vizsla.wire.errors import WireError

log = logging.getLogger(__name__)

Decode = Callable[[bytes, Arrival], Decoded]
Answer = Callable[[Sequence[str]], Response]

T = TypeVar("T")

_LARGE = 32 << 10
_QUARANTINED = 1 << 20
_SECRET = frozenset({"dd-api-key", "dd-application-key", "authorization", "cookie"})


def arrival_of(request: Request, door: Door) -> Arrival:
    """What a decoder may know of this request."""
    return Arrival(
        now=door.clock(),
        content_type=request.headers.get("content-type", ""),
        params=request.query_params,
        headers=request.headers,
        host_tags=door.hosts.tags,
    )


async def body_of(request: Request, door: Door) -> tuple[bytes, bytes]:
    """The body as sent and decompressed; WireError 413 as soon as it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > door.body_limit:
            raise WireError(f"the body is larger than {door.body_limit >> 20} MB; send it in parts", 413)
        parts.append(part)
    raw = b"".join(parts)
    encoding = request.headers.get("content-encoding", "")
    if len(raw) < _LARGE:
        return raw, decompress(raw, encoding, door.body_limit)
    return raw, await _aside(door, decompress, raw, encoding, door.body_limit)


async def _aside(door: Door, work: Callable[..., T], *given: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(door.threads, work, *given)


async def forbidden(request: Request, door: Door) -> Response | None:
    """The answer to a request without a valid API key; None when it has one."""
    key = request.path_params.get("key") or key_of(request.headers, request.query_params)
    return None if await door.valid_key(key) else JSONResponse({"errors": ["Forbidden"]}, 403)


async def receive(request: Request, door: Door, decode: Decode, answer: Answer) -> Response:
    """Store what the decoder makes of the body and answer once it is on disk."""
    if refused := await forbidden(request, door):
        return refused
    raw = b""
    try:
        raw, body = await body_of(request, door)
        await door.hosts.refresh()
        decoded = await _decoded(door, decode, body, arrival_of(request, door))
        batch = join([decoded.batch, _heard(decoded.batch, door)])
        if decoded.rejected:
            batch = join([batch, quarantined(request, door, body, "; ".join(decoded.rejected))])
        # The key names a body: two different ones that share it by accident are both stored.
        key = request.headers.get("idempotency-key", "")
        await door.write(batch, key and f"{request.url.path} {xxh3_128_hexdigest(raw)} {key}")
        return answer(decoded.rejected)
    except WireError as error:
        return await _unreadable(request, door, raw, error)
    except ClientDisconnect:
        return Response(status_code=400)
    except StoreError as error:
        return store_answer(error)


async def _decoded(door: Door, decode: Decode, body: bytes, arrival: Arrival) -> Decoded:
    try:
        return decode(body, arrival) if len(body) < _LARGE else await _aside(door, decode, body, arrival)
    except WireError:
        raise
    except Exception as error:
        # Clients send what is answered with a 500 for ever; in quarantine somebody finds it.
        log.exception("a body could not be decoded")
        raise WireError("the body could not be understood; the server's log says why") from error


def store_answer(error: StoreError) -> Response:
    """What a client is told when the store cannot take its data: to send it again."""
    if isinstance(error, Busy):
        return JSONResponse({"errors": [str(error)]}, 429, {"Retry-After": "2"})
    log.error("what arrived could not be stored: %s", error)
    return JSONResponse({"errors": ["the data could not be stored; send it again"]}, 503, {"Retry-After": "5"})


def quarantined(request: Request, door: Door, body: bytes, error: str) -> Batch:
    """A row that keeps a body that could not be read, for people to look at; without keys."""
    headers = [(name, value) for name, value in request.headers.items() if name not in _SECRET]
    if key := request.path_params.get("key") or key_of(request.headers, request.query_params):
        body = body.replace(key.encode(), b"<key>")  # agents repeat it in theirs
    columns = {
        "ts": [int(door.clock())],
        "endpoint": [f"{request.method} {_shown_path(request)}"],
        "content_type": [request.headers.get("content-type", "")],
        "client": [request.headers.get("user-agent", "")[:200]],
        "error": [error[:2000]],
        "headers": [headers],
        "body": [body[:_QUARANTINED]],
    }
    return {"quarantine": table("quarantine", columns)}


def _shown_path(request: Request) -> str:
    path = request.url.path
    key = request.path_params.get("key")
    return path.replace(key, "<key>") if key else path


def _heard(batch: Batch, door: Door) -> Batch:
    if "series" not in batch:
        return {}
    return door.hosts.heard_of(batch["series"].column("host").unique().to_pylist())


async def _unreadable(request: Request, door: Door, raw: bytes, error: WireError) -> Response:
    try:
        await door.write(quarantined(request, door, raw, str(error)), "")
    except StoreError as fault:
        log.warning("a body that could not be read was not kept either: %s", fault)
    return JSONResponse({"errors": [str(error)]}, error.status)
