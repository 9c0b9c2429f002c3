"""What tracers send to the trace API: v0.3, v0.4 and v0.5 payloads as chunks of spans.

A chunk holds spans of one trace; v0.5 replaces texts by their place in a list.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from vizsla.wire.errors import UNREADABLE, WireError


class Span(msgspec.Struct):
    """A span as v0.4 has it; times in ns, `trace_id` the low 64 bits."""

    service: str | None = ""
    name: str | None = ""
    resource: str | None = ""
    type: str | None = ""
    trace_id: int = 0
    span_id: int = 0
    parent_id: int | None = 0
    start: int = 0
    duration: int = 0
    error: int | None = 0
    meta: dict[str, str] | None = None
    metrics: dict[str, float] | None = None
    meta_struct: dict[str, bytes] | None = None
    span_links: list[dict[str, Any]] | None = None
    span_events: list[dict[str, Any]] | None = None


_V04 = msgspec.msgpack.Decoder(list[list[Span]], strict=False)
_V04_JSON = msgspec.json.Decoder(list[list[Span]], strict=False)
_Number = int | None
_Row = tuple[
    int, int, int, int, int, _Number, int, int, _Number, dict[int, int] | None, dict[int, float] | None, int
]  # fmt: skip
_V05 = msgspec.msgpack.Decoder(tuple[list[str], list[list[_Row]]], strict=False)


def decode(body: bytes, version: str, content_type: str) -> list[list[Span]]:
    """The chunks of a payload of `v0.3`, `v0.4` or `v0.5`; WireError when it is none."""
    try:
        if version != "v0.5":
            return (_V04_JSON if "json" in content_type else _V04).decode(body)
        texts, chunks = _V05.decode(body)
        return [[_span(values, texts) for values in chunk] for chunk in chunks]
    except (*UNREADABLE, IndexError) as error:
        raise WireError(f"the payload is not {version} traces: {error}") from error


def _span(values: _Row, texts: list[str]) -> Span:
    service, name, resource, trace_id, span_id, parent_id, start, duration, error, meta, metrics, kind = values
    return Span(
        service=texts[service],
        name=texts[name],
        resource=texts[resource],
        type=texts[kind],
        trace_id=trace_id,
        span_id=span_id,
        parent_id=parent_id,
        start=start,
        duration=duration,
        error=error,
        meta={texts[key]: texts[value] for key, value in (meta or {}).items()},
        metrics={texts[key]: value for key, value in (metrics or {}).items()},
    )


def fill(chunk: Any, spans: list[Span]) -> None:
    """Put spans into a TraceChunk message; its priority and origin are those of the spans' root.

    WireError tells what of them the message cannot hold.
    """
    try:
        _fill(chunk, spans)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise WireError(f"a span cannot be forwarded: {error}") from error


def _fill(chunk: Any, spans: list[Span]) -> None:
    for span in spans:
        message = chunk.spans.add(
            service=span.service or "",
            name=span.name or "",
            resource=span.resource or "",
            type=span.type or "",
            trace_id=span.trace_id,
            span_id=span.span_id,
            parent_id=span.parent_id or 0,
            start=span.start,
            duration=span.duration,
            error=int(bool(span.error)),
            meta=span.meta or {},
            metrics=span.metrics or {},
            meta_struct=span.meta_struct or {},
        )
        for link in span.span_links or ():
            message.span_links.add(**_link(link))
        for event in span.span_events or ():
            added = message.span_events.add(time_unix_nano=event.get("time_unix_nano", 0), name=event.get("name", ""))
            for key, value in (event.get("attributes") or {}).items():
                _attribute(added.attributes[key], value)
    root = root_of(spans)
    chunk.priority = int((root.metrics or {}).get("_sampling_priority_v1", 1))
    chunk.origin = (root.meta or {}).get("_dd.origin", "")


def root_of(spans: list[Span]) -> Span:
    """The span of a chunk whose parent is not in it."""
    ids = {span.span_id for span in spans}
    return next((span for span in spans if span.parent_id not in ids), spans[0])


def _link(link: Mapping[str, Any]) -> dict[str, Any]:
    names = ("trace_id", "trace_id_high", "span_id", "tracestate", "flags", "attributes")
    found = {name: link[name] for name in names if link.get(name) is not None}
    if "attributes" in found:
        found["attributes"] = {key: str(value) for key, value in found["attributes"].items()}
    return found


def _attribute(message: Any, value: Mapping[str, Any]) -> None:
    message.type = value.get("type", 0)
    for name in ("string_value", "bool_value", "int_value", "double_value"):
        if value.get(name) is not None:
            setattr(message, name, value[name])
    for inner in _values(value):
        _attribute(message.array_value.values.add(), inner)


def _values(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (value.get("array_value") or {}).get("values", ())
