"""Comments: a note in the stream of events whose @mentions are told, with the pictures that it shows."""

import asyncio
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.documents.handles import handles_in
from vizsla.model.records import table
from vizsla.notify.recipients import recipients_of
from vizsla.store.outbox import Told

_LONGEST = 8000


async def create(request: Request) -> Response:
    """POST /api/v1/comments: `message` in Markdown; whoever it mentions is told, and `link` says of what.

    The answer names every mention with its channel, and what is wrong with it if it reaches nobody.
    """
    context, given = of(request), await json_object(request)
    message = given.get("message")
    if not isinstance(message, str) or not message.strip() or len(message) > _LONGEST:
        raise ApiError(
            400,
            f"The value provided for parameter 'message' is invalid: a text of 1 to {_LONGEST} characters is wanted",
        )
    handle = str(given.get("handle") or author(request))
    related = given.get("related_event_id")
    link = str(given.get("link") or "")
    if link and not link.startswith(("/", context.settings.url + "/")):
        raise ApiError(400, "The value provided for parameter 'link' is invalid: a page of this server is wanted")
    number, now = uuid4().int >> 76, context.clock()  # below 2**53, so that JavaScript reads it exactly
    title = " ".join(str(given.get("title") or f"{handle or 'Somebody'} commented").split())[:200]
    await context.writer.write({"events": table("events", _event(number, now, title, message, related))})
    handles = handles_in(message)
    url = f"{context.settings.url}/events?event={number}"
    address = f"{context.settings.url}{link}" if link.startswith("/") else link
    facts = {"link": address or url, "author": handle, "handles": list(handles)}
    if handles:
        told = Told("", now, "Comment", "OK", "Comment", None, title, message, handles, "", facts)
        await asyncio.to_thread(context.outbox.record, 0, told)
    mentioned = await asyncio.to_thread(recipients_of, handles, context.outside)
    return JSONResponse(
        {
            "comment": {
                "id": number,
                "message": message,
                "handle": handle,
                "related_event_id": related,
                "resource": f"/api/v1/comments/{number}",
                "url": url,
            },
            "mentions": [{"handle": one.handle, "channel": one.channel, "problem": one.problem} for one in mentioned],
        }
    )


def _event(number: int, now: float, title: str, message: str, related: Any) -> dict[str, list[Any]]:
    return {
        "id": [number],
        "ts": [int(now * 1000)],
        "title": [title],
        "text": [message],
        "source": ["comment"],
        "alert_type": ["user_update"],
        "priority": ["normal"],
        "host": [""],
        "aggregation_key": [f"event:{whole(str(related), 'related_event_id', most=(1 << 64) - 1)}" if related else ""],
        "tags": [["source:comment"]],
        "monitor_id": [0],
        "attributes": [""],
        "attrs": [[]],
    }
