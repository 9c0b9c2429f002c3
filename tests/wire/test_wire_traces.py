"""Spans and their statistics as the Agent sends them."""

from math import log
from typing import Any

import msgspec
import pytest

from vizsla.model.sketch import quantile
from vizsla.wire import proto, stats, traces
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import WireError

NOW = 1_790_000_000
NS = NOW * 10**9
ARRIVAL = Arrival(now=NOW, host_tags=lambda host: ["team:core"] if host == "h" else [])


def _payload() -> Any:
    payload = proto.new("AgentPayload")
    payload.host_name, payload.env = "h", "prod"
    tracer = payload.tracer_payloads.add(app_version="1.2")
    tracer.tags["_dd.tags.container"] = "image_name:web,short_image:w"
    chunk = tracer.chunks.add(priority=1)
    root = chunk.spans.add(
        service="Web Shop", name="django.request", resource="GET /", trace_id=9, span_id=1, start=NS, duration=5000,
        type="web",
    )  # fmt: skip
    root.meta["_dd.p.tid"] = f"{7:016x}"
    root.metrics["_sampling_priority_v1"] = 1
    child = chunk.spans.add(
        service="db", name="postgres.query", resource="SELECT 1", trace_id=9, span_id=2, parent_id=1, start=NS + 10,
        duration=400, error=1, type="sql",
    )  # fmt: skip
    child.meta["error.message"] = "boom"
    link = child.span_links.add(trace_id=5, trace_id_high=6, span_id=4)
    link.attributes["why"] = "retry"
    event = child.span_events.add(name="exception", time_unix_nano=NS)
    event.attributes["n"].type, event.attributes["n"].int_value = 2, 3
    chunk.spans.add(service="web shop", name="inner", trace_id=9, span_id=3, parent_id=1, start=NS, duration=1)
    return payload


def _rows(payload: Any) -> list[dict[str, Any]]:
    batch = traces.decode(payload.SerializeToString(), ARRIVAL).batch
    return list(batch["spans"].to_pylist()) if batch else []


def test_every_span_of_every_chunk() -> None:
    root, child, inner = _rows(_payload())
    assert [row["trace_id_high"] for row in (root, child, inner)] == [7, 7, 7]
    assert (root["service"], root["env"], root["version"], root["host"]) == ("web_shop", "prod", "1.2", "h")
    assert root["tags"] == ["image_name:web", "short_image:w", "team:core"]
    assert (child["parent_id"], child["error"], dict(child["meta"])) == (1, 1, {"error.message": "boom"})
    assert msgspec.json.decode(child["links"])[0]["trace_id"] == f"{6:016x}{5:016x}"
    assert msgspec.json.decode(child["events"])[0]["attributes"] == {"n": 3}
    assert inner["resource"] == "inner"


def test_a_span_whose_parent_is_of_another_service_is_an_entry() -> None:
    root, child, _ = _rows(_payload())
    assert (root["top_level"], child["top_level"]) == (1, 1)


def test_the_agents_normalisation() -> None:
    payload = proto.new("AgentPayload")
    spans = payload.tracer_payloads.add().chunks.add().spans
    spans.add(trace_id=0, span_id=1)
    spans.add(trace_id=1, span_id=0)
    spans.add(trace_id=1, span_id=1, start=5, duration=-7)
    (row,) = _rows(payload)
    assert (row["service"], row["name"], row["duration_ns"]) == ("unnamed-service", "unnamed_operation", 0)
    assert row["ts"].timestamp() == pytest.approx(NOW)
    spans.add(trace_id=1, span_id=1, start=2**63 - 2, duration=5)
    assert _rows(payload)[1]["ts"].timestamp() == pytest.approx(NOW)  # its end would be beyond all clocks


def _sketch(seconds: list[float], gamma: float, offset: float) -> bytes:
    message = proto.new("DDSketch")
    message.mapping.gamma, message.mapping.index_offset = gamma, offset
    for value in seconds:
        index = int(log(value * 1e9) / log(gamma) + offset)
        message.positive_values.bin_counts[index] += 1
    return bytes(message.SerializeToString())


@pytest.mark.parametrize(("gamma", "offset"), [(1.015625, 1338.5), (1.02, 0.0)])
def test_statistics_are_metrics(gamma: float, offset: float) -> None:
    seconds = [i / 100 for i in range(1, 101)]
    group = {
        "Service": "web", "Name": "django.request", "Resource": "GET /", "HTTPStatusCode": 200, "Type": "web",
        "Hits": 100, "Errors": 2, "Duration": int(sum(seconds) * 1e9),
        "OkSummary": _sketch(seconds[:98], gamma, offset),
        "ErrorSummary": _sketch(seconds[98:], gamma, offset), "SpanKind": "server", "PeerTags": ["peer.service:x"],
    }  # fmt: skip
    bucket = {"Start": (NOW - NOW % 10) * 10**9, "Duration": 10**10, "Stats": [group]}
    body = {"AgentHostname": "h", "AgentEnv": "none", "Stats": [{"Hostname": "", "Env": "prod", "Stats": [bucket]}]}
    decoded = stats.decode(msgspec.msgpack.encode(body), ARRIVAL)
    points = {row["metric"]: row["value"] for row in decoded.batch["points"].to_pylist()}
    assert points == {"trace.django.request.hits": 100, "trace.django.request.errors": 2}
    (row,) = decoded.batch["sketches"].to_pylist()
    assert (row["metric"], row["n"], row["vsum"]) == ("trace.django.request", 100, pytest.approx(50.5))
    for q in (0.5, 0.9, 0.99):
        assert quantile(q, row["keys"], row["counts"], row["vmin"], row["vmax"]) == pytest.approx(q, rel=0.04)
    tags = decoded.batch["series"].to_pylist()[0]["tags"]
    assert {"env:prod", "service:web", "resource_name:get_/", "http.status_code:200", "host:h", "team:core",
            "span.kind:server", "peer.service:x"} <= set(tags)  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"\xc1", msgspec.msgpack.encode([1]), msgspec.msgpack.encode({"Stats": 3})])
def test_what_is_no_statistics_is_refused(body: bytes) -> None:
    with pytest.raises(WireError):
        stats.decode(body, ARRIVAL)


def test_what_is_no_trace_is_refused() -> None:
    with pytest.raises(WireError, match="not a protobuf AgentPayload"):
        traces.decode(b"\xff\xff", ARRIVAL)
