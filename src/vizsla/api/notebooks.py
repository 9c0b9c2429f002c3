"""Notebooks: `/api/v1/notebooks`."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import saved
from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.store.documents import Document

KIND = "notebook"
_METADATA: dict[str, Any] = {"is_template": False, "take_snapshots": False, "is_favorite": False, "type": None}
_TYPES = (None, "postmortem", "runbook", "investigation", "documentation", "report")
_OWN = ("author", "created", "modified")


async def listed(request: Request) -> Response:
    """GET /api/v1/notebooks: by author, text, kind; sorted and paged."""
    given = request.query_params
    every = await saved.documents(request, KIND)
    words = (given.get("query") or "").lower()
    found = [
        one
        for one in every
        if words in str(one.body.get("name")).lower()
        and one.author in (given.get("author_handle") or one.author).split(",")
        and one.author not in (given.get("exclude_author_handle") or "").split(",")
        and (given.get("type") or one.body["metadata"]["type"]) == one.body["metadata"]["type"]
        and _agrees(given.get("is_template"), one.body["metadata"]["is_template"])
    ]
    field, direction = given.get("sort_field") or "modified", given.get("sort_dir") or "desc"
    if field not in ("modified", "name", "created"):
        raise ApiError(400, "The value provided for parameter 'sort_field' is invalid: modified, name or created")
    found.sort(
        key=lambda one: str(one.body["name"]) if field == "name" else saved.iso(getattr(one, field)),
        reverse=direction == "desc",
    )
    start, count = whole(given.get("start") or "0", "start"), whole(given.get("count") or "100", "count")
    cells = (given.get("include_cells") or "true").lower() != "false"
    page = {"total_count": len(every), "total_filtered_count": len(found)}
    return JSONResponse({"data": [_shown(one, cells) for one in found[start : start + count]], "meta": {"page": page}})


async def create(request: Request) -> Response:
    """POST /api/v1/notebooks."""
    body = _checked(await json_object(request))
    number = await asyncio.to_thread(of(request).documents.next_number, KIND)
    return JSONResponse({"data": _shown(await saved.create(request, KIND, body, str(number)))})


async def read(request: Request) -> Response:
    """GET /api/v1/notebooks/{id}."""
    return JSONResponse({"data": _shown(await _notebook(request))})


async def update(request: Request) -> Response:
    """PUT /api/v1/notebooks/{id}."""
    before, body = await _notebook(request), _checked(await json_object(request))
    return JSONResponse({"data": _shown(await saved.save(request, before, body))})


async def delete(request: Request) -> Response:
    """DELETE /api/v1/notebooks/{id}: 204."""
    found = await _notebook(request)
    await asyncio.to_thread(of(request).documents.delete, KIND, found.id)
    return Response(status_code=204)


async def _notebook(request: Request) -> Document:
    id = request.path_params["id"]
    return await saved.document(request, KIND, id, f"Notebook with id {id} not found")


def _agrees(text: str | None, flag: bool) -> bool:
    return text is None or (text.lower() == "true") == flag


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    data = given.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("attributes"), dict):
        raise ApiError(400, "The value provided for parameter 'data.attributes' is invalid: an object is wanted")
    if data.get("type") != "notebooks":
        raise ApiError(400, "The value provided for parameter 'data.type' is invalid: it is 'notebooks'")
    body = {key: value for key, value in data["attributes"].items() if key not in _OWN}
    wrong = []
    if not isinstance(body.get("name"), str) or not 0 < len(body["name"].strip()) <= 80:
        wrong.append("The value provided for parameter 'name' is invalid: a text of 80 letters at most is wanted")
    if not isinstance(body.get("time"), dict):
        wrong.append("The value provided for parameter 'time' is invalid: an object is wanted")
    if body.get("status", "published") != "published":
        wrong.append("The value provided for parameter 'status' is invalid: it is 'published'")
    metadata = body.get("metadata") or {}
    if not isinstance(metadata, dict) or metadata.get("type") not in _TYPES:
        wrong.append("The value provided for parameter 'metadata.type' is invalid")
    cells = body.get("cells")
    if not isinstance(cells, list):
        wrong.append("The value provided for parameter 'cells' is invalid: a list is wanted")
    for i, cell in enumerate(cells if isinstance(cells, list) else []):
        attributes = cell.get("attributes") if isinstance(cell, dict) else None
        definition = attributes.get("definition") if isinstance(attributes, dict) else None
        if not isinstance(definition, dict) or not isinstance(definition.get("type"), str):
            wrong.append(
                f"The value provided for parameter 'cells[{i}].attributes.definition.type' is invalid: a text is wanted"
            )
    if wrong:
        raise ApiError(400, *wrong)
    return body | {
        "status": "published",
        "metadata": _METADATA | {key: value for key, value in metadata.items() if value is not None},
        "cells": [
            cell | {"id": cell.get("id") or secrets.token_hex(4), "type": "notebook_cells"} for cell in cells or ()
        ],
    }


def _shown(one: Document, cells: bool = True) -> dict[str, Any]:
    own = {
        "author": saved.creator(one.author) | {"disabled": False, "status": "Active", "verified": True},
        "created": saved.iso(one.created),
        "modified": saved.iso(one.modified),
    }
    shown = {key: value for key, value in one.body.items() if cells or key != "cells"}
    return {"type": "notebooks", "id": int(one.id), "attributes": shown | own}
