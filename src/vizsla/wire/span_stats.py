"""Hits, errors and latencies of spans that arrive without statistics of their own."""

from dataclasses import dataclass, field

from vizsla.model import sketch
from vizsla.model.batch import Decoded
from vizsla.wire.arrival import Arrival
from vizsla.wire.metric_rows import MetricRows
from vizsla.wire.stats import operation_metric, stats_tags

_BUCKET_NS = 10_000_000_000


@dataclass
class _Counted:
    hits: int = 0
    errors: int = 0
    seconds: list[float] = field(default_factory=list)


class SpanStats:
    """Counts spans in ten-second buckets of their end, by the tags of trace metrics."""

    def __init__(self, arrival: Arrival) -> None:
        self._rows = MetricRows(arrival)
        self._found: dict[tuple[int, str, str, tuple[str, ...]], _Counted] = {}

    def add(
        self, *, end_ns: int, duration_ns: int, error: bool, operation: str, service: str, resource: str, kind: str,
        status: str, env: str, version: str, host: str,
    ) -> None:  # fmt: skip
        """Count one span."""
        number = int(status) if len(status) <= 3 and status.isdecimal() else 0
        tags = stats_tags(env=env, service=service, resource=resource, version=version, kind=kind, http_status=number)
        key = (end_ns // _BUCKET_NS * 10, operation_metric(operation), host, tuple(tags))
        counted = self._found.setdefault(key, _Counted())
        counted.hits += 1
        counted.errors += error
        counted.seconds.append(max(0, duration_ns) / 1e9)

    def decoded(self) -> Decoded:
        """The series of all that was counted."""
        for (ts, metric, host, tags), counted in self._found.items():
            for name, value in (("hits", counted.hits), ("errors", counted.errors)):
                self._rows.points(
                    f"{metric}.{name}", tags, [(ts, value)], host=host, kind="count", interval=10, source="apm"
                )
            keys, counts = sketch.bins_of(counted.seconds)
            self._rows.sketch(
                metric,
                tags,
                ts,
                n=counted.hits,
                total=sum(counted.seconds),
                smallest=min(counted.seconds),
                largest=max(counted.seconds),
                keys=keys,
                counts=counts,
                host=host,
                unit="second",
                source="apm",
            )
        return self._rows.decoded()
