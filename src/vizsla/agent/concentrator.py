"""Hits, errors and latencies of spans in ten-second buckets, before any sampling.

Which spans count, and what they are counted by, is as in the Agent: top-level, measured and by span kind.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import floor, log
from typing import Any, NamedTuple

from vizsla.model.sketch import BIAS, GAMMA, LN_GAMMA
from vizsla.wire import proto
from vizsla.wire.tracer import Span, root_of

BUCKET_NS = 10_000_000_000
_OFFSET = BIAS + 0.5
_OPEN_BUCKETS = 2
_LEAST_RATE = 1e-9
_KINDS = frozenset({"server", "client", "producer", "consumer"})
_PEERS = (
    "peer.service", "db.name", "db.instance", "db.system", "out.host", "peer.hostname", "net.peer.name",
    "server.address", "messaging.destination", "rpc.service",
)  # fmt: skip


class Key(NamedTuple):
    """What spans are counted by."""

    env: str
    version: str
    service: str
    name: str
    resource: str
    type: str
    kind: str
    status: int
    synthetics: bool
    is_root: bool
    peers: tuple[str, ...]


@dataclass
class _Group:
    hits: float = 0
    errors: float = 0
    top_level_hits: float = 0
    duration: float = 0
    fine: Counter[int] = field(default_factory=Counter)
    failed: Counter[int] = field(default_factory=Counter)


class Concentrator:
    """Counts chunks as they arrive; not for several threads at once."""

    def __init__(self, hostname: str, env: str, version: str) -> None:
        self._hostname, self._env, self._version = hostname, env or "none", version
        self._buckets: dict[int, dict[Key, _Group]] = {}

    def add(self, spans: Sequence[Span], now_ns: int) -> None:
        """Count a chunk."""
        services = {span.span_id: span.service for span in spans}
        root = root_of(list(spans))
        metrics = root.metrics or {}
        weight = 1 / rate if _LEAST_RATE <= (rate := metrics.get("_sample_rate", 1.0)) <= 1 else 1.0
        synthetics = (root.meta or {}).get("_dd.origin", "").startswith("synthetics")
        newest = now_ns // BUCKET_NS * BUCKET_NS
        oldest = newest - (_OPEN_BUCKETS - 1) * BUCKET_NS
        for span in spans:
            numbers, meta = span.metrics or {}, span.meta or {}
            if "_dd.partial_version" in numbers:
                continue
            top_level = (
                numbers.get("_dd.top_level") == 1
                or numbers.get("_top_level") == 1
                or services.get(span.parent_id or 0) != span.service
            )
            if not (top_level or numbers.get("_dd.measured") == 1 or meta.get("span.kind") in _KINDS):
                continue
            duration = min(max(span.duration, 0), now_ns)
            # A start in the future, by a clock that is ahead, would keep its bucket open until then.
            bucket = min(max((span.start + duration) // BUCKET_NS * BUCKET_NS, oldest), newest)
            group = self._buckets.setdefault(bucket, {}).setdefault(self._key(span, synthetics), _Group())
            group.hits += weight
            group.errors += weight * bool(span.error)
            group.top_level_hits += weight * top_level
            group.duration += weight * duration
            bins = group.failed if span.error else group.fine
            bins[floor(log(max(duration, 1)) / LN_GAMMA + _OFFSET)] += round(weight)

    def flush(self, now_ns: int, *, everything: bool = False) -> dict[str, Any] | None:
        """The closed buckets as a stats payload; None when there is none."""
        oldest_open = (now_ns // BUCKET_NS - _OPEN_BUCKETS + 1) * BUCKET_NS
        closed = sorted(start for start in self._buckets if everything or start < oldest_open)
        clients: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for start in closed:
            by_client: dict[tuple[str, str], list[dict[str, Any]]] = {}
            for key, group in self._buckets.pop(start).items():
                by_client.setdefault((key.env, key.version), []).append(_group(key, group))
            for client, groups in by_client.items():
                bucket = {"Start": start, "Duration": BUCKET_NS, "Stats": groups}
                clients.setdefault(client, []).append(bucket)
        if not clients:
            return None
        stats = [
            {"Hostname": self._hostname, "Env": env, "Version": version, "Stats": buckets}
            for (env, version), buckets in clients.items()
        ]
        return {"AgentHostname": self._hostname, "AgentEnv": self._env, "AgentVersion": self._version, "Stats": stats}

    def _key(self, span: Span, synthetics: bool) -> Key:
        meta = span.meta or {}
        kind, status = meta.get("span.kind", ""), meta.get("http.status_code", "")
        names: Iterable[str] = ()
        if kind in ("client", "producer", "consumer"):
            names = _PEERS
        elif kind in ("", "internal"):
            names = ("_dd.base_service",)
        return Key(
            meta.get("env") or self._env,
            meta.get("version", ""),
            span.service or "",
            span.name or "",
            span.resource or span.name or "",
            span.type or "",
            kind,
            int(status) if len(status) <= 3 and status.isdecimal() else 0,
            synthetics,
            not span.parent_id,
            tuple(f"{name}:{meta[name]}" for name in names if meta.get(name)),
        )


def _group(key: Key, group: _Group) -> dict[str, Any]:
    return {
        "Service": key.service,
        "Name": key.name,
        "Resource": key.resource,
        "Type": key.type,
        "SpanKind": key.kind,
        "HTTPStatusCode": key.status,
        "Synthetics": key.synthetics,
        "IsTraceRoot": 1 if key.is_root else 2,
        "PeerTags": list(key.peers),
        "Hits": round(group.hits),
        "Errors": round(group.errors),
        "TopLevelHits": round(group.top_level_hits),
        "Duration": round(group.duration),
        "OkSummary": _sketch(group.fine),
        "ErrorSummary": _sketch(group.failed),
    }


def _sketch(bins: Counter[int]) -> bytes:
    message = proto.new("DDSketch")
    message.mapping.gamma, message.mapping.index_offset = GAMMA, _OFFSET
    for index, count in bins.items():
        message.positive_values.bin_counts[index] = count
    return bytes(message.SerializeToString())
