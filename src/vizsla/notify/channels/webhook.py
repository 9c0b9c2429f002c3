"""Webhooks: `@webhook-NAME` posts to the address that was set up under that name."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import msgspec

from vizsla.notify.channel import Channel, DeliveryFailed, Entry, Field, Outside, entry_for
from vizsla.notify.content import content_of
from vizsla.notify.outbound import Outgoing
from vizsla.notify.placeholders import DEFAULT_PAYLOAD, Values, any_values, filled, values_of
from vizsla.store.outbox import Delivery


async def send(delivery: Delivery, outside: Outside) -> None:
    """Post the payload with its placeholders filled in."""
    entry = await asyncio.to_thread(entry_for, delivery.handle, "webhook", "webhook-", outside)
    snapshot = await outside.snapshot(delivery) if "$SNAPSHOT" in _texts(entry) else None
    variables = await asyncio.to_thread(outside.variables)
    values = values_of(delivery, content_of(delivery, outside), snapshot or "") | dict(variables)
    await outside.post(outgoing_of(entry, values, delivery))


def outgoing_of(entry: Entry, values: Values, delivery: Delivery) -> Outgoing:
    """The request; its `X-Vizsla-Delivery` is the same at every attempt, so a repeated one can be told."""
    try:
        given = msgspec.json.decode(str(entry.get("custom_headers") or "{}"), type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise DeliveryFailed(f"its custom headers are no JSON object of texts: {error}", permanent=True) from error
    headers = {name: filled(value, values, "header") for name, value in given.items()}
    headers["X-Vizsla-Delivery"] = f"{delivery.transition_id}-{delivery.id}"
    payload = str(entry.get("payload") or DEFAULT_PAYLOAD)
    if entry.get("encode_as") == "form":
        body, kind = _form(payload, values), "application/x-www-form-urlencoded"
    else:
        body, kind = filled(payload, values, "json").encode(), "application/json"
    if "content-type" not in (name.lower() for name in headers):
        headers["Content-Type"] = kind
    return Outgoing(filled(str(entry["url"]), values, "url"), body, headers)


def _form(payload: str, values: Values) -> bytes:
    try:
        fields = msgspec.json.decode(filled(payload, values, "json"), type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise DeliveryFailed(f"its payload is no JSON object, as a form's must be: {error}", permanent=True) from error
    texts = {key: one if isinstance(one, str) else msgspec.json.encode(one).decode() for key, one in fields.items()}
    return urlencode(texts).encode()


def _texts(entry: Entry) -> str:
    return f"{entry.get('url')} {entry.get('payload')} {entry.get('custom_headers')}"


def problem(entry: Entry) -> str:
    """What is wrong with an entry's headers or payload."""
    headers = entry.get("custom_headers")
    try:
        msgspec.json.decode(str(headers or "{}"), type=dict[str, str])
    except msgspec.MsgspecError as error:
        return (
            f"The value provided for parameter 'custom_headers' is invalid: a JSON object of texts is wanted: {error}"
        )
    if entry.get("encode_as") == "form":
        try:
            msgspec.json.decode(any_values(str(entry.get("payload") or DEFAULT_PAYLOAD)), type=dict[str, Any])
        except msgspec.MsgspecError as error:
            return f"The value provided for parameter 'payload' is invalid: a form's is a JSON object: {error}"
    return ""


channel = Channel(
    name="webhook",
    title="Webhook",
    doc="`@webhook-NAME` posts JSON or a form to an address of yours.",
    serves=lambda handle: handle.startswith("webhook-"),
    send=send,
    handle="webhook-",
    fields=(
        Field("url", "Address", "https://…; it may hold $VARIABLES"),
        Field("payload", "Payload", "JSON with $VARIABLES; empty for the usual one", needed=False, long=True),
        Field("custom_headers", "Headers", 'JSON such as {"X-Team": "ops"}', needed=False, long=True),
        Field("encode_as", "Sent as", needed=False, choices=("json", "form")),
    ),
    problem=problem,
)
