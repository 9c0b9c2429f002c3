"""Hosts: the list, totals, and the tags that people give them."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import saved
from vizsla.api.body import json_object, whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.clock import LAST_S
from vizsla.monitors.mute import MUTED_HOST, host_muted

UP_S = 7200
HOST_TAGS = "host_tags"
_LATEST = {"cpu": "system.cpu.idle", "iowait": "system.cpu.iowait", "load": "system.load.norm.15"}


async def listed(request: Request) -> Response:
    """GET /api/v1/hosts: hosts with tags, apps and latest figures; `filter`, `start`, `count`, `sort_field`, `from`.

    Words of the filter are parts of names, tags or apps; all of them hold, or those before or behind an OR.
    """
    context, query = of(request), request.query_params
    hosts = await asyncio.to_thread(_hosts, context)
    since = whole(query.get("from", "0"), "from", most=LAST_S)
    wanted = [part.replace(",", " ").split() for part in query.get("filter", "").lower().split(" or ")]
    chosen = [
        host
        for host in hosts
        if host["last_reported_time"] >= since and any(all(_matches(host, word) for word in words) for words in wanted)
    ]
    if query.get("include_muted_hosts_data", "true").lower() == "false":
        for host in chosen:
            del host["mute_timeout"]
    if query.get("include_hosts_metadata", "true").lower() == "false":
        for host in chosen:
            del host["meta"]
    direction = query.get("sort_dir", "asc")
    if direction not in ("asc", "desc"):
        raise ApiError(400, "The value provided for parameter 'sort_dir' is invalid: asc or desc")
    chosen.sort(key=_sorting(query.get("sort_field") or "host_name"), reverse=direction == "desc")
    start, count = whole(query.get("start", "0"), "start"), whole(query.get("count", "100"), "count", most=1000)
    page = chosen[start : start + count]
    return JSONResponse(
        {"host_list": page, "total_matching": len(chosen), "total_returned": len(page), "exact_total_matching": True}
    )


async def totals(request: Request) -> Response:
    """GET /api/v1/hosts/totals: those heard of since `from`, and those that are up."""
    since = whole(request.query_params.get("from") or "0", "from", most=LAST_S)
    hosts = [one for one in await asyncio.to_thread(_hosts, of(request)) if one["last_reported_time"] >= since]
    return JSONResponse({"total_active": len(hosts), "total_up": sum(host["up"] for host in hosts)})


async def inventory(request: Request) -> Response:
    """GET /api/vizsla/hosts/{host}/inventory: what its agent and its tracers told last, by kind and name."""
    rows = await asyncio.to_thread(
        of(request).engine.run,
        "SELECT kind, name, toUnixTimestamp(ts) AS at, body FROM inventories FINAL WHERE host = {host:String} "
        "ORDER BY kind, name",
        {"host": request.path_params["host"]},
    )
    told = [row | {"body": msgspec.json.decode(row["body"])} for row in rows.to_pylist()]
    return JSONResponse({"inventory": told})


async def mute(request: Request) -> Response:
    """POST /api/v1/host/{host}/mute: monitors' messages of it are not sent, until `end` (seconds) where given."""
    context, host, given = of(request), request.path_params["host"], await json_object(request, needed=False)
    end = given.get("end")
    if end is not None and (isinstance(end, bool) or not isinstance(end, int) or end <= context.clock()):
        raise ApiError(400, "The value provided for parameter 'end' is invalid: a second that is still to come")
    if not isinstance(given.get("message") or "", str):
        raise ApiError(400, "The value provided for parameter 'message' is invalid: a text is wanted")
    before = await asyncio.to_thread(context.documents.get, MUTED_HOST, host)
    if before and host_muted(before.body, context.clock()) and not given.get("override"):
        raise ApiError(400, f"host:{host} is already muted. To mute this host with a different end set `override=true`")
    body = {"end": end, "message": given.get("message") or ""}
    await saved.change(request, MUTED_HOST, host, {}, lambda found: found.update(body))
    return JSONResponse({"action": "Muted", "hostname": host} | {k: v for k, v in body.items() if v})


async def unmute(request: Request) -> Response:
    """POST /api/v1/host/{host}/unmute."""
    context, host = of(request), request.path_params["host"]
    before = await asyncio.to_thread(context.documents.get, MUTED_HOST, host)
    await asyncio.to_thread(context.documents.delete, MUTED_HOST, host)
    if before is None or not host_muted(before.body, context.clock()):
        raise ApiError(400, f"host:{host} is not muted")
    return JSONResponse({"action": "Unmuted", "hostname": host})


async def all_tags(request: Request) -> Response:
    """GET /api/v1/tags/hosts: tag to hosts."""
    found: dict[str, list[str]] = {}
    for host in await asyncio.to_thread(_hosts, of(request)):
        for tag in sorted({tag for tags in host["tags_by_source"].values() for tag in tags}):
            found.setdefault(tag, []).append(host["name"])
    return JSONResponse({"tags": found})


async def tags(request: Request) -> Response:
    """GET /api/v1/tags/hosts/{host}."""
    context, name = of(request), request.path_params["host"]
    host = next((host for host in await asyncio.to_thread(_hosts, context) if host["name"] == name), None)
    given = await asyncio.to_thread(user_tags, context, name)
    if host is None and not given:
        raise ApiError(404, f"Host {name} not found")
    every = sorted({tag for tags in (host or {"tags_by_source": {}})["tags_by_source"].values() for tag in tags})
    return JSONResponse({"host": name, "tags": sorted(set(every) | set(given))})


async def add_tags(request: Request) -> Response:
    """POST /api/v1/tags/hosts/{host}: add tags to those that people gave."""
    return await _set(request, keep=True, status=201)


async def replace_tags(request: Request) -> Response:
    """PUT /api/v1/tags/hosts/{host}: replace the tags that people gave."""
    return await _set(request, keep=False, status=201)


async def remove_tags(request: Request) -> Response:
    """DELETE /api/v1/tags/hosts/{host}: take away the tags that people gave."""
    await saved.change(request, HOST_TAGS, request.path_params["host"], {}, lambda found: found.update(tags=[]))
    return Response(status_code=204)


def user_tags(context: Context, host: str) -> list[str]:
    """The tags that people gave a host."""
    document = context.documents.get(HOST_TAGS, host)
    return [] if document is None else list(document.body["tags"])


async def _set(request: Request, keep: bool, status: int) -> Response:
    host, given = request.path_params["host"], (await json_object(request)).get("tags")
    if not isinstance(given, list) or not all(isinstance(tag, str) and tag for tag in given):
        raise ApiError(400, "The value provided for parameter 'tags' is invalid: a list of texts is wanted")
    tags = {tag.strip().lower() for tag in given}

    def change(found: dict[str, Any]) -> list[str]:
        found["tags"] = sorted(tags.union(found.get("tags") or () if keep else ()))
        return list(found["tags"])

    every = await saved.change(request, HOST_TAGS, host, {}, change)
    return JSONResponse({"host": host, "tags": every}, status)


def _hosts(context: Context) -> list[dict[str, Any]]:
    rows = context.engine.run(
        "SELECT host, toUnixTimestamp(max(last_seen)) AS seen, argMax(agent_version, last_seen) AS version, "
        "arraySort(groupUniqArrayArray(tags)) AS tags, arraySort(groupUniqArrayArray(apps)) AS apps, "
        "argMax(meta, (meta != '', last_seen)) AS meta FROM hosts GROUP BY host"
    ).to_pylist()
    now = int(context.clock())
    latest = context.engine.run(
        "SELECT s.host AS host, p.metric AS metric, argMax(p.value, p.ts) AS value FROM points AS p "
        "INNER JOIN (SELECT DISTINCT sid, host FROM series "
        "WHERE metric IN {names:Array(String)} AND day >= today() - 1) AS s "
        "ON s.sid = p.sid WHERE p.metric IN {names:Array(String)} AND p.ts >= {from:DateTime} "
        "AND toStartOfHour(p.ts) >= toStartOfHour({from:DateTime}) GROUP BY host, metric",
        {"names": list(_LATEST.values()), "from": now - 600},
    ).to_pylist()
    figures: dict[str, dict[str, float]] = {}
    for row in latest:
        figures.setdefault(row["host"], {})[row["metric"]] = row["value"]
    given = {document.id: document.body["tags"] for document in context.documents.all(HOST_TAGS)}
    mutes = {one.id: one.body for one in context.documents.all(MUTED_HOST) if host_muted(one.body, now)}
    return [
        _host(row, figures.get(row["host"], {}), given.get(row["host"], []), now)
        | {"is_muted": row["host"] in mutes, "mute_timeout": (mutes.get(row["host"]) or {}).get("end")}
        for row in rows
    ]


def _sorting(field: str) -> Callable[[dict[str, Any]], tuple[Any, str]]:
    match field:
        case "cpu" | "iowait" | "load":
            return lambda host: (host["metrics"].get(field) or 0.0, host["name"])
        case "status":
            return lambda host: (host["up"], host["name"])
        case "apps":
            return lambda host: (host["apps"], host["name"])
        case "host_name" | "name":
            return lambda host: (host["name"], "")
        case "last_reported_time":
            return lambda host: (host["last_reported_time"], host["name"])
    raise ApiError(
        400, "The value provided for parameter 'sort_field' is invalid: name, status, apps, cpu, iowait, load"
    )


def _host(row: dict[str, Any], figures: dict[str, float], given: list[str], now: int) -> dict[str, Any]:
    meta = msgspec.json.decode(row["meta"]) if row["meta"] else {}
    metrics = {name: figures[metric] for name, metric in _LATEST.items() if metric in figures}
    if "cpu" in metrics:
        metrics["cpu"] = 100 - metrics["cpu"]
    return {
        "name": row["host"],
        "host_name": row["host"],
        "aliases": [row["host"]],
        "up": now - row["seen"] < UP_S,
        "last_reported_time": row["seen"],
        "apps": row["apps"],
        "sources": ["agent"] if row["version"] else [],
        "tags_by_source": {"Datadog": row["tags"]} | ({"Users": given} if given else {}),
        "metrics": metrics,
        "meta": {"agent_version": row["version"]}
        | {key: meta[key] for key in ("platform", "processor", "gohai") if key in meta},
    }


def _matches(host: dict[str, Any], word: str) -> bool:
    every = [tag.lower() for tags in host["tags_by_source"].values() for tag in tags]
    if word.startswith("host:"):
        return word[5:] in host["name"].lower()
    return word in host["name"].lower() or any(word in tag for tag in every) or word in host["apps"]
