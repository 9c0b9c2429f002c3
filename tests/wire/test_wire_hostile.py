"""One value that nothing can hold costs itself, is named, and leaves the rest of the body."""

import math
from typing import Any

import msgspec
import pytest
import zstandard

from vizsla.model.batch import Decoded
from vizsla.wire import checks, events, logs, metadata, metric_rows, normal, proto, series, sketches, stats
from vizsla.wire.arrival import Arrival
from vizsla.wire.compression import decompress
from vizsla.wire.errors import WireError
from vizsla.wire.otlp import metrics as otlp_metrics
from vizsla.wire.otlp import traces as otlp_traces
from vizsla.wire.otlp.deltas import Deltas, Reports
from vizsla.wire.status import status_of

NOW = 1_800_000_000
ARRIVAL = Arrival(now=NOW, content_type="application/json")
PROTOBUF = Arrival(now=NOW, content_type="application/x-protobuf")


def _column(decoded: Decoded, table: str, name: str) -> list[Any]:
    return list(decoded.batch[table].column(name).to_pylist())


@pytest.mark.parametrize("interval", [-5, 2**32, 1e300, "nan", "inf"])
def test_an_interval_that_is_none_is_unknown(interval: Any) -> None:
    body = {"series": [{"metric": "a", "points": [[NOW, 1]], "interval": interval}]}
    assert _column(series.decode_v1(msgspec.json.encode(body), ARRIVAL), "series", "interval") == [0]


def test_a_value_that_is_none_costs_its_point() -> None:
    body = {"series": [{"metric": "d", "points": [[NOW, ["nan", 1]], [NOW, [2, 3]]]}]}
    decoded = series.decode_distributions(msgspec.json.encode(body), ARRIVAL)
    assert _column(decoded, "sketches", "n") == [2]
    assert "not finite" in decoded.rejected[0]


def test_a_value_that_overflows_in_bytes_costs_itself() -> None:
    body = {"series": [{"metric": "system.mem.total", "points": [[NOW, 1e308], [NOW, 1]]}]}
    decoded = series.decode_v1(msgspec.json.encode(body), ARRIVAL)
    assert _column(decoded, "points", "value") == [1048576.0]


@pytest.mark.parametrize(
    ("spoilt", "reason"), [({"k": [40_000], "n": [1]}, "key"), ({"cnt": -1, "k": [1], "n": [1]}, "count")]
)
def test_a_sketch_beyond_its_columns(spoilt: dict[str, Any], reason: str) -> None:
    payload = proto.new("SketchPayload")
    one = payload.sketches.add(metric="s")
    one.dogsketches.add(**({"ts": NOW, "cnt": 1} | spoilt))
    one.dogsketches.add(ts=NOW, cnt=1, k=[1], n=[1])
    decoded = sketches.decode(payload.SerializeToString(), PROTOBUF)
    assert _column(decoded, "sketches", "n") == [1]
    assert reason in decoded.rejected[0]


@pytest.mark.parametrize(("gamma", "count"), [(-1.0, 1.0), (math.inf, 1.0), (1.01, math.inf), (1.01, 1e300)])
def test_a_latency_summary_that_is_none(gamma: float, count: float) -> None:
    def summary(gamma: float, count: float) -> bytes:
        found = proto.new("DDSketch")
        found.mapping.gamma = gamma
        found.positive_values.contiguous_bin_counts.append(count)
        return bytes(found.SerializeToString())

    groups = [
        {"Name": name, "Resource": "r", "Hits": 1, "OkSummary": summary(*given)}
        for name, given in (("bad", (gamma, count)), ("good", (1.01, 2.0)))
    ]
    bucket = {"Start": NOW * 10**9, "Duration": 2**64 - 1, "Stats": groups}
    decoded = stats.decode(msgspec.msgpack.encode({"Stats": [{"Stats": [bucket]}]}), PROTOBUF)
    assert _column(decoded, "sketches", "metric") == ["trace.good"]
    assert "trace.bad" in decoded.rejected[0]


@pytest.mark.parametrize("stamp", ["nan", -1, NOW * 1000, 1e300])
def test_a_check_and_an_event_at_no_time(stamp: Any) -> None:
    body = msgspec.json.encode([{"check": "a", "status": 0, "timestamp": stamp}, {"check": "b", "status": 0}])
    decoded = checks.decode(body, ARRIVAL)
    assert _column(decoded, "checks", "name") == ["b"]
    assert "check 'a': timestamp" in decoded.rejected[0]
    with pytest.raises(WireError, match="date_happened"):
        events.read(msgspec.json.encode({"title": "t", "date_happened": stamp}))
    given = {"api": [{"msg_title": "a", "timestamp": stamp}, {"msg_title": "b"}]}
    assert _column(events.decode_intake(given, ARRIVAL), "events", "title") == ["b"]


@pytest.mark.parametrize(
    "odd",
    [
        {"date": "1960-01-01T00:00:00Z"},
        {"date": "0001-01-01"},
        {"date": "2020-01-01 00:00:00 +9999"},
        {"status": "²"},
        {"status": "9" * 5000},
        {"dd": {"trace_id": "9" * 5000}},
    ],
)
def test_a_log_with_a_field_that_is_none(odd: dict[str, Any]) -> None:
    decoded = logs.decode(msgspec.json.encode([odd | {"message": "a"}, {"message": "b"}]), ARRIVAL)
    assert _column(decoded, "logs", "message") == ["a", "b"]
    assert _column(decoded, "logs", "status")[0] == "info"


def test_metadata_with_texts_for_objects() -> None:
    given = {"internalHostname": "h", "os": "linux", "systemStats": "x", "gohai": '{"platform": "linux"}'}
    assert metadata.rows(given, NOW)["hosts"].num_rows == 1


@pytest.mark.parametrize("body", [b'{"series": "\xff"}', b'{"series":' + b"[" * 100_000, b'{"series": 1e999}'])
def test_a_body_that_is_no_json(body: bytes) -> None:
    for decode in (series.decode_v1, checks.decode, logs.decode):
        with pytest.raises(WireError):
            decode(body, ARRIVAL)
    for read in (events.read, metadata.read):
        with pytest.raises(WireError):
            read(body)


def _otlp(metric: dict[str, Any]) -> Decoded:
    body = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m"} | metric]}]}]}
    return otlp_metrics.decode(msgspec.json.encode(body), ARRIVAL, Reports(Deltas(0)))


def test_otlp_histograms_of_no_numbers() -> None:
    point = {"timeUnixNano": str(NOW * 10**9), "count": "2", "sum": 1}
    bounds = point | {"bucketCounts": ["1", "1"], "explicitBounds": ["NaN"]}
    assert "bound" in _otlp({"histogram": {"aggregationTemporality": 1, "dataPoints": [bounds]}}).rejected[0]
    scale = point | {"scale": -2000, "positive": {"bucketCounts": ["1"]}}
    assert "scale" in _otlp({"exponentialHistogram": {"aggregationTemporality": 1, "dataPoints": [scale]}}).rejected[0]
    many = point | {"scale": 3, "zeroCount": str(2**64 - 1), "positive": {"bucketCounts": ["1"]}}
    assert "count" in _otlp({"exponentialHistogram": {"aggregationTemporality": 1, "dataPoints": [many]}}).rejected[0]


def test_an_otlp_span_at_no_time_with_an_odd_status() -> None:
    span = {"traceId": "01", "spanId": "02", "name": "s", "kind": 2, "startTimeUnixNano": str(2**64 - 1)}
    span["attributes"] = [{"key": "http.status_code", "value": {"stringValue": "²"}}]  # type: ignore[assignment]
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
    assert _column(otlp_traces.decode(msgspec.json.encode(body), ARRIVAL), "spans", "span_id") == [2]
    with pytest.raises(WireError, match="hexadecimal"):
        span["traceId"] = "é"
        otlp_traces.decode(msgspec.json.encode(body), ARRIVAL)
    with pytest.raises(WireError):
        otlp_traces.decode(b'{"resourceSpans": 5}', ARRIVAL)


def test_a_frame_that_is_cut_off_is_not_taken_for_less() -> None:
    whole = zstandard.compress(b"hello" * 5000) + zstandard.compress(bytes(range(256)) * 40)
    assert len(decompress(whole, "zstd", 1 << 20)) == 25_000 + 10_240
    with pytest.raises(WireError, match="cut off"):
        decompress(whole[:-60], "zstd", 1 << 20)


def test_long_texts_are_read_but_not_remembered() -> None:
    before = normal._tag.cache_info().currsize, normal._metric_name.cache_info().currsize
    assert normal.tag(" Ä:" + "x" * 100_000) == "ä:" + "x" * 198
    assert normal.metric_name("a b" + "x" * 100_000) == "a_b" + "x" * 197
    assert (normal._tag.cache_info().currsize, normal._metric_name.cache_info().currsize) == before
    assert status_of(" ERROR " + "x" * 100_000) == "error"


def test_series_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metric_rows, "_MOST_KNOWN", 10)
    given = [{"metric": "m", "points": [[NOW, 1]], "tags": [f"a:{n % 25}"]} for n in range(50)]
    batch = series.decode_v1(msgspec.json.encode({"series": given}), ARRIVAL).batch
    assert len(set(batch["points"].column("sid").to_pylist())) == 25 and len(metric_rows._known) <= 10
