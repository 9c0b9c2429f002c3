"""What answers about saved documents share: who made them, when, and what they say when there is none."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from starlette.requests import Request

from vizsla.api.body import author
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.store.documents import Conflict, Document

T = TypeVar("T")


def iso(moment: datetime) -> str:
    """The moment as the first generation of the API writes it."""
    return moment.isoformat(timespec="microseconds")


def creator(handle: str) -> dict[str, Any]:
    """Who made something."""
    return {"handle": handle, "name": handle.partition("@")[0] or None, "email": handle}


async def document(request: Request, kind: str, id: str, missing: str) -> Document:
    """The newest version of a document; a 404 with this sentence where there is none."""
    found = await asyncio.to_thread(of(request).documents.get, kind, id)
    if found is None:
        raise ApiError(404, missing)
    return found


async def documents(request: Request, kind: str) -> list[Document]:
    """Every document of a kind, oldest first."""
    return await asyncio.to_thread(of(request).documents.all, kind)


async def create(request: Request, kind: str, body: dict[str, Any], id: str | None = None) -> Document:
    """Store a new document of whoever asks."""
    return await asyncio.to_thread(
        lambda: of(request).documents.create(kind, body, id=id, author=author(request)),
    )


async def save(request: Request, before: Document, body: dict[str, Any], expected: int | None = None) -> Document:
    """Store a new version; a 409 where somebody else saved since `before`, or since version `expected`, was read."""
    try:
        return await asyncio.to_thread(
            lambda: of(request).documents.save(
                before.kind, before.id, body, expected=expected or before.version, author=author(request)
            )
        )
    except Conflict as error:
        raise ApiError(
            409, f"The {before.kind.replace('_', ' ')} was changed meanwhile; read it again and repeat the change"
        ) from error


async def change(request: Request, kind: str, id: str, empty: dict[str, Any], how: Callable[[dict[str, Any]], T]) -> T:
    """Change a document in place, made from `empty` where there is none; repeated while others change it too."""
    store, handle = of(request).documents, author(request)

    def attempt() -> T:
        while True:
            before = store.get(kind, id)
            body = dict(before.body if before else empty)
            result = how(body)
            try:
                if before is None:
                    store.create(kind, body, id=id, author=handle)
                else:
                    store.save(kind, id, body, expected=before.version, author=handle)
                return result
            except Conflict:
                continue

    return await asyncio.to_thread(attempt)
