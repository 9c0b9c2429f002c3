"""A request's JSON body and plain parameters, or a clear 400."""

from typing import Any

import msgspec
from starlette.requests import Request

from vizsla.api.errors import ApiError


async def json_object(request: Request, needed: bool = True) -> dict[str, Any]:
    """The body as a JSON object; an empty one stands for {} unless a body is needed."""
    raw = await request.body()
    if not raw and not needed:
        return {}
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ApiError(400, f"The body is not a JSON object: {error}") from error


def whole(text: str, field: str) -> int:
    """The text as a whole number."""
    try:
        return int(text)
    except ValueError as error:
        raise ApiError(
            400, f"The value provided for parameter '{field}' is invalid: a whole number is wanted"
        ) from error


def author(request: Request) -> str:
    """The handle of whoever asks."""
    return str(getattr(request.state, "user", "") or "")
