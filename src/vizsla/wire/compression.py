"""Content encodings of request bodies, with a limit on what they unpack to."""

import zlib
from collections.abc import Callable

import zstandard
from isal import isal_zlib

from vizsla.wire.errors import WireError

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_GZIP_MAGIC = b"\x1f\x8b"
_PIECE = 1024  # unpacks to 32 MB at most, so that a bomb is found out early
_ISAL_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]


def decompress(body: bytes, encoding: str, limit: int) -> bytes:
    """The body as it was before compression; `encoding` is the Content-Encoding header.

    Raises WireError: 413 when it would exceed `limit` bytes, 400 when it is broken or the encoding is unknown.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        # Some clients compress and forget to say so.
        name = "zstd" if body.startswith(_ZSTD_MAGIC) else "gzip" if body.startswith(_GZIP_MAGIC) else ""
    if not name or not body:
        _check(len(body), limit)
        return body
    unpack = _UNPACK.get(name)
    if unpack is None:
        raise WireError(f"Content-Encoding '{encoding}' is not supported; use one of gzip, deflate, zstd")
    try:
        return unpack(body, limit)
    except (zlib.error, _ISAL_ERROR, zstandard.ZstdError, EOFError) as error:
        raise WireError(f"the body is not valid {name}: {error}") from error


def _zstd(body: bytes, limit: int) -> bytes:
    # The Agent's frames have no content size and a body may be many frames; a reader of all takes a cut frame for less.
    parts, size, at = [], 0, 0
    while at < len(body):
        stream = zstandard.ZstdDecompressor().decompressobj()
        while at < len(body) and not stream.eof:
            piece = body[at : at + _PIECE]
            parts.append(stream.decompress(piece))
            at += len(piece) - len(stream.unused_data)
            size += len(parts[-1])
            _check(size, limit)
        if not stream.eof:
            raise EOFError("it is cut off")
    return b"".join(parts)


def _inflate(body: bytes, limit: int) -> bytes:
    # 47: gzip or zlib, told apart by the header. Concatenated members are one body.
    parts, size = [], 0
    while body:
        stream = isal_zlib.decompressobj(47)
        part = stream.decompress(body, limit + 1 - size)
        size += len(part)
        _check(size, limit)
        parts.append(part)
        if not stream.eof:
            raise EOFError("it is cut off")
        body = stream.unused_data
    return b"".join(parts)


def _deflate(body: bytes, limit: int) -> bytes:
    try:
        return _inflate(body, limit)
    except _ISAL_ERROR:
        stream = isal_zlib.decompressobj(-15)  # "deflate" without zlib's header, as some old clients send it
        plain = stream.decompress(body, limit + 1)
        _check(len(plain), limit)
        if not stream.eof:
            raise
        return bytes(plain)


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise WireError(f"the body is larger than {limit >> 20} MB decompressed; send it in parts", 413)


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    "zstd": _zstd,
    "zstd1": _zstd,
    "gzip": _inflate,
    "deflate": _deflate,
}
