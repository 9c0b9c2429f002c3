"""OTLP traces, and the statistics of their spans."""

from typing import Any

import msgspec
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from vizsla.model.batch import Decoded, join
from vizsla.wire.arrival import Arrival
from vizsla.wire.flatten import text
from vizsla.wire.otlp import naming
from vizsla.wire.otlp.attributes import Resource, plain, resource_of
from vizsla.wire.otlp.message import parse
from vizsla.wire.span_rows import SpanRows
from vizsla.wire.span_stats import SpanStats

_COPIES = {
    "http.response.status_code": "http.status_code", "http.request.method": "http.method", "url.full": "http.url",
    "user_agent.original": "http.useragent", "client.address": "http.client_ip", "server.address": "http.server_name",
    "network.protocol.version": "http.version",
}  # fmt: skip
_ERROR = 2
_LOW = (1 << 64) - 1


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """The spans of the request, with hits, errors and latencies of those that count."""
    request = parse(ExportTraceServiceRequest, body, arrival.is_json)
    rows, stats = SpanRows(arrival.now), SpanStats(arrival)
    for resource_spans in request.resource_spans:
        resource = resource_of(resource_spans.resource)
        local = {span.span_id for scope in resource_spans.scope_spans for span in scope.spans}
        for scope in resource_spans.scope_spans:
            for span in scope.spans:
                _span(rows, stats, span, scope.scope, resource, local, arrival)
    counted = stats.decoded()
    return Decoded(join([rows.batch(), counted.batch]), counted.rejected)


def _span(
    rows: SpanRows, stats: SpanStats, span: Any, scope: Any, resource: Resource, local: set[bytes], arrival: Arrival
) -> None:
    attributes = plain(span.attributes)
    kind = naming.KINDS[span.kind] if 0 <= span.kind < len(naming.KINDS) else "unspecified"
    trace = int.from_bytes(span.trace_id)
    meta = {key: text(value) for key, value in resource.attributes.items()}
    metrics: dict[str, float] = {}
    for key, value in attributes.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            metrics[key] = float(value)
        else:
            meta[key] = text(value)
    for source, target in _COPIES.items():
        if source in attributes:
            meta.setdefault(target, text(attributes[source]))
    if "http.status_code" in metrics:
        meta.setdefault("http.status_code", text(metrics.pop("http.status_code")))
    meta |= {"span.kind": kind, "otel.trace_id": span.trace_id.hex(), "otel.library.name": scope.name}
    if trace >> 64:
        meta["_dd.p.tid"] = f"{trace >> 64:016x}"
    failed = span.status.code == _ERROR
    if failed:
        meta |= _error(span) | {"otel.status_code": "Error"}
    events = [_event(event) for event in span.events]
    links = [_link(link) for link in span.links]
    service = resource.service or "otlpresourcenoservicename"
    operation = naming.operation(kind, attributes)
    named = naming.resource(span.name, kind, attributes)
    top_level = kind in ("server", "consumer") or span.parent_span_id not in local
    duration = span.end_time_unix_nano - span.start_time_unix_nano
    rows.add(
        trace_id=trace & _LOW,
        trace_id_high=trace >> 64,
        span_id=int.from_bytes(span.span_id),
        parent_id=int.from_bytes(span.parent_span_id),
        start=span.start_time_unix_nano,
        duration=duration,
        service=service,
        name=operation,
        resource=named,
        type=naming.type_of(kind, attributes),
        error=failed,
        top_level=top_level,
        meta={key: value for key, value in meta.items() if value},
        metrics=metrics,
        env=resource.env,
        version=resource.version,
        host=resource.host,
        tags=arrival.host_tags(resource.host) if resource.host else (),
        links=msgspec.json.encode(links).decode() if links else "",
        events=msgspec.json.encode(events).decode() if events else "",
    )
    if top_level or kind in ("client", "producer"):
        stats.add(
            end_ns=span.end_time_unix_nano,
            duration_ns=duration,
            error=failed,
            operation=operation,
            service=service,
            resource=named,
            kind=kind,
            status=meta.get("http.status_code", ""),
            env=resource.env,
            version=resource.version,
            host=resource.host,
        )


def _error(span: Any) -> dict[str, str]:
    found = {"error.message": span.status.message}
    for event in span.events:
        if event.name == "exception":
            given = plain(event.attributes)
            found = {
                "error.message": text(given.get("exception.message")) or span.status.message,
                "error.type": text(given.get("exception.type")),
                "error.stack": text(given.get("exception.stacktrace")),
            }
    return {key: value for key, value in found.items() if value}


def _event(event: Any) -> dict[str, Any]:
    return {"name": event.name, "time_unix_nano": event.time_unix_nano, "attributes": plain(event.attributes)}


def _link(link: Any) -> dict[str, Any]:
    return {
        "trace_id": link.trace_id.hex(),
        "span_id": link.span_id.hex(),
        "attributes": plain(link.attributes),
        "tracestate": link.trace_state,
        "flags": link.flags,
    }
