"""API and application keys, by `/api/v2`: made, named, shown to administrators, revoked."""

import asyncio
import secrets
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import saved
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.users import user_id
from vizsla.store.documents import Document

_LONGEST = 200


@dataclass(frozen=True)
class Keys:
    """Handlers of one kind of keys; `size` is that of a key in bytes."""

    kind: str
    type: str
    size: int
    title: str

    async def listed(self, request: Request) -> Response:
        """GET: a page of them by `filter` and `sort`, without the keys themselves."""
        given = request.query_params
        size = whole(given.get("page[size]") or "10", "page[size]", 1, 1000)
        first = whole(given.get("page[number]") or "0", "page[number]") * size
        words = (given.get("filter") or "").lower()
        found = [one for one in await saved.documents(request, self.kind) if words in str(one.body["name"]).lower()]
        by = given.get("sort") or "name"
        orders = {"name": lambda one: str(one.body["name"]).lower(), "last4": lambda one: str(one.body["key"])[-4:],
                  "created_at": lambda one: one.created, "modified_at": lambda one: one.modified}  # fmt: skip
        if by.removeprefix("-") not in orders:
            raise ApiError(400, f"The value provided for parameter 'sort' is invalid: one of {', '.join(orders)}")
        found.sort(key=orders[by.removeprefix("-")], reverse=by.startswith("-"))
        data = [self._shown(one, whole_=False) for one in found[first : first + size]]
        return JSONResponse({"data": data, "meta": {"page": {"total_filtered_count": len(found)}}})

    async def create(self, request: Request) -> Response:
        """POST: 201 with the key."""
        body = {"name": await self._name(request), "key": secrets.token_hex(self.size)}
        made = await saved.create(request, self.kind, body, str(uuid4()))
        of(request).auth.changed(self.kind)
        return JSONResponse({"data": self._shown(made, whole_=True)}, 201)

    async def read(self, request: Request) -> Response:
        """GET …/{id}: with the key."""
        return JSONResponse({"data": self._shown(await self._key(request), whole_=True)})

    async def update(self, request: Request) -> Response:
        """PATCH …/{id}: another name."""
        before = await self._key(request)
        body = before.body | {"name": await self._name(request, before.id)}
        return JSONResponse({"data": self._shown(await saved.save(request, before, body), whole_=True)})

    async def revoke(self, request: Request) -> Response:
        """DELETE …/{id}: 204; servers refuse the key within seconds."""
        found = await self._key(request)
        delete = partial(of(request).documents.delete, self.kind, found.id, but_last=True)
        if not await asyncio.to_thread(delete):
            await self._key(request)  # 404 where it was revoked meanwhile
            raise ApiError(400, f"This is the last {self.title}; make another before it is revoked")
        of(request).auth.changed(self.kind)
        return Response(status_code=204)

    async def _key(self, request: Request) -> Document:
        return await saved.document(request, self.kind, request.path_params["id"], f"{self.title} not found")

    async def _name(self, request: Request, id: str = "") -> str:
        data = (await json_object(request)).get("data")
        attributes = data.get("attributes") if isinstance(data, dict) else None
        if not isinstance(data, dict) or data.get("type") != self.type or not isinstance(attributes, dict):
            wanted = f"of type {self.type}, with attributes"
            raise ApiError(400, f"The value provided for parameter 'data' is invalid: an object {wanted} is wanted")
        if id and data.get("id") not in (None, id):
            raise ApiError(422, "The value provided for parameter 'data.id' is invalid: it differs from the path's")
        name = attributes.get("name")
        if not isinstance(name, str) or not 0 < len(name.strip()) <= _LONGEST:
            raise ApiError(400, f"The value provided for parameter 'name' is invalid: 1 to {_LONGEST} characters")
        return name.strip()

    def _shown(self, one: Document, *, whole_: bool) -> dict[str, Any]:
        key = str(one.body["key"])
        attributes = {
            "name": one.body["name"],
            "created_at": saved.iso(one.created),
            "modified_at": saved.iso(one.modified),
            "last4": key[-4:],
        }
        owner = "created_by" if self.type == "api_keys" else "owned_by"
        return {
            "type": self.type,
            "id": one.id,
            "attributes": attributes | ({"key": key} if whole_ else {}),
            "relationships": {owner: {"data": {"type": "users", "id": user_id(one.author)}}},
        }


API_KEYS = Keys("api_key", "api_keys", 16, "API key")
APP_KEYS = Keys("app_key", "application_keys", 20, "application key")
