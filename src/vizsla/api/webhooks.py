"""Webhooks and their variables: `/api/v1/integration/webhooks/configuration/…`."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import channels as setup
from vizsla.api.body import author, json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.notify.channels.webhook import channel
from vizsla.notify.entries import VARIABLE
from vizsla.notify.placeholders import DEFAULT_PAYLOAD
from vizsla.store.documents import Conflict

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


async def create(request: Request) -> Response:
    """POST …/webhooks: 201 with the webhook; its `name` is what `@webhook-NAME` says."""
    given = await json_object(request)
    name = str(given.get("name") or "")
    return JSONResponse(_shown(name, await setup.put(request, channel, name, given, new=True)), 201)


async def listed(request: Request) -> Response:
    """GET …/webhooks: every webhook."""
    found = await asyncio.to_thread(of(request).outside.entries, channel.name)
    return JSONResponse([_shown(name, entry) for name, entry in sorted(found.items())])


async def read(request: Request) -> Response:
    """GET …/webhooks/{name}."""
    name = request.path_params["name"]
    return JSONResponse(_shown(name, await setup.entry(request, channel, name)))


async def update(request: Request) -> Response:
    """PUT …/webhooks/{name}: change what is given; another `name` renames it."""
    name, given = request.path_params["name"], await json_object(request)
    before = await setup.entry(request, channel, name)
    renamed = str(given.get("name") or name)
    kept = await setup.put(request, channel, renamed, dict(before) | given, new=renamed != name)
    if renamed != name:
        await setup.remove(request, channel, name)
    return JSONResponse(_shown(renamed, kept))


async def delete(request: Request) -> Response:
    """DELETE …/webhooks/{name}."""
    await setup.remove(request, channel, request.path_params["name"])
    return JSONResponse({})


async def create_variable(request: Request) -> Response:
    """POST …/custom-variables: 201; a secret one's value is never shown again."""
    given = await json_object(request)
    name = str(given.get("name") or "")
    body = _checked(name, given)
    documents = of(request).documents
    try:
        await asyncio.to_thread(lambda: documents.create(VARIABLE, body, id=name, author=author(request)))
    except Conflict as error:
        raise ApiError(409, f"Variable {name} exists already") from error
    return JSONResponse(_variable(name, body), 201)


async def list_variables(request: Request) -> Response:
    """GET …/custom-variables."""
    found = await asyncio.to_thread(of(request).documents.all, VARIABLE)
    return JSONResponse([_variable(one.id, one.body) for one in found])


async def read_variable(request: Request) -> Response:
    """GET …/custom-variables/{name}."""
    return JSONResponse(_variable(request.path_params["name"], await _kept(request)))


async def update_variable(request: Request) -> Response:
    """PUT …/custom-variables/{name}: change what is given."""
    documents, name = of(request).documents, request.path_params["name"]
    given = await json_object(request)
    renamed = str(given.get("name") or name)
    body = _checked(renamed, await _kept(request) | given)
    if renamed != name and await asyncio.to_thread(documents.get, VARIABLE, renamed):
        raise ApiError(409, f"Variable {renamed} exists already")
    # Made anew, so that no earlier version keeps a secret.
    await asyncio.to_thread(documents.delete, VARIABLE, name)
    await asyncio.to_thread(lambda: documents.create(VARIABLE, body, id=renamed, author=author(request)))
    return JSONResponse(_variable(renamed, body))


async def delete_variable(request: Request) -> Response:
    """DELETE …/custom-variables/{name}."""
    await _kept(request)
    await asyncio.to_thread(of(request).documents.delete, VARIABLE, request.path_params["name"])
    return JSONResponse({})


async def _kept(request: Request) -> dict[str, Any]:
    found = await asyncio.to_thread(of(request).documents.get, VARIABLE, request.path_params["name"])
    if found is None:
        raise ApiError(404, "Variable not found")
    return found.body


def _checked(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    if not _VARIABLE.fullmatch(name):
        raise ApiError(400, "The value provided for parameter 'name' is invalid: capitals, digits and _ are wanted")
    if not isinstance(given.get("value"), str):
        raise ApiError(400, "The value provided for parameter 'value' is invalid: a text is wanted")
    if not isinstance(given.get("is_secret", False), bool):
        raise ApiError(400, "The value provided for parameter 'is_secret' is invalid: true or false is wanted")
    return {"value": given["value"], "is_secret": bool(given.get("is_secret"))}


def _variable(name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    value = {} if body.get("is_secret") else {"value": body.get("value")}
    return {"name": name, "is_secret": bool(body.get("is_secret"))} | value


def _shown(name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "url": entry["url"],
        "encode_as": entry.get("encode_as") or "json",
        "payload": entry.get("payload") or DEFAULT_PAYLOAD,
        "custom_headers": entry.get("custom_headers") or None,
    }
