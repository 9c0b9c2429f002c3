"""Earlier versions of a dashboard: seen, and made the newest again."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import dashboards, saved
from vizsla.api.body import whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.store.documents import Document


async def listed(request: Request) -> Response:
    """GET /api/vizsla/dashboards/{id}/versions: newest first."""
    found = await _history(request)
    rows = [
        {
            "version": one.version,
            "author_handle": one.author,
            "modified_at": saved.iso(one.modified),
            "title": one.body.get("title"),
            "widgets": len(one.body.get("widgets") or ()),
        }
        for one in reversed(found)
    ]
    return JSONResponse({"versions": rows})


async def read(request: Request) -> Response:
    """GET /api/vizsla/dashboards/{id}/versions/{version}: the dashboard as it was."""
    return JSONResponse(dashboards.shown(await _version(request)))


async def restore(request: Request) -> Response:
    """POST /api/vizsla/dashboards/{id}/versions/{version}/restore: save it anew, so that nothing is lost."""
    before, wanted = await dashboards.document(request), await _version(request)
    return JSONResponse(dashboards.shown(await saved.save(request, before, wanted.body)))


async def _history(request: Request) -> list[Document]:
    found = await dashboards.document(request)
    return await asyncio.to_thread(of(request).documents.history, dashboards.KIND, found.id)


async def _version(request: Request) -> Document:
    text = request.path_params["version"]
    number = whole(text, "version", 1)
    for one in await _history(request):
        if one.version == number:
            return one
    raise ApiError(404, f"Dashboard with ID {request.path_params['id']} has no version {text}")
