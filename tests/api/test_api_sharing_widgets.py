"""Public pages' checks, hosts, objectives and powerpacks: what their widgets draw, and nothing beside it."""

import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

DAY_S = 86400
HTTP = httpx.Client(timeout=60)


@pytest.fixture
def made(server: Running) -> dict[str, str]:
    """Checks of two hosts, two objectives and two powerpacks; ids by name."""
    now = int(time.time())
    runs = [
        {"check": name, "host_name": host, "status": status, "timestamp": now - 60, "tags": [f"env:{env}"]}
        for name, host, status, env in (
            ("shop.up", "web-1", 0, "prod"), ("shop.up", "web-2", 2, "prod"), ("shop.up", "old-1", 2, "test"),
            ("till.up", "web-1", 0, "prod"),
        )
    ]  # fmt: skip
    HTTP.post(f"{server.url}/api/v1/check_run", headers=server.headers, json=runs).raise_for_status()
    points = [
        {"metric": metric, "points": [[now - 60, 5]], "host": host, "tags": [f"env:{env}", "owner:secret"]}
        for metric in ("shop.cpu", "shop.orders")
        for host, env in (("web-1", "prod"), ("web-2", "prod"), ("old-1", "test"))
    ]
    HTTP.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": points}).raise_for_status()
    for host, env in (("web-1", "prod"), ("web-2", "prod"), ("old-1", "test")):
        tags = {"tags": [f"env:{env}", "owner:secret"]}
        HTTP.put(f"{server.url}/api/v1/tags/hosts/{host}", headers=server.headers, json=tags).raise_for_status()
    ids = {}
    for name in ("shown", "hidden"):
        slo = {
            "name": f"{name} objective", "type": "metric", "tags": [f"show:{name}"], "description": "not for all",
            "thresholds": [{"timeframe": "7d", "target": 99}],
            "query": {"numerator": "sum:shop.orders{*}.as_count()", "denominator": "sum:shop.orders{*}.as_count()"},
        }  # fmt: skip
        answer = HTTP.post(f"{server.url}/api/v1/slo", headers=server.headers, json=slo)
        ids[f"slo {name}"] = answer.json()["data"][0]["id"]
        query = f"sum:{name}.metric{{$env}}"
        inner = {"definition": {"type": "timeseries", "requests": [{"q": query}]}}
        group = {"definition": {"type": "group", "layout_type": "ordered", "widgets": [inner]}}
        attributes = {"name": name, "description": "not for all", "group_widget": group}
        body = {"data": {"type": "powerpack", "attributes": attributes}}
        answer = HTTP.post(f"{server.url}/api/v2/powerpacks", headers=server.headers, json=body)
        ids[f"pack {name}"] = answer.json()["data"]["id"]
    return ids


class Page:
    """A shared dashboard of some widgets, asked as its page asks."""

    def __init__(self, server: Running, *definitions: dict[str, Any], **share: Any) -> None:
        variable = {"name": "env", "prefix": "env", "default": "prod"}
        widgets = [{"definition": one} for one in definitions]
        board = {"title": "T", "layout_type": "ordered", "template_variables": [variable], "widgets": widgets}
        url = f"{server.url}/api/v1/dashboard"
        id = HTTP.post(url, headers=server.headers, json=board).json()["id"]
        body = {"dashboard_id": id, "dashboard_type": "custom_timeboard"} | share
        self.token = HTTP.post(f"{url}/public", headers=server.headers, json=body).json()["token"]
        self.base = f"{server.url}/api/vizsla/public/{self.token}/ask"

    def get(self, path: str, chosen: dict[str, list[str]] | None = None, **params: Any) -> httpx.Response:
        headers = {"vizsla-variables": quote(json.dumps(chosen))} if chosen else {}
        return HTTP.get(self.base + path, params=params, headers=headers)

    def refuses(self, path: str, chosen: dict[str, list[str]] | None = None, **params: Any) -> bool:
        return self.get(path, chosen, **params).status_code == 403


def test_checks(server: Running, made: dict[str, str]) -> None:
    check = {"type": "check_status", "check": "shop.up", "grouping": "cluster", "group_by": ["host"], "tags": ["$env"]}
    page, now = Page(server, check), int(time.time())
    # Asked for all of them, it tells of those in the widget alone.
    for tags in ("env:prod", ""):
        found = page.get("/api/vizsla/checks", check="shop.up", tags=tags, to=now).json()["checks"]
        assert sorted((one["host"], one["status"]) for one in found) == [("web-1", 0), ("web-2", 2)]
    one = Page(server, check | {"grouping": "check", "group": "host:web-1"})
    found = one.get("/api/vizsla/checks", check="shop.up", to=now).json()["checks"]
    assert [one["host"] for one in found] == ["web-1"]
    assert page.refuses("/api/vizsla/checks", check="till.up", to=now)
    assert page.refuses("/api/vizsla/checks", check="", to=now)
    assert page.refuses("/api/vizsla/checks", check="shop.up", to=now - 30 * DAY_S)
    assert (
        page.refuses("/api/vizsla/checks", {"env": ["test"]}, check="shop.up", to=now) is False
    )  # not open: as it was
    found = page.get("/api/vizsla/checks", {"env": ["test"]}, check="shop.up", to=now).json()["checks"]
    assert "old-1" not in {one["host"] for one in found}
    assert page.refuses("/api/vizsla/checks/names")
    assert page.get("/api/vizsla/checks", check="shop.up", to="x").status_code == 400


def test_hosts(server: Running, made: dict[str, str]) -> None:
    fill = {"q": "avg:shop.cpu{*} by {host}"}
    old = {"type": "hostmap", "node_type": "host", "requests": {"fill": fill}, "group": ["env"], "scope": ["$env"]}
    query = {"name": "a", "data_source": "metrics", "query": fill["q"], "aggregator": "avg"}
    enriched = {"queries": [query], "formulas": [{"formula": "a", "dimension": "fill"}]}
    request = {
        "request_type": "infrastructure_hostmap", "node_type": "host", "filter": "env:test AND web",
        "enrichments": [enriched], "group_by": [{"column": "team"}],
    }  # fmt: skip
    page = Page(server, old, {"type": "hostmap", "requests": [request]})
    listed = page.get("/api/v1/hosts", filter="env:prod", count=1000).json()["host_list"]
    assert [sorted(one) for one in listed] == [["name", "tags_by_source", "up"]] * 2
    assert {tag for one in listed for tag in one["tags_by_source"]["Datadog"]} == {"env:prod"}
    assert page.get("/api/v1/hosts", filter="env:test  web").json()["host_list"] == []
    for filter_ in ("", "env:test", "env:prod web-1"):
        assert page.refuses("/api/v1/hosts", filter=filter_), filter_
    assert page.refuses("/api/v1/hosts", filter="env:prod", sort_field="cpu")
    assert page.refuses("/api/vizsla/hosts/web-1/inventory")
    now = int(time.time() * 1000)
    asked = {"from": now - 600_000, "to": now, "queries": [query], "formulas": [{"formula": "a"}]}
    body = {"data": {"type": "scalar_request", "attributes": asked}}
    assert HTTP.post(f"{page.base}/api/v2/query/scalar", json=body).status_code == 200


def test_objectives(server: Running, made: dict[str, str]) -> None:
    shown, hidden, now = made["slo shown"], made["slo hidden"], int(time.time())
    slo = {"type": "slo", "slo_id": shown, "time_windows": ["7d"], "view_mode": "overall"}
    listing = {"request_type": "slo_list", "query": {"query_string": "show:shown", "limit": 5}}
    page = Page(server, slo, {"type": "slo_list", "requests": [listing]})
    told = page.get(f"/api/v1/slo/{shown}").json()["data"]
    assert told["name"] == "shown objective" and not {"description", "creator", "query"} & set(told)
    past = {"from_ts": now - 7 * DAY_S, "to_ts": now}
    data = page.get(f"/api/v1/slo/{shown}/history", **past).json()["data"]
    assert data == {"overall": {"name": "shown objective", "sli_value": 100.0}}
    assert page.refuses(f"/api/v1/slo/{shown}/history", from_ts=now - 30 * DAY_S, to_ts=now)
    assert page.refuses(f"/api/v1/slo/{hidden}") and page.refuses(f"/api/v1/slo/{hidden}/history", **past)
    assert page.refuses(f"/api/v1/slo/{shown}/corrections") and page.refuses("/api/v1/slo")
    found = page.get("/api/v1/slo/search", query="show:shown", **{"page[size]": 5}).json()["data"]["attributes"]
    (row,) = found["slos"]
    assert set(row["data"]["attributes"]) == {"name", "overall_status"}
    assert page.refuses("/api/v1/slo/search", query="")
    assert page.refuses("/api/v1/slo/search", query="show:shown", **{"page[size]": 100})
    anytime = Page(server, slo, global_time_selectable_enabled=True)
    assert not anytime.refuses(f"/api/v1/slo/{shown}/history", from_ts=now - 30 * DAY_S, to_ts=now)


def test_powerpacks(server: Running, made: dict[str, str]) -> None:
    shown, hidden, now = made["pack shown"], made["pack hidden"], int(time.time())
    fixed = {"controlled_by_powerpack": [{"name": "env", "prefix": "env", "values": ["test"]}]}
    page = Page(server, {"type": "powerpack", "powerpack_id": shown, "template_variables": fixed})
    told = page.get(f"/api/v2/powerpacks/{shown}").json()["data"]["attributes"]
    assert set(told) == {"name", "group_widget"}
    assert page.refuses(f"/api/v2/powerpacks/{hidden}") and page.refuses("/api/v2/powerpacks")

    def query(text: str) -> bool:
        return page.refuses("/api/v1/query", query=text, **{"from": now - 600, "to": now})

    assert not query("sum:shown.metric{env:test}")
    assert query("sum:shown.metric{env:prod}") and query("sum:hidden.metric{env:test}")


def test_odd_widgets_do_not_break_the_page(server: Running, made: dict[str, str]) -> None:
    odd = {"template_variables": {"controlled_by_powerpack": 5}, "powerpack_id": made["pack shown"]}
    definitions = [{"type": "timeseries", "requests": [{"queries": queries, "formulas": 5}]} for queries in (5, True)]
    board = {
        "title": "odd", "layout_type": "ordered",
        "widgets": [{"definition": one} for one in (*definitions, {"type": "powerpack"} | odd)],
    }  # fmt: skip
    url = f"{server.url}/api/v1/dashboard"
    id = HTTP.post(url, headers=server.headers, json=board).raise_for_status().json()["id"]
    share = {"dashboard_id": id, "dashboard_type": "custom_timeboard"}
    token = HTTP.post(f"{url}/public", headers=server.headers, json=share).raise_for_status().json()["token"]
    page = f"{server.url}/api/vizsla/public/{token}"
    assert HTTP.get(page).status_code == 200
    assert HTTP.get(f"{page}/ask/api/v1/query?query=avg:a{{*}}&from=1&to=2").status_code == 403
