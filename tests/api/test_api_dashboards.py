"""Dashboards by the real clients, and export = import for real ones."""

import json
from typing import TYPE_CHECKING, Any

import datadog
import httpx
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.model.dashboard import Dashboard
from datadog_api_client.v1.model.dashboard_layout_type import DashboardLayoutType
from datadog_api_client.v1.model.note_widget_definition import NoteWidgetDefinition
from datadog_api_client.v1.model.note_widget_definition_type import NoteWidgetDefinitionType
from datadog_api_client.v1.model.widget import Widget

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

TIMESERIES = {"definition": {"type": "timeseries", "requests": [{"q": "avg:my_metric{*}.rollup(sum, 3600)"}]}}


def test_the_datadog_library_makes_one(server: Running) -> None:
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    made = datadog.api.Dashboard.create(
        title="My board", widgets=[TIMESERIES], layout_type="ordered", description="d", is_read_only=True,
        notify_list=["a@example.org"], template_variables=[{"name": "host", "prefix": "host", "default": "*"}],
    )  # fmt: skip
    assert made["title"] == "My board" and made["widgets"][0]["id"] and made["url"].startswith("/dashboard/")
    assert datadog.api.Dashboard.get(made["id"])["widgets"] == made["widgets"]
    listed = {row["id"]: row for row in datadog.api.Dashboard.get_all()["dashboards"]}
    assert listed[made["id"]]["title"] == "My board" and "sys-tem-hst" in listed
    changed = datadog.api.Dashboard.update(made["id"], title="New", widgets=[TIMESERIES], layout_type="ordered")
    assert changed["title"] == "New"
    assert datadog.api.Dashboard.delete(made["id"]) == {"deleted_dashboard_id": made["id"]}
    gone = datadog.api.Dashboard.get(made["id"])
    assert "not found" in gone["errors"][0]


def test_the_api_client_reads_every_answer(server: Running) -> None:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    note = NoteWidgetDefinition(type=NoteWidgetDefinitionType("note"), content="hello")
    with ApiClient(configuration) as client:
        api = DashboardsApi(client)
        made = api.create_dashboard(
            body=Dashboard(title="t", layout_type=DashboardLayoutType("ordered"), widgets=[Widget(definition=note)])
        )
        assert api.get_dashboard(made.id).widgets[0].definition.content == "hello"
        assert made.id in {row.id for row in api.list_dashboards().dashboards}
        assert api.delete_dashboard(made.id).deleted_dashboard_id == made.id


def test_what_nobody_here_knows_is_kept(server: Running) -> None:
    given = {
        "title": "t", "layout_type": "free", "x_unknown": {"a": [1]},
        "widgets": [{"definition": {"type": "hologram", "z": 1}, "layout": {"x": 0, "y": 0, "width": 4, "height": 4}}],
    }  # fmt: skip
    url = f"{server.url}/api/v1/dashboard"
    first = httpx.post(url, headers=server.headers, json=given).json()
    exported = httpx.get(f"{url}/{first['id']}", headers=server.headers).json()
    second = httpx.post(url, headers=server.headers, json=exported).json()
    own = ("id", "url", "created_at", "modified_at", "version")
    assert {k: v for k, v in exported.items() if k not in own} == {k: v for k, v in second.items() if k not in own}
    assert second["id"] != first["id"] and second["x_unknown"] == {"a": [1]}


def test_mistakes_are_named(server: Running) -> None:
    url = f"{server.url}/api/v1/dashboard"
    for body, field in (
        ({"layout_type": "ordered", "widgets": []}, "title"),
        ({"title": "t", "widgets": []}, "layout_type"),
        ({"title": "t", "layout_type": "ordered", "widgets": {}}, "widgets"),
        ({"title": "t", "layout_type": "ordered", "widgets": [{"definition": {}}]}, "widgets[0].definition.type"),
    ):
        answer = httpx.post(url, headers=server.headers, json=body)
        assert answer.status_code == 400 and f"'{field}'" in json.dumps(answer.json()), body
    assert httpx.post(url, headers=server.headers, content=b"[1]").status_code == 400


def test_a_change_over_anothers_change_is_refused(server: Running) -> None:
    url = f"{server.url}/api/v1/dashboard"
    body = {"title": "t", "layout_type": "ordered", "widgets": []}
    made = httpx.post(url, headers=server.headers, json=body).json()
    mine = body | {"title": "mine", "expected_version": made["version"]}
    assert httpx.put(f"{url}/{made['id']}", headers=server.headers, json=mine).json()["title"] == "mine"
    late = httpx.put(f"{url}/{made['id']}", headers=server.headers, json=mine | {"title": "late"})
    assert late.status_code == 409 and "meanwhile" in late.json()["errors"][0]
