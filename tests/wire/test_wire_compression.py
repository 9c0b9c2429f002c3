"""Bodies come out as they went in, and never larger than the limit."""

import gzip
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from vizsla.wire.compression import decompress
from vizsla.wire.errors import WireError


def _zstd(body: bytes) -> bytes:
    # As the Agent does it: no content size, and a frame for each piece.
    compressor = zstandard.ZstdCompressor(write_content_size=False)
    return compressor.compress(body[:3]) + compressor.compress(body[3:])


def _raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


PACK: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip twice": ("gzip", lambda body: gzip.compress(body[:2]) + gzip.compress(body[2:])),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", _raw_deflate),
    "zstd": ("zstd", _zstd),
    "zstd1": ("zstd1", _zstd),
    "unannounced gzip": ("", gzip.compress),
    "unannounced zstd": ("identity", _zstd),
}


@pytest.mark.parametrize("way", PACK)
@given(body=st.binary(min_size=1, max_size=2000))
def test_round_trip(way: str, body: bytes) -> None:
    encoding, pack = PACK[way]
    assert decompress(pack(body), encoding, 1 << 20) == body


@pytest.mark.parametrize("way", PACK)
def test_a_bomb_is_refused_before_it_unpacks(way: str) -> None:
    encoding, pack = PACK[way]
    with pytest.raises(WireError, match="larger than 1 MB") as raised:
        decompress(pack(bytes(64 << 20)), encoding, 1 << 20)
    assert raised.value.status == 413


@pytest.mark.parametrize("way", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize("cut", [1, 5, 9])
def test_a_broken_body_is_named(way: str, cut: int) -> None:
    encoding, pack = PACK[way]
    whole = pack(b"some text that is long enough to be cut" * 9)
    with pytest.raises(WireError, match=f"not valid {encoding}") as raised:
        decompress(b"\x00" + whole[1 + cut :], encoding, 1 << 20)
    assert raised.value.status == 400


def test_an_unknown_encoding_is_named() -> None:
    with pytest.raises(WireError, match="'br' is not supported; use one of gzip, deflate, zstd"):
        decompress(b"x", "br", 1 << 20)
