"""Opsgenie: `@opsgenie-SERVICE` opens an alert, and closes it at recovery."""

import asyncio
from typing import Any
from urllib.parse import quote

import msgspec

from vizsla.notify.channel import Channel, Entry, Field, Outside, entry_for
from vizsla.notify.channels.pagerduty import dedup_key
from vizsla.notify.content import Content, content_of
from vizsla.notify.outbound import Outgoing
from vizsla.store.outbox import Delivery

_APIS = {"us": "https://api.opsgenie.com", "eu": "https://api.eu.opsgenie.com"}


async def send(delivery: Delivery, outside: Outside) -> None:
    """Open or close the alert; a group's alerts share an alias, so that a repeated one opens nothing new."""
    entry = await asyncio.to_thread(entry_for, delivery.handle, "opsgenie", "opsgenie-", outside)
    await outside.post(outgoing_of(delivery, content_of(delivery, outside), entry))


def outgoing_of(delivery: Delivery, content: Content, entry: Entry) -> Outgoing:
    """The request as the Alert API takes it."""
    region = str(entry.get("region") or "us")
    api = str(entry.get("custom_url") or "").rstrip("/") if region == "custom" else _APIS[region]
    headers = {"Content-Type": "application/json", "Authorization": f"GenieKey {entry['opsgenie_api_key']}"}
    alias = dedup_key(delivery)
    if delivery.status == "OK":
        note = {"source": "Vizsla", "note": delivery.title}
        address = f"{api}/v2/alerts/{quote(alias, safe='')}/close?identifierType=alias"
        return Outgoing(address, msgspec.json.encode(note), headers)
    facts = delivery.facts
    alert: dict[str, Any] = {
        "message": delivery.title[:130],
        "alias": alias,
        "description": f"{content.body}\n\n{content.sentence}\n\n{content.link}"[:15000],
        "tags": [tag[:50] for tag in content.tags[:20]],
        "priority": f"P{facts['priority']}" if facts.get("priority") else {"Warn": "P4"}.get(delivery.status, "P3"),
        "source": "Vizsla",
        "entity": str(facts.get("host") or delivery.group)[:512],
        "details": {
            "monitor": str(delivery.monitor_id),
            "scope": delivery.group,
            "query": str(facts.get("query") or ""),
        },
    }
    return Outgoing(f"{api}/v2/alerts", msgspec.json.encode(alert), headers)


def problem(entry: Entry) -> str:
    """A custom region needs an address."""
    if entry.get("region") == "custom" and not entry.get("custom_url"):
        return "The value provided for parameter 'custom_url' is invalid: a custom region needs it"
    return ""


channel = Channel(
    name="opsgenie",
    title="Opsgenie",
    doc="`@opsgenie-SERVICE` opens an alert and closes it at recovery.",
    serves=lambda handle: handle.startswith("opsgenie-"),
    send=send,
    handle="opsgenie-",
    fields=(
        Field("opsgenie_api_key", "API key", "of an API integration", secret=True),
        Field("region", "Region", needed=False, choices=("us", "eu", "custom")),
        Field("custom_url", "Address", "of a custom region", needed=False),
    ),
    problem=problem,
)
