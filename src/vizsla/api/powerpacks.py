"""Powerpacks, groups of widgets to be used again: `/api/v2/powerpacks`."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import saved
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.documents.dashboard import problems
from vizsla.store.documents import Document

KIND = "powerpack"


async def listed(request: Request) -> Response:
    """GET /api/v2/powerpacks: `page[limit]` and `page[offset]`."""
    given = request.query_params
    found = await saved.documents(request, KIND)
    limit = whole(given.get("page[limit]") or "25", "page[limit]", 1, 1000)
    offset = whole(given.get("page[offset]") or "0", "page[offset]")
    page = found[offset : offset + limit]
    last = (len(found) - 1) // limit * limit if found else 0
    pagination = {
        "type": "offset_limit", "total": len(found), "limit": limit, "offset": offset, "first_offset": 0,
        "last_offset": last, "next_offset": min(offset + limit, last), "prev_offset": max(0, offset - limit),
    }  # fmt: skip
    links = {
        name: f"/api/v2/powerpacks?page[offset]={at}&page[limit]={limit}"
        for name, at in (("self", offset), ("first", 0), ("last", last), ("next", pagination["next_offset"]))
    }
    body = {"data": [_shown(one) for one in page], "included": _authors(page), "meta": {"pagination": pagination}}
    return JSONResponse(body | {"links": links})


async def create(request: Request) -> Response:
    """POST /api/v2/powerpacks."""
    body = _checked(await json_object(request))
    return _answer(await saved.create(request, KIND, body, str(uuid4())))


async def read(request: Request) -> Response:
    """GET /api/v2/powerpacks/{id}."""
    return _answer(await _powerpack(request))


async def update(request: Request) -> Response:
    """PATCH /api/v2/powerpacks/{id}."""
    before, given = await _powerpack(request), await json_object(request)
    return _answer(await saved.save(request, before, _checked(given, before.body)))


async def delete(request: Request) -> Response:
    """DELETE /api/v2/powerpacks/{id}: 204."""
    found = await _powerpack(request)
    await asyncio.to_thread(of(request).documents.delete, KIND, found.id)
    return Response(status_code=204)


async def _powerpack(request: Request) -> Document:
    id = request.path_params["id"]
    return await saved.document(request, KIND, id, f"Powerpack with ID {id} not found")


def _checked(given: Mapping[str, Any], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    data = given.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("attributes"), dict):
        raise ApiError(400, "The value provided for parameter 'data.attributes' is invalid: an object is wanted")
    body: dict[str, Any] = dict(before or {}) | data["attributes"]
    wrong = []
    if not isinstance(body.get("name"), str) or not body["name"].strip():
        wrong.append("The value provided for parameter 'name' is invalid: a text is wanted")
    group = body.get("group_widget")
    definition = group.get("definition") if isinstance(group, dict) else None
    if not isinstance(definition, dict) or definition.get("type") != "group":
        wrong.append("The value provided for parameter 'group_widget.definition.type' is invalid: it is 'group'")
    else:
        board = {"title": "t", "layout_type": "ordered", "widgets": [group]}
        wrong += [one.replace("'widgets[0]", "'group_widget") for one in problems(board)]
    tags = body.get("tags") or []
    if not isinstance(tags, list) or len(tags) > 8 or not all(isinstance(tag, str) for tag in tags):
        wrong.append("The value provided for parameter 'tags' is invalid: a list of eight texts at most is wanted")
    if wrong:
        raise ApiError(400, *wrong)
    return body


def _answer(one: Document) -> Response:
    return JSONResponse({"data": _shown(one), "included": _authors([one])})


def _shown(one: Document) -> dict[str, Any]:
    author = {"data": {"type": "users", "id": _user(one.author)}}
    return {"type": "powerpack", "id": one.id, "attributes": one.body, "relationships": {"author": author}}


def _authors(page: list[Document]) -> list[dict[str, Any]]:
    return [
        {"type": "users", "id": _user(handle), "attributes": saved.creator(handle)}
        for handle in sorted({one.author for one in page})
    ]


def _user(handle: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"mailto:{handle}"))
