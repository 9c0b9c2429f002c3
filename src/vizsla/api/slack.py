"""Slack accounts' channels: `/api/v1/integration/slack/configuration/accounts/{account}/channels`."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import channels as setup
from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.notify.channels.slack import channel

_DISPLAY = {"message": True, "mute_buttons": False, "notified": True, "snapshot": True, "tags": True}


async def listed(request: Request) -> Response:
    """GET …/channels: every channel of the account."""
    return JSONResponse(await _channels(request))


async def create(request: Request) -> Response:
    """POST …/channels: make a channel known, which completes handles and says what is shown in it."""
    made = _checked(await json_object(request))
    known = await _channels(request)
    if any(one["name"] == made["name"] for one in known):
        raise ApiError(409, f"Channel {made['name']} exists already")
    await _keep(request, [*known, made])
    return JSONResponse(made)


async def read(request: Request) -> Response:
    """GET …/channels/{channel}."""
    return JSONResponse(await _one(request))


async def update(request: Request) -> Response:
    """PATCH …/channels/{channel}: change what is given."""
    before, given = await _one(request), await json_object(request)
    display = before["display"] | dict(given.get("display") or {})
    made = _checked({"name": given.get("name") or before["name"], "display": display})
    await _keep(request, [made if one == before else one for one in await _channels(request)])
    return JSONResponse(made)


async def delete(request: Request) -> Response:
    """DELETE …/channels/{channel}: 204."""
    gone = await _one(request)
    await _keep(request, [one for one in await _channels(request) if one != gone])
    return Response(status_code=204)


async def _channels(request: Request) -> list[dict[str, Any]]:
    entry = await setup.entry(request, channel, request.path_params["account"])
    return list(entry.get("channels") or [])


async def _one(request: Request) -> dict[str, Any]:
    name = "#" + request.path_params["channel"].lstrip("#")
    found = next((one for one in await _channels(request) if one["name"] == name), None)
    if found is None:
        raise ApiError(404, f"Channel {name} not found")
    return found


async def _keep(request: Request, known: list[dict[str, Any]]) -> None:
    name = request.path_params["account"]
    entry = (await asyncio.to_thread(of(request).outside.entries, channel.name))[name]
    await setup.put(request, channel, name, dict(entry) | {"channels": known})


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    name, display = str(given.get("name") or "").strip(), given.get("display") or {}
    if not name.lstrip("#") or any(char.isspace() for char in name):
        raise ApiError(400, "The value provided for parameter 'name' is invalid: a channel such as #ops is wanted")
    if not isinstance(display, dict) or not all(isinstance(one, bool) for one in display.values()):
        raise ApiError(400, "The value provided for parameter 'display' is invalid: true or false for each part")
    return {"name": "#" + name.lstrip("#"), "display": _DISPLAY | {k: v for k, v in display.items() if k in _DISPLAY}}
