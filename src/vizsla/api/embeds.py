"""Single graphs to be framed in other sites: `/api/v1/graph/embed`. Each is a shared dashboard of one widget."""

import re
from collections.abc import Collection
from typing import Any
from uuid import uuid4

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import saved
from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.documents.legacy_board import of_timeboard
from vizsla.store.documents import Document
from vizsla.wire.errors import UNREADABLE

KIND = "graph_embed"
_SPANS = {"5_minutes": "15m", "15_minutes": "15m", "1_hour": "1h", "4_hours": "4h", "1_day": "1d", "2_days": "2d",
          "1_week": "1w", "1_month": "1mo"}  # fmt: skip
_SIZES = {"small": (480, 240), "medium": (600, 300), "large": (720, 360), "xlarge": (1000, 500)}


async def create(request: Request) -> Response:
    """POST /api/v1/graph/embed: `graph_json`, and `timeframe`, `size`, `legend`, `title` where given."""
    given = await json_object(request)
    graph = given.get("graph_json")
    try:
        definition = msgspec.json.decode(graph, type=dict[str, Any]) if isinstance(graph, str) else graph
    except UNREADABLE:
        definition = None
    if not isinstance(definition, dict) or not isinstance(definition.get("viz", "timeseries"), str):
        raise ApiError(400, "The value provided for parameter 'graph_json' is invalid: the JSON of a graph is wanted")
    choices: dict[str, tuple[str, Collection[str]]] = {
        "timeframe": ("1_hour", _SPANS), "size": ("medium", _SIZES), "legend": ("no", ("yes", "no")),
    }  # fmt: skip
    kept = {}
    for field, (standard, allowed) in choices.items():
        kept[field] = given.get(field) or standard
        if not isinstance(kept[field], str) or kept[field] not in allowed:
            raise ApiError(400, f"The value provided for parameter '{field}' is invalid: one of {', '.join(allowed)}")
    title = given.get("title") or definition.get("title") or ""
    if not isinstance(title, str):
        raise ApiError(400, "The value provided for parameter 'title' is invalid: a text is wanted")
    board = of_timeboard({"title": title, "graphs": [{"title": title, "definition": definition}]})
    board["widgets"][0]["definition"]["show_legend"] = kept["legend"] == "yes"
    share = {
        "share_type": "embed", "embeddable_domains": ["*"], "status": "active",
        "global_time": {"live_span": _SPANS[kept["timeframe"]]},
    }  # fmt: skip
    names = sorted(set(re.findall(r"\$(\w+)", str(definition))))
    body = kept | {"title": title, "variables": names, "board": board, "share": share}
    return JSONResponse(_shown(request, await saved.create(request, KIND, body, uuid4().hex)))


async def listed(request: Request) -> Response:
    """GET /api/v1/graph/embed."""
    found = await saved.documents(request, KIND)
    return JSONResponse({"embedded_graphs": [_shown(request, one) for one in found]})


async def read(request: Request) -> Response:
    """GET /api/v1/graph/embed/{id}."""
    return JSONResponse(_shown(request, await _embed(request)))


async def enable(request: Request) -> Response:
    """GET /api/v1/graph/embed/{id}/enable: show it again."""
    return await _set(request, "active", "enabled")


async def revoke(request: Request) -> Response:
    """GET /api/v1/graph/embed/{id}/revoke: show it no more."""
    return await _set(request, "paused", "revoked")


async def _set(request: Request, status: str, word: str) -> Response:
    found = await _embed(request)
    await saved.save(request, found, found.body | {"share": found.body["share"] | {"status": status}})
    return JSONResponse({"success": f"Embed {found.id} successfully {word}."})


async def _embed(request: Request) -> Document:
    id = request.path_params["id"]
    return await saved.document(request, KIND, id, f"No embed exists with id {id}")


def _shown(request: Request, one: Document) -> dict[str, Any]:
    width, height = _SIZES[one.body["size"]]
    address = f"{of(request).settings.url}/public/{one.id}"
    return {
        "embed_id": one.id,
        "html": f'<iframe src="{address}" width="{width}" height="{height}" frameborder="0"></iframe>',
        "graph_title": one.body["title"],
        "revoked": one.body["share"]["status"] != "active",
        "template_variables": one.body["variables"],
        "dash_name": None,
        "dash_url": None,
        "shared_by": saved.creator(one.author)["name"],
    }
