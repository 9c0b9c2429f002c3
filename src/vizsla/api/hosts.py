"""Hosts: the list, totals, and the tags that people give them."""

import asyncio
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object, whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.store.documents import Conflict, Document

UP_S = 7200
_LATEST = {"cpu": "system.cpu.idle", "iowait": "system.cpu.iowait", "load": "system.load.norm.15"}


async def listed(request: Request) -> Response:
    """GET /api/v1/hosts: hosts with tags, apps and latest figures; `filter`, `start`, `count`, `sort_field`."""
    context, query = of(request), request.query_params
    hosts = await asyncio.to_thread(_hosts, context)
    words = query.get("filter", "").lower().split()
    chosen = [host for host in hosts if all(_matches(host, word) for word in words)]
    reverse = query.get("sort_dir", "asc") == "desc"
    field = query.get("sort_field", "host_name")
    chosen.sort(
        key=lambda host: host["metrics"].get(field) or 0.0 if field in _LATEST else host["name"], reverse=reverse
    )
    start, count = whole(query.get("start", "0"), "start"), whole(query.get("count", "100"), "count")
    page = chosen[start : start + count]
    return JSONResponse(
        {"host_list": page, "total_matching": len(chosen), "total_returned": len(page), "exact_total_matching": True}
    )


async def totals(request: Request) -> Response:
    """GET /api/v1/hosts/totals."""
    hosts = await asyncio.to_thread(_hosts, of(request))
    return JSONResponse({"total_active": len(hosts), "total_up": sum(host["up"] for host in hosts)})


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
    await _stored(request, [])
    return Response(status_code=204)


def user_tags(context: Context, host: str) -> list[str]:
    """The tags that people gave a host."""
    document = context.documents.get("host_tags", host)
    return [] if document is None else list(document.body["tags"])


async def _set(request: Request, keep: bool, status: int) -> Response:
    context, host = of(request), request.path_params["host"]
    given = (await json_object(request)).get("tags")
    if not isinstance(given, list) or not all(isinstance(tag, str) and tag for tag in given):
        raise ApiError(400, "The value provided for parameter 'tags' is invalid: a list of texts is wanted")
    before = await asyncio.to_thread(user_tags, context, host) if keep else []
    every = sorted({*before, *(tag.strip().lower() for tag in given)})
    await _stored(request, every)
    return JSONResponse({"host": host, "tags": every}, status)


async def _stored(request: Request, given: list[str]) -> Document:
    context, host = of(request), request.path_params["host"]

    def store() -> Document:
        body = {"tags": given}
        if context.documents.get("host_tags", host):
            return context.documents.save("host_tags", host, body, author=author(request))
        return context.documents.create("host_tags", body, id=host, author=author(request))

    try:
        return await asyncio.to_thread(store)
    except Conflict as error:
        raise ApiError(409, "The host's tags were changed at the same time; repeat the change") from error


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
        "ON s.sid = p.sid WHERE p.metric IN {names:Array(String)} AND p.ts >= {from:DateTime} GROUP BY host, metric",
        {"names": list(_LATEST.values()), "from": now - 600},
    ).to_pylist()
    figures: dict[str, dict[str, float]] = {}
    for row in latest:
        figures.setdefault(row["host"], {})[row["metric"]] = row["value"]
    given = {document.id: document.body["tags"] for document in context.documents.all("host_tags")}
    return [_host(row, figures.get(row["host"], {}), given.get(row["host"], []), now) for row in rows]


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
        "is_muted": False,
        "meta": {"agent_version": row["version"]}
        | {key: meta[key] for key in ("platform", "processor", "gohai") if key in meta},
    }


def _matches(host: dict[str, Any], word: str) -> bool:
    every = [tag.lower() for tags in host["tags_by_source"].values() for tag in tags]
    if word.startswith("host:"):
        return word[5:] in host["name"].lower()
    return word in host["name"].lower() or any(word in tag for tag in every) or word in host["apps"]
