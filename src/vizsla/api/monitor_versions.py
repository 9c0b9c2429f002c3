"""Earlier versions of a monitor: seen, and made the newest again."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.monitor_shown import iso
from vizsla.api.monitors import changed, editable, found_monitor
from vizsla.store.documents import Document


async def listed(request: Request) -> Response:
    """GET /api/vizsla/monitors/{id}/versions: newest first, each with its JSON."""
    rows = [
        {"version": one.version, "author": one.author, "modified": iso(one.modified), "body": one.body}
        for one in reversed(await _history(request))
    ]
    return JSONResponse({"versions": rows})


async def restore(request: Request) -> Response:
    """POST /api/vizsla/monitors/{id}/versions/{version}/restore: save it anew, so that nothing is lost."""
    number = whole(request.path_params["version"], "version", 1)
    wanted = next((one for one in await _history(request) if one.version == number), None)
    if wanted is None:
        raise ApiError(404, f"The monitor has no version {number}")
    return JSONResponse(await changed(request, await editable(request), wanted.body))


async def _history(request: Request) -> list[Document]:
    document = await found_monitor(request)
    return await asyncio.to_thread(of(request).documents.history, "monitor", document.id)
