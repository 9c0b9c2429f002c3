"""OpenTelemetry's requests, protobuf and JSON, become the same series, logs and spans."""

from base64 import b64decode
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from vizsla.model.sketch import quantile
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import WireError
from vizsla.wire.otlp import logs, metrics, naming, traces
from vizsla.wire.otlp.deltas import Deltas, Reports

NOW = 1_790_000_000
NS = NOW * 10**9
PROTOBUF = Arrival(now=NOW, content_type="application/x-protobuf")
JSON = Arrival(now=NOW, content_type="application/json")
RESOURCE = {"service.name": "web", "deployment.environment": "prod", "host.name": "h", "k8s.pod.name": "p"}


def _attributes(message: Any, given: dict[str, Any]) -> None:
    for key, value in given.items():
        pair = message.attributes.add(key=key)
        setattr(pair.value, "string_value" if isinstance(value, str) else "int_value", value)


def _metrics(fill: Callable[[Any], None]) -> ExportMetricsServiceRequest:
    request = ExportMetricsServiceRequest()
    resource = request.resource_metrics.add()
    _attributes(resource.resource, RESOURCE)
    fill(resource.scope_metrics.add().metrics.add(name="m", unit="By"))
    return request


def _sum(value: int, at: int, start: int = 1, cumulative: bool = True) -> bytes:
    def fill(metric: Any) -> None:
        metric.sum.is_monotonic, metric.sum.aggregation_temporality = True, 2 if cumulative else 1
        point = metric.sum.data_points.add(as_int=value, time_unix_nano=NS + at * 10**9, start_time_unix_nano=start)
        _attributes(point, {"path": "/"})

    return _metrics(fill).SerializeToString()


def _values(body: bytes, deltas: Deltas) -> list[float]:
    reports = Reports(deltas)
    batch = metrics.decode(body, PROTOBUF, reports).batch
    reports.keep()
    return list(batch["points"].column("value").to_pylist()) if batch else []


def test_cumulative_sums_are_increases_also_over_a_restart() -> None:
    deltas = Deltas(NS)
    steps = [(10, 0, 1), (15, 10, 1), (15, 10, 1), (12, 5, 1), (20, 20, 1), (4, 30, 2), (3, 40, 2)]
    assert [_values(_sum(*step), deltas) for step in steps] == [[], [5], [], [], [5], [4], [3]]


def test_a_counter_that_began_since_counts_from_its_first_report() -> None:
    deltas = Deltas(NS)
    after = NS + 5 * 10**9
    assert [_values(_sum(value, at, after), deltas) for value, at in ((10, 8), (15, 10))] == [[10], [5]]


def test_a_request_that_was_not_stored_counts_when_it_is_sent_again() -> None:
    deltas = Deltas(NS)
    assert _values(_sum(10, 0, 1), deltas) == []
    unstored = metrics.decode(_sum(15, 10, 1), PROTOBUF, Reports(deltas)).batch
    assert unstored["points"].column("value").to_pylist() == _values(_sum(15, 10, 1), deltas) == [5]
    assert _values(_sum(15, 10, 1), deltas) == []


def test_delta_sums_are_counts_with_the_resources_tags() -> None:
    batch = metrics.decode(_sum(3, 0, cumulative=False), PROTOBUF, Reports(Deltas(NS))).batch
    (row,) = batch["series"].to_pylist()
    assert (row["type"], row["host"], row["unit"]) == ("count", "h", "By")
    assert row["tags"] == ["env:prod", "host:h", "path:/", "pod_name:p", "service:web"]


def test_histograms_are_sketches() -> None:
    def fill(metric: Any) -> None:
        metric.histogram.aggregation_temporality = 1
        metric.histogram.data_points.add(
            time_unix_nano=NS, count=100, sum=5000, explicit_bounds=[25, 50, 75], bucket_counts=[25, 25, 25, 25], min=0,
            max=100,
        )  # fmt: skip

    (row,) = (
        metrics.decode(_metrics(fill).SerializeToString(), PROTOBUF, Reports(Deltas(NS))).batch["sketches"].to_pylist()
    )
    assert (row["n"], row["vsum"], row["vmin"], row["vmax"]) == (100, 5000, 0, 100)
    assert quantile(0.9, row["keys"], row["counts"], 0, 100) == pytest.approx(90, abs=3)


def test_exponential_histograms_are_sketches() -> None:
    def fill(metric: Any) -> None:
        metric.exponential_histogram.aggregation_temporality = 1
        point = metric.exponential_histogram.data_points.add(time_unix_nano=NS, count=3, sum=7, scale=3, zero_count=1)
        point.positive.offset = 8
        point.positive.bucket_counts.extend([1, 0, 0, 0, 0, 0, 0, 0, 1])

    (row,) = (
        metrics.decode(_metrics(fill).SerializeToString(), PROTOBUF, Reports(Deltas(NS))).batch["sketches"].to_pylist()
    )
    assert row["n"] == 3 and quantile(1, row["keys"], row["counts"], row["vmin"], row["vmax"]) == pytest.approx(
        4, rel=0.1
    )


def _log() -> ExportLogsServiceRequest:
    request = ExportLogsServiceRequest()
    resource = request.resource_logs.add()
    _attributes(resource.resource, RESOURCE)
    record = resource.scope_logs.add().log_records.add(
        time_unix_nano=NS,
        severity_number=17,
        trace_id=bytes(7) + b"\x07" + bytes(7) + b"\x09",
        span_id=bytes(7) + b"\x02",
    )
    record.body.string_value = "boom"
    _attributes(record, {"http.status_code": 500})
    return request


def _json_of(request: Any) -> bytes:
    # As OTLP writes it: ids in hex.
    given = json_format.MessageToDict(request)

    def hexed(value: Any) -> Any:
        if isinstance(value, list):
            return [hexed(one) for one in value]
        if isinstance(value, dict):
            return {
                key: (b64decode(one).hex() if key in ("traceId", "spanId", "parentSpanId") else hexed(one))
                for key, one in value.items()
            }
        return value

    return msgspec.json.encode(hexed(given))


def test_logs_in_both_encodings() -> None:
    for body, arrival in ((_log().SerializeToString(), PROTOBUF), (_json_of(_log()), JSON)):
        (row,) = logs.decode(body, arrival).batch["logs"].to_pylist()
        assert (row["message"], row["status"], row["service"], row["host"]) == ("boom", "error", "web", "h")
        assert (row["trace_id_high"], row["trace_id"], row["span_id"]) == (7, 9, 2)
        assert row["tags"] == ["env:prod", "pod_name:p", "service:web"]
        assert dict(row["attrs"])["http.status_code"] == "500"


def _trace() -> ExportTraceServiceRequest:
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    _attributes(resource.resource, RESOURCE)
    spans = resource.scope_spans.add().spans
    trace_id = bytes(7) + b"\x07" + bytes(7) + b"\x09"
    root = spans.add(
        trace_id=trace_id, span_id=bytes(7) + b"\x01", name="GET", kind=2, start_time_unix_nano=NS,
        end_time_unix_nano=NS + 50_000_000,
    )  # fmt: skip
    _attributes(root, {"http.request.method": "GET", "http.route": "/users", "http.response.status_code": 500})
    root.status.code, root.status.message = 2, "failed"
    child = spans.add(
        trace_id=trace_id, span_id=bytes(7) + b"\x02", parent_span_id=bytes(7) + b"\x01", name="select", kind=3,
        start_time_unix_nano=NS, end_time_unix_nano=NS + 10_000_000,
    )  # fmt: skip
    _attributes(child, {"db.system": "postgresql", "db.statement": "SELECT 1"})
    return request


def test_spans_in_both_encodings_with_their_statistics() -> None:
    for body, arrival in ((_trace().SerializeToString(), PROTOBUF), (_json_of(_trace()), JSON)):
        batch = traces.decode(body, arrival).batch
        root, child = batch["spans"].to_pylist()
        assert (root["trace_id_high"], root["trace_id"], root["span_id"], root["parent_id"]) == (7, 9, 1, 0)
        assert (root["name"], root["resource"], root["type"], root["error"]) == (
            "http.server.request",
            "GET /users",
            "web",
            1,
        )
        assert dict(root["meta"])["http.status_code"] == "500" and dict(root["meta"])["error.message"] == "failed"
        assert (child["name"], child["resource"], child["type"]) == ("postgresql.query", "SELECT 1", "sql")
        assert (child["parent_id"], child["duration_ns"], child["env"]) == (1, 10_000_000, "prod")
        points = {row["metric"]: row["value"] for row in batch["points"].to_pylist()}
        assert points == {
            "trace.http.server.request.hits": 1, "trace.http.server.request.errors": 1,
            "trace.postgresql.query.hits": 1, "trace.postgresql.query.errors": 0,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "attributes", "name"),
    [
        ("client", {"http.method": "GET"}, "http.client.request"),
        ("client", {"db.system": "redis"}, "redis.query"),
        ("producer", {"messaging.system": "kafka", "messaging.operation": "publish"}, "kafka.publish"),
        ("server", {"rpc.system": "grpc"}, "grpc.server.request"),
        ("server", {}, "server.request"),
        ("internal", {"http.method": "GET"}, "Internal"),
        ("unspecified", {}, "Internal"),
        ("internal", {"operation.name": "mine"}, "mine"),
    ],
)
def test_operations(kind: str, attributes: dict[str, str], name: str) -> None:
    assert naming.operation(kind, attributes) == name


@pytest.mark.parametrize("decode", [logs.decode, traces.decode, lambda b, a: metrics.decode(b, a, Reports(Deltas(NS)))])
def test_broken_bodies_are_refused(decode: Any) -> None:
    for body, arrival in (
        (b"\xff\xff", PROTOBUF),
        (b"{", JSON),
        (b'{"resourceLogs": 3, "resourceSpans": 3, "resourceMetrics": 3}', JSON),
    ):
        with pytest.raises(WireError):
            decode(body, arrival)
