"""Events: `/api/v1/events` of API clients and the `events` of `/intake/`."""

from typing import Any
from uuid import uuid4

import msgspec

from vizsla.model.batch import Batch, Decoded
from vizsla.model.records import table
from vizsla.wire import normal, times
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import UNREADABLE, WireError
from vizsla.wire.lenient import reason

ALERT_TYPES = ("info", "warning", "error", "success", "user_update", "recommendation", "snapshot")


class Event(msgspec.Struct):
    """An event as API clients post it; times are Unix seconds."""

    title: str
    text: str = ""
    date_happened: float | None = None
    priority: str | None = "normal"
    host: str | None = None
    tags: list[str] | None = None
    alert_type: str | None = "info"
    aggregation_key: str | None = None
    source_type_name: str | None = None
    device_name: str | None = None
    related_event_id: int | None = None


class _AgentEvent(msgspec.Struct):
    msg_title: str = ""
    msg_text: str = ""
    timestamp: float | None = None
    priority: str | None = None
    host: str | None = None
    tags: list[str] | None = None
    alert_type: str | None = None
    aggregation_key: str | None = None
    source_type_name: str | None = None


def read(body: bytes) -> Event:
    """The event in a body of `/api/v1/events`; WireError names the field at fault."""
    try:
        event = msgspec.json.decode(body, type=Event, strict=False)
    except msgspec.ValidationError as error:
        raise WireError(f"The event cannot be used: {reason(error)}") from error
    except UNREADABLE as error:
        raise WireError(f"the body is not JSON: {error}") from error
    if event.alert_type and event.alert_type not in ALERT_TYPES:
        raise WireError(f"alert_type '{event.alert_type}' is not one of {', '.join(ALERT_TYPES)}")
    if not times.usable(event.date_happened):
        raise WireError(f"date_happened {event.date_happened} is no Unix time in seconds")
    if event.priority not in (None, "normal", "low"):
        raise WireError(f"priority '{event.priority}' is not one of normal, low")
    return event


def new_id() -> int:
    """A random event id that also fits a signed 64-bit number, as the clients read it."""
    return uuid4().int >> 65


def rows(events: list[tuple[int, Event]], arrival: Arrival) -> Batch:
    """Rows for events with their ids."""
    columns = {
        "id": [number for number, _ in events],
        "ts": [int((event.date_happened or arrival.now) * 1000) for _, event in events],
        "title": [event.title for _, event in events],
        "text": [event.text for _, event in events],
        "source": [event.source_type_name or "api" for _, event in events],
        "alert_type": [event.alert_type or "info" for _, event in events],
        "priority": [event.priority or "normal" for _, event in events],
        "host": [event.host or "" for _, event in events],
        "aggregation_key": [event.aggregation_key or "" for _, event in events],
        "tags": [_tags(event, arrival) for _, event in events],
        "monitor_id": [0] * len(events),
    }
    return {"events": table("events", columns)}


def decode_intake(given: dict[str, Any], arrival: Arrival) -> Decoded:
    """The `events` member of an `/intake/` body: lists by source type."""
    found, rejected = [], []
    for source, listed in given.items():
        for index, raw in enumerate(listed if isinstance(listed, list) else []):
            try:
                one = msgspec.convert(raw, _AgentEvent, strict=False)
            except msgspec.ValidationError as error:
                rejected.append(f"events.{source}[{index}]: {reason(error)}")
                continue
            if not times.usable(one.timestamp):
                rejected.append(f"events.{source}[{index}]: timestamp {one.timestamp} is no Unix time in seconds")
                continue
            event = Event(
                title=one.msg_title,
                text=one.msg_text,
                date_happened=one.timestamp,
                priority=one.priority,
                host=one.host,
                tags=one.tags,
                alert_type=one.alert_type if one.alert_type in ALERT_TYPES else "info",
                aggregation_key=one.aggregation_key,
                source_type_name=one.source_type_name or source,
            )
            found.append((new_id(), event))
    return Decoded(rows(found, arrival) if found else {}, rejected)


def _tags(event: Event, arrival: Arrival) -> list[str]:
    own = {normal.tag(tag) for tag in event.tags or ()}
    if event.device_name:
        own.add(normal.tag(f"device:{event.device_name}"))
    if event.host:
        own |= {f"host:{event.host}", *arrival.host_tags(event.host)}
    return sorted(own - {""})
