"""Dashboards: create, list, read, change, delete, in the real API's JSON."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.documents.dashboard import problems, with_widget_ids
from vizsla.store.documents import Conflict, Document

_OWN = ("id", "url", "author_handle", "author_name", "created_at", "modified_at")


async def listed(request: Request) -> Response:
    """GET /api/v1/dashboard: one line for each dashboard, the latest change first."""
    found = await asyncio.to_thread(of(request).documents.all, "dashboard")
    rows = [
        {
            "id": one.id,
            "title": one.body.get("title"),
            "description": one.body.get("description"),
            "layout_type": one.body.get("layout_type"),
            "is_read_only": bool(one.body.get("is_read_only")),
            "url": _url(one),
            "author_handle": one.author,
            "created_at": _iso(one.created),
            "modified_at": _iso(one.modified),
        }
        for one in sorted(found, key=lambda one: one.modified, reverse=True)
    ]
    return JSONResponse({"dashboards": rows})


async def create(request: Request) -> Response:
    """POST /api/v1/dashboard."""
    context, body = of(request), _checked(await json_object(request))
    made = await asyncio.to_thread(
        lambda: context.documents.create("dashboard", body, id=_new_id(), author=author(request))
    )
    return JSONResponse(_shown(made))


async def read(request: Request) -> Response:
    """GET /api/v1/dashboard/{id}."""
    return JSONResponse(_shown(await _document(request)))


async def update(request: Request) -> Response:
    """PUT /api/v1/dashboard/{id}: replace it; `expected_version` guards against another's change where given."""
    context, document, given = of(request), await _document(request), await json_object(request)
    expected = given.pop("expected_version", None)
    body = _checked(given)
    try:
        saved = await asyncio.to_thread(
            lambda: context.documents.save(
                "dashboard", document.id, body, expected=expected or document.version, author=author(request)
            )
        )
    except Conflict as error:
        raise ApiError(409, "The dashboard was changed meanwhile; read it again and repeat the change") from error
    return JSONResponse(_shown(saved))


async def delete(request: Request) -> Response:
    """DELETE /api/v1/dashboard/{id}."""
    document = await _document(request)
    await asyncio.to_thread(of(request).documents.delete, "dashboard", document.id)
    return JSONResponse({"deleted_dashboard_id": document.id})


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    wrong = problems(body)
    if wrong:
        raise ApiError(400, *wrong)
    return with_widget_ids({key: value for key, value in body.items() if key not in _OWN})


def _shown(document: Document) -> Mapping[str, Any]:
    defaults: dict[str, Any] = {
        "description": None,
        "template_variables": None,
        "notify_list": None,
        "restricted_roles": [],
    }
    return (
        defaults
        | {"is_read_only": False}
        | document.body
        | {
            "id": document.id,
            "url": _url(document),
            "author_handle": document.author,
            "author_name": document.author,
            "created_at": _iso(document.created),
            "modified_at": _iso(document.modified),
            "version": document.version,
        }
    )


async def _document(request: Request) -> Document:
    wanted = request.path_params["id"]
    found = await asyncio.to_thread(of(request).documents.get, "dashboard", wanted)
    if found is None:
        raise ApiError(404, f"Dashboard with ID {wanted} not found")
    return found


def _new_id() -> str:
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(3)) for _ in range(3))


def _url(document: Document) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", str(document.body.get("title") or "").lower()).strip("-")
    return f"/dashboard/{document.id}/{slug}"


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
