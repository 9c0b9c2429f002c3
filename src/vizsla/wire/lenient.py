"""JSON lists read at full speed, and item by item when one of them is wrong."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from vizsla.wire.errors import UNREADABLE, WireError

T = TypeVar("T")


def reason(error: msgspec.ValidationError) -> str:
    """What is wrong and at which field, in words for whoever sent it."""
    return str(error).replace(" - at `$", " at `").replace("`.", "`")


def items(body: bytes, whole: type[Any], item: type[T], member: str, reject: Callable[[str], None]) -> list[T]:
    """The list `member` of a JSON object (or the bare list when `member` is empty) as values of type `item`.

    `whole` is the type of the body. Items that do not fit are given to `reject`; WireError when nothing can be read.
    """
    try:
        read = msgspec.json.decode(body, type=whole, strict=False)
        found: list[T] = getattr(read, member) if member else read
        return found
    except msgspec.ValidationError as error:
        given = _untyped(body)
        raw = given if not member else given.get(member) if isinstance(given, dict) else None
        if not isinstance(raw, list):
            raise WireError(f"the body is not as expected: {reason(error)}") from error
    except UNREADABLE as error:
        raise WireError(f"the body is not JSON: {error}") from error
    good = []
    for index, value in enumerate(raw):
        try:
            good.append(msgspec.convert(value, item, strict=False))
        except msgspec.ValidationError as error:
            reject(f"{member or 'item'}[{index}]: {reason(error)}")
    if raw and not good:
        raise WireError(f"nothing of it can be used; first {member or 'item'}[0] is wrong, see the field's name")
    return good


def _untyped(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except UNREADABLE as error:
        raise WireError(f"the body is not JSON: {error}") from error
