"""Events: `/api/v1/events` of API clients and the `events` of `/intake/`."""

from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

import msgspec

from vizsla.model.batch import Batch, Decoded
from vizsla.model.records import table
from vizsla.wire import normal, times
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import UNREADABLE, WireError
from vizsla.wire.flatten import flatten
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
    attributes: dict[str, Any] = {}


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


class _Posted(msgspec.Struct):
    """An event of the second generation: a change, or an alert."""

    title: str
    category: Literal["change", "alert"]
    attributes: dict[str, Any]
    message: str = ""
    aggregation_key: str | None = None
    host: str | None = None
    integration_id: str | None = None
    tags: list[str] | None = None
    timestamp: str | None = None


class _PostedData(msgspec.Struct):
    type: Literal["event"]
    attributes: _Posted


class _PostedBody(msgspec.Struct):
    data: _PostedData


_STATUSES = {"error": "error", "warn": "warning", "ok": "success"}


def read_v2(body: bytes) -> Event:
    """The event in a body of `/api/v2/events`; WireError names the field at fault."""
    try:
        given = msgspec.json.decode(body, type=_PostedBody).data.attributes
    except msgspec.ValidationError as error:
        raise WireError(f"The event cannot be used: {reason(error)}") from error
    except UNREADABLE as error:
        raise WireError(f"the body is not JSON: {error}") from error
    own = given.attributes
    if given.category == "alert" and own.get("status") not in _STATUSES:
        raise WireError(f"attributes.status '{own.get('status')}' is not one of {', '.join(_STATUSES)}")
    resource = own.get("changed_resource")
    if given.category == "change" and not (isinstance(resource, dict) and resource.get("name")):
        raise WireError("attributes.changed_resource is missing: an object with a name and a type is wanted")
    happened = None
    if given.timestamp:
        try:
            happened = datetime.fromisoformat(given.timestamp).timestamp()
        except ValueError:
            raise WireError(f"timestamp '{given.timestamp}' is no moment as ISO 8601 writes it") from None
        if not times.usable(happened):
            raise WireError(f"timestamp '{given.timestamp}' is out of reach")
    return Event(
        title=given.title,
        text=given.message,
        date_happened=happened,
        host=given.host,
        tags=given.tags,
        alert_type=_STATUSES.get(str(own.get("status")), "info"),
        aggregation_key=given.aggregation_key,
        source_type_name=given.integration_id or "api",
        attributes=own | {"category": given.category},
    )


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
        "attributes": [
            msgspec.json.encode(kept).decode() if (kept := _attributes(event)) else "" for _, event in events
        ],
        "attrs": [list(flatten(_attributes(event))) for _, event in events],
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


def _attributes(event: Event) -> dict[str, Any]:
    own = {"related_event_id": str(event.related_event_id)} if event.related_event_id else {}
    return event.attributes | own


def _tags(event: Event, arrival: Arrival) -> list[str]:
    own = {normal.tag(tag) for tag in event.tags or ()}
    if event.device_name:
        own.add(normal.tag(f"device:{event.device_name}"))
    if event.host:
        own |= {f"host:{event.host}", *arrival.host_tags(event.host)}
    return sorted(own - {""})
