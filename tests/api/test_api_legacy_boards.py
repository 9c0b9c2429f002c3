"""Timeboards and screenboards as scripts with the `datadog` library have made them for years."""

import json
from typing import TYPE_CHECKING, Any

import datadog
import httpx

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

GRAPHS = [
    {
        "title": "My metric by host",
        "definition": {
            "viz": "timeseries", "autoscale": True, "status": "done", "events": [{"q": "source:deploy"}],
            "requests": [
                {"q": "avg:my_metric{host:a}", "type": "line", "style": {"palette": "cool"}, "stacked": False},
            ],
        },
    },
    {"title": "Band", "definition": {"viz": "timeseries", "requests": [
        {"q": "anomalies(avg:postgresql.commits{*}, 'basic', 2)"}]}},
    {"title": "Hourly", "definition": {"viz": "query_value", "precision": 0, "requests": [
        {"q": "avg:my_metric{*}.rollup(sum, 3600)", "aggregator": "sum"}]}},
    {"title": "Rows", "definition": {"viz": "table", "requests": [{"q": "avg:system.cpu.user{*} by {host}"}]}},
    {"title": "Map", "definition": {"viz": "hostmap", "requests": {"fill": {"q": "avg:system.cpu.user{*} by {host}"}}}},
]  # fmt: skip
VARIABLES = [{"name": "host1", "prefix": "host", "default": "host:my-host"}]


def _client(server: Running) -> None:
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)


def test_a_script_makes_its_timeboard_unchanged(server: Running) -> None:
    _client(server)
    made = datadog.api.Timeboard.create(
        title="My Timeboard", description="An informative timeboard.", graphs=GRAPHS, template_variables=VARIABLES,
        read_only=True,
    )  # fmt: skip
    board = made["dash"]
    assert isinstance(board["id"], int) and board["read_only"] is True and made["url"].startswith("/dashboard/")
    given = [{key: value for key, value in graph.items() if key != "id"} for graph in board["graphs"]]
    assert given == GRAPHS and board["template_variables"] == VARIABLES
    assert datadog.api.Timeboard.get(board["id"]) == made
    dashboard = datadog.api.Dashboard.get(board["new_id"])
    assert dashboard["widgets"][0]["definition"]["requests"][0]["display_type"] == "line"
    assert dashboard["widgets"][3]["definition"]["type"] == "query_table" and dashboard["layout_type"] == "ordered"
    rows = {row["id"]: row for row in datadog.api.Timeboard.get_all()["dashes"]}
    assert rows[str(board["id"])]["title"] == "My Timeboard"
    changed = datadog.api.Timeboard.update(board["id"], title="New", description="d", graphs=GRAPHS[:1])
    assert changed["dash"]["title"] == "New" and len(changed["dash"]["graphs"]) == 1
    gone = httpx.delete(f"{server.url}/api/v1/dash/{board['id']}", headers=server.headers)
    assert gone.status_code == 204
    assert "not found" in datadog.api.Timeboard.get(board["id"])["errors"][0]


def test_a_screenboard_is_a_free_dashboard(server: Running) -> None:
    _client(server)
    widgets = [
        {"type": "timeseries", "x": 0, "y": 2, "width": 47, "height": 15, "title": True, "title_text": "Load",
         "timeframe": "1h",
         "tile_def": {"viz": "timeseries", "requests": [{"q": "avg:system.load.1{*}", "type": "bars"}]}},
        {"type": "note", "x": 50, "y": 2, "width": 20, "height": 5, "html": "Hello", "bgcolor": "yellow"},
        {"type": "image", "x": 0, "y": 20, "width": 32, "height": 32, "url": "https://example.org/a.png"},
    ]  # fmt: skip
    made = datadog.api.Screenboard.create(board_title="Screen", description="d", widgets=widgets, width=1024)
    assert (made["board_title"], made["width"]) == ("Screen", 1024)
    dashboard = datadog.api.Dashboard.get(made["new_id"])
    graph, note, _ = dashboard["widgets"]
    assert graph["layout"] == {"x": 0, "y": 2, "width": 47, "height": 15}
    assert graph["definition"]["time"] == {"live_span": "1h"} and graph["definition"]["title"] == "Load"
    assert graph["definition"]["requests"][0]["display_type"] == "bars"
    assert note["definition"]["content"] == "Hello" and note["definition"]["background_color"] == "yellow"
    back = datadog.api.Screenboard.get(made["id"])
    for old, new in zip(widgets, back["widgets"], strict=True):
        assert {key: new[key] for key in old} == old
    assert datadog.api.Screenboard.update(made["id"], board_title="S2", widgets=widgets)["board_title"] == "S2"
    assert datadog.api.Screenboard.delete(made["id"])["new_id"] == made["new_id"]


def test_a_screenboard_is_shared_and_a_graph_embedded(server: Running) -> None:
    _client(server)
    board = datadog.api.Screenboard.create(board_title="S", widgets=[{"type": "note", "html": "Hello"}])
    shared = datadog.api.Screenboard.share(board["id"])
    page = shared["public_url"].replace("/public/", "/api/vizsla/public/")
    assert shared["board_id"] == board["id"] and httpx.get(page).json()["dashboard"]["title"] == "S"
    assert httpx.delete(f"{server.url}/api/v1/screen/share/{board['id']}", headers=server.headers).json() is None
    assert httpx.get(page).status_code == 404
    graph = {"viz": "timeseries", "requests": [{"q": "avg:system.load.1{$host}", "type": "line"}]}
    made = datadog.api.Embed.create(graph_json=json.dumps(graph), timeframe="1_hour", size="medium", legend="no")
    assert made["revoked"] is False and made["template_variables"] == ["host"]
    frame = f"{server.url}/api/vizsla/public/{made['embed_id']}"
    shown = httpx.get(frame).json()
    assert shown["alone"] and shown["dashboard"]["widgets"][0]["definition"]["type"] == "timeseries"
    assert [one["embed_id"] for one in datadog.api.Embed.get_all()["embedded_graphs"]] == [made["embed_id"]]
    assert "revoked" in datadog.api.Embed.revoke(made["embed_id"])["success"]
    assert httpx.get(frame).status_code == 404
    datadog.api.Embed.enable(made["embed_id"])
    assert httpx.get(frame).status_code == 200


def test_mistakes_are_named(server: Running) -> None:
    for path, body, field in (
        ("dash", {"graphs": []}, "title"),
        ("dash", {"title": "t", "graphs": [{"title": "no definition"}]}, "graphs[0]"),
        ("screen", {"board_title": "t", "widgets": [{"x": 1}]}, "widgets[0].type"),
    ):
        answer = httpx.post(f"{server.url}/api/v1/{path}", headers=server.headers, json=body)
        assert answer.status_code == 400 and field in answer.json()["errors"][0], answer.text
