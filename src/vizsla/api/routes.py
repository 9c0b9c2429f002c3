"""Every route of the API: method, path, handler and who may use it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from vizsla.api import (
    dashboard_lists,
    dashboard_versions,
    dashboards,
    events,
    facets,
    formulas,
    hosts,
    keys,
    legacy_boards,
    logs,
    metrics,
    monitors,
    quarantine,
    services,
    session,
    slo_corrections,
    slo_history,
    slos,
    snapshots,
    spans,
    stars,
)

Handler = Callable[[Request], Awaitable[Response]]
Permission = Literal["public", "api_key", "user"]


@dataclass(frozen=True)
class Route:
    """One way in; `user` means an API and an application key, or a browser's session."""

    method: str
    path: str
    handler: Handler
    permission: Permission = "user"


ROUTES: tuple[Route, ...] = (
    Route("GET", "/health", session.health, "public"),
    Route("POST", "/api/vizsla/login", session.login, "public"),
    Route("POST", "/api/vizsla/logout", session.logout),
    Route("GET", "/api/vizsla/session", session.current),
    Route("PUT", "/api/vizsla/password", session.password),
    Route("GET", "/api/vizsla/quarantine", quarantine.listed),
    Route("GET", "/api/vizsla/keys", keys.shown),
    Route("GET", "/api/v1/dashboard", dashboards.listed),
    Route("POST", "/api/v1/dashboard", dashboards.create),
    Route("DELETE", "/api/v1/dashboard", dashboards.delete_several),
    Route("PATCH", "/api/v1/dashboard", dashboards.restore),
    Route("GET", "/api/v1/dashboard/lists/manual", dashboard_lists.listed),
    Route("POST", "/api/v1/dashboard/lists/manual", dashboard_lists.create),
    Route("GET", "/api/v1/dashboard/lists/manual/{list}", dashboard_lists.read),
    Route("PUT", "/api/v1/dashboard/lists/manual/{list}", dashboard_lists.update),
    Route("DELETE", "/api/v1/dashboard/lists/manual/{list}", dashboard_lists.delete),
    *(
        Route(method, f"/api/{version}/dashboard/lists/manual/{{list}}/dashboards", handler)
        for version in ("v1", "v2")
        for method, handler in (
            ("GET", dashboard_lists.items),
            ("POST", dashboard_lists.add_items),
            ("PUT", dashboard_lists.replace_items),
            ("DELETE", dashboard_lists.remove_items),
        )
    ),
    Route("GET", "/api/v1/dash", legacy_boards.list_timeboards),
    Route("POST", "/api/v1/dash", legacy_boards.create_timeboard),
    Route("GET", "/api/v1/dash/{id}", legacy_boards.read_timeboard),
    Route("PUT", "/api/v1/dash/{id}", legacy_boards.update_timeboard),
    Route("DELETE", "/api/v1/dash/{id}", legacy_boards.delete_timeboard),
    Route("GET", "/api/v1/screen", legacy_boards.list_screenboards),
    Route("POST", "/api/v1/screen", legacy_boards.create_screenboard),
    Route("GET", "/api/v1/screen/{id}", legacy_boards.read_screenboard),
    Route("PUT", "/api/v1/screen/{id}", legacy_boards.update_screenboard),
    Route("DELETE", "/api/v1/screen/{id}", legacy_boards.delete_screenboard),
    Route("GET", "/api/vizsla/stars", stars.shown),
    Route("PUT", "/api/vizsla/stars/{kind}/{id}", stars.add),
    Route("DELETE", "/api/vizsla/stars/{kind}/{id}", stars.remove),
    Route("GET", "/api/vizsla/dashboards/{id}/versions", dashboard_versions.listed),
    Route("GET", "/api/vizsla/dashboards/{id}/versions/{version}", dashboard_versions.read),
    Route("POST", "/api/vizsla/dashboards/{id}/versions/{version}/restore", dashboard_versions.restore),
    Route("GET", "/api/v1/dashboard/{id}", dashboards.read),
    Route("PUT", "/api/v1/dashboard/{id}", dashboards.update),
    Route("DELETE", "/api/v1/dashboard/{id}", dashboards.delete),
    Route("GET", "/api/v1/query", metrics.query),
    Route("GET", "/api/v1/metrics", metrics.names),
    Route("GET", "/api/v1/metrics/{name}", metrics.metadata),
    Route("GET", "/api/v1/search", metrics.search),
    Route("GET", "/api/vizsla/tags", metrics.tags),
    Route("GET", "/api/vizsla/functions", metrics.catalogue),
    Route("POST", "/api/v2/query/timeseries", formulas.timeseries),
    Route("POST", "/api/v2/query/scalar", formulas.scalar),
    Route("GET", "/api/v1/graph/snapshot", snapshots.create),
    Route("POST", "/api/v1/graph/snapshot", snapshots.create),
    Route("GET", "/api/v1/graph/snapshot_status/{name:path}", snapshots.status),
    Route("GET", "/snapshot/view/{name}.png", snapshots.view, "public"),
    Route("GET", "/api/v1/hosts", hosts.listed),
    Route("GET", "/api/v1/hosts/totals", hosts.totals),
    Route("GET", "/api/v1/tags/hosts", hosts.all_tags),
    Route("GET", "/api/v1/tags/hosts/{host}", hosts.tags),
    Route("POST", "/api/v1/tags/hosts/{host}", hosts.add_tags),
    Route("PUT", "/api/v1/tags/hosts/{host}", hosts.replace_tags),
    Route("DELETE", "/api/v1/tags/hosts/{host}", hosts.remove_tags),
    Route("GET", "/api/v1/monitor", monitors.listed),
    Route("POST", "/api/v1/monitor", monitors.create),
    Route("POST", "/api/v1/monitor/validate", monitors.validate),
    Route("GET", "/api/v1/monitor/search", monitors.search),
    Route("GET", "/api/v1/monitor/can_delete", monitors.can_delete),
    Route("GET", "/api/v1/monitor/{id}", monitors.read),
    Route("PUT", "/api/v1/monitor/{id}", monitors.update),
    Route("DELETE", "/api/v1/monitor/{id}", monitors.delete),
    Route("POST", "/api/v1/monitor/{id}/validate", monitors.validate),
    Route("POST", "/api/v1/monitor/{id}/mute", monitors.mute),
    Route("POST", "/api/v1/monitor/{id}/unmute", monitors.unmute),
    Route("GET", "/api/vizsla/monitors/{id}/history", monitors.history),
    Route("POST", "/api/v1/slo", slos.create),
    Route("GET", "/api/v1/slo", slos.listed),
    Route("GET", "/api/v1/slo/search", slo_history.search),
    Route("GET", "/api/v1/slo/can_delete", slos.can_delete),
    Route("POST", "/api/v1/slo/bulk_delete", slos.bulk_delete),
    Route("POST", "/api/v1/slo/correction", slo_corrections.create),
    Route("GET", "/api/v1/slo/correction", slo_corrections.listed),
    Route("GET", "/api/v1/slo/correction/{id}", slo_corrections.read),
    Route("PATCH", "/api/v1/slo/correction/{id}", slo_corrections.update),
    Route("DELETE", "/api/v1/slo/correction/{id}", slo_corrections.delete),
    Route("GET", "/api/v1/slo/{id}", slos.read),
    Route("PUT", "/api/v1/slo/{id}", slos.update),
    Route("DELETE", "/api/v1/slo/{id}", slos.delete),
    Route("GET", "/api/v1/slo/{id}/corrections", slo_corrections.of_slo),
    Route("GET", "/api/v1/slo/{id}/history", slo_history.history),
    Route("GET", "/api/v2/slo/{id}/status", slo_history.status),
    Route("POST", "/api/v2/logs/events/search", logs.search),
    Route("GET", "/api/v2/logs/events", logs.listed),
    Route("POST", "/api/v2/logs/analytics/aggregate", logs.aggregate),
    Route("POST", "/api/v1/logs-queries/list", logs.listed_v1),
    Route("POST", "/api/v2/spans/events/search", spans.search),
    Route("GET", "/api/v2/spans/events", spans.listed),
    Route("POST", "/api/v2/spans/analytics/aggregate", spans.aggregate),
    Route("GET", "/api/vizsla/traces/{id}", spans.trace),
    Route("GET", "/api/vizsla/services", services.listed),
    Route("GET", "/api/vizsla/services/{service:path}/resources", services.resources),
    Route("GET", "/api/vizsla/facets/logs", facets.logs),
    Route("GET", "/api/vizsla/facets/spans", facets.spans),
    Route("GET", "/api/vizsla/facets/events", facets.events),
    Route("GET", "/api/v1/events", events.stream),
    Route("GET", "/api/v1/events/{id}", events.read),
    Route("POST", "/api/v2/events/search", events.search),
    Route("GET", "/api/v2/events", events.listed),
)
