"""APM statistics (`/api/v0.2/stats`, msgpack): hits, errors and latencies of every resource, as metrics."""

import re
from math import exp, inf, log
from typing import Any

import msgspec

from vizsla.model import sketch
from vizsla.model.batch import Decoded
from vizsla.wire import proto
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import UNREADABLE, WireError
from vizsla.wire.lenient import reason
from vizsla.wire.metric_rows import MetricRows
from vizsla.wire.span_rows import service_name

_OPERATION = re.compile(r"[^a-zA-Z0-9_.]+")
_GO = {
    "service": "Service", "name": "Name", "resource": "Resource", "http_status": "HTTPStatusCode", "type": "Type",
    "hits": "Hits", "errors": "Errors", "duration": "Duration", "ok": "OkSummary", "failed": "ErrorSummary",
    "synthetics": "Synthetics", "kind": "SpanKind", "peer_tags": "PeerTags", "start": "Start", "stats": "Stats",
    "host": "Hostname", "env": "Env", "version": "Version", "agent_host": "AgentHostname", "agent_env": "AgentEnv",
    "http_method": "HTTPMethod", "grpc_status": "GRPCStatusCode",
}  # fmt: skip


class Group(msgspec.Struct, rename=_GO):
    """One resource's figures in a bucket; `duration` is a sum in ns, the summaries are DDSketches in protobuf."""

    service: str = ""
    name: str = ""
    resource: str = ""
    http_status: int = 0
    type: str = ""
    hits: float = 0
    errors: float = 0
    duration: float = 0
    ok: bytes = b""
    failed: bytes = b""
    synthetics: bool = False
    kind: str = ""
    peer_tags: list[str] | None = None
    http_method: str = ""
    grpc_status: str = ""


class Bucket(msgspec.Struct, rename=_GO):
    """Ten seconds of one client; `start` in ns."""

    start: int = 0
    duration: int = 10_000_000_000
    stats: list[Group] | None = None


class Client(msgspec.Struct, rename=_GO):
    """What one tracer or the Agent counted."""

    host: str = ""
    env: str = ""
    version: str = ""
    stats: list[Bucket] | None = None


class Payload(msgspec.Struct, rename=_GO):
    """The body."""

    agent_host: str = ""
    agent_env: str = ""
    stats: list[Client] | None = None


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """Points `trace.<operation>.hits` and `.errors` (counts), and the distribution `trace.<operation>` in seconds."""
    try:
        payload = msgspec.msgpack.decode(body, type=Payload, strict=False)
    except msgspec.ValidationError as error:
        raise WireError(f"the stats cannot be used: {reason(error)}") from error
    except UNREADABLE as error:
        raise WireError(f"the body is not msgpack: {error}") from error
    rows = MetricRows(arrival)
    for client in payload.stats or ():
        for bucket in client.stats or ():
            for group in bucket.stats or ():
                _group(rows, group, bucket, client, payload)
    return rows.decoded()


def operation_metric(name: str) -> str:
    """The metric of an operation: `trace.` and its name, other characters than letters, digits, `_` and `.` as `_`."""
    return "trace." + (_OPERATION.sub("_", name).strip("_") or "unnamed_operation")


def stats_tags(*, env: str, service: str, resource: str, version: str, kind: str, http_status: int) -> list[str]:
    """The tags of trace metrics."""
    tags = [f"env:{env or 'none'}", f"service:{service_name(service)}", f"resource_name:{resource}"]
    tags += [f"version:{version}"] if version else []
    tags += [f"span.kind:{kind}"] if kind else []
    if http_status:
        tags += [f"http.status_code:{http_status}", f"http.status_class:{http_status // 100}xx"]
    return tags


def _group(rows: MetricRows, group: Group, bucket: Bucket, client: Client, payload: Payload) -> None:
    operation = operation_metric(group.name)
    ts = bucket.start / 1e9
    interval = max(1, bucket.duration // 1_000_000_000)
    host = client.host or payload.agent_host
    tags = stats_tags(
        env=client.env or payload.agent_env,
        service=group.service,
        resource=group.resource,
        version=client.version,
        kind=group.kind,
        http_status=group.http_status,
    )
    tags += ["synthetics:true"] if group.synthetics else []
    tags += group.peer_tags or []
    tags += [f"rpc.grpc.status_code:{group.grpc_status}"] if group.grpc_status else []
    counts = {"hits": group.hits, "errors": group.errors}
    for name, value in counts.items():
        rows.points(
            f"{operation}.{name}", tags, [(ts, value)], host=host, kind="count", interval=interval, source="apm"
        )
    try:
        keys, sizes = _bins(group)
    except (WireError, OverflowError) as error:
        rows.reject(f"{operation}: a latency summary of {group.resource!r} cannot be used: {error}")
        return
    if keys:
        rows.sketch(
            operation,
            tags,
            ts,
            n=sum(sizes),
            total=group.duration / 1e9,
            smallest=sketch.value_of(keys[0]),
            largest=sketch.value_of(keys[-1]) * sketch.GAMMA,
            keys=keys,
            counts=sizes,
            host=host,
            interval=interval,
            unit="second",
            source="apm",
        )


def _bins(group: Group) -> tuple[list[int], list[int]]:
    """Bins in our mapping, in seconds, of both summaries together."""
    found: dict[int, float] = {}
    for summary in (group.ok, group.failed):
        if not summary:
            continue
        parsed: Any = proto.parse("DDSketch", summary)
        gamma = parsed.mapping.gamma or sketch.GAMMA
        if not 1 < gamma < inf:
            raise WireError(f"its gamma is {gamma}")
        middle = 2 / (1 + 1 / gamma)
        positive = parsed.positive_values
        counted = list(positive.bin_counts.items())
        first = positive.contiguous_bin_index_offset
        counted += [(first + i, count) for i, count in enumerate(positive.contiguous_bin_counts)]
        for index, count in counted:
            power = (index - parsed.mapping.index_offset) * log(gamma)
            if count > 0 and -60 < power < 60:
                key = sketch.key_of(exp(power) * middle / 1e9)
                found[key] = found.get(key, 0) + count
        if parsed.zero_count > 0:
            found[0] = found.get(0, 0) + parsed.zero_count
    kept = {key: size for key in sorted(found) if (size := round(found[key])) > 0}
    return list(kept), list(kept.values())
