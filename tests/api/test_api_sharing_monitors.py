"""Public pages' monitors: the graphs, values and lists that their widgets draw, and no word of the monitors beside."""

import time
from typing import TYPE_CHECKING, Any

import httpx

from vizsla.monitors.judge import encoded
from vizsla.monitors.state import GroupState

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

HTTP = httpx.Client(timeout=60)
SECRETS = ("hush", "ops@example.org", "creator", "admin", "team:secret")


def monitor(server: Running, type_: str, query: str, **states: GroupState) -> str:
    """The id of a new monitor with these states of its hosts."""
    body = {"type": type_, "query": query, "name": "Load", "message": "hush @ops@example.org", "tags": ["team:secret"]}
    made = HTTP.post(f"{server.url}/api/v1/monitor", headers=server.headers, json=body).raise_for_status().json()
    told = {f"host:{host}": (state.status, encoded((f"host:{host}",), state)) for host, state in states.items()}
    server.parts.outbox.edit(made["id"], told)
    return str(made["id"])


def public(server: Running, *definitions: dict[str, Any]) -> str:
    """Beneath which address the page of a dashboard of these widgets asks."""
    board = {"title": "T", "layout_type": "ordered", "widgets": [{"definition": one} for one in definitions]}
    url = f"{server.url}/api/v1/dashboard"
    id = HTTP.post(url, headers=server.headers, json=board).raise_for_status().json()["id"]
    share = {"dashboard_id": id, "dashboard_type": "custom_timeboard"}
    token = HTTP.post(f"{url}/public", headers=server.headers, json=share).raise_for_status().json()["token"]
    return f"{server.url}/api/vizsla/public/{token}/ask"


def asked(page: str, request: dict[str, Any], kind: str = "timeseries", ago_s: int = 3600) -> int:
    """What a widget's request of the last hour is answered with."""
    now = int(time.time())
    if "q" in request:
        params = {"query": request["q"], "from": now - ago_s, "to": now}
        return HTTP.get(f"{page}/api/v1/query", params=params).status_code
    attributes = {"from": (now - ago_s) * 1000, "to": now * 1000} | request
    body = {"data": {"type": f"{kind}_request", "attributes": attributes}}
    return HTTP.post(f"{page}/api/v2/query/{kind}", json=body).status_code


def test_a_graph_shows_what_its_monitor_asks_for(door_server: Running) -> None:
    server = door_server
    load = monitor(server, "query alert", "avg(last_5m):avg:load{env:prod} by {host} > 3", a=GroupState("Warn", 2.0))
    found = 'logs("service:web").index("*").rollup("count").by("status").last("5m") > 10'
    logs, hidden = monitor(server, "log alert", found), monitor(server, "query alert", "avg(last_5m):avg:till{*} > 3")
    both = monitor(server, "composite", f"{load} && {hidden}")
    group = {"type": "group", "layout_type": "ordered", "widgets": [{"definition": {"type": "alert_graph"}}]}
    group["widgets"][0]["definition"] |= {"alert_id": logs, "viz_type": "toplist"}  # type: ignore[index]
    drawn = [{"type": "alert_graph", "alert_id": id, "viz_type": "timeseries"} for id in (load, both, "77")]
    page = public(server, *drawn, group, {"type": "alert_value", "alert_id": hidden})

    told = HTTP.get(f"{page}/api/vizsla/monitors/{load}/graph")
    assert not [word for word in SECRETS if word in told.text]
    graph = told.json()
    assert (graph["name"], graph["state"]) == ("Load", "Warn")
    (request,) = graph["definition"]["requests"]
    assert request == {"q": "avg:load{env:prod} by {host}"} and asked(page, request) == 200
    assert [one["label"] for one in graph["definition"]["markers"]] == ["alert > 3"]
    assert asked(page, {"q": "avg:load{*} by {host}"}) == 403
    assert asked(page, request, ago_s=86400) == 403
    (request,) = HTTP.get(f"{page}/api/vizsla/monitors/{logs}/graph").json()["definition"]["requests"]
    request = {"queries": request["queries"], "formulas": [{"formula": "query1"}]}
    assert asked(page, request) == 200 and asked(page, request, "scalar") == 200
    request["queries"][0]["search"]["query"] = "*"
    assert asked(page, request) == 403
    assert HTTP.get(f"{page}/api/vizsla/monitors/{both}/graph").json()["definition"] is None
    assert HTTP.get(f"{page}/api/vizsla/monitors/77/graph").status_code == 404
    # Neither a monitor of which only the value is shown, nor anything else of those that are.
    assert HTTP.get(f"{page}/api/vizsla/monitors/{hidden}/graph").status_code == 403
    assert asked(page, {"q": "avg:till{*}"}) == 403
    for path in (f"vizsla/monitors/{load}/value", f"vizsla/monitors/{load}/graph?group=host:a", f"v1/monitor/{load}",
                 f"vizsla/monitors/{load}/history", "v1/monitor", "v1/monitor/search"):  # fmt: skip
        assert HTTP.get(f"{page}/api/{path}").status_code == 403, path


def test_a_value_is_that_of_the_group_that_is_worst_off(door_server: Running) -> None:
    server, query = door_server, "avg(last_5m):avg:load{*} by {host} > 3"
    several = {"a": GroupState("OK", 1.0), "b": GroupState("Alert", 4.5), "c": GroupState("No Data", None)}
    some, one = monitor(server, "query alert", query, **several), monitor(server, "query alert", query)
    gone = monitor(server, "query alert", query, a=GroupState("OK", 1.0), b=GroupState("Alert", None))
    page = public(server, *({"type": "alert_value", "alert_id": id} for id in (some, one, gone)))
    assert HTTP.get(f"{page}/api/vizsla/monitors/{gone}/value").json() == {
        "status": "Alert", "value": None, "group": "host:b"
    }  # fmt: skip
    assert HTTP.get(f"{page}/api/vizsla/monitors/{some}/value").json() == {
        "status": "Alert", "value": 4.5, "group": "host:b"
    }  # fmt: skip
    assert HTTP.get(f"{page}/api/vizsla/monitors/{one}/value").json() == {
        "status": "No Data", "value": None, "group": ""
    }  # fmt: skip
    assert HTTP.get(f"{page}/api/vizsla/monitors/{some}/graph").status_code == 403


def test_a_list_tells_names_and_states(door_server: Running) -> None:
    server = door_server
    number = monitor(server, "query alert", "avg(last_5m):avg:load{*} by {host} > 3", a=GroupState("Alert", 4.5))
    page = public(server, {"type": "manage_status", "query": "status:alert"})
    told = HTTP.get(f"{page}/api/v1/monitor/search", params={"query": "status:alert", "per_page": 1000})
    assert not [word for word in (*SECRETS, "avg:load") if word in told.text]
    (row,) = told.json()["monitors"]
    assert (row["id"], row["name"], row["status"]) == (int(number), "Load", "Alert")
    assert told.json()["metadata"]["total_count"] == 1
    assert HTTP.get(f"{page}/api/v1/monitor/search", params={"query": ""}).status_code == 403
    assert HTTP.get(f"{page}/api/v1/monitor/groups/search", params={"query": "status:alert"}).status_code == 403
    page = public(server, {"type": "manage_status", "query": "status:alert", "summary_type": "groups"})
    told = HTTP.get(f"{page}/api/v1/monitor/groups/search", params={"query": "status:alert"})
    assert not [word for word in (*SECRETS, "avg:load") if word in told.text]
    (row,) = told.json()["groups"]
    assert (row["monitor_id"], row["group"], row["status"]) == (int(number), "host:a", "Alert")
    assert HTTP.get(f"{page}/api/v1/monitor/groups/search", params={"query": ""}).status_code == 403
