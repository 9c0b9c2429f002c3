"""Requests to addresses that people entered: never to private ones unless allowed, and never on by a redirect."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpcore

TIMEOUT_S = 15.0
_READ = 4096


@dataclass(frozen=True)
class Outgoing:
    """A request to be sent."""

    url: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass(frozen=True)
class Answer:
    """How it ended: the status, or 0 where none came, the first of its text, and what to say of a failure."""

    status: int
    text: str = ""
    said: str = ""
    permanent: bool = False
    after_s: float = 0.0

    @property
    def taken(self) -> bool:
        """Whether the other side took it."""
        return 200 <= self.status < 300


class _Forbidden(Exception):
    pass


def is_public(address: str) -> bool:
    """Whether an IP address is one of the Internet: not private, loopback, link-local, multicast or a tunnel's."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found.sixtofour or found.teredo or found in ipaddress.ip_network("64:ff9b::/96"):
            return False  # these carry an IPv4 address that could be a private one
    return found.is_global and not found.is_multicast


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that it has checked, so that a name cannot mean another a moment later."""

    def __init__(self, private: bool) -> None:
        self._private, self._inner = private, httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise httpcore.ConnectError(f"the name {host} cannot be resolved") from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self._private and not all(is_public(one) for one in addresses):
            raise _Forbidden(f"{host} is a private address; the setting private_targets allows these")
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:  # fmt: skip
        raise httpcore.ConnectError(f"{path} is no address")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


async def post(outgoing: Outgoing, *, private: bool, timeout_s: float = TIMEOUT_S) -> Answer:
    """POST it once; what is said of a failure names the host and nothing else of the address, which may be secret."""
    try:
        parts = urlsplit(outgoing.url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        return Answer(0, said="the address is no http:// or https:// URL", permanent=True)
    try:
        async with (
            asyncio.timeout(timeout_s),
            httpcore.AsyncConnectionPool(ssl_context=_trusted(), network_backend=_Guarded(private)) as pool,
        ):
            headers = [("Host", parts.netloc.rpartition("@")[2]), ("User-Agent", "vizsla"), *outgoing.headers.items()]
            sent = [(k.encode("latin-1", "replace"), v.encode("latin-1", "replace")) for k, v in headers]
            sent.append((b"Content-Length", str(len(outgoing.body)).encode()))
            async with pool.stream("POST", outgoing.url, headers=sent, content=outgoing.body) as response:
                text = await _start_of(response)
    except _Forbidden as error:
        return Answer(0, said=str(error), permanent=True)
    except TimeoutError:
        return Answer(0, said=f"{host} did not answer within {timeout_s:g} s")
    except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol, ValueError):
        return Answer(0, said="the address or a header cannot be sent", permanent=True)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
        return Answer(0, said=f"{host} could not be reached: {error or type(error).__name__}")
    return _judged(host, response, text)


async def _start_of(response: httpcore.Response) -> str:
    found = b""
    async for part in response.aiter_stream():
        found += part
        if len(found) >= _READ:
            break
    return found[:_READ].decode("utf-8", "replace")


def _judged(host: str, response: httpcore.Response, text: str) -> Answer:
    status = response.status
    if 300 <= status < 400:
        return Answer(status, text, f"{host} redirects elsewhere, which is not followed; enter where it leads", True)
    said = f"{host} answered {status}: {' '.join(text.split())[:200]}".removesuffix(": ")
    waits = dict(response.headers).get(b"retry-after", b"").decode("latin-1")
    after_s = min(float(waits), 600.0) if waits.isdigit() else 0.0
    return Answer(status, text, said, permanent=status < 500 and status not in (408, 425, 429), after_s=after_s)
