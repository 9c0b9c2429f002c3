"""The keys, for the settings page."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.context import of


async def shown(request: Request) -> Response:
    """GET /api/vizsla/keys: every API and application key that was made here."""
    documents = of(request).documents
    api_keys = await asyncio.to_thread(documents.all, "api_key")
    app_keys = await asyncio.to_thread(documents.all, "app_key")
    return JSONResponse({"api_keys": [key.body for key in api_keys], "app_keys": [key.body for key in app_keys]})
