"""Tags and the identity of a series."""

from collections.abc import Iterable

from xxhash import xxh3_64_intdigest


def canonical(tags: Iterable[str]) -> list[str]:
    """Sorted tags; a tag given twice stays twice only if its values differ."""
    return sorted(set(tags))


def series_id(metric: str, tags: list[str]) -> int:
    """The 64-bit id of the series with this metric and these canonical tags (xxh3 over newline-joined text)."""
    return xxh3_64_intdigest("\n".join((metric, *tags)).encode())


def value_of(tags: Iterable[str], key: str) -> str:
    """The value of the first tag with this key, or an empty text."""
    start = key + ":"
    return next((tag[len(start) :] for tag in tags if tag.startswith(start)), "")
