"""What lists of logs, spans and events share: how a request asks for a page, how an answer tells of the next."""

import asyncio
import time
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.body import whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.query.analytics import Bucket, Compute, GroupBy, Question, aggregate
from vizsla.query.moments import Window, iso, window
from vizsla.query.records import Listing, Page, read
from vizsla.query.search.syntax import Table

T = TypeVar("T")


class Filter(msgspec.Struct, frozen=True):
    """Which records; moments are date maths, ISO 8601 or numbers."""

    query: str | None = None
    start: str | int | float | None = msgspec.field(name="from", default=None)
    end: str | int | float | None = msgspec.field(name="to", default=None)

    def window(self, now_s: float) -> Window:
        """The time that it spans."""
        return window(self.start, self.end, now_s)


class _PageAsked(msgspec.Struct, frozen=True):
    limit: int = 10
    cursor: str | None = None


class ListBody(msgspec.Struct, frozen=True):
    """The body of a search."""

    filter: Filter | None = None
    sort: str | None = None
    page: _PageAsked | None = None


class AggregateBody(msgspec.Struct, frozen=True):
    """The body of an analytics request."""

    filter: Filter | None = None
    compute: list[Compute] | None = None
    group_by: list[GroupBy] | None = None


def converted(given: Any, kind: type[T]) -> T:
    """The body as this type; ApiError names the field at fault."""
    try:
        return msgspec.convert(given, kind)
    except msgspec.ValidationError as error:
        raise ApiError(400, f"The body cannot be used: {error}") from error


def listing(table: Table, asked: ListBody, now_s: float) -> Listing:
    """The list that a search's body asks for."""
    where, page = asked.filter or Filter(), asked.page or _PageAsked()
    if asked.sort not in (None, "timestamp", "-timestamp"):
        raise ApiError(400, f"sort '{asked.sort}' is neither timestamp nor -timestamp")
    descending = asked.sort != "timestamp"
    return Listing(table, where.query or "", where.window(now_s), descending, page.limit, page.cursor or "")


def listing_of_params(table: Table, given: QueryParams, now_s: float) -> Listing:
    """The list that a GET asks for with `filter[query]`, `filter[from]`, `sort`, `page[limit]`, `page[cursor]`."""
    limit = whole(given.get("page[limit]") or "10", "page[limit]")
    where = Filter(given.get("filter[query]"), given.get("filter[from]"), given.get("filter[to]"))
    page = _PageAsked(limit, given.get("page[cursor]"))
    return listing(table, ListBody(where, given.get("sort") or None, page), now_s)


async def page_of(request: Request, wanted: Listing) -> Page:
    """Read the page without holding up other requests."""
    return await asyncio.to_thread(read, wanted, of(request).engine.run)


async def buckets_of(request: Request, table: Table, asked: AggregateBody) -> list[Bucket]:
    """The figures that an analytics body asks for."""
    context, where = of(request), asked.filter or Filter()
    question = Question(
        table,
        where.query or "",
        where.window(context.clock()),
        tuple(asked.compute or [Compute("count")]),
        tuple(asked.group_by or []),
    )
    return await asyncio.to_thread(aggregate, question, context.engine.run)


def computes(bucket: Bucket) -> dict[str, Any]:
    """Numbers as they are, and points as `{time, value}`."""
    return {
        name: [{"time": iso(at), "value": one} for at, one in value] if isinstance(value, list) else value
        for name, value in bucket.computes.items()
    }


def page_answer(request: Request, path: str, wanted: Listing, page: Page, data: list[Any], began: float) -> Response:
    """`data` with `meta` and, where there is a next page, its cursor and link."""
    about = meta(began)
    links: dict[str, str] = {}
    if page.after:
        about["page"] = {"after": page.after}
        params = {
            "filter[query]": wanted.search,
            "sort": "-timestamp" if wanted.descending else "timestamp",
            "page[limit]": str(wanted.limit),
            "page[cursor]": page.after,
        }
        links["next"] = f"{of(request).settings.url}{path}?{urlencode(params)}"
    return json({"data": data, "links": links, "meta": about})


def meta(began: float) -> dict[str, Any]:
    """How long it took, in milliseconds since `began` of the monotonic clock."""
    return {"elapsed": int((time.monotonic() - began) * 1000), "request_id": uuid4().hex, "status": "done"}


def json(body: Any, status: int = 200) -> Response:
    """A JSON answer; `msgspec.Raw` goes in as it is, and what was measured and is no finite number as null."""
    return Response(msgspec.json.encode(body), status, media_type="application/json")
