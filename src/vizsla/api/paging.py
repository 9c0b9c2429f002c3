"""PagerDuty, Opsgenie and Microsoft Teams as their own integration APIs set them up."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import channels as setup
from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.notify.channel import Channel, Entry
from vizsla.notify.channels.opsgenie import channel as opsgenie
from vizsla.notify.channels.pagerduty import channel as pagerduty
from vizsla.notify.channels.teams import channel as teams

# PagerDuty: a service's name is its id, and bodies are flat.


async def pagerduty_create(request: Request) -> Response:
    """POST /api/v1/integration/pagerduty/configuration/services: 201 with the name; the key is not shown again."""
    given = await json_object(request)
    name = str(given.get("service_name") or "")
    await setup.put(request, pagerduty, name, given, new=True)
    return JSONResponse({"service_name": name}, 201)


async def pagerduty_read(request: Request) -> Response:
    """GET …/services/{name}."""
    await setup.entry(request, pagerduty, request.path_params["name"])
    return JSONResponse({"service_name": request.path_params["name"]})


async def pagerduty_update(request: Request) -> Response:
    """PUT …/services/{name}: another key."""
    name = request.path_params["name"]
    before = await setup.entry(request, pagerduty, name)
    await setup.put(request, pagerduty, name, dict(before) | await json_object(request))
    return JSONResponse({})


async def pagerduty_delete(request: Request) -> Response:
    """DELETE …/services/{name}."""
    await setup.remove(request, pagerduty, request.path_params["name"])
    return JSONResponse({})


@dataclass(frozen=True)
class JsonApi:
    """Handlers of a channel whose API is JSON:API with ids of its own."""

    channel: Channel
    type: str
    shown: Mapping[str, str | None]
    """What is shown besides the name, and as what where it is not set."""

    async def create(self, request: Request) -> Response:
        """POST: 201 with the entry."""
        given = await self._attributes(request)
        name = str(given.get("name") or "")
        entry = await setup.put(request, self.channel, name, given | {"id": str(uuid4())}, new=True)
        return JSONResponse({"data": self._data(name, entry)}, 201)

    async def listed(self, request: Request) -> Response:
        """GET: every entry."""
        found = await self._entries(request)
        return JSONResponse({"data": [self._data(name, entry) for name, entry in found.items()]})

    async def read(self, request: Request) -> Response:
        """GET …/{id}."""
        return JSONResponse({"data": self._data(*await self._one(request))})

    async def update(self, request: Request) -> Response:
        """PATCH …/{id}: change what is given."""
        name, before = await self._one(request)
        given = await self._attributes(request)
        renamed = str(given.get("name") or name)
        kept = {key: value for key, value in before.items() if key not in given}
        kept |= given | {"id": before.get("id")}
        entry = await setup.put(request, self.channel, renamed, kept, new=renamed != name)
        if renamed != name:
            await setup.remove(request, self.channel, name)
        return JSONResponse({"data": self._data(renamed, entry)})

    async def delete(self, request: Request) -> Response:
        """DELETE …/{id}: 204."""
        name, _ = await self._one(request)
        await setup.remove(request, self.channel, name)
        return Response(status_code=204)

    async def _attributes(self, request: Request) -> dict[str, Any]:
        data = (await json_object(request)).get("data")
        attributes = data.get("attributes") if isinstance(data, dict) else None
        if not isinstance(data, dict) or data.get("type") != self.type or not isinstance(attributes, dict):
            wanted = f"of type {self.type}, with attributes"
            raise ApiError(400, f"The value provided for parameter 'data' is invalid: {wanted}")
        return attributes

    async def _entries(self, request: Request) -> dict[str, Entry]:
        return dict(await asyncio.to_thread(of(request).outside.entries, self.channel.name))

    async def _one(self, request: Request) -> tuple[str, Entry]:
        wanted = request.path_params["id"]
        for name, entry in (await self._entries(request)).items():
            if wanted in (entry.get("id"), name):
                return name, entry
        raise ApiError(404, f"{self.channel.title} {wanted} not found")

    def _data(self, name: str, entry: Entry) -> dict[str, Any]:
        attributes = {"name": name} | {key: entry.get(key) or empty for key, empty in self.shown.items()}
        return {"id": str(entry.get("id") or name), "type": self.type, "attributes": attributes}


opsgenie_services = JsonApi(opsgenie, "opsgenie-service", {"region": "us", "custom_url": None})
teams_handles = JsonApi(teams, "workflows-webhook-handle", {})
