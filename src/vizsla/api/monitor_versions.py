"""Earlier versions of a monitor: seen, and made the newest again; and the graph that belongs to it."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.monitor_shown import iso
from vizsla.api.monitors import changed, editable, found_monitor
from vizsla.documents.monitor import problems
from vizsla.monitors.graph import graph_of
from vizsla.monitors.kind import condition_of
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


async def graph(request: Request) -> Response:
    """GET /api/vizsla/monitors/{id}/graph: the definition of its graph, of one `group` where that is given."""
    document = await found_monitor(request)
    try:
        condition = condition_of(document.body)
    except ValueError:
        return JSONResponse({"definition": None})
    text = request.query_params.get("group") or ""
    group = tuple(text.split(",")) if text and text != "total" else ()
    found = graph_of(document.body, condition, group, of(request).clock())
    return JSONResponse({"definition": found["definition"] if found else None})


async def drawn(request: Request) -> Response:
    """POST /api/vizsla/monitors/graph: a monitor's JSON in; the definition of the graph that it would have."""
    monitor = await json_object(request)
    if wrong := problems(monitor, None):
        raise ApiError(400, *wrong)
    try:
        condition = condition_of(monitor)
    except ValueError as error:
        raise ApiError(400, f"The value provided for parameter 'query' is invalid: {error}") from error
    found = graph_of(monitor, condition, (), of(request).clock())
    return JSONResponse({"definition": found["definition"] if found else None})


async def _history(request: Request) -> list[Document]:
    document = await found_monitor(request)
    return await asyncio.to_thread(of(request).documents.history, "monitor", document.id)
