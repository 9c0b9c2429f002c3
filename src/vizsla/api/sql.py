"""SQL that a person wrote: one SELECT that reads the store's tables, and nothing beyond them."""

import csv
import io
import re
from typing import Any

import msgspec
import pyarrow as pa
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.asking import asked
from vizsla.api.body import json_of
from vizsla.api.errors import ApiError
from vizsla.query.errors import QueryError
from vizsla.query.metrics.series import Run
from vizsla.store.errors import Refused

# So set, the engine refuses writes, and other servers, URLs, files and programs as tables; but not the function file().
_CONFINED = "SETTINGS readonly = 1, query_plan_remove_redundant_sorting = 0"
_FILE = re.compile(r"\bfile`?\s*\(", re.IGNORECASE)
_READS = re.compile(r"(SELECT|WITH)\b")
_PLAIN = re.compile(r"(Nullable\()?(U?Int(8|16|32|64)|Float(32|64)|Bool)\)?")
_SUMMED = re.compile(r"SimpleAggregateFunction\(\w+, (.*)\)")
_MOST = 100_000
MORE = "Vizsla-More"
"""A header of CSV that the limit has cut."""


class _Asked(msgspec.Struct):
    query: str
    limit: int = 1000


async def select(request: Request) -> Response:
    """POST /api/vizsla/sql: `query`, and `limit` rows at most; as JSON, or as CSV where that is accepted.

    Times, arrays and all else that JSON has no form for are given as the engine's texts.
    """
    given = await json_of(request, _Asked)
    if not 1 <= given.limit <= _MOST:
        raise ApiError(400, f"The value provided for parameter 'limit' is invalid: 1 to {_MOST} is wanted")
    as_csv = "text/csv" in request.headers.get("accept", "")

    def work(run: Run) -> Response:
        types, rows = _answer(given.query, given.limit + 1, run)
        shown, more = rows.slice(0, given.limit), rows.num_rows > given.limit
        if as_csv:
            return Response(_csv(shown), media_type="text/csv", headers={MORE: "true"} if more else None)
        columns = [{"name": name, "type": type_} for name, type_ in types.items()]
        answer = {"columns": columns, "rows": _rows(shown), "more": more}
        return Response(msgspec.json.encode(answer), media_type="application/json")

    return await asked(request, work)


def _answer(text: str, most: int, run: Run) -> tuple[dict[str, str], pa.Table]:
    """The engine's types by column, and the rows."""
    try:
        # In the engine's own words it has no comments, and is one statement only.
        words = run("SELECT formatQuery({query:String}) AS query", {"query": text}).column("query")
        query = str(words[0].as_py())
        if not _READS.match(query):
            raise QueryError("only SELECT is answered here, which may begin with WITH", 0, len(text))
        if _FILE.search(query):
            raise QueryError("files are not read here", 0, len(text))
        described = run(f"DESCRIBE TABLE ({query}) {_CONFINED}", {})
        types = dict(zip(described.column("name").to_pylist(), described.column("type").to_pylist(), strict=True))
        columns = ", ".join(_shown(name, type_) for name, type_ in types.items())
        return types, run(f"SELECT {columns} FROM ({query}) LIMIT {most:d} {_CONFINED}", {})
    except Refused as error:
        said = re.split(r"(?:: )?(?:While executing|In scope|in query:)", str(error))[0].strip()
        raise QueryError(said or "the query is not understood", 0, len(text)) from None


def _shown(name: str, type_: str) -> str:
    column = "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"
    summed = _SUMMED.fullmatch(type_)
    type_ = summed[1] if summed else type_
    if _PLAIN.fullmatch(type_):
        return column
    if type_.startswith("FixedString("):
        return f"lower(hex({column})) AS {column}"
    read = f"finalizeAggregation({column})" if type_.startswith("AggregateFunction(") else column
    return f"toValidUTF8(toString({read})) AS {column}"


def _rows(rows: pa.Table) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def _csv(rows: pa.Table) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(rows.column_names)
    writer.writerows(_rows(rows))
    return written.getvalue()
