"""Microsoft Teams: `@teams-NAME` posts a card through a workflow's webhook."""

import asyncio
import re
from typing import Any

import msgspec

from vizsla.documents.inert import inert, restored
from vizsla.notify.channel import Channel, Field, Outside, entry_for
from vizsla.notify.content import Content, content_of
from vizsla.notify.outbound import Outgoing
from vizsla.store.outbox import Delivery

_LINK = re.compile(f"{inert(']')}[({inert('(')}]|\\]{inert('(')}")
_COLOURS = {"Alert": "Attention", "Warn": "Warning", "OK": "Good"}


async def send(delivery: Delivery, outside: Outside) -> None:
    """Post the card."""
    entry = await asyncio.to_thread(entry_for, delivery.handle, "teams", "teams-", outside)
    snapshot = await outside.snapshot(delivery)
    card = card_of(delivery, content_of(delivery, outside), snapshot)
    await outside.post(Outgoing(str(entry["url"]), msgspec.json.encode(card)))


def card_of(delivery: Delivery, content: Content, snapshot: str | None) -> dict[str, Any]:
    """The message with its adaptive card."""

    def block(text: str, **more: Any) -> dict[str, Any]:
        return {"type": "TextBlock", "text": text, "wrap": True} | more

    colour = _COLOURS.get(delivery.status, "Default")
    body = [block(_shown(inert(delivery.title)), weight="Bolder", size="Medium", color=colour)]
    body += [block(_shown(text)) for text in (content.markdown, inert(content.sentence)) if text]
    if snapshot:
        body.append({"type": "Image", "url": snapshot, "altText": content.sentence or delivery.title})
    if content.tags:
        body.append(block(_shown(inert(" · ".join(content.tags))), isSubtle=True, size="Small"))
    body.append(block(content.when, isSubtle=True, size="Small"))
    links = [(content.link_text, content.link), *content.more]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": text, "url": address} for text, address in links],
        "msteams": {"width": "Full"},
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _shown(text: str) -> str:
    """Markdown as cards know it; a link of data is cut unseen, since not every program reads a backslash there."""
    cut = _LINK.sub(lambda found: f"{found[0][0]}\u200b{found[0][1]}", text)
    return restored(cut, lambda character: f"\\{character}" if character in "*_" else character)


channel = Channel(
    name="teams",
    title="Microsoft Teams",
    doc="`@teams-NAME` posts a card to the channel of a workflow's webhook.",
    serves=lambda handle: handle.startswith("teams-"),
    send=send,
    handle="teams-",
    fields=(Field("url", "Workflow's webhook", "https://….logic.azure.com/…", secret=True),),
)
