"""Splunk On-Call: `@victorops-ROUTE` opens an incident, and closes it at recovery."""

import asyncio
from urllib.parse import quote

import msgspec

from vizsla.notify.channel import Channel, Entry, Field, Outside, entry_for
from vizsla.notify.channels.pagerduty import dedup_key
from vizsla.notify.content import Content, content_of
from vizsla.notify.outbound import Outgoing
from vizsla.store.outbox import Delivery

_API = "https://alert.victorops.com/integrations/generic/20131114/alert"
_TYPES = {"Alert": "CRITICAL", "Warn": "WARNING", "No Data": "CRITICAL", "Unknown": "WARNING", "OK": "RECOVERY"}


async def send(delivery: Delivery, outside: Outside) -> None:
    """Tell of the alert or its recovery; a group's alerts share an entity, so that a repeated one opens nothing new."""
    entry = await asyncio.to_thread(entry_for, delivery.handle, "victorops", "victorops-", outside)
    await outside.post(outgoing_of(delivery, content_of(delivery, outside), entry))


def outgoing_of(delivery: Delivery, content: Content, entry: Entry) -> Outgoing:
    """The request as the REST endpoint for alerts takes it; its address holds the key."""
    parts = [str(entry.get("url") or _API).rstrip("/"), quote(str(entry["api_key"]), safe="")]
    if entry.get("routing_key"):
        parts.append(quote(str(entry["routing_key"]), safe=""))
    links = "\n".join(f"{words}: {address}" for words, address in [(content.link_text, content.link), *content.more])
    said = [content.body, content.sentence, links]
    alert = {
        "message_type": _TYPES.get(delivery.status, "INFO"),
        "entity_id": dedup_key(delivery),
        "entity_display_name": delivery.title,
        "state_message": "\n\n".join(part for part in said if part)[:20_000],
        "state_start_time": int(delivery.at),
        "monitoring_tool": "Vizsla",
        "hostname": str(delivery.facts.get("host") or ""),
        "monitor": str(delivery.monitor_id),
        "scope": delivery.group,
        "tags": ", ".join(content.tags),
    }
    return Outgoing("/".join(parts), msgspec.json.encode(alert))


channel = Channel(
    name="victorops",
    title="Splunk On-Call",
    doc="`@victorops-NAME` opens an incident of Splunk On-Call (VictorOps) and closes it at recovery.",
    serves=lambda handle: handle.startswith("victorops-"),
    send=send,
    handle="victorops-",
    fields=(
        Field("api_key", "API key", "of the REST endpoint", secret=True),
        Field("routing_key", "Routing key", "the team or policy that is told; empty for the default one", needed=False),
        Field("url", "Address", "of another endpoint than Splunk's", needed=False),
    ),
)
