"""Public links: what they show without a login, and that they show nothing else, whoever asks however."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.model.dashboard_type import DashboardType
from datadog_api_client.v1.model.selectable_template_variable_items import SelectableTemplateVariableItems
from datadog_api_client.v1.model.shared_dashboard import SharedDashboard
from datadog_api_client.v1.model.shared_dashboard_update_request import SharedDashboardUpdateRequest

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

LOGS = {"data_source": "logs", "name": "a", "search": {"query": "service:shop $env"}, "indexes": ["*"],
        "compute": {"aggregation": "count"}, "group_by": [{"facet": "status"}]}  # fmt: skip
BOARD = {
    "title": "Shop", "layout_type": "ordered",
    "template_variables": [{"name": "env", "prefix": "env", "default": "prod"}, {"name": "dept", "prefix": "dept",
                                                                                "default": "sales"}],
    "widgets": [
        {"definition": {"type": "timeseries", "requests": [
            {"q": "sum:shop.orders{$env,$dept} by {host}.as_count() / 2"},
            {"response_format": "timeseries", "queries": [LOGS], "formulas": [{"formula": "a"}]}]}},
        {"definition": {"type": "note", "content": "hello"}},
    ],
}  # fmt: skip


def _share(server: Running, **given: Any) -> dict[str, Any]:
    url = f"{server.url}/api/v1/dashboard"
    board = httpx.post(url, headers=server.headers, json=BOARD).json()
    body = {"dashboard_id": board["id"], "dashboard_type": "custom_timeboard"} | given
    answer = httpx.post(f"{url}/public", headers=server.headers, json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _ask(server: Running, token: str, query: str, ago_s: int = 3600, **headers: str) -> httpx.Response:
    now = int(time.time())
    params: dict[str, str | int] = {"query": query, "from": now - ago_s, "to": now}
    return httpx.get(f"{server.url}/api/vizsla/public/{token}/ask/api/v1/query", params=params, headers=headers)


def _chosen(**values: list[str]) -> dict[str, str]:
    return {"vizsla-variables": quote(json.dumps(values))}


def test_the_client_makes_changes_and_revokes_a_link(server: Running) -> None:
    made = httpx.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=BOARD).json()
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    with ApiClient(configuration) as client:
        api = DashboardsApi(client)
        opened = [
            SelectableTemplateVariableItems(name="env", prefix="env", default_value="prod", visible_tags=["prod"])
        ]
        share = api.create_public_dashboard(
            body=SharedDashboard(
                dashboard_id=made["id"],
                dashboard_type=DashboardType("custom_timeboard"),
                selectable_template_vars=opened,
            )
        )
        assert share.public_url.endswith(f"/public/{share.token}") and share.status.value == "active"
        assert api.get_public_dashboard(share.token).selectable_template_vars[0].visible_tags == ["prod"]
        listed = httpx.get(f"{server.url}/api/vizsla/dashboards/{made['id']}/shares", headers=server.headers).json()
        assert [one["token"] for one in listed["shares"]] == [share.token]
        assert [row.id for row in api.list_dashboards(filter_shared=True).dashboards] == [made["id"]]
        page = httpx.get(f"{server.url}/api/vizsla/public/{share.token}").json()
        assert page["dashboard"]["widgets"] == made["widgets"] and "author_handle" not in page["dashboard"]
        env, dept = page["dashboard"]["template_variables"]
        assert (env["selectable"], env["available_values"], dept["selectable"]) == (True, ["prod"], False)
        soon = datetime.now(UTC) - timedelta(seconds=1)
        api.update_public_dashboard(share.token, body=SharedDashboardUpdateRequest(expiration=soon))
        assert httpx.get(f"{server.url}/api/vizsla/public/{share.token}").status_code == 404
        api.update_public_dashboard(share.token, body=SharedDashboardUpdateRequest(expiration=None))
        assert httpx.get(f"{server.url}/api/vizsla/public/{share.token}").status_code == 200
        assert api.delete_public_dashboard(share.token).deleted_public_dashboard_token == share.token
        assert httpx.get(f"{server.url}/api/vizsla/public/{share.token}").status_code == 404
        assert _ask(server, share.token, "sum:shop.orders{env:prod,dept:sales} by {host}").status_code == 404


def test_its_own_queries_are_answered_and_no_others(server: Running) -> None:
    now = int(time.time())
    series = [
        {"metric": "shop.orders", "points": [[now - 60, 5]], "host": "a", "tags": [f"env:{env}", "dept:sales"]}
        for env in ("prod", "test")
    ]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}).raise_for_status()
    opened = [{"name": "env", "prefix": "env", "default_value": "prod", "visible_tags": ["prod", "test"]}]
    token = _share(server, selectable_template_vars=opened, global_time={"live_span": "4h"})["token"]
    own = "sum:shop.orders{env:prod,dept:sales} by {host}"
    answer = _ask(server, token, f"{own}.as_count() / 2")
    assert answer.status_code == 200 and len(answer.json()["series"]) == 1
    other = _ask(server, token, own.replace("prod", "test"), **_chosen(env=["test"]))
    assert other.status_code == 200 and len(other.json()["series"]) == 1
    refused = [
        _ask(server, token, own.replace("prod", "test")),  # not what was chosen
        _ask(server, token, "sum:shop.orders{*} by {host}"),
        _ask(server, token, "sum:shop.orders{*} by {host}", **_chosen(env=["*"])),
        _ask(server, token, "sum:shop.orders{dept:sales} by {host}", **_chosen(env=[])),
        _ask(server, token, own.replace("{host}", "{host,env}")),
        _ask(server, token, own.replace("sales", "legal"), **_chosen(dept=["legal"])),  # a variable that is not open
        _ask(server, token, f"{own} + avg:system.load.1{{*}}"),
        _ask(server, token, f"{own}, avg:system.load.1{{*}}"),
        _ask(server, token, own, ago_s=86400 * 3),  # a longer time than is shared
        _ask(server, token, "sum:shop.orders{(env:prod OR host:x),dept:sales} by {host}",
             **_chosen(env=["prod OR host:x"])),
        _ask(server, token, own, **{"vizsla-variables": "%7B"}),
        _ask(server, token, f"week_before({own})"),  # an earlier time at the place of this one
        _ask(server, token, f"abs(timeshift({own}, -86400))"),
    ]  # fmt: skip
    assert [one.status_code for one in refused] == [403] * len(refused)
    base = f"{server.url}/api/vizsla/public/{token}/ask"
    for path in ("/api/v1/dashboard", "/api/v1/hosts", "/api/vizsla/tags", "/api/v1/metrics"):
        assert httpx.get(base + path).status_code == 403
    for path in ("/api/v1/dashboard", "/api/v1/query?query=avg:a{*}&from=1&to=2", f"/api/v1/dashboard/public/{token}"):
        assert httpx.get(server.url + path).status_code == 401


def test_other_times_are_shown_as_the_dashboard_shows_them(server: Running) -> None:
    url = f"{server.url}/api/v1/dashboard"
    mine = {"data_source": "metrics", "name": "a", "query": "sum:shop.orders{*}"}
    definitions = [
        {"type": "timeseries", "requests": [{"q": "timeshift(sum:shop.orders{*}, -3600)"}]},
        {"type": "timeseries", "requests": [{"queries": [mine], "formulas": [{"formula": "a - day_before(a)"}]}]},
        {"type": "change", "requests": [{"q": "sum:shop.orders{*}", "compare_to": "week_before"}]},
    ]
    board = {"title": "T", "layout_type": "ordered", "widgets": [{"definition": one} for one in definitions]}
    made = httpx.post(url, headers=server.headers, json=board).json()
    share = {"dashboard_id": made["id"], "dashboard_type": "custom_timeboard"}
    token = httpx.post(f"{url}/public", headers=server.headers, json=share).json()["token"]
    now = int(time.time() * 1000)

    def formula(text: str, queries: Any = None) -> int:
        asked = {"from": now - 3600_000, "to": now, "queries": queries or [mine], "formulas": [{"formula": text}]}
        body = {"data": {"type": "scalar_request", "attributes": asked}}
        return httpx.post(f"{server.url}/api/vizsla/public/{token}/ask/api/v2/query/scalar", json=body).status_code

    assert _ask(server, token, "timeshift(sum:shop.orders{*}, -3600)").status_code == 200
    assert _ask(server, token, "timeshift(sum:shop.orders{*}, -7200)").status_code == 403
    assert _ask(server, token, "timeshift(timeshift(sum:shop.orders{*}, -3600), -3600)").status_code == 403
    assert [formula(text) for text in ("a", "day_before(a)", "week_before(a)")] == [200] * 3
    assert [formula(text) for text in ("month_before(a)", "week_before(week_before(a))")] == [403] * 2
    moved = [mine | {"query": "timeshift(sum:shop.orders{*}, -3600)"}]
    assert formula("a", moved) == 200
    # Each is shown somewhere, but not the one of the other.
    assert formula("week_before(a)", moved) == 403
    assert formula("a", 5) == 400


def test_searches_and_formulas(server: Running) -> None:
    opened = [{"name": "env", "prefix": "env", "default_value": "prod"}]
    token = _share(server, selectable_template_vars=opened, global_time_selectable_enabled=True)["token"]
    base = f"{server.url}/api/vizsla/public/{token}/ask"
    now = int(time.time() * 1000)

    def formulas(query: dict[str, Any], formula: str = "a", env: str = "prod") -> int:
        asked = {"from": now - 86400_000 * 9, "to": now, "queries": [query], "formulas": [{"formula": formula}]}
        body = {"data": {"type": "timeseries_request", "attributes": asked}}
        url, chosen = f"{base}/api/v2/query/timeseries", _chosen(env=[env])
        alone = httpx.post(url, json=body, headers=chosen)
        # Beside others it has the same answer, and theirs are their own.
        among = {"requests": [asked, asked | {"queries": [query | {"data_source": "rum"}]}]}
        answer = httpx.post(f"{base}/api/vizsla/query/timeseries", json=among, headers=chosen)
        lines = {line["at"]: line for line in map(json.loads, answer.text.splitlines())}
        assert (lines[0]["status"], lines[0]["body"]) == (alone.status_code, alone.json()) and lines[1]["status"] == 403
        return alone.status_code

    mine = {"data_source": "logs", "name": "a", "search": {"query": "service:shop env:prod"},
            "compute": {"aggregation": "count"}, "group_by": [{"facet": "status"}]}  # fmt: skip
    assert formulas(mine) == 200 and formulas(mine, "a * 2") == 200
    assert formulas(mine | {"search": {"query": "service:shop env:test"}}, env="test") == 200
    assert formulas(mine | {"search": {"query": "service:shop"}}) == 403
    assert formulas(mine | {"group_by": [{"facet": "@user.name"}]}) == 403
    assert formulas(mine | {"compute": {"aggregation": "max", "metric": "@price"}}) == 403
    assert formulas(mine | {"data_source": "spans"}) == 403
    assert formulas({"data_source": "metrics", "name": "a", "query": "avg:a{*}"}) == 403
    assert formulas(mine, "avg:secret{*}") in (400, 403)
    for path in ("/api/v2/logs/events/search", "/api/v2/events/search"):
        listed = httpx.post(base + path, json={"filter": {"query": "service:shop env:prod"}})
        assert listed.status_code == 403, path  # figures are shown, not the records themselves


def test_an_invitation_opens_it_to_one_person(server: Running) -> None:
    guest = {"email": "guest@example.org"}
    share = _share(server, share_type="invite", invitees=[guest])
    page, url = f"{server.url}/api/vizsla/public/{share['token']}", f"{server.url}/api/v1/dashboard/public"
    assert httpx.get(page).status_code == 403
    invitation = {"data": {"type": "public_dashboard_invitation", "attributes": guest}}
    made = httpx.post(f"{url}/{share['token']}/invitation", headers=server.headers, json=invitation)
    assert made.status_code == 201 and made.json()["data"]["attributes"]["email"] == "guest@example.org"
    (told,) = server.parts.outbox.history(0)
    assert [one["handle"] for one in told["deliveries"]] == ["guest@example.org"]
    secret = told["text"].rpartition("#")[2].rstrip(")")
    assert httpx.get(page, headers={"vizsla-invitation": secret}).status_code == 200
    assert httpx.get(page, headers={"vizsla-invitation": "guessed"}).status_code == 403
    stranger = {"data": {"type": "public_dashboard_invitation", "attributes": {"email": "x@example.org"}}}
    assert httpx.post(f"{url}/{share['token']}/invitation", headers=server.headers, json=stranger).status_code == 400
    listed = httpx.get(f"{url}/{share['token']}/invitation", headers=server.headers).json()
    assert listed["meta"]["page"]["total_count"] == 1
    gone = httpx.request("DELETE", f"{url}/{share['token']}/invitation", headers=server.headers, json=invitation)
    assert gone.status_code == 204
    assert httpx.get(page, headers={"vizsla-invitation": secret}).status_code == 403


@pytest.mark.parametrize(
    ("given", "framed"),
    [({}, "'none'"), ({"share_type": "embed", "embeddable_domains": ["https://a.example"]}, "https://a.example")],
)
def test_only_named_sites_may_frame_it(server: Running, given: dict[str, Any], framed: str) -> None:
    token = _share(server, **given)["token"]
    answer = httpx.get(f"{server.url}/public/{token}")
    if answer.status_code != 503:  # where the browser app is not built
        assert f"frame-ancestors {framed}" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in httpx.get(f"{server.url}/dashboards").headers.get(
        "content-security-policy", "frame-ancestors 'none'"
    )


def test_mistakes_are_named(server: Running) -> None:
    share = _share(server)
    url = f"{server.url}/api/v1/dashboard/public"
    for changed, field in (
        ({"share_type": "secret"}, "share_type"),
        ({"global_time": {"live_span": "5y"}}, "global_time.live_span"),
        ({"invitees": [{"email": "no"}]}, "invitees[0].email"),
        ({"embeddable_domains": ["a b; script-src *"]}, "embeddable_domains[0]"),
        ({"expiration": "tomorrow"}, "expiration"),
    ):
        answer = httpx.put(f"{url}/{share['token']}", headers=server.headers, json=changed)
        assert answer.status_code == 400 and f"'{field}'" in answer.json()["errors"][0]
    unnamed = httpx.post(url, headers=server.headers, json={"dashboard_type": "custom_timeboard"})
    assert (unnamed.status_code, "'dashboard_id'" in unnamed.text) == (400, True)
    missing = httpx.post(url, headers=server.headers, json={"dashboard_id": "no", "dashboard_type": "custom_timeboard"})
    assert missing.status_code == 404
