"""What arrived and could not be understood."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.context import of


async def listed(request: Request) -> Response:
    """GET /api/vizsla/quarantine: the newest two hundred bodies, cut to 2 KB, with the reason."""
    rows = await asyncio.to_thread(
        of(request).engine.run,
        "SELECT toUnixTimestamp(ts) AS ts, endpoint, content_type, client, error, length(body) AS size, "
        "toValidUTF8(substring(body, 1, 2000)) AS body FROM quarantine ORDER BY ts DESC LIMIT 200",
    )
    return JSONResponse({"items": rows.to_pylist()})
