"""A request's JSON body and plain parameters, or a clear 400."""

from typing import Any, TypeVar

import msgspec
from starlette.requests import Request

from vizsla.api.errors import ApiError
from vizsla.wire.errors import UNREADABLE

T = TypeVar("T")

_LARGEST = 4 << 20
LONGEST_S = 3 * 366 * 86400  # the longest time that a metrics query may span


async def json_object(request: Request, needed: bool = True) -> dict[str, Any]:
    """The body as a JSON object; an empty one stands for {} unless a body is needed."""
    raw = await _read(request)
    if not raw and not needed:
        return {}
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except UNREADABLE as error:
        raise ApiError(400, f"The body is not a JSON object: {error}") from error


async def json_of(request: Request, kind: type[T]) -> T:
    """The body as JSON of this type; ApiError names the field at fault."""
    try:
        return msgspec.json.decode(await _read(request), type=kind)
    except UNREADABLE as error:
        raise ApiError(400, f"API input validation failed: {str(error).replace('$.', '')}") from error


async def _read(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _LARGEST:
            raise ApiError(413, f"The body is larger than {_LARGEST >> 20} MB")
        parts.append(part)
    return b"".join(parts)


def whole(text: str, field: str, least: int = 0, most: int = 1 << 53) -> int:
    """The text as a whole number within bounds."""
    try:
        number = int(text)
    except ValueError as error:
        raise ApiError(
            400, f"The value provided for parameter '{field}' is invalid: a whole number is wanted"
        ) from error
    if not least <= number <= most:
        raise ApiError(400, f"The value provided for parameter '{field}' is invalid: {least} to {most} is wanted")
    return number


def author(request: Request) -> str:
    """The handle of whoever asks."""
    return str(getattr(request.state, "user", "") or "")
