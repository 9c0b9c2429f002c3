"""What a public page is told of checks, hosts, monitors, objectives and powerpacks: no more than its widgets draw."""

import asyncio
from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api import hosts, monitor_graph, monitor_search, powerpacks, slo_history, slo_search, slos
from vizsla.api.body import whole
from vizsla.api.context import of
from vizsla.api.public_scope import NotShared, Scope
from vizsla.api.public_widgets import DAY_S, ShownObjective, host_filter
from vizsla.api.searching import json
from vizsla.clock import LAST_S
from vizsla.query import checks
from vizsla.query.moments import Window


async def latest_checks(request: Request, scope: Scope) -> Response:
    """The results of a widget's check in the day before `to`, of those that carry its tags."""
    name = request.query_params.get("check") or ""
    every = scope.shown.checks.get(name)
    if every is None:
        raise NotShared("this check is not part of the dashboard")
    to = whole(request.query_params.get("to") or "", "to", most=LAST_S)
    scope.allow_time(to, to, of(request).clock())
    span = Window(int((to - DAY_S) * 1000), to * 1000)
    found: dict[Any, dict[str, Any]] = {}
    for wanted in every:
        # As many as the engine can leave out are left out there; it tells no hosts apart.
        certain = [one[0] for one in wanted if len(one) == 1 and not one[0].startswith("host:")]
        rows = await asyncio.to_thread(checks.latest, span, name, certain, of(request).engine.run)
        found |= {(row["host"], *row["tags"]): row for row in rows if _carries(row, wanted)}
    return json({"checks": list(found.values())})


def _carries(row: dict[str, Any], wanted: tuple[tuple[str, ...], ...]) -> bool:
    own = {*row["tags"], f"host:{row['host']}"}

    def carried(tag: str) -> bool:
        return any(one.startswith(tag[:-1]) for one in own) if tag.endswith("*") else tag in own

    return all(any(carried(tag) for tag in alternatives) for alternatives in wanted)


async def listed_hosts(request: Request, scope: Scope) -> Response:
    """The hosts of a map: names, whether they are up, and the tags that group them."""
    given = request.query_params
    maps = scope.shown.hosts.get(host_filter(given.get("filter") or ""))
    if maps is None or given.get("sort_field", "host_name") != "host_name":
        raise NotShared("these hosts are not part of the dashboard")
    answer = _read(await hosts.listed(request))
    found = []
    for host in answer["host_list"]:
        tags = [tag for own in host["tags_by_source"].values() for tag in own]
        shown = [keys for keys, groupless in maps if groupless or all(_tagged(tags, [key]) for key in keys)]
        if shown:
            own = _tagged(tags, {key for keys in shown for key in keys})
            found.append({"name": host["name"], "up": host["up"], "tags_by_source": {"Datadog": own}})
    return json({"host_list": found, "total_matching": len(found)})


def _tagged(tags: list[str], keys: Iterable[str]) -> list[str]:
    heads = tuple(f"{key}:" for key in keys)
    return [tag for tag in tags if tag.startswith(heads)]


async def objective(request: Request, scope: Scope) -> Response:
    """An objective's name and targets."""
    _objective(request, scope)
    body = slos.shown(await slos.found_slo(request))
    return json({"data": _only(body, "id", "name", "type", "timeframe", "thresholds"), "errors": None})


async def objective_history(request: Request, scope: Scope) -> Response:
    """How it did, all together and, where a widget shows them, by group or monitor."""
    mine, given = _objective(request, scope), request.query_params
    start, end = (whole(given.get(key) or "", key, most=LAST_S) for key in ("from_ts", "to_ts"))
    scope.allow_time(start, end, of(request).clock(), mine.longest_s)
    data = _read(await slo_history.history(request))["data"]
    told: dict[str, Any] = {"overall": _only(data["overall"], "name", "sli_value")}
    for kind in ("groups", "monitors") if mine.groups else ():
        if kind in data:
            told[kind] = [_only(one, "name", "group", "sli_value") for one in data[kind]]
    return json({"data": told, "errors": None})


def _objective(request: Request, scope: Scope) -> ShownObjective:
    found = scope.shown.objectives.get(request.path_params["id"])
    if found is None:
        raise NotShared("this SLO is not part of the dashboard")
    return found


async def objectives(request: Request, scope: Scope) -> Response:
    """Where the objectives of a list stand."""
    given = request.query_params
    most = scope.shown.searches.get(given.get("query") or "")
    if most is None:
        raise NotShared("this search of SLOs is not part of the dashboard")
    if (
        whole(given.get("page[number]", "0"), "page[number]")
        or whole(given.get("page[size]", "10"), "page[size]") > most
    ):
        raise NotShared("fewer SLOs are shown to the public")
    answer = _read(await slo_search.search(request))
    rows = [
        {"data": {"id": row["data"]["id"], "attributes": _only(row["data"]["attributes"], "name", "overall_status")}}
        for row in answer["data"]["attributes"]["slos"]
    ]
    total = {"pagination": {"total": len(rows)}}
    return json({"data": {"attributes": {"slos": rows, "facets": {}}}, "meta": total})


async def powerpack(request: Request, scope: Scope) -> Response:
    """A powerpack's name and its widgets."""
    if request.path_params["id"] not in scope.shown.powerpacks:
        raise NotShared("this powerpack is not part of the dashboard")
    data = _read(await powerpacks.read(request))["data"]
    attributes = _only(data["attributes"], "name", "group_widget")
    return json({"data": _only(data, "type", "id") | {"attributes": attributes}})


async def found_monitors(request: Request, scope: Scope) -> Response:
    """The monitors of a list, with their states."""
    if (request.query_params.get("query") or "") not in scope.shown.lists:
        raise NotShared("these monitors are not part of the dashboard")
    answer = _read(await monitor_search.search(request))
    told = ("id", "name", "status", "priority", "muted", "overall_state_modified")
    return json({"monitors": [_only(row, *told) for row in answer["monitors"]], "metadata": answer["metadata"]})


async def found_groups(request: Request, scope: Scope) -> Response:
    """The groups of the monitors of a list, with their states."""
    if not scope.shown.lists.get(request.query_params.get("query") or ""):
        raise NotShared("these groups of monitors are not part of the dashboard")
    answer = _read(await monitor_search.groups(request))
    told = ("monitor_id", "group", "status", "muted", "last_triggered_ts")
    return json({"groups": [_only(row, *told) for row in answer["groups"]], "metadata": answer["metadata"]})


async def graph_of_monitor(request: Request, scope: Scope) -> Response:
    """A monitor's name, its state and what its graph asks for."""
    if request.path_params["id"] not in scope.shown.graphs or request.query_params.get("group"):
        raise NotShared("this graph of a monitor is not part of the dashboard")
    return await monitor_graph.graph(request)


async def value_of_monitor(request: Request, scope: Scope) -> Response:
    """What a monitor saw last."""
    if request.path_params["id"] not in scope.shown.values:
        raise NotShared("this monitor's value is not part of the dashboard")
    return await monitor_graph.value(request)


def _only(given: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: given[key] for key in keys if key in given}


def _read(answer: Response) -> dict[str, Any]:
    return msgspec.json.decode(answer.body, type=dict[str, Any])
