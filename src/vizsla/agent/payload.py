"""What the agent sends of metrics and checks, and the bodies that carry it."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import Any, Literal

import msgspec

from vizsla.wire import proto

Kind = Literal["gauge", "rate", "count"]

_NUMBERS = {"count": 1, "rate": 2, "gauge": 3}
_POINTS_A_BODY = 10_000
_SKETCHES_A_BODY = 2_000
_MOST_IN_A_BIN = (1 << 32) - 1  # as the protocol counts


class Series(msgspec.Struct, frozen=True):
    """Points (seconds since 1970, value) of one metric and tag set; `interval` in seconds, 0 when there is none."""

    metric: str
    points: tuple[tuple[int, float], ...]
    kind: Kind = "gauge"
    interval: int = 0
    tags: tuple[str, ...] = ()
    host: str = ""


class Distribution(msgspec.Struct, frozen=True):
    """A sketch point: sorted bins and their counts, with the exact summary of what they hold."""

    metric: str
    ts: int
    keys: tuple[int, ...]
    counts: tuple[int, ...]
    count: int
    total: float
    smallest: float
    largest: float
    tags: tuple[str, ...] = ()
    host: str = ""


class CheckRun(msgspec.Struct, frozen=True):
    """The result of a service check: 0 ok, 1 warning, 2 critical, 3 unknown."""

    check: str
    status: int
    timestamp: int
    host_name: str = ""
    message: str = ""
    tags: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True):
    """An event, with the names that the intake gives its members."""

    msg_title: str
    msg_text: str
    timestamp: int
    host: str = ""
    tags: tuple[str, ...] = ()
    priority: str = "normal"
    alert_type: str = "info"
    aggregation_key: str = ""
    source_type_name: str = ""
    event_type: str = ""


def series_bodies(series: Iterable[Series]) -> Iterator[bytes]:
    """Bodies for `/api/v2/series`, none with more than 10 000 points; values that are no numbers are left out."""
    made: list[dict[str, Any]] = []
    size = 0
    for one in series:
        points = [{"timestamp": ts, "value": value} for ts, value in one.points if isfinite(value)]
        if not points:
            continue
        made.append(
            {
                "metric": one.metric,
                "type": _NUMBERS[one.kind],
                "points": points,
                "resources": [{"type": "host", "name": one.host}] if one.host else [],
                "tags": one.tags,
                "interval": one.interval,
            }
        )
        size += len(points)
        if size >= _POINTS_A_BODY:
            yield msgspec.json.encode({"series": made})
            made, size = [], 0
    if made:
        yield msgspec.json.encode({"series": made})


def sketch_bodies(distributions: Sequence[Distribution]) -> Iterator[bytes]:
    """Bodies for `/api/beta/sketches` (protobuf)."""
    for at in range(0, len(distributions), _SKETCHES_A_BODY):
        payload = proto.new("SketchPayload")
        for one in distributions[at : at + _SKETCHES_A_BODY]:
            _add_sketch(payload, one)
        yield payload.SerializeToString()


def _add_sketch(payload: Any, one: Distribution) -> None:
    line = payload.sketches.add(metric=one.metric, host=one.host, tags=one.tags)
    line.dogsketches.add(
        ts=one.ts,
        cnt=one.count,
        min=one.smallest,
        max=one.largest,
        avg=one.total / one.count,
        sum=one.total,
        k=one.keys,
        n=[min(count, _MOST_IN_A_BIN) for count in one.counts],
    )


def check_body(checks: Sequence[CheckRun]) -> bytes:
    """A body for `/api/v1/check_run`."""
    return msgspec.json.encode(checks)


def event_body(events: Sequence[Event], hostname: str) -> bytes:
    """A body for `/intake/`: events by the source that they name."""
    by_source: dict[str, list[Event]] = {}
    for one in events:
        by_source.setdefault(one.source_type_name or "api", []).append(one)
    return msgspec.json.encode({"apiKey": "", "events": by_source, "internalHostname": hostname})
