"""Lists of dashboards that people keep: `/api/v1/dashboard/lists/manual`, and their items under v1 and v2."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import dashboards, saved, stars
from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.store.documents import Document

KIND = "dashboard_list"
_TYPES = (
    "custom_timeboard", "custom_screenboard", "integration_timeboard", "integration_screenboard", "host_timeboard",
)  # fmt: skip


async def listed(request: Request) -> Response:
    """GET /api/v1/dashboard/lists/manual."""
    starred = await stars.starred(request, KIND)
    rows = [_shown(one, starred) for one in await saved.documents(request, KIND)]
    return JSONResponse({"dashboard_lists": rows})


async def create(request: Request) -> Response:
    """POST /api/v1/dashboard/lists/manual with a `name`."""
    name = _name(await json_object(request))
    number = await asyncio.to_thread(of(request).documents.next_number, KIND)
    made = await saved.create(request, KIND, {"name": name, "items": []}, str(number))
    return JSONResponse(_shown(made, []))


async def read(request: Request) -> Response:
    """GET /api/v1/dashboard/lists/manual/{list}."""
    return JSONResponse(_shown(await _list(request), await stars.starred(request, KIND)))


async def update(request: Request) -> Response:
    """PUT /api/v1/dashboard/lists/manual/{list}: another name."""
    before, name = await _list(request), _name(await json_object(request))
    after = await saved.save(request, before, before.body | {"name": name})
    return JSONResponse(_shown(after, await stars.starred(request, KIND)))


async def delete(request: Request) -> Response:
    """DELETE /api/v1/dashboard/lists/manual/{list}; its dashboards stay."""
    found = await _list(request)
    await asyncio.to_thread(of(request).documents.delete, KIND, found.id)
    return JSONResponse({"deleted_dashboard_list_id": int(found.id)})


async def items(request: Request) -> Response:
    """GET …/manual/{list}/dashboards: the list's dashboards that are not deleted."""
    found = await _list(request)
    known = {one.id: one for one in await saved.documents(request, dashboards.KIND)}
    starred = await stars.starred(request, "dashboard")
    shared = {one.body["dashboard_id"] for one in await saved.documents(request, dashboards.SHARED)}
    rows = [_item(known[one["id"]], one["type"], starred, shared) for one in found.body["items"] if one["id"] in known]
    return JSONResponse({"dashboards": rows, "total": len(rows)})


async def add_items(request: Request) -> Response:
    """POST …/manual/{list}/dashboards; answers what was not in the list before."""
    found, given = await _list(request), await _given(request)
    await _exist(request, given)
    known = {one["id"] for one in found.body["items"]}
    fresh = [one for one in given if one["id"] not in known]
    await saved.save(request, found, found.body | {"items": found.body["items"] + fresh})
    return JSONResponse({"added_dashboards_to_list": fresh})


async def replace_items(request: Request) -> Response:
    """PUT …/manual/{list}/dashboards."""
    found, given = await _list(request), await _given(request)
    await _exist(request, given)
    await saved.save(request, found, found.body | {"items": given})
    return JSONResponse({"dashboards": given})


async def remove_items(request: Request) -> Response:
    """DELETE …/manual/{list}/dashboards; answers what was taken off."""
    found, given = await _list(request), await _given(request)
    wanted = {one["id"] for one in given}
    gone = [one for one in found.body["items"] if one["id"] in wanted]
    rest = [one for one in found.body["items"] if one["id"] not in wanted]
    await saved.save(request, found, found.body | {"items": rest})
    return JSONResponse({"deleted_dashboards_from_list": gone})


def type_of(one: Document) -> str:
    """The type that lists name a dashboard by."""
    return "custom_screenboard" if one.body.get("layout_type") == "free" else "custom_timeboard"


async def _list(request: Request) -> Document:
    id = request.path_params["list"]
    return await saved.document(request, KIND, id, f"Manual Dashboard List with id {id} not found")


def _name(body: dict[str, Any]) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not name.strip():
        raise ApiError(400, "The value provided for parameter 'name' is invalid: a text is wanted")
    return name.strip()


async def _given(request: Request) -> list[dict[str, str]]:
    given = (await json_object(request)).get("dashboards")
    if not isinstance(given, list):
        raise ApiError(400, "The value provided for parameter 'dashboards' is invalid: a list is wanted")
    found: dict[str, dict[str, str]] = {}
    for i, one in enumerate(given):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise ApiError(400, f"The value provided for parameter 'dashboards[{i}].id' is invalid: a text is wanted")
        if one.get("type") not in _TYPES:
            raise ApiError(
                400, f"The value provided for parameter 'dashboards[{i}].type' is invalid: one of {', '.join(_TYPES)}"
            )
        found[one["id"]] = {"id": one["id"], "type": one["type"]}
    return list(found.values())


async def _exist(request: Request, given: list[dict[str, str]]) -> None:
    for one in given:
        await dashboards.document(request, one["id"])


def _shown(one: Document, starred: list[str]) -> dict[str, Any]:
    return {
        "id": int(one.id),
        "name": one.body["name"],
        "type": "manual_dashboard_list",
        "author": saved.creator(one.author),
        "created": saved.iso(one.created),
        "modified": saved.iso(one.modified),
        "dashboard_count": len(one.body["items"]),
        "dashboards": None,
        "is_favorite": one.id in starred,
    }


def _item(one: Document, kind: str, starred: list[str], shared: set[str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": kind,
        "title": one.body.get("title"),
        "url": dashboards.url(one),
        "author": saved.creator(one.author),
        "created": saved.iso(one.created),
        "modified": saved.iso(one.modified),
        "icon": None,
        "integration_id": None,
        "is_favorite": one.id in starred,
        "is_read_only": bool(one.body.get("is_read_only")),
        "is_shared": one.id in shared,
        "popularity": 0,
        "tags": one.body.get("tags") or [],
    }
