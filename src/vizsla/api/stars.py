"""Favourites: the dashboards and lists of dashboards that somebody starred."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import saved
from vizsla.api.body import author
from vizsla.api.context import of
from vizsla.api.errors import ApiError

KIND = "stars"
_NOUNS = ("dashboard", "dashboard_list")


async def shown(request: Request) -> Response:
    """GET /api/vizsla/stars: ids by kind."""
    return JSONResponse({noun: await starred(request, noun) for noun in _NOUNS})


async def add(request: Request) -> Response:
    """PUT /api/vizsla/stars/{kind}/{id}."""
    noun, id = _named(request)
    await saved.document(request, noun, id, f"There is no {noun} {id}")
    return await _set(request, noun, id, on=True)


async def remove(request: Request) -> Response:
    """DELETE /api/vizsla/stars/{kind}/{id}."""
    return await _set(request, *_named(request), on=False)


async def starred(request: Request, noun: str) -> list[str]:
    """Ids of what whoever asks starred."""
    found = await asyncio.to_thread(of(request).documents.get, KIND, author(request))
    return list(found.body.get(noun) or ()) if found else []


def _named(request: Request) -> tuple[str, str]:
    noun = request.path_params["kind"]
    if noun not in _NOUNS:
        raise ApiError(404, f"Not found: {noun} is none of {', '.join(_NOUNS)}")
    return noun, request.path_params["id"]


async def _set(request: Request, noun: str, id: str, on: bool) -> Response:
    def change(body: dict[str, Any]) -> list[str]:
        rest = [one for one in body.get(noun) or () if one != id]
        body[noun] = [*rest, id] if on else rest
        return list(body[noun])

    return JSONResponse({noun: await saved.change(request, KIND, author(request), {}, change)})
