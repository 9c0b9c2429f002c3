"""The DogStatsD datagram: metrics, events and service checks, one a line."""

from typing import Literal

import msgspec

from vizsla.wire.errors import WireError

Kind = Literal["c", "g", "ms", "h", "s", "d"]
_KINDS: dict[bytes, Kind] = {b"c": "c", b"g": "g", b"ms": "ms", b"h": "h", b"s": "s", b"d": "d"}
_DIGITS = 18
_LEAST_RATE = 1e-9  # a sample that stands for more would not fit the counts of a sketch
_INTERNAL = ("dd.internal.entity_id:", "dd.internal.card:", "dd.internal.jmx_check_name:")


class Meta(msgspec.Struct, frozen=True):
    """What follows a metric's value. `host` is None unless a `host:` tag sets (or, empty, removes) it.

    `ts` is in seconds since 1970; 0 when the line carries none. Container and origin fields are read over.
    """

    kind: Kind
    rate: float
    tags: tuple[str, ...]
    host: str | None
    ts: int


class Metric(msgspec.Struct, frozen=True):
    """A metric line: numbers, or for a set (`s`) the one text it counts."""

    name: str
    values: tuple[float, ...]
    text: str
    meta: Meta


class EventLine(msgspec.Struct, frozen=True):
    """An event line; `ts` 0 means now."""

    title: str
    text: str
    ts: int = 0
    host: str | None = None
    aggregation_key: str = ""
    priority: str = "normal"
    source: str = ""
    alert_type: str = "info"
    tags: tuple[str, ...] = ()


class CheckLine(msgspec.Struct, frozen=True):
    """A service check line; `status` is 0 ok, 1 warning, 2 critical, 3 unknown; `ts` 0 means now."""

    name: str
    status: int
    ts: int = 0
    host: str | None = None
    tags: tuple[str, ...] = ()
    message: str = ""


def parse(line: bytes) -> Metric | EventLine | CheckLine:
    """What a line says; WireError tells what is wrong with it."""
    if line.startswith(b"_e{"):
        return _event(line)
    if line.startswith(b"_sc"):
        return _check(line)
    return _metric(line)


def meta(text: bytes) -> Meta:
    """What a metric's type and fields say: the part after the value and its bar."""
    kind_text, *fields = text.split(b"|")
    kind = _KINDS.get(kind_text)
    if kind is None:
        raise WireError(f"type '{_text(kind_text)}' is none of c, g, ms, h, s, d")
    rate, ts = 1.0, 0
    tags: tuple[str, ...] = ()
    host: str | None = None
    for field in fields:
        if field.startswith(b"@"):
            rate = _number(field[1:], "sample rate")
            if not _LEAST_RATE <= rate <= 1:
                raise WireError(f"sample rate {rate:g} is not above 0 and at most 1")
        elif field.startswith(b"#"):
            tags, host = _tags(field[1:])
        elif field.startswith(b"T"):
            ts = _time(field[1:])
            if kind not in ("c", "g"):
                ts = 0  # only counts and gauges may bring their time
    return Meta(kind, rate, tags, host, ts)


def _metric(line: bytes) -> Metric:
    head, bar, rest = line.partition(b"|")
    name, colon, value = head.partition(b":")
    if not bar or not colon:
        raise WireError("a metric must read name:value|type")
    if not name or not value:
        raise WireError("a metric needs a name and a value")
    found = meta(rest)
    if found.kind == "s":
        return Metric(_text(name), (), _text(value), found)
    values = tuple(_number(part, "value") for part in value.split(b":") if part)
    if not values:
        raise WireError("a metric needs a value")
    return Metric(_text(name), values, "", found)


def _event(line: bytes) -> EventLine:
    header, close, body = line[3:].partition(b"}:")
    title_size, comma, text_size = header.partition(b",")
    if not close or not comma:
        raise WireError("an event must begin with _e{title length,text length}:")
    split, size = _whole(title_size, "title length"), _whole(text_size, "text length")
    end = split + 1 + size
    if split == 0:
        raise WireError("an event needs a title")
    if len(body) < end or body[split : split + 1] != b"|" or body[end : end + 1] not in (b"", b"|"):
        raise WireError("the lengths of title and text do not fit the event; they count UTF-8 bytes")
    found: dict[str, object] = {}
    for field in body[end + 1 :].split(b"|"):
        key, value = field[:2], field[2:]
        try:
            match key:
                case b"d:":
                    found["ts"] = _time(value)
                case b"h:":
                    found["host"] = _text(value)
                case b"k:":
                    found["aggregation_key"] = _text(value)
                case b"p:" if value in (b"normal", b"low"):
                    found["priority"] = _text(value)
                case b"s:":
                    found["source"] = _text(value)
                case b"t:" if value in (b"error", b"warning", b"info", b"success"):
                    found["alert_type"] = _text(value)
                case _ if field.startswith(b"#"):
                    _put_tags(found, field[1:])
        except WireError:
            continue  # a field that cannot be read does not cost the event
    title, text = _text(body[:split]).replace("\\n", "\n"), _text(body[split + 1 : end]).replace("\\n", "\n")
    return msgspec.convert({"title": title, "text": text, **found}, EventLine)


def _check(line: bytes) -> CheckLine:
    head, *fields = line.split(b"|")
    if head != b"_sc" or len(fields) < 2 or not fields[0]:
        raise WireError("a service check must read _sc|name|status")
    if fields[1] not in (b"0", b"1", b"2", b"3"):
        raise WireError(f"status '{_text(fields[1])}' is none of 0, 1, 2, 3")
    found: dict[str, object] = {"name": _text(fields[0]), "status": int(fields[1])}
    for field in fields[2:]:
        key, value = field[:2], field[2:]
        try:
            match key:
                case b"d:":
                    found["ts"] = _time(value)
                case b"h:":
                    found["host"] = _text(value)
                case b"m:":
                    found["message"] = _text(value).replace("\\n", "\n").replace("m\\:", "m:")
                case _ if field.startswith(b"#"):
                    _put_tags(found, field[1:])
        except WireError:
            continue
    return msgspec.convert(found, CheckLine)


def _put_tags(found: dict[str, object], text: bytes) -> None:
    found["tags"], host = _tags(text)
    if host is not None:
        found.setdefault("host", host)


def _tags(text: bytes) -> tuple[tuple[str, ...], str | None]:
    host, kept = None, set()
    for tag in _text(text).split(","):
        if tag.startswith("host:"):
            host = tag[5:]
        elif tag and not tag.startswith(_INTERNAL):
            kept.add(tag)
    return tuple(sorted(kept)), host


def _time(text: bytes) -> int:
    ts = _whole(text, "time")
    if not 0 < ts < 1 << 40:
        raise WireError(f"time '{_text(text)}' is not a number of seconds since 1970")
    return ts


def _whole(text: bytes, what: str) -> int:
    if not text.isdigit() or len(text) > _DIGITS:
        raise WireError(f"{what} '{_text(text[:40])}' is not a whole number")
    return int(text)


def _number(text: bytes, what: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise WireError(f"{what} '{_text(text)}' is not a number") from None


def _text(text: bytes) -> str:
    return text.decode("utf-8", "replace")
