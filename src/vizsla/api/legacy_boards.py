"""Timeboards (`/api/v1/dash`) and screenboards (`/api/v1/screen`), as old scripts ask for them: dashboards beneath."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import dashboards, saved, sharing
from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.documents import legacy_board
from vizsla.store.documents import Document

Json = dict[str, Any]
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class _Form:
    path: str
    layout: str
    title: str
    parts: str
    of_board: Callable[[Json], Json]
    board: Callable[[Json], Json]


_TIME = _Form("dash", "ordered", "title", "graphs", legacy_board.of_timeboard, legacy_board.timeboard)
_SCREEN = _Form("screen", "free", "board_title", "widgets", legacy_board.of_screenboard, legacy_board.screenboard)


def _number(id: str) -> int:
    """The whole number that stands for a dashboard's id; below 2**53, so that JavaScript reads it exactly."""
    return int(id.replace("-", ""), 36)


def _id(text: str) -> str:
    """A dashboard's id, from itself or from its number."""
    if not re.fullmatch(r"\d{1,15}", text):
        return text
    number, digits = int(text), ""
    for _ in range(9):
        number, digit = divmod(number, 36)
        digits = _ALPHABET[digit] + digits
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def _shown(form: _Form, one: Document) -> Json:
    board = form.board(one.body)
    moments = {"created": saved.iso(one.created), "modified": saved.iso(one.modified)}
    about = {"id": _number(one.id), "new_id": one.id, "created_by": saved.creator(one.author)} | moments
    defaults: Json = {"template_variables": [], "description": None}
    shown = defaults | {key: value for key, value in board.items() if value is not None} | about
    if form is _SCREEN:
        return shown
    return {"dash": shown, "url": dashboards.url(one), "resource": f"/api/v1/dash/{about['id']}"}


def _row(form: _Form, one: Document) -> Json:
    number = _number(one.id)
    return {
        "id": str(number) if form is _TIME else number,
        "new_id": one.id,
        "title": one.body.get("title"),
        "description": one.body.get("description"),
        "resource": f"/api/v1/{form.path}/{number}",
        "created": saved.iso(one.created),
        "modified": saved.iso(one.modified),
        "created_by": saved.creator(one.author),
        "read_only": bool(one.body.get("is_read_only")),
    }


def _listed(form: _Form) -> Callable[[Request], Awaitable[Response]]:
    async def listed(request: Request) -> Response:
        found = await saved.documents(request, dashboards.KIND)
        rows = [_row(form, one) for one in found if one.body.get("layout_type") == form.layout]
        return JSONResponse({"dashes" if form is _TIME else "screenboards": rows})

    return listed


def _create(form: _Form) -> Callable[[Request], Awaitable[Response]]:
    async def create(request: Request) -> Response:
        return JSONResponse(_shown(form, await dashboards.made(request, await _converted(form, request))))

    return create


def _read(form: _Form) -> Callable[[Request], Awaitable[Response]]:
    async def read(request: Request) -> Response:
        return JSONResponse(_shown(form, await _board(request)))

    return read


def _update(form: _Form) -> Callable[[Request], Awaitable[Response]]:
    async def update(request: Request) -> Response:
        before = await _board(request)
        body = dashboards.checked(await _converted(form, request))
        return JSONResponse(_shown(form, await saved.save(request, before, body)))

    return update


def _delete(form: _Form) -> Callable[[Request], Awaitable[Response]]:
    async def delete(request: Request) -> Response:
        found = await _board(request)
        await asyncio.to_thread(of(request).documents.move, dashboards.KIND, found.id, dashboards.DELETED)
        return Response(status_code=204) if form is _TIME else JSONResponse(_shown(form, found))

    return delete


list_timeboards, list_screenboards = _listed(_TIME), _listed(_SCREEN)
create_timeboard, create_screenboard = _create(_TIME), _create(_SCREEN)
read_timeboard, read_screenboard = _read(_TIME), _read(_SCREEN)
update_timeboard, update_screenboard = _update(_TIME), _update(_SCREEN)
delete_timeboard, delete_screenboard = _delete(_TIME), _delete(_SCREEN)


async def share(request: Request) -> Response:
    """POST /api/v1/screen/share/{id}: a public link."""
    found = await _board(request)
    made = await sharing.opened(request, found)
    return JSONResponse(
        {"board_id": _number(found.id), "public_url": sharing.shown(request, made, found)["public_url"]}
    )


async def unshare(request: Request) -> Response:
    """DELETE /api/v1/screen/share/{id}: revoke its public links."""
    found = await _board(request)
    for one in await saved.documents(request, dashboards.SHARED):
        if one.body["dashboard_id"] == found.id:
            await asyncio.to_thread(of(request).documents.delete, dashboards.SHARED, one.id)
    return JSONResponse(None)


async def _board(request: Request) -> Document:
    text = request.path_params["id"]
    return await dashboards.document(request, _id(text))


async def _converted(form: _Form, request: Request) -> Json:
    own = {"id", "new_id", "created", "modified", "created_by", "resource", "url"}
    given = {key: value for key, value in (await json_object(request)).items() if key not in own}
    if wrong := legacy_board.problems(given, form.title, form.parts):
        raise ApiError(400, *wrong)
    return form.of_board(given)
