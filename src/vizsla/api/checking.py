"""Whether a query is understood, without asking it: what an editor underlines."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.errors import ApiError
from vizsla.query.errors import QueryError
from vizsla.query.metrics.parser import parse_list
from vizsla.query.search import parse, sql
from vizsla.query.search.syntax import Table

_TABLES: dict[str, Table] = {"logs": "logs", "spans": "spans", "events": "events"}
_LANGUAGES = ("metrics", "formula", *_TABLES)


async def check(request: Request) -> Response:
    """GET /api/vizsla/check: faults of a `query` in a `language`; a formula's `names` are apart by commas."""
    given = request.query_params
    language, query = given.get("language") or "metrics", given.get("query") or ""
    if language not in _LANGUAGES:
        raise ApiError(400, f"The value provided for parameter 'language' is invalid: one of {', '.join(_LANGUAGES)}")
    names = frozenset(name for name in (given.get("names") or "").split(",") if name)
    try:
        if language in _TABLES:
            sql.compile(parse(query), _TABLES[language])
        elif query.strip():
            parse_list(query, names if language == "formula" else frozenset())
    except QueryError as error:
        return JSONResponse({"faults": [{"message": error.message, "position": [error.start, error.end]}]})
    return JSONResponse({"faults": []})
