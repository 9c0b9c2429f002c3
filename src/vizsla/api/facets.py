"""What people can filter by: values of the usual fields, with counts."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.context import of
from vizsla.api.searching import json
from vizsla.query.facets import facets
from vizsla.query.moments import window
from vizsla.query.search.syntax import Table


async def logs(request: Request) -> Response:
    """GET /api/vizsla/facets/logs."""
    return await _answer(request, "logs")


async def spans(request: Request) -> Response:
    """GET /api/vizsla/facets/spans."""
    return await _answer(request, "spans")


async def events(request: Request) -> Response:
    """GET /api/vizsla/facets/events."""
    return await _answer(request, "events")


async def _answer(request: Request, table: Table) -> Response:
    given, context = request.query_params, of(request)
    span = window(given.get("from"), given.get("to"), context.clock())
    found = await asyncio.to_thread(facets, table, given.get("query") or "", span, context.engine.run)
    shown = [
        {"name": one.name, "values": [{"value": value, "count": count} for value, count in one.values]} for one in found
    ]
    return json({"facets": shown})
