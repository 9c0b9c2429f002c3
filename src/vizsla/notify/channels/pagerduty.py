"""PagerDuty: `@pagerduty-SERVICE` opens an incident, and resolves it at recovery."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec

from vizsla.notify.channel import Channel, Field, Outside, entry_for
from vizsla.notify.content import Content, content_of
from vizsla.notify.outbound import Outgoing
from vizsla.store.outbox import Delivery

_EVENTS = "https://events.pagerduty.com/v2/enqueue"
_SEVERITY = {"Alert": "critical", "Warn": "warning", "No Data": "error", "Unknown": "warning"}
_STATUSES = frozenset({*_SEVERITY, "OK"})


async def send(delivery: Delivery, outside: Outside) -> None:
    """Send the event; a group's events share a key, so that a repeated one opens nothing new."""
    entry = await asyncio.to_thread(entry_for, delivery.handle, "pagerduty", "pagerduty-", outside)
    snapshot = await outside.snapshot(delivery)
    event = event_of(delivery, content_of(delivery, outside), str(entry["service_key"]), snapshot)
    await outside.post(Outgoing(str(entry.get("events_url") or _EVENTS), msgspec.json.encode(event)))


def event_of(delivery: Delivery, content: Content, key: str, snapshot: str | None) -> dict[str, Any]:
    """The event as the Events API, version 2, takes it."""
    facts = delivery.facts
    event: dict[str, Any] = {
        "routing_key": key,
        "event_action": "resolve" if delivery.status == "OK" else "trigger",
        "dedup_key": dedup_key(delivery),
        "payload": {
            "summary": delivery.title[:1024],
            "source": str(facts.get("host") or delivery.group or "vizsla")[:1024],
            "severity": _SEVERITY.get(delivery.status, "info"),
            "timestamp": datetime.fromtimestamp(delivery.at, UTC).isoformat(timespec="milliseconds"),
            "group": delivery.group,
            "class": str(facts.get("monitor_type") or ""),
            "custom_details": {
                "message": content.body,
                "condition": content.sentence,
                "tags": ", ".join(content.tags),
                "query": str(facts.get("query") or ""),
            },
        },
        "client": "Vizsla",
        "client_url": content.link,
        "links": [
            {"href": address, "text": text} for text, address in [(content.link_text, content.link), *content.more]
        ],
    }
    if snapshot:
        event["images"] = [{"src": snapshot, "href": content.graph or content.link, "alt": content.sentence}]
    return event


def dedup_key(delivery: Delivery) -> str:
    """What tells incidents apart: the monitor and its group; what tells of no state of a group has its own."""
    if delivery.facts.get("test"):
        return f"vizsla-test-{delivery.transition_id}"
    if delivery.status not in _STATUSES:  # an event, a comment, a downtime
        return f"vizsla-{delivery.status.lower()}-{delivery.transition_id}"
    return f"vizsla-{delivery.monitor_id}-{delivery.group}"[:255]


channel = Channel(
    name="pagerduty",
    title="PagerDuty",
    doc="`@pagerduty-SERVICE` opens an incident and resolves it at recovery; `@pagerduty` where there is one service.",
    serves=lambda handle: handle == "pagerduty" or handle.startswith("pagerduty-"),
    send=send,
    handle="pagerduty-",
    fields=(
        Field("service_key", "Integration key", "of an Events API v2 integration", secret=True),
        Field("events_url", "Events address", f"{_EVENTS} unless given", needed=False),
    ),
)
