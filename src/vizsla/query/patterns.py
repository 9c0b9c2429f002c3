"""Logs that differ only in numbers, identifiers and addresses, counted together."""

from vizsla.query.moments import Window
from vizsla.query.records import Row, Run, between
from vizsla.query.search import parse, sql

MOST = 500
# What varies from line to line: quoted text, identifiers, addresses, numbers with their units.
_VARYING = r"""("[^"]{1,200}"|'[^']{1,200}'|\b[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"""
_VARYING += r"""|\b0x[0-9a-fA-F]+\b|\b[0-9a-fA-F]{12,}\b|\b\d[\d.,:/_-]*\w{0,3}\b)"""


def patterns(window: Window, search: str, group_by: list[str], limit: int, run: Run) -> list[Row]:
    """The most frequent patterns of the logs that a search finds, each with its newest example; `at` in milliseconds.

    `group_by` names columns: service, status, host or source. Raises QueryError.
    """
    found, params = sql.compile(parse(search), "logs")
    keys = "".join(f", {key}" for key in group_by if key in ("service", "status", "host", "source"))
    rows: list[Row] = run(
        "SELECT replaceRegexpAll(substring(message, 1, 1000), {varying:String}, '*') AS pattern"
        f"{keys}, count() AS count, argMax(message, r.ts) AS example, "
        "toUnixTimestamp64Milli(max(r.ts)) AS at, groupUniqArray(5)(status) AS statuses, "
        "groupUniqArray(5)(service) AS services "
        f"FROM logs AS r WHERE {between('logs')} AND ({found}) GROUP BY pattern{keys} "
        "ORDER BY count DESC, pattern LIMIT {limit:UInt32}",
        params | {"from": window.start_ms, "to": window.end_ms, "varying": _VARYING, "limit": limit},
    ).to_pylist()
    return rows
