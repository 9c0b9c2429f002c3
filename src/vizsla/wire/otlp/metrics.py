"""OTLP metrics: gauges, sums, histograms and summaries as series and sketches."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from vizsla.model import sketch
from vizsla.model.batch import Decoded
from vizsla.wire.arrival import Arrival
from vizsla.wire.metric_rows import MetricRows
from vizsla.wire.otlp.attributes import Resource, plain, resource_of, tags_of
from vizsla.wire.otlp.deltas import Reports
from vizsla.wire.otlp.message import parse

_CUMULATIVE = 2


def decode(body: bytes, arrival: Arrival, reports: Reports) -> Decoded:
    """The series of the request; `reports` turns cumulative sums and histograms into increases."""
    request = parse(ExportMetricsServiceRequest, body, arrival.is_json)
    rows = MetricRows(arrival)
    for resource_metrics in request.resource_metrics:
        resource = resource_of(resource_metrics.resource)
        for scope in resource_metrics.scope_metrics:
            for metric in scope.metrics:
                _metric(rows, metric, resource, reports)
    return rows.decoded()


def _metric(rows: MetricRows, metric: Any, resource: Resource, reports: Reports) -> None:
    kind = metric.WhichOneof("data")
    if kind is None:
        rows.reject(f"{metric.name}: it has no data")
        return
    data = getattr(metric, kind)
    for point in data.data_points:
        tags = [*resource.tags, *tags_of(plain(point.attributes))]
        ts = point.time_unix_nano / 1e9
        key = (metric.name, resource.host, tuple(tags))
        shared = {"host": resource.host, "unit": metric.unit, "source": "otlp"}
        match kind:
            case "gauge":
                rows.points(metric.name, tags, [(ts, _number(point))], **shared)
            case "sum" if data.is_monotonic:
                value: float | None = _number(point)
                if data.aggregation_temporality == _CUMULATIVE:
                    change = reports.of(key, point.start_time_unix_nano, point.time_unix_nano, [_number(point)])
                    value = change[0] if change else None
                if value is not None:
                    rows.points(metric.name, tags, [(ts, value)], kind="count", interval=_interval(point), **shared)
            case "sum":
                rows.points(metric.name, tags, [(ts, _number(point))], **shared)
            case "histogram":
                _histogram(rows, metric, point, tags, ts, key, reports, data.aggregation_temporality, shared)
            case "exponential_histogram":
                if data.aggregation_temporality == _CUMULATIVE:
                    rows.reject(f"{metric.name}: cumulative exponential histograms are not read; export them as deltas")
                else:
                    _exponential(rows, metric, point, tags, ts, shared)
            case "summary":
                for one in point.quantile_values:
                    name = f"{metric.name}.quantile"
                    rows.points(name, [*tags, f"quantile:{one.quantile:g}"], [(ts, one.value)], **shared)
                change = reports.of(key, point.start_time_unix_nano, point.time_unix_nano, [point.count, point.sum])
                for suffix, increase in zip(("count", "sum"), change or (), strict=False):
                    rows.points(f"{metric.name}.{suffix}", tags, [(ts, increase)], kind="count", **shared)


def _number(point: Any) -> float:
    return float(point.as_int if point.WhichOneof("value") == "as_int" else point.as_double)


def _interval(point: Any) -> int:
    seconds = (point.time_unix_nano - point.start_time_unix_nano) // 1_000_000_000
    return int(seconds) if 0 < seconds < 3600 else 0


def _histogram(
    rows: MetricRows, metric: Any, point: Any, tags: list[str], ts: float, key: Any, reports: Reports, temporality: int,
    shared: dict[str, Any],
) -> None:  # fmt: skip
    counts: Sequence[float] = [*point.bucket_counts, point.sum]
    if temporality == _CUMULATIVE:
        change = reports.of(key, point.start_time_unix_nano, point.time_unix_nano, counts)
        if change is None:
            return
        counts = change
    *buckets, total = counts
    bounds = list(point.explicit_bounds)
    if len(buckets) != len(bounds) + 1:
        rows.reject(f"{metric.name}: {len(buckets)} bucket counts do not go with {len(bounds)} bounds")
        return
    given = temporality != _CUMULATIVE
    low = point.min if given and point.HasField("min") else None
    high = point.max if given and point.HasField("max") else None
    if not all(isfinite(one) for one in (*bounds, low or 0.0, high or 0.0)):
        rows.reject(f"{metric.name}: a bound of the histogram is not finite")
        return
    found: dict[int, int] = {}
    for index, count in enumerate(buckets):
        if count > 0:
            left = bounds[index - 1] if index else (low if low is not None else min(0.0, bounds[0] if bounds else 0.0))
            right = bounds[index] if index < len(bounds) else (high if high is not None else left)
            for bin_key, size in _spread(left, right, int(count)):
                found[bin_key] = found.get(bin_key, 0) + size
    _add(rows, metric, tags, ts, found, float(total), low, high, shared)


def _spread(left: float, right: float, count: int) -> list[tuple[int, int]]:
    """A bucket's count over at most sixteen evenly spaced values between its bounds."""
    steps = min(count, 16)
    ends = [count * i // steps for i in range(steps + 1)]
    return [(sketch.key_of(left + (right - left) * (i + 0.5) / steps), ends[i + 1] - ends[i]) for i in range(steps)]


def _exponential(rows: MetricRows, metric: Any, point: Any, tags: list[str], ts: float, shared: dict[str, Any]) -> None:
    if not -10 <= point.scale <= 20:
        rows.reject(f"{metric.name}: the scale {point.scale} of the exponential histogram is not one of -10 to 20")
        return
    growth = 2.0**-point.scale  # the base is 2 to this
    found: dict[int, int] = {0: point.zero_count} if point.zero_count else {}
    for sign, side in ((1, point.positive), (-1, point.negative)):
        for index, count in enumerate(side.bucket_counts):
            if count:
                power = min(max(growth * (side.offset + index + 0.5), -1000.0), 1000.0)
                bin_key = sketch.key_of(sign * 2.0**power)
                found[bin_key] = found.get(bin_key, 0) + count
    low = point.min if point.HasField("min") else None
    high = point.max if point.HasField("max") else None
    _add(rows, metric, tags, ts, found, float(point.sum), low, high, shared)


def _add(
    rows: MetricRows, metric: Any, tags: list[str], ts: float, found: dict[int, int], total: float, low: float | None,
    high: float | None, shared: dict[str, Any],
) -> None:  # fmt: skip
    if not found:
        return
    keys = sorted(found)
    rows.sketch(
        metric.name,
        tags,
        ts,
        n=sum(found.values()),
        total=total,
        smallest=low if low is not None else sketch.value_of(keys[0]),
        largest=high if high is not None else sketch.value_of(keys[-1]),
        keys=keys,
        counts=[found[key] for key in keys],
        **shared,
    )
