"""What every way in needs: keys, the clock, limits, the writer, and what is known of hosts."""

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

from vizsla.clock import Clock
from vizsla.intake.hosts import Hosts
from vizsla.model.batch import Batch

Write = Callable[[Batch, str], Awaitable[None]]


@dataclass(frozen=True)
class Door:
    """The parts of a server that intake works with; `body_limit` in bytes, `threads` for large bodies alone."""

    valid_key: Callable[[str], Awaitable[bool]]
    write: Write
    hosts: Hosts
    clock: Clock
    body_limit: int
    url: str
    threads: Executor


def key_of(headers: Mapping[str, str], params: Mapping[str, str]) -> str:
    """The API key of a request: its header, a bearer token (OTLP clients), or the old query parameter."""
    given = headers.get("dd-api-key") or params.get("api_key") or ""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return given or (token.strip() if scheme.lower() == "bearer" else "")
