"""Service checks: the latest results."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.context import of
from vizsla.api.searching import json
from vizsla.query import checks
from vizsla.query.moments import window


async def latest(request: Request) -> Response:
    """GET /api/vizsla/checks: the newest result of each host and set of tags; `check`, `tags`, `from`, `to`."""
    given, context = request.query_params, of(request)
    span = window(given.get("from"), given.get("to"), context.clock(), "now-1d")
    tags = [tag.strip() for tag in (given.get("tags") or "").split(",") if tag.strip()]
    found = await asyncio.to_thread(checks.latest, span, given.get("check") or "", tags, context.engine.run)
    return json({"checks": found})


async def names(request: Request) -> Response:
    """GET /api/vizsla/checks/names: every check that reported; `from`, `to`."""
    given, context = request.query_params, of(request)
    span = window(given.get("from"), given.get("to"), context.clock(), "now-1d")
    return json({"names": await asyncio.to_thread(checks.names, span, context.engine.run)})
