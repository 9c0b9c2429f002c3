"""Services and their resources, as spans tell of them."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.context import of
from vizsla.api.searching import json
from vizsla.query import traces
from vizsla.query.moments import Window, window
from vizsla.query.service_map import service_map


async def listed(request: Request) -> Response:
    """GET /api/vizsla/services: entries by service, environment and operation; `from`, `to`, `env`."""
    env = request.query_params.get("env") or ""
    found = await asyncio.to_thread(traces.services, _window(request), env, of(request).engine.run)
    return json({"services": found})


async def resources(request: Request) -> Response:
    """GET /api/vizsla/services/{service}/resources: by total time; `from`, `to`, `env`, `operation`."""
    found = await asyncio.to_thread(traces.resources, *_asked(request), of(request).engine.run)
    return json({"resources": found})


async def latencies(request: Request) -> Response:
    """GET /api/vizsla/services/{service}/latencies: requests by duration; `from`, `to`, `env`, `operation`."""
    found = await asyncio.to_thread(traces.latencies, *_asked(request), of(request).engine.run)
    return json({"latencies": found})


async def map_(request: Request) -> Response:
    """GET /api/vizsla/service_map: services and which calls which; `from`, `to`, `env`."""
    env = request.query_params.get("env") or ""
    found = await asyncio.to_thread(service_map, _window(request), env, of(request).engine.run)
    return json({"nodes": found.nodes, "edges": found.edges, "sampled": found.sampled})


def _asked(request: Request) -> tuple[Window, str, str, str]:
    given = request.query_params
    return _window(request), request.path_params["service"], given.get("env") or "", given.get("operation") or ""


def _window(request: Request) -> Window:
    given = request.query_params
    return window(given.get("from"), given.get("to"), of(request).clock(), "now-1h")
