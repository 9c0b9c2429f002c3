"""The list of metrics: what is known of each, how many series it has; searched, counted and paged here."""

import asyncio
import shlex
from collections import Counter
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import saved
from vizsla.api.body import whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.metric_catalogue import METADATA
from vizsla.api.metric_facts import shown
from vizsla.query.metrics import inventory
from vizsla.query.moments import window
from vizsla.store.queried import KEPT_S, LATELY_S

Row = dict[str, Any]
_FACETS: dict[str, Callable[[Row], list[str]]] = {
    "type": lambda row: [row["type"] or ""],
    "integration": lambda row: [row["integration"] or ""],
    "tag": lambda row: row["tags"],
    "queried": lambda row: ["yes" if row["queried"] else "no"],
}
_SORTS = ("name", "series", "last_seen", "last_queried")
_MOST_VALUES = 200


async def summary(request: Request) -> Response:
    """GET /api/vizsla/metrics/summary: metrics sent on the days of `from` to `to`.

    `query` holds parts of names or descriptions, `type:gauge`, `integration:redis`, `tag:host` (a tag's key),
    `queried:no` (in 30 days), each with a minus to leave it out; `sort` is one of name, series, last_seen,
    last_queried, with a minus for the largest first.
    """
    given, context = request.query_params, of(request)
    span = window(given.get("from"), given.get("to"), context.clock(), "now-1h")
    limit, start = whole(given.get("limit") or "500", "limit", 1, 5000), whole(given.get("start") or "0", "start")
    holds, (key, reverse) = _matching(given.get("query") or ""), _order(given.get("sort") or "name")
    found = await asyncio.to_thread(inventory.seen, span.start_ms // 1000, span.end_ms // 1000, context.engine.run)
    edited = {one.id: one.body for one in await saved.documents(request, METADATA)}
    now = context.clock()
    queried = await asyncio.to_thread(context.queried.since, now - KEPT_S)

    def row(one: inventory.Seen) -> Row:
        at = queried.get(one.name)
        asked = {"last_queried": at and int(at), "queried": at is not None and at >= now - LATELY_S}
        facts = {"series": one.series, "last_seen": one.last_day.isoformat(), "tags": list(one.keys)}
        return shown(one.name, one, edited.get(one.name, {})) | {"name": one.name} | facts | asked

    rows = [one for one in map(row, found) if holds(one)]
    rows.sort(key=lambda row: row[key] or 0 if key == "last_queried" else row[key], reverse=reverse)
    counts = {facet: _counts(value for row in rows for value in values(row)) for facet, values in _FACETS.items()}
    return JSONResponse({"metrics": rows[start : start + limit], "total": len(rows), "counts": counts})


def _order(sort: str) -> tuple[str, bool]:
    key = sort.removeprefix("-")
    if key not in _SORTS:
        wanted = f"one of {', '.join(_SORTS)}, with a minus for the largest first"
        raise ApiError(400, f"The value provided for parameter 'sort' is invalid: {wanted}")
    return key, sort.startswith("-")


def _matching(query: str) -> Callable[[Row], bool]:
    try:
        reader = shlex.shlex(query.lower(), posix=True)
        reader.quotes, reader.escape, reader.commenters, reader.whitespace_split = '"', "", "", True
        words = list(reader)
    except ValueError as error:
        raise ApiError(400, "The value provided for parameter 'query' is invalid: a quote is not closed") from error
    tests = [_test(word) for word in words]
    return lambda row: all(test(row) for test in tests)


def _test(word: str) -> Callable[[Row], bool]:
    if word.startswith("-") and len(word) > 1:
        inner = _test(word[1:])
        return lambda row: not inner(row)
    facet, colon, value = word.partition(":")
    if colon and facet in _FACETS:
        return lambda row: any(fnmatchcase(one.lower(), value) for one in _FACETS[facet](row))
    pattern = f"*{word}*"
    return lambda row: any(fnmatchcase((row[key] or "").lower(), pattern) for key in ("name", "description"))


def _counts(values: Iterable[str]) -> list[Row]:
    counted = Counter(value for value in values if value).most_common(_MOST_VALUES)
    return [{"name": name, "count": count} for name, count in counted]
