"""JSON objects as dotted paths with text values, as searches see them."""

from collections.abc import Iterator
from typing import Any

import msgspec

_DEEPEST = 20


def flatten(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Pairs of path and text; each item of a list is a pair with the list's path."""
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from flatten(inner, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for inner in value:
            yield from flatten(inner, path, depth + 1)
    elif path:
        yield path, text(value)


def text(value: Any) -> str:
    """A JSON value as a search writes it."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case int() | float():
            return str(value)
        case _:
            return msgspec.json.encode(value).decode()
