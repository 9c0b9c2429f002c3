"""Logs: JSON objects, one or many, or plain lines, as agents, clients and forwarders post them."""

import os
from collections.abc import Iterable
from typing import Any

import msgspec

from vizsla.model.batch import Decoded
from vizsla.model.records import table
from vizsla.wire import normal
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import UNREADABLE, WireError
from vizsla.wire.flatten import flatten, text
from vizsla.wire.ids import hex_or_decimal, span_number
from vizsla.wire.status import status_of
from vizsla.wire.times import milliseconds

LONGEST = 1 << 20
_AHEAD_MS = 2 * 3600 * 1000

# Where a log's own fields are looked for, the first that exists wins (the vendor's JSON pre-processing).
_HOST = ("hostname", "host", "syslog.hostname")
_TIME = (
    "@timestamp",
    "timestamp",
    "_timestamp",
    "Timestamp",
    "eventTime",
    "date",
    "published_date",
    "syslog.timestamp",
)
_STATUS = ("status", "severity", "level", "syslog.severity")
_SERVICE = ("service", "syslog.appname", "dd.service")
_TRACE = ("dd.trace_id", "contextMap.dd.trace_id", "trace_id")
_SPAN = ("dd.span_id", "contextMap.dd.span_id", "span_id")
_MOVED = ("message", "ddsource", "ddtags", "hostname", "service", "status", "timestamp", "@timestamp")


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """A body of `/api/v2/logs` or `/v1/input`; query parameters give defaults."""
    rejected: list[str] = []
    rows = LogRows(arrival)
    for index, entry in enumerate(_entries(body, arrival)):
        if isinstance(entry, dict):
            if entry:
                rows.add(entry)
        elif isinstance(entry, str):
            rows.add({"message": entry})
        else:
            rejected.append(f"log[{index}] is neither an object nor a text")
    return Decoded(rows.batch(), rejected)


def _entries(body: bytes, arrival: Arrival) -> Iterable[Any]:
    start = body.lstrip()[:1]
    if start in (b"[", b"{") and not arrival.content_type.startswith("text/plain"):
        try:
            given = msgspec.json.decode(body)
        except UNREADABLE as error:
            return _lines_of_json(body, error)
        return given if isinstance(given, list) else [given]
    return [line for line in body.decode("utf-8", "replace").splitlines() if line.strip()]


def _lines_of_json(body: bytes, whole: Exception) -> list[Any]:
    # Some forwarders send an object on each line.
    try:
        return [msgspec.json.decode(line) for line in body.splitlines() if line.strip()]
    except UNREADABLE:
        raise WireError(f"the body is not JSON: {whole}") from whole


class LogRows:
    """Collects logs as columns."""

    def __init__(self, arrival: Arrival) -> None:
        self._host_tags = arrival.host_tags
        self._defaults = dict(arrival.params)
        self._tags: dict[tuple[str, str], list[str]] = {}
        self._now_ms = int(arrival.now * 1000)
        self._rows: dict[str, list[Any]] = {
            name: []
            for name in (
                "id", "ts", "service", "status", "host", "source", "message", "tags", "attributes", "attrs",
                "trace_id", "trace_id_high", "span_id",
            )
        }  # fmt: skip

    def add(self, entry: dict[str, Any]) -> None:
        """Add one log, an object with any members."""
        params = self._defaults
        entry = _with_json_message(entry)
        kept = {key: value for key, value in entry.items() if key not in _MOVED}
        paths = list(flatten(kept)) if kept else []
        found: dict[str, Any] = dict(paths) | {key: entry[key] for key in _MOVED if key in entry}
        host = text(_first(found, _HOST) or params.get("hostname") or params.get("host") or "")
        high, low = hex_or_decimal(text(_first(found, _TRACE)))
        stamp = milliseconds(_first(found, _TIME))
        if stamp is None or stamp > self._now_ms + _AHEAD_MS:
            stamp = self._now_ms
        row = (
            stamp.to_bytes(8, "big") + os.urandom(8),
            stamp,
            text(_first(found, _SERVICE) or params.get("service") or ""),
            status_of(text(_first(found, _STATUS) or params.get("status") or "info")),
            host,
            text(found.get("ddsource") or params.get("ddsource") or ""),
            text(found.get("message"))[:LONGEST],
            self._all_tags(found.get("ddtags"), host),
            msgspec.json.encode(kept).decode() if kept else "{}",
            paths,
            low,
            high,
            span_number(text(_first(found, _SPAN))),
        )
        for column, value in zip(self._rows.values(), row, strict=True):
            column.append(value)

    def _all_tags(self, given: Any, host: str) -> list[str]:
        """The log's tags, the request's and the host's; logs of one sender share them."""
        key = (",".join(map(str, given)) if isinstance(given, list) else str(given or ""), host)
        if key not in self._tags:
            tags = {normal.tag(tag) for text in (key[0], self._defaults.get("ddtags", "")) for tag in text.split(",")}
            tags |= set(self._host_tags(host)) if host else set()
            self._tags[key] = sorted(tags - {""})
        return self._tags[key]

    def batch(self) -> dict[str, Any]:
        """The rows."""
        return {"logs": table("logs", self._rows)} if self._rows["id"] else {}


def _with_json_message(entry: dict[str, Any]) -> dict[str, Any]:
    # A message that is a JSON object is the log itself; what the envelope says stays unless the object says it better.
    message = entry.get("message")
    if not (isinstance(message, str) and message.startswith("{") and message.rstrip().endswith("}")):
        return entry
    try:
        inner = msgspec.json.decode(message.encode(), type=dict[str, Any])
    except UNREADABLE:
        return entry
    envelope = {key: value for key, value in entry.items() if key != "message"}
    if any(key in inner for key in _STATUS):
        envelope.pop("status", None)
    if any(key in inner for key in _TIME):
        envelope.pop("timestamp", None)
    merged = inner | {key: value for key, value in envelope.items() if key not in inner or key in _MOVED}
    return merged if "message" in inner else merged | {"message": message}


def _first(found: dict[str, Any], names: Iterable[str]) -> Any:
    for name in names:
        value = found.get(name)
        if value is not None and value != "":
            return value
    return None
