"""What widgets draw of a monitor: its graph, and the value that it saw last."""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.monitor_shown import shown
from vizsla.api.monitors import found_monitor, seen
from vizsla.api.searching import json
from vizsla.documents.monitor import problems
from vizsla.monitors.graph import graph_of
from vizsla.monitors.kind import Group, condition_of
from vizsla.monitors.state import SEVERITY

# Of several groups the first of these speaks for all: one without data only where there are no others.
_SPEAKS = ("Alert", "Warn", "OK", "No Data", "Unknown")


async def graph(request: Request) -> Response:
    """GET /api/vizsla/monitors/{id}/graph: its name, its state and the definition of its graph, of one `group` where
    that is given."""
    context, document = of(request), await found_monitor(request)
    text = request.query_params.get("group") or ""
    group = tuple(text.split(",")) if text and text != "total" else ()
    (found,) = await asyncio.to_thread(shown, context, [document])
    return JSONResponse(
        {
            "name": document.body.get("name"),
            "state": found["overall_state"],
            "definition": definition_of(document.body, group),
        }
    )


async def drawn(request: Request) -> Response:
    """POST /api/vizsla/monitors/graph: a monitor's JSON in; the definition of the graph that it would have."""
    monitor = await json_object(request)
    if wrong := problems(monitor, None):
        raise ApiError(400, *wrong)
    try:
        condition_of(monitor)
    except ValueError as error:
        raise ApiError(400, f"The value provided for parameter 'query' is invalid: {error}") from error
    return JSONResponse({"definition": definition_of(monitor)})


async def value(request: Request) -> Response:
    """GET /api/vizsla/monitors/{id}/value: what it saw last, of the group that is worst off where there are several."""
    found = await seen(of(request), await found_monitor(request), frozenset(SEVERITY))
    groups = found["state"]["groups"].values()
    first = min(groups, key=lambda one: (_SPEAKS.index(one["status"]), one["value"] is None), default=None)
    if first is None:
        return JSONResponse({"status": found["overall_state"], "value": None, "group": ""})
    return json({"status": first["status"], "value": first["value"], "group": first["name"] if len(groups) > 1 else ""})


def definition_of(monitor: Mapping[str, Any], group: Group = ()) -> dict[str, Any] | None:
    """The definition of the monitor's graph; None where it has none."""
    try:
        found = graph_of(monitor, condition_of(monitor), group, 0.0)
    except ValueError:
        return None
    return found["definition"] if found else None
