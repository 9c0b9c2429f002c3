"""Notification channels: what is set up for each, tests, handles to choose from, and the log of deliveries."""

import asyncio
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object, whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.notify.channel import Channel, Entry, channel_for, channels
from vizsla.notify.entries import KIND, entries_of, joined, problems, shown
from vizsla.store.documents import Conflict
from vizsla.store.outbox import Told

_TEST_WAIT_S = 20.0


async def listed(request: Request) -> Response:
    """GET /api/vizsla/channels: every channel with its fields and what is set up; secrets are never shown."""
    context = of(request)
    found = await asyncio.to_thread(lambda: [_described(context, channel) for channel in channels().values()])
    mail = context.settings
    smtp = {
        "host": mail.smtp_host,
        "port": mail.smtp_port,
        "security": mail.smtp_security,
        "from": mail.smtp_from,
        "user": mail.smtp_user,
        "password": bool(mail.smtp_password),
    }
    return JSONResponse({"channels": found, "smtp": smtp, "private_targets": mail.private_targets})


async def save(request: Request) -> Response:
    """PUT /api/vizsla/channels/{channel}/{name}: set up; a secret that is not given stays as it was."""
    channel, name = _channel(request), str(request.path_params["name"])
    entry = await put(request, channel, name, await json_object(request))
    return JSONResponse({"name": name, "values": shown(channel, entry)})


async def delete(request: Request) -> Response:
    """DELETE /api/vizsla/channels/{channel}/{name}."""
    await remove(request, _channel(request), str(request.path_params["name"]))
    return JSONResponse({})


async def test(request: Request) -> Response:
    """POST /api/vizsla/channels/{channel}/{name}/test: send a message now, and say how that went."""
    channel, name = _channel(request), str(request.path_params["name"])
    given = await json_object(request, needed=False)
    handle = name if not channel.handle else channel.handle + name
    if given.get("to"):  # a place in it, such as a Slack account's channel
        handle = f"{handle}-{given['to']}"
    if channel_for(handle) is not channel:
        raise ApiError(400, f"@{handle} is no handle of {channel.title}")
    context = of(request)
    facts = {"test": True, "link": f"{context.settings.url}/settings", "handles": [handle]}
    text = f"This is a test of **{channel.title}** by {author(request) or 'an API client'}. Nothing is wrong."
    title = "[TEST] Vizsla can reach you"
    told = Told("", context.clock(), "Test", "OK", "Test", None, title, text, (handle,), "", facts)
    return JSONResponse(await sent(context, told))


async def sent(context: Context, told: Told) -> dict[str, Any]:
    """Store what is to be told apart from any monitor, and wait a moment for how its delivery went."""
    number = await asyncio.to_thread(context.outbox.record, 0, told)
    until = time.monotonic() + _TEST_WAIT_S
    while True:
        tries = await asyncio.to_thread(context.outbox.deliveries_of, number)
        if all(one["state"] != "pending" or one["error"] for one in tries) or time.monotonic() > until:
            return {"deliveries": tries}
        await asyncio.sleep(0.2)


async def handles(request: Request) -> Response:
    """GET /api/vizsla/handles: handles that begin with or contain `q`, for whoever writes a message."""
    context, words = of(request), (request.query_params.get("q") or "").lower().lstrip("@")

    def found() -> list[dict[str, str]]:
        known = [{"handle": handle, "title": "E-mail"} for handle in context.outside.addresses()]
        for channel in channels().values():
            named = () if channel.name == "slack" else context.outside.entries(channel.name)
            known += [{"handle": channel.handle + name, "title": channel.title} for name in named]
        for account, entry in context.outside.entries("slack").items():
            names = [str(one.get("name")).lstrip("#") for one in entry.get("channels") or []]
            known += [{"handle": f"slack-{account}-{name}", "title": "Slack"} for name in names]
        known += [{"handle": "all", "title": "Every user"}, {"handle": "here", "title": "Every user"}]
        return [one for one in known if words in one["handle"].lower()][:50]

    return JSONResponse({"handles": await asyncio.to_thread(found)})


async def log(request: Request) -> Response:
    """GET /api/vizsla/deliveries: newest first, by `state`, `handle`, `monitor_id`; `before` pages on."""
    given = request.query_params
    state = given.get("state") or ""
    if state not in ("", "pending", "sent", "failed"):
        raise ApiError(400, "The value provided for parameter 'state' is invalid: pending, sent or failed is wanted")
    monitor = given.get("monitor_id")
    number = whole(monitor, "monitor_id") if monitor else None
    before, limit = whole(given.get("before") or "0", "before"), whole(given.get("limit") or "100", "limit", 1, 1000)
    outbox = of(request).outbox
    rows = await asyncio.to_thread(
        lambda: outbox.log(state=state, handle=given.get("handle") or "", monitor_id=number, before=before, limit=limit)
    )
    kept = ("monitor", "link", "monitor_id", "test")
    for row in rows:
        row["group"], row["monitor_id"] = row.pop("grp"), row["facts"].get("monitor_id") or row["monitor_id"]
        row["facts"] = {key: row["facts"][key] for key in kept if key in row["facts"]}
    return JSONResponse({"deliveries": rows})


async def again(request: Request) -> Response:
    """POST /api/vizsla/deliveries/{id}/retry: try a failed delivery once more."""
    number = whole(request.path_params["id"], "id")
    if not await asyncio.to_thread(of(request).outbox.again, number):
        raise ApiError(404, "There is no failed delivery of this id")
    return JSONResponse({})


async def put(request: Request, channel: Channel, name: str, given: dict[str, Any], *, new: bool = False) -> Entry:
    """Keep an entry; ApiError says what is wrong with it, or that it is there already where a new one is wanted."""
    context, id = of(request), f"{channel.name}:{name}"

    def keep() -> Entry:
        before = context.documents.get(KIND, id)
        if new and before:
            raise ApiError(409, f"{channel.title} {name} exists already")
        known = {field.name for field in channel.fields} | {"channels", "id"}
        entry = joined(channel, {k: v for k, v in given.items() if k in known}, before.body if before else None)
        if wrong := problems(channel, name, entry):
            raise ApiError(400, *wrong)
        if before:
            context.documents.save(KIND, id, entry, expected=before.version, author=author(request))
        else:
            context.documents.create(KIND, entry, id=id, author=author(request))
        return entry

    try:
        return await asyncio.to_thread(keep)
    except Conflict as error:
        raise ApiError(409, "It was changed at the same time; read it again and repeat the change") from error


async def remove(request: Request, channel: Channel, name: str) -> None:
    """Forget an entry with all its versions, as they hold secrets."""
    if not await asyncio.to_thread(of(request).documents.delete, KIND, f"{channel.name}:{name}"):
        raise ApiError(404, f"{channel.title} {name} not found")


async def entry(request: Request, channel: Channel, name: str) -> Entry:
    """What is set up under a name; 404 where nothing is."""
    found = await asyncio.to_thread(of(request).documents.get, KIND, f"{channel.name}:{name}")
    if found is None:
        raise ApiError(404, f"{channel.title} {name} not found")
    return found.body


def _channel(request: Request) -> Channel:
    found = channels().get(request.path_params["channel"])
    if found is None:
        raise ApiError(404, f"There is no channel {request.path_params['channel']}")
    return found


def _described(context: Context, channel: Channel) -> dict[str, Any]:
    entries = entries_of(context.documents, channel.name)
    return {
        "name": channel.name,
        "title": channel.title,
        "doc": channel.doc,
        "handle": channel.handle,
        "fields": [
            {"name": one.name, "label": one.label, "doc": one.doc, "secret": one.secret, "needed": one.needed,
             "choices": list(one.choices), "long": one.long}
            for one in channel.fields
        ],
        "entries": [{"name": name, "values": shown(channel, found)} for name, found in sorted(entries.items())],
    }  # fmt: skip
