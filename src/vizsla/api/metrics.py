"""Metrics: the v1 query, names, tags and the functions that queries may use."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.asking import asked
from vizsla.api.body import LONGEST_S, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.metric_catalogue import said, unit_of
from vizsla.api.units import unit_pair
from vizsla.clock import LAST_S
from vizsla.query.frame import Frame, notices_of
from vizsla.query.functions.reference import of_api
from vizsla.query.metrics.evaluate import evaluate_tree
from vizsla.query.metrics.parser import parse_list
from vizsla.query.metrics.series import Run
from vizsla.query.metrics.syntax import Expr, metrics_of

_FRACTION = re.compile(r"(?<=\d)\.\d+$")  # scripts that give time.time()
_HIDDEN = "n_o_i_n_d_e_x."  # the Agent's prefix for what must not be shown


async def query(request: Request) -> Response:
    """GET /api/v1/query: points of one query or of several, separated by commas; `from` and `to` in seconds."""
    given = request.query_params
    start, end = _window(given.get("from"), given.get("to"))
    text = given.get("query") or ""
    if not text.strip():
        raise ApiError(400, "The value provided for parameter 'query' is invalid: a metrics query is wanted")
    trees = parse_list(text)

    told = said(of(request).documents)

    def with_unit(tree: Expr, frame: Frame) -> Frame:
        return replace(frame, unit=unit_of(tree, frame.unit, told))

    def work(run: Run) -> bytes:
        frames = [evaluate_tree(tree, start, end, run, whole_buckets=True) for tree in trees]
        series = [
            one
            for index, (tree, frame) in enumerate(zip(trees, frames, strict=True))
            for one in _series(tree, text[slice(*tree.span)] or text, with_unit(tree, frame), index)
        ]
        return msgspec.json.encode(
            {
                "status": "ok",
                "res_type": "time_series",
                "resp_version": 1,
                "query": text,
                "from_date": start * 1000,
                "to_date": end * 1000,
                "series": series,
                "values": [],
                "times": [],
                "message": "\n".join(notices_of(frames)),
                "group_by": next((list(leaf.by) for tree in trees for leaf in metrics_of(tree) if leaf.by), []),
            }
        )

    return Response(await asked(request, work), media_type="application/json")


async def names(request: Request) -> Response:
    """GET /api/v1/metrics: names of metrics that were seen since `from` (seconds), of one `host` where it is given."""
    given = request.query_params
    since = whole(given.get("from") or str(int(of(request).clock()) - 86400), "from", -LAST_S, LAST_S)
    host = given.get("host") or ""
    rows = await asyncio.to_thread(
        of(request).engine.run,
        "SELECT DISTINCT metric FROM series WHERE day >= toDate({since:DateTime('UTC')}) "
        "AND ({host:String} = '' OR host = {host:String}) ORDER BY metric",
        {"since": max(0, since), "host": host},
    )
    shown = [name for name in rows.column("metric").to_pylist() if not name.startswith(_HIDDEN)]
    return JSONResponse({"from": str(since), "metrics": shown} | ({"host": host} if host else {}))


async def search(request: Request) -> Response:
    """GET /api/v1/search: metrics and hosts whose names contain `q`, which may begin with `metrics:` or `hosts:`."""
    facet, _, words = (request.query_params.get("q") or "").rpartition(":")
    found: dict[str, list[str]] = {}
    for kind, table, column in (("metrics", "series", "metric"), ("hosts", "hosts", "host")):
        if facet in ("", kind):
            rows = await asyncio.to_thread(
                of(request).engine.run,
                f"SELECT DISTINCT {column} AS name FROM {table} "
                f"WHERE positionCaseInsensitive({column}, {{words:String}}) > 0 OR {{words:String}} = '' "
                "ORDER BY name LIMIT 1000",
                {"words": words},
            )
            found[kind] = rows.column("name").to_pylist()
    return JSONResponse({"results": found})


async def tags(request: Request) -> Response:
    """GET /api/vizsla/tags: keys and values of the tags of one `metric`, or of all that was seen today."""
    metric = request.query_params.get("metric") or ""
    rows = await asyncio.to_thread(
        of(request).engine.run,
        "SELECT DISTINCT arrayJoin(tags) AS tag FROM series WHERE day >= today() - 1 "
        "AND ({name:String} = '' OR metric = {name:String}) ORDER BY tag LIMIT 20000",
        {"name": metric},
    )
    found: dict[str, list[str]] = {}
    for tag in rows.column("tag").to_pylist():
        key, _, value = tag.partition(":")
        found.setdefault(key, []).append(value)
    return JSONResponse({"tags": found})


async def catalogue(_request: Request) -> Response:
    """GET /api/vizsla/functions: what queries may call, from the functions' own declarations."""
    return JSONResponse({"functions": of_api()})


def _window(start: str | None, end: str | None) -> tuple[int, int]:
    first, last = (
        whole(_FRACTION.sub("", given or ""), field, most=LAST_S) for given, field in ((start, "from"), (end, "to"))
    )
    if not first < last:
        raise ApiError(400, "The value provided for parameter 'from' is invalid: it must lie before 'to'")
    if last - first > LONGEST_S:
        raise ApiError(400, "The value provided for parameter 'from' is invalid: ask for three years at most")
    return first, last


def _series(tree: Expr, text: str, frame: Frame, index: int) -> list[dict[str, Any]]:
    leaves = metrics_of(tree)
    metric = text if len(leaves) != 1 or leaves[0] is not tree else frame.metric
    stamps = frame.times * 1000.0
    found, unit = [], unit_pair(frame.unit)
    for group, row in zip(frame.groups, frame.values, strict=True):
        present = np.flatnonzero(np.isfinite(row))
        if not len(present):
            continue
        scope = ",".join(group) or (leaves[0].filter_text if leaves else "*")
        # Buckets without a value are left out, as the real API does; `interval` tells where gaps are.
        points = np.column_stack((stamps[present], row[present])).tolist()
        found.append(
            {
                "metric": frame.metric or metric,
                "display_name": metric,
                "unit": unit,
                "pointlist": points,
                "start": int(stamps[0]),
                "end": int(stamps[-1]) + frame.step_s * 1000 - 1000,
                "interval": frame.step_s,
                "length": len(points),
                "aggr": frame.aggregator.removesuffix(".as_count") or None,
                "scope": scope,
                "tag_set": list(group),
                "expression": text,
                "query_index": index,
                "attributes": {},
            }
        )
    return found
