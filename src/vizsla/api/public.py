"""The public page of a shared dashboard: its JSON, and answers to its own widgets' queries, without a login."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import (
    dashboards,
    embeds,
    events,
    formulas,
    graphs,
    heat,
    logs,
    metrics,
    powerpacks,
    public_answers,
    sharing,
    spans,
)
from vizsla.api.body import json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.monitor_graph import definition_of
from vizsla.api.public_scope import NotShared, Scope, choices, live_s, scope_of
from vizsla.api.public_widgets import graphed_in, powerpacks_of
from vizsla.api.session import outside
from vizsla.documents.templates import Variable
from vizsla.query.metrics.parser import parse, parse_list
from vizsla.query.metrics.syntax import Expr, metrics_of
from vizsla.query.moments import window
from vizsla.store.documents import Document
from vizsla.wire.errors import UNREADABLE

Handler = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Request, Scope], Awaitable[Response]]
Check = Callable[[Request, Scope], Awaitable[tuple[float, float]]]

_MOST_VALUES = 500


@dataclass(frozen=True)
class _Shared:
    share: Document
    board: Document
    alone: bool = False  # one graph, to fill the frame that it stands in


async def page(request: Request) -> Response:
    """GET /api/vizsla/public/{token}: the dashboard, and what its viewer may choose."""
    found = await _shared(request)
    share, body = sharing.shown(request, found.share, found.board), found.board.body
    opened = {str(one["name"]): one for one in share["selectable_template_vars"]}
    variables = choices(share, body, {})
    values = await asyncio.to_thread(_values, request, found, opened)
    shown = [
        declared
        | {"default": None, "defaults": list(one.values) or ["*"], "available_values": values.get(one.name, [])}
        | {"selectable": one.name in opened}
        for declared, one in zip(body.get("template_variables") or [], variables, strict=True)
    ]
    board = {key: body.get(key) for key in ("title", "description", "layout_type", "reflow_type", "widgets")}
    told = ("title", "global_time", "global_time_selectable_enabled", "viewing_preferences", "expiration")
    return JSONResponse(
        {"dashboard": board | {"id": "public", "template_variables": shown}}
        | {"share": {key: share[key] for key in told}, "alone": found.alone}
        | outside(of(request).settings)
    )


def asking(check: Check, handler: Handler) -> Handler:
    """The handler, for requests that the shared dashboard's own widgets could make."""

    async def checked(request: Request, scope: Scope) -> Response:
        scope.allow_time(*await check(request, scope), of(request).clock())
        return await handler(request)

    return telling(checked)


def telling(answer: Answer) -> Handler:
    """The handler of an answer that depends on what the shared dashboard shows."""

    async def handle(request: Request) -> Response:
        found = await _shared(request)
        share = found.share.body
        try:
            variables = choices(share, found.board.body, _given(request))
            scope = await asyncio.to_thread(_scope, request, found, variables)
            selectable = bool(share.get("global_time_selectable_enabled"))
            return await answer(request, replace(scope, any_time=selectable))
        except NotShared as error:
            raise _forbidden(error) from None

    return handle


def _forbidden(error: NotShared) -> ApiError:
    return ApiError(403, f"Forbidden: {error}")


def _scope(request: Request, found: _Shared, variables: tuple[Variable, ...]) -> Scope:
    widgets, store = found.board.body.get("widgets"), of(request).documents
    packs = {id: store.get(powerpacks.KIND, id) for id in powerpacks_of(widgets)}
    groups = {id: pack.body.get("group_widget") for id, pack in packs.items() if pack}
    span_s = live_s(str((found.share.body.get("global_time") or {}).get("live_span") or "1h"))
    watched = store.some("monitor", sorted(graphed_in([widgets, groups])))
    graphs = {one.id: _graph(msgspec.json.encode(one.body)) for one in watched}
    body = {"widgets": widgets, "powerpacks": groups, "graphs": graphs}
    return scope_of(msgspec.json.encode(body), variables, span_s)


@lru_cache(maxsize=1000)
def _graph(monitor: bytes) -> dict[str, Any] | None:
    """The definition of a monitor's graph: each request of a page asks for those of all its widgets."""
    return definition_of(msgspec.json.decode(monitor))


async def _metrics(request: Request, scope: Scope) -> tuple[float, float]:
    given = request.query_params
    scope.allow_metrics(given.get("query") or "")
    return _number(given.get("from")), _number(given.get("to"))


async def _formulas(request: Request, scope: Scope) -> tuple[float, float]:
    return _formulas_of(_object(_object(await _body(request)).get("data")).get("attributes"), scope)


async def _graphs(request: Request, scope: Scope) -> Response:
    now = of(request).clock()

    def allow(raw: msgspec.Raw) -> None:
        try:
            scope.allow_time(*_formulas_of(msgspec.json.decode(raw), scope), now)
        except NotShared as error:
            raise _forbidden(error) from None

    return await graphs.allowed(request, allow)


def _formulas_of(given: object, scope: Scope) -> tuple[float, float]:
    attributes = _object(given)
    queries = [_object(one) for one in _list(attributes.get("queries"))]
    named: dict[str, Expr] = {}
    for query in queries:
        source = query.get("data_source")
        if source == "metrics":
            text = str(query.get("query") or "")
            scope.allow_metrics(text)
            named[str(query.get("name"))] = parse(text)
        elif source in ("logs", "spans", "events"):
            groups = query.get("group_by") or []
            fields = (
                _list(groups.get("fields"))
                if isinstance(groups, dict)
                else [_object(one).get("facet") for one in _list(groups)]
            )
            sorts = [groups] if isinstance(groups, dict) else _list(groups)
            figures = [
                _object(one) for one in (query.get("compute"), *(_object(by).get("sort") for by in sorts)) if one
            ]
            measures = {str(one["metric"]) for one in figures if one.get("metric")}
            search = str(_object(query.get("search") or {}).get("query") or "")
            scope.allow_records(source, search, {str(f) for f in fields}, measures, False)
        else:
            raise NotShared(f"data of {source} is not shown to the public")
    names = frozenset(str(query.get("name")) for query in queries)
    for one in _list(attributes.get("formulas")):
        for tree in parse_list(str(_object(one).get("formula") or ""), names):
            scope.allow_shifts(tree, named)
            if metrics_of(tree):
                raise NotShared("a formula names its queries only")
    return _number(attributes.get("from")) / 1000, _number(attributes.get("to")) / 1000


def _records(source: str, whole: bool, wrapped: bool = False) -> Check:
    async def check(request: Request, scope: Scope) -> tuple[float, float]:
        given = await _body(request)
        if wrapped:
            given = _object(_object(given.get("data")).get("attributes"))
        where = _object(given.get("filter") or {})
        groups = [_object(one) for one in _list(given.get("group_by"))]
        facets = {str(one.get("facet")) for one in groups}
        measures = {str(_object(one)["metric"]) for one in _list(given.get("compute")) if _object(one).get("metric")}
        sorts = [_object(one.get("sort") or {}) for one in groups]
        measures |= {str(one["metric"]) for one in sorts if one.get("metric")}
        if _object(given.get("page") or {}).get("cursor"):
            raise NotShared("only the first page of records is shown to the public")
        scope.allow_records(source, str(where.get("query") or ""), facets, measures, whole)
        span = window(where.get("from"), where.get("to"), of(request).clock())
        return span.start_ms / 1000, span.end_ms / 1000

    return check


ASKED: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/api/v1/query", asking(_metrics, metrics.query)),
    ("POST", "/api/v2/query/timeseries", asking(_formulas, formulas.timeseries)),
    ("POST", "/api/vizsla/query/timeseries", telling(_graphs)),
    ("POST", "/api/v2/query/scalar", asking(_formulas, formulas.scalar)),
    ("POST", "/api/vizsla/heat", asking(_formulas, heat.counted)),
    ("POST", "/api/v2/logs/analytics/aggregate", asking(_records("logs", False), logs.aggregate)),
    ("POST", "/api/v2/spans/analytics/aggregate", asking(_records("spans", False, True), spans.aggregate)),
    ("POST", "/api/v2/logs/events/search", asking(_records("logs", True), logs.search)),
    ("POST", "/api/v2/spans/events/search", asking(_records("spans", True, True), spans.search)),
    ("POST", "/api/v2/events/search", asking(_records("events", True), events.search)),
    ("GET", "/api/v1/monitor/search", telling(public_answers.found_monitors)),
    ("GET", "/api/v1/monitor/groups/search", telling(public_answers.found_groups)),
    ("GET", "/api/vizsla/monitors/{id}/graph", telling(public_answers.graph_of_monitor)),
    ("GET", "/api/vizsla/monitors/{id}/value", telling(public_answers.value_of_monitor)),
    ("GET", "/api/vizsla/checks", telling(public_answers.latest_checks)),
    ("GET", "/api/v1/hosts", telling(public_answers.listed_hosts)),
    ("GET", "/api/v1/slo/search", telling(public_answers.objectives)),
    ("GET", "/api/v1/slo/{id}", telling(public_answers.objective)),
    ("GET", "/api/v1/slo/{id}/history", telling(public_answers.objective_history)),
    ("GET", "/api/v2/powerpacks/{id}", telling(public_answers.powerpack)),
)
"""Method, path and handler of what the public page asks beneath `/api/vizsla/public/{token}/ask`."""


async def unasked(_request: Request) -> Response:
    """Whatever else the app asks for: it is not shown to the public."""
    raise ApiError(403, "Forbidden: this kind of data is not shown on public pages")


async def embedding(request: Request, token: str) -> str:
    """Which sites may frame this public page, as a security policy names them."""
    found = await _share(request, token)
    domains = (found.body.get("embeddable_domains") or []) if found and found.body.get("share_type") == "embed" else []
    return " ".join(domains) or "'none'"


async def _share(request: Request, token: str) -> Document | None:
    store = of(request).documents
    found = await asyncio.to_thread(store.get, dashboards.SHARED, token)
    if found is not None:
        return found
    embed = await asyncio.to_thread(store.get, embeds.KIND, token)
    return replace(embed, body=embed.body["share"]) if embed else None


async def _shared(request: Request) -> _Shared:
    token, store = request.path_params["token"], of(request).documents
    share = await _share(request, token)
    if share is None or share.body.get("status") == "paused" or sharing.is_over(share.body.get("expiration")):
        raise ApiError(404, "This link shows nothing any more; ask whoever gave it to you for another")
    secret = request.headers.get("vizsla-invitation", "")
    if share.body.get("share_type") == "invite" and not await asyncio.to_thread(
        sharing.is_invited, request, share, secret
    ):
        raise ApiError(403, "This dashboard is shown to those it was shared with; open the link in your mail")
    if share.kind == embeds.KIND:
        embed = await asyncio.to_thread(store.get, embeds.KIND, token)
        assert embed is not None
        return _Shared(share, replace(embed, body=embed.body["board"]), alone=True)
    board = await asyncio.to_thread(store.get, dashboards.KIND, share.body["dashboard_id"])
    if board is None:
        raise ApiError(404, "This dashboard was deleted")
    return _Shared(share, board)


def _given(request: Request) -> dict[str, Any]:
    text = unquote(request.headers.get("vizsla-variables", ""))
    try:
        return msgspec.json.decode(text, type=dict[str, Any]) if text else {}
    except UNREADABLE:
        raise NotShared("the variables cannot be read") from None


def _number(given: object) -> float:
    try:
        return float(given)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ApiError(400, "The value provided for parameter 'from' is invalid: a number is wanted") from None


def _object(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ApiError(400, "The body cannot be used: an object is wanted")
    return given


def _list(given: object) -> list[Any]:
    if not isinstance(given or [], list):
        raise ApiError(400, "The body cannot be used: a list is wanted")
    return given or []  # type: ignore[return-value]


async def _body(request: Request) -> dict[str, Any]:
    await request.body()  # kept by the request, so that the handler behind reads it again
    return await json_object(request)


def _values(request: Request, page: _Shared, opened: dict[str, Any]) -> dict[str, list[str]]:
    """What may be chosen: what the owner named, else the values that the dashboard's own metrics have."""
    found: dict[str, list[str]] = {}
    scope = _scope(request, page, ())
    names = sorted({name for name, _, _ in scope.metrics})
    for declared in page.board.body.get("template_variables") or []:
        one = opened.get(declared["name"])
        if one is None:
            continue
        visible, prefix = one.get("visible_tags") or [], declared.get("prefix")
        if not visible and prefix:
            rows = of(request).engine.run(
                "SELECT DISTINCT substring(arrayJoin(arrayFilter(t -> startsWith(t, {key:String}), tags)), {at:UInt32})"
                " AS v FROM series WHERE metric IN {names:Array(String)} AND day >= toDate({since:DateTime('UTC')}) "
                "ORDER BY v LIMIT {most:UInt32}",
                {"key": f"{prefix}:", "at": len(prefix) + 2, "names": names, "most": _MOST_VALUES,
                 "since": int(of(request).clock()) - 86400},
            )  # fmt: skip
            visible = rows.column("v").to_pylist()
        found[str(declared["name"])] = [str(value) for value in visible]
    return found
