"""Dashboards: create, list, read, change, delete and restore, in the real API's JSON."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import saved
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.documents.dashboard import problems, with_widget_ids
from vizsla.store.documents import Document

KIND, DELETED, SHARED = "dashboard", "deleted_dashboard", "shared_dashboard"
OWN = ("id", "url", "author_handle", "author_name", "created_at", "modified_at", "version")


async def listed(request: Request) -> Response:
    """GET /api/v1/dashboard: a line for each, the latest change first; `filter[shared]`, `filter[deleted]`, paging."""
    given = request.query_params
    found = await saved.documents(request, DELETED if _flag(given.get("filter[deleted]")) else KIND)
    if _flag(given.get("filter[shared]")):
        shared = {one.body["dashboard_id"] for one in await saved.documents(request, SHARED)}
        found = [one for one in found if one.id in shared]
    start = whole(given.get("start") or "0", "start")
    count = whole(given.get("count") or str(len(found)), "count")
    rows = sorted(found, key=lambda one: one.modified, reverse=True)[start : start + count]
    return JSONResponse({"dashboards": [row(one) for one in rows]})


async def create(request: Request) -> Response:
    """POST /api/v1/dashboard."""
    return JSONResponse(shown(await made(request, await json_object(request))))


async def read(request: Request) -> Response:
    """GET /api/v1/dashboard/{id}."""
    return JSONResponse(shown(await document(request)))


async def update(request: Request) -> Response:
    """PUT /api/v1/dashboard/{id}: replace it; `expected_version` guards against another's change where given."""
    before, given = await document(request), await json_object(request)
    expected = given.pop("expected_version", None)
    if expected is not None and not isinstance(expected, int):
        raise ApiError(400, "The value provided for parameter 'expected_version' is invalid: a version's number")
    return JSONResponse(shown(await saved.save(request, before, checked(given), expected)))


async def delete(request: Request) -> Response:
    """DELETE /api/v1/dashboard/{id}: it can be restored."""
    found = await document(request)
    await asyncio.to_thread(of(request).documents.move, KIND, found.id, DELETED)
    return JSONResponse({"deleted_dashboard_id": found.id})


async def delete_several(request: Request) -> Response:
    """DELETE /api/v1/dashboard with `{"data": [{"id", "type": "dashboard"}]}`: all of them, or none."""
    await _moved(request, KIND, DELETED)
    return Response(status_code=204)


async def restore(request: Request) -> Response:
    """PATCH /api/v1/dashboard with the same body: bring deleted ones back."""
    await _moved(request, DELETED, KIND)
    return Response(status_code=204)


async def document(request: Request, id: str | None = None) -> Document:
    """The dashboard that the path names, or this one; a 404 where there is none."""
    wanted = request.path_params["id"] if id is None else id
    return await saved.document(request, KIND, wanted, f"Dashboard with ID {wanted} not found")


async def made(request: Request, body: Mapping[str, Any]) -> Document:
    """A new dashboard of this JSON."""
    return await saved.create(request, KIND, checked(body), new_id())


def checked(body: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a dashboard's JSON: all but what the server adds. A 400 names what is wrong with it."""
    wrong = problems(body)
    if wrong:
        raise ApiError(400, *wrong)
    return with_widget_ids({key: value for key, value in body.items() if key not in OWN})


def shown(document: Document) -> dict[str, Any]:
    """A dashboard as the API answers it: as it was given, with what the server adds."""
    defaults: dict[str, Any] = {
        "description": None,
        "template_variables": None,
        "notify_list": None,
        "restricted_roles": [],
        "is_read_only": False,
    }
    own = {"id": document.id, "url": url(document), "author_handle": document.author, "author_name": document.author}
    moments = {"created_at": saved.iso(document.created), "modified_at": saved.iso(document.modified)}
    return defaults | document.body | own | moments | {"version": document.version}


def row(one: Document) -> dict[str, Any]:
    """A dashboard as lists show it."""
    return {
        "id": one.id,
        "title": one.body.get("title"),
        "description": one.body.get("description"),
        "layout_type": one.body.get("layout_type"),
        "is_read_only": bool(one.body.get("is_read_only")),
        "url": url(one),
        "author_handle": one.author,
        "created_at": saved.iso(one.created),
        "modified_at": saved.iso(one.modified),
        "tags": one.body.get("tags") or [],
    }


def url(document: Document) -> str:
    """Where people see it, with its title for them to read."""
    slug = re.sub(r"[^a-z0-9]+", "-", str(document.body.get("title") or "").lower()).strip("-")
    return f"/dashboard/{document.id}/{slug}"


def new_id() -> str:
    """An id that nobody has to spell twice: three groups of letters and digits that look unlike one another."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(3)) for _ in range(3))


async def _moved(request: Request, kind: str, to: str) -> None:
    context, data = of(request), (await json_object(request)).get("data")
    if not isinstance(data, list) or not data:
        raise ApiError(400, "The value provided for parameter 'data' is invalid: a list of dashboards is wanted")
    ids = []
    for i, one in enumerate(data):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise ApiError(400, f"The value provided for parameter 'data[{i}].id' is invalid: a text is wanted")
        if one.get("type") != "dashboard":
            raise ApiError(400, f"The value provided for parameter 'data[{i}].type' is invalid: it is 'dashboard'")
        ids.append(one["id"])
    missing = [id for id in ids if await asyncio.to_thread(context.documents.get, kind, id) is None]
    if missing:
        raise ApiError(404, f"Dashboards with IDs {', '.join(missing)} not found")
    for id in ids:
        await asyncio.to_thread(context.documents.move, kind, id, to)


def _flag(text: str | None) -> bool:
    return (text or "").lower() in ("true", "1")
