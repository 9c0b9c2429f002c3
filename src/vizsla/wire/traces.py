"""Traces of the Agent (`/api/v0.2/traces`, protobuf AgentPayload)."""

from typing import Any

import msgspec

from vizsla.model.batch import Decoded
from vizsla.wire import normal, proto
from vizsla.wire.arrival import Arrival
from vizsla.wire.span_rows import SpanRows


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """Every span of every chunk; what the Agent says of host, container and environment goes to each."""
    payload = proto.parse("AgentPayload", body)
    rows = SpanRows(arrival.now)
    for tracer in payload.tracer_payloads:
        host = payload.host_name or tracer.hostname
        container = tracer.tags.get("_dd.tags.container", "") or payload.tags.get("_dd.tags.container", "")
        tags = sorted({*arrival.host_tags(host), *(normal.tag(tag) for tag in container.split(",") if tag)})
        env = tracer.env or payload.env
        for chunk in tracer.chunks:
            _chunk(rows, chunk, host=host, env=env, version=tracer.app_version, tags=tags)
    return Decoded(rows.batch())


def _chunk(rows: SpanRows, chunk: Any, *, host: str, env: str, version: str, tags: list[str]) -> None:
    services = {span.span_id: span.service for span in chunk.spans}
    metas = [dict(span.meta) for span in chunk.spans]
    high = next((int(tid, 16) for meta in metas if (tid := _hex(meta.get("_dd.p.tid", "")))), 0)
    for span, meta in zip(chunk.spans, metas, strict=True):
        metrics = dict(span.metrics)
        rows.add(
            trace_id=span.trace_id,
            trace_id_high=high,
            span_id=span.span_id,
            parent_id=span.parent_id,
            start=span.start,
            duration=span.duration,
            service=span.service,
            name=span.name,
            resource=span.resource,
            type=span.type,
            error=bool(span.error),
            top_level=services.get(span.parent_id) != span.service
            or metrics.get("_dd.top_level", 0) == 1
            or metrics.get("_top_level", 0) == 1,
            meta=meta,
            metrics=metrics,
            env=env,
            version=version,
            host=host,
            tags=tags,
            links=_links(span) or meta.get("_dd.span_links", ""),
            events=_events(span) or meta.get("events", ""),
        )


def _links(span: Any) -> str:
    if not span.span_links:
        return ""
    listed = [
        {
            "trace_id": f"{link.trace_id_high:016x}{link.trace_id:016x}",
            "span_id": f"{link.span_id:016x}",
            "attributes": dict(link.attributes),
            "tracestate": link.tracestate,
            "flags": link.flags,
        }
        for link in span.span_links
    ]
    return msgspec.json.encode(listed).decode()


def _events(span: Any) -> str:
    if not span.span_events:
        return ""
    listed = [
        {
            "name": event.name,
            "time_unix_nano": event.time_unix_nano,
            "attributes": {key: _attribute(value) for key, value in event.attributes.items()},
        }
        for event in span.span_events
    ]
    return msgspec.json.encode(listed).decode()


def _attribute(value: Any) -> Any:
    match value.type:
        case 1:
            return value.bool_value
        case 2:
            return value.int_value
        case 3:
            return value.double_value
        case 4:
            return [_attribute(one) for one in value.array_value.values]
        case _:
            return value.string_value


def _hex(text: str) -> str:
    return text if len(text) == 16 and all(letter in "0123456789abcdefABCDEF" for letter in text) else ""
