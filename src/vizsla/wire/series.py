"""Metric series: v1 JSON, v2 JSON, v2 protobuf, and v1 distribution points."""

from collections.abc import Iterable
from math import isfinite

import msgspec

from vizsla.model import sketch
from vizsla.model.batch import Decoded
from vizsla.wire import proto
from vizsla.wire.arrival import Arrival
from vizsla.wire.lenient import items
from vizsla.wire.metric_rows import MetricRows

_KINDS = ("gauge", "count", "rate", "gauge")  # of v2's 0 unspecified, 1 count, 2 rate, 3 gauge
_RESOURCE = "dd.internal.resource:"


class SeriesV1(msgspec.Struct):
    """One item of `/api/v1/series`."""

    metric: str
    points: list[tuple[float, float]]
    tags: list[str] | None = None
    host: str | None = None
    device: str | None = None
    type: str | None = "gauge"
    interval: float | None = 0
    unit: str | None = None
    source_type_name: str | None = None


class _BodyV1(msgspec.Struct):
    series: list[SeriesV1]


class _Point(msgspec.Struct):
    value: float
    timestamp: float


class _Resource(msgspec.Struct):
    type: str = ""
    name: str = ""


class SeriesV2(msgspec.Struct):
    """One item of `/api/v2/series` in JSON."""

    metric: str
    points: list[_Point]
    tags: list[str] | None = None
    resources: list[_Resource] | None = None
    type: int | None = 0
    interval: float | None = 0
    unit: str | None = None
    source_type_name: str | None = None


class _BodyV2(msgspec.Struct):
    series: list[SeriesV2]


class DistributionV1(msgspec.Struct):
    """One item of `/api/v1/distribution_points`: each point has many values."""

    metric: str
    points: list[tuple[float, list[float]]]
    tags: list[str] | None = None
    host: str | None = None


class _BodyDistributions(msgspec.Struct):
    series: list[DistributionV1]


def decode_v1(body: bytes, arrival: Arrival) -> Decoded:
    """`/api/v1/series`."""
    rows = MetricRows(arrival)
    for one in items(body, _BodyV1, SeriesV1, "series", rows.reject):
        kind = one.type if one.type in ("gauge", "rate", "count") else "count" if one.type == "counter" else "gauge"
        rows.points(
            one.metric,
            _with_device(one.tags or (), one.device),
            one.points,
            host=one.host or "",
            kind=kind,
            interval=one.interval or 0,
            unit=one.unit or "",
            source=one.source_type_name or "",
        )
    return rows.decoded()


def decode_v2(body: bytes, arrival: Arrival) -> Decoded:
    """`/api/v2/series`, JSON or protobuf by the content type."""
    rows = MetricRows(arrival)
    if not arrival.is_json:
        _protobuf(body, rows)
        return rows.decoded()
    for one in items(body, _BodyV2, SeriesV2, "series", rows.reject):
        tags, host = resources(one.tags or (), ((r.type, r.name) for r in one.resources or ()))
        rows.points(
            one.metric,
            tags,
            ((p.timestamp, p.value) for p in one.points),
            host=host,
            kind=kind_of(one.type or 0),
            interval=one.interval or 0,
            unit=one.unit or "",
            source=one.source_type_name or "",
        )
    return rows.decoded()


def _protobuf(body: bytes, rows: MetricRows) -> None:
    for one in proto.parse("MetricPayload", body).series:
        tags, host = resources(one.tags, ((r.type, r.name) for r in one.resources))
        rows.points(
            one.metric,
            tags,
            [(p.timestamp, p.value) for p in one.points],
            host=host,
            kind=kind_of(one.type),
            interval=one.interval,
            unit=one.unit,
            source=one.source_type_name,
        )


def decode_distributions(body: bytes, arrival: Arrival) -> Decoded:
    """`/api/v1/distribution_points`."""
    rows = MetricRows(arrival)
    for one in items(body, _BodyDistributions, DistributionV1, "series", rows.reject):
        for ts, values in one.points:
            if not values:
                continue
            if not all(map(isfinite, values)):
                rows.reject(f"{one.metric}: the point at {ts} has a value that is not finite")
                continue
            keys, counts = sketch.bins_of(values)
            rows.sketch(
                one.metric,
                one.tags or (),
                ts,
                n=len(values),
                total=sum(values),
                smallest=min(values),
                largest=max(values),
                keys=keys,
                counts=counts,
                host=one.host or "",
            )
    return rows.decoded()


def kind_of(number: int) -> str:
    """The kind of series that v2's number stands for."""
    return _KINDS[number] if 0 <= number < len(_KINDS) else "gauge"


def resources(tags: Iterable[str], given: Iterable[tuple[str, str]]) -> tuple[list[str], str]:
    """Tags without the Agent's internal ones and with resources as tags; and the host."""
    host, kept = "", []
    for tag in tags:
        if tag.startswith(_RESOURCE):
            kept.append(tag[len(_RESOURCE) :])
        else:
            kept.append(tag)
    for kind, name in given:
        if kind == "host":
            host = host or name
        elif kind and name:
            kept.append(f"{kind}:{name}")
    return kept, host


def _with_device(tags: Iterable[str], device: str | None) -> list[str]:
    return [*tags, f"device:{device}"] if device else list(tags)
