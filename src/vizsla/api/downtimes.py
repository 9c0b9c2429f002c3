"""What both forms of the downtimes' API share: reading, making, changing and cancelling what is stored."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import msgspec
from starlette.requests import Request

from vizsla.api.body import author
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.documents.downtimes import newer, older
from vizsla.documents.downtimes.downtime import Downtime
from vizsla.monitors.announcing import News, What, tell
from vizsla.monitors.silences import KIND, covering, downtime_of
from vizsla.store.documents import Conflict, Document

_FORMS = {"v1": older, "v2": newer}
_MOST_TAGS = 32


async def every(request: Request) -> list[Document]:
    """All downtimes, the newest first."""
    found = await asyncio.to_thread(of(request).documents.all, KIND)
    return sorted(found, key=lambda one: -int(one.id))


async def found(request: Request, by: str = "id") -> Document:
    """The downtime that the path names by its number or its UUID."""
    wanted = request.path_params["id"]
    document = None
    if by == "id":
        document = await asyncio.to_thread(of(request).documents.get, KIND, wanted)
    else:
        document = next((one for one in await every(request) if one.body["uuid"] == wanted), None)
    if document is None:
        raise ApiError(404, "Downtime not found")
    return document


async def make(request: Request, form: str, given: Mapping[str, Any]) -> Document:
    """Store a downtime as it was given, and tell whom its message mentions."""
    context = of(request)
    filled, _ = await _checked(context, form, given)
    body = {"form": form, "given": filled, "uuid": str(uuid4()), "canceled": None, "updater": None}

    def work() -> Document:
        number = str(context.documents.next_number(KIND))
        return context.documents.create(KIND, body, id=number, author=author(request))

    document = await asyncio.to_thread(work)
    await _tell(context, document, "scheduled")
    return document


async def change(request: Request, document: Document, form: str, given: Mapping[str, Any]) -> Document:
    """Replace what a downtime says; one that was cancelled is made anew."""
    context = of(request)
    filled, downtime = await _checked(context, form, given)
    body = dict(document.body) | {"form": form, "given": filled, "canceled": None, "updater": author(request)}
    if msgspec.structs.replace(downtime_of(document).schedule, cut=()) != downtime.schedule:
        body.pop("cut", None)  # those are no occurrences of it any more
    saved = await _saved(request, document, body)
    await _tell(context, saved, "changed")
    return saved


async def cancel(request: Request, documents: list[Document]) -> list[Document]:
    """End downtimes now; those that are over or cancelled already are left."""
    context, ended = of(request), []
    now = context.clock()
    for document in documents:
        if downtime_of(document).status(now) in ("active", "scheduled"):
            saved = await _saved(request, document, dict(document.body) | {"canceled": now})
            await _tell(context, saved, "cancelled")
            ended.append(saved)
    return ended


async def cut(request: Request, document: Document, starts: Sequence[float]) -> None:
    """End now the occurrences that begin then, or leave them out where they are to come; the others stay."""
    context, downtime = of(request), downtime_of(document)
    now, known = context.clock(), dict(downtime.schedule.cut)
    fresh = {start: max(start, now) for start in starts if start not in known}
    if not fresh or downtime.status(now) not in ("active", "scheduled"):
        return
    saved = await _saved(request, document, dict(document.body) | {"cut": sorted((known | fresh).items())})
    await _tell(context, saved, "cancelled once")


async def cancel_of_monitor(request: Request, number: int) -> None:
    """End the downtimes of a monitor that is deleted or unmuted."""
    await cancel(request, [one for one in await every(request) if downtime_of(one).monitor_id == number])


def given_as(document: Document, form: str, now: float) -> dict[str, Any]:
    """What a downtime says, in a form: as it was given, or translated."""
    if document.body["form"] == form:
        return dict(document.body["given"])
    downtime = downtime_of(document)
    return older.as_newer(downtime) if form == "v2" else older.as_older(downtime, now)


async def checked(context: Context, form: str, given: Mapping[str, Any]) -> Downtime:
    """The downtime that was given; ApiError names the field at fault."""
    return (await _checked(context, form, given))[1]


async def _checked(context: Context, form: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], Downtime]:
    try:
        filled = _FORMS[form].filled(given, context.clock())
        downtime: Downtime = _FORMS[form].read(filled)
        covering(downtime.scope)
    except ValueError as error:
        field, _, why = str(error).partition(": ")
        raise ApiError(400, f"The value provided for parameter '{field}' is invalid: {why or field}") from error
    if len(downtime.monitor_tags) > _MOST_TAGS:
        raise ApiError(400, f"The value provided for parameter 'monitor_tags' is invalid: {_MOST_TAGS} at most")
    number = downtime.monitor_id
    if number is not None and await asyncio.to_thread(context.documents.get, "monitor", str(number)) is None:
        raise ApiError(400, f"The value provided for parameter 'monitor_id' is invalid: there is no monitor {number}")
    return dict(filled), downtime


async def _saved(request: Request, document: Document, body: Mapping[str, Any]) -> Document:
    documents = of(request).documents
    try:
        return await asyncio.to_thread(
            lambda: documents.save(KIND, document.id, body, expected=document.version, author=author(request))
        )
    except Conflict as error:
        raise ApiError(409, "The downtime was changed at the same time; repeat the change") from error


async def _tell(context: Context, document: Document, what: What) -> None:
    news = News(document, what, context.clock())
    await asyncio.to_thread(tell, context.outbox, news, context.settings.url)
