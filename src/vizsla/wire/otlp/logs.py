"""OTLP logs."""

from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from vizsla.model.batch import Decoded
from vizsla.wire.arrival import Arrival
from vizsla.wire.flatten import text
from vizsla.wire.logs import LogRows
from vizsla.wire.otlp.attributes import Resource, plain, resource_of, value_of
from vizsla.wire.otlp.message import parse

_SEVERITIES = ("trace", "debug", "info", "warn", "error", "fatal")


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """The logs of the request."""
    request = parse(ExportLogsServiceRequest, body, arrival.is_json)
    rows = LogRows(arrival)
    for resource_logs in request.resource_logs:
        resource = resource_of(resource_logs.resource)
        for scope in resource_logs.scope_logs:
            for record in scope.log_records:
                rows.add(_entry(record, resource))
    return Decoded(rows.batch())


def _entry(record: Any, resource: Resource) -> dict[str, Any]:
    attributes = plain(record.attributes)
    body = value_of(record.body)
    entry: dict[str, Any] = dict(resource.attributes) | attributes
    entry |= {
        "message": text(body) if body is not None else text(attributes.get("msg") or attributes.get("log")),
        "service": resource.service,
        "ddtags": ",".join(resource.tags),
        "timestamp": (record.time_unix_nano or record.observed_time_unix_nano) // 1_000_000 or None,
    }
    if resource.host:
        entry["hostname"] = resource.host
    severity = record.severity_text.lower()
    if record.severity_number:
        severity = severity or _SEVERITIES[min((record.severity_number - 1) // 4, 5)]
        entry["otel.severity_number"] = record.severity_number
    if severity:
        entry["status"] = severity
    if record.trace_id:
        entry["dd.trace_id"] = entry["otel.trace_id"] = record.trace_id.hex()
    if record.span_id:
        entry["dd.span_id"] = str(int.from_bytes(record.span_id[-8:]))
        entry["otel.span_id"] = record.span_id.hex()
    return entry
