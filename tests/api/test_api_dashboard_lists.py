"""Deleted dashboards, lists, stars, earlier versions, and the corpus: what goes in comes out."""

from typing import TYPE_CHECKING, Any

import datadog
import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.exceptions import NotFoundException
from datadog_api_client.v1.api.dashboard_lists_api import DashboardListsApi as ListsV1
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.model.dashboard_bulk_action_data import DashboardBulkActionData
from datadog_api_client.v1.model.dashboard_bulk_action_data_list import DashboardBulkActionDataList
from datadog_api_client.v1.model.dashboard_bulk_delete_request import DashboardBulkDeleteRequest
from datadog_api_client.v1.model.dashboard_list import DashboardList
from datadog_api_client.v1.model.dashboard_resource_type import DashboardResourceType
from datadog_api_client.v1.model.dashboard_restore_request import DashboardRestoreRequest
from datadog_api_client.v2.api.dashboard_lists_api import DashboardListsApi as ListsV2
from datadog_api_client.v2.model.dashboard_list_add_items_request import DashboardListAddItemsRequest
from datadog_api_client.v2.model.dashboard_list_delete_items_request import DashboardListDeleteItemsRequest
from datadog_api_client.v2.model.dashboard_list_item_request import DashboardListItemRequest
from datadog_api_client.v2.model.dashboard_type import DashboardType

import corpus

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

BODY = {"title": "A board", "layout_type": "ordered", "widgets": [{"definition": {"type": "note", "content": "x"}}]}
OWN = ("id", "url", "author_handle", "author_name", "created_at", "modified_at", "version")


def client_of(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    return ApiClient(configuration)


def _make(server: Running, **changed: object) -> dict[str, Any]:
    answer = httpx.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=BODY | changed)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_what_is_deleted_can_be_restored(server: Running) -> None:
    ids = [_make(server, title=title)["id"] for title in ("one", "two")]
    data = DashboardBulkActionDataList(
        [DashboardBulkActionData(id=id, type=DashboardResourceType("dashboard")) for id in ids]
    )
    with client_of(server) as client:
        api = DashboardsApi(client)
        api.delete_dashboards(body=DashboardBulkDeleteRequest(data=data))
        assert {row.id for row in api.list_dashboards(filter_deleted=True).dashboards} == set(ids)
        with pytest.raises(NotFoundException):
            api.delete_dashboards(body=DashboardBulkDeleteRequest(data=data))
        api.restore_dashboards(body=DashboardRestoreRequest(data=data))
        assert api.get_dashboard(ids[0]).title == "one"
        assert not api.list_dashboards(filter_deleted=True).dashboards
        assert len(api.list_dashboards(count=1, start=1).dashboards) == 1
    wrong = httpx.request(
        "DELETE", f"{server.url}/api/v1/dashboard", headers=server.headers, json={"data": [{"id": ids[0], "type": "x"}]}
    )
    assert wrong.status_code == 400 and "data[0].type" in wrong.json()["errors"][0]


def test_lists_hold_dashboards(server: Running) -> None:
    board = _make(server)
    item = DashboardListItemRequest(id=board["id"], type=DashboardType("custom_timeboard"))
    with client_of(server) as client:
        v1, v2 = ListsV1(client), ListsV2(client)
        made = v1.create_dashboard_list(body=DashboardList(name="Mine"))
        assert (made.name, made.dashboard_count, made.type) == ("Mine", 0, "manual_dashboard_list")
        added = v2.create_dashboard_list_items(made.id, body=DashboardListAddItemsRequest(dashboards=[item]))
        assert [one.id for one in added.added_dashboards_to_list] == [board["id"]]
        again = v2.create_dashboard_list_items(made.id, body=DashboardListAddItemsRequest(dashboards=[item]))
        assert not again.added_dashboards_to_list
        (row,) = v2.get_dashboard_list_items(made.id).dashboards
        assert (row.title, row.is_shared, row.is_favorite) == ("A board", False, False)
        assert v1.get_dashboard_list(made.id).dashboard_count == 1
        v2.delete_dashboard_list_items(made.id, body=DashboardListDeleteItemsRequest(dashboards=[item]))
        assert v2.get_dashboard_list_items(made.id).total == 0
        assert v1.update_dashboard_list(made.id, body=DashboardList(name="Ours")).name == "Ours"
        assert v1.delete_dashboard_list(made.id).deleted_dashboard_list_id == made.id
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    old = datadog.api.DashboardList.create(name="old")
    datadog.api.DashboardList.add_items(old["id"], dashboards=[{"id": board["id"], "type": "custom_timeboard"}])
    assert datadog.api.DashboardList.v2.get_items(old["id"])["total"] == 1
    missing = datadog.api.DashboardList.add_items(old["id"], dashboards=[{"id": "no", "type": "custom_timeboard"}])
    assert "not found" in missing["errors"][0]


def test_stars_are_kept(server: Running) -> None:
    board, url = _make(server), f"{server.url}/api/vizsla/stars"
    assert httpx.put(f"{url}/dashboard/{board['id']}", headers=server.headers).json() == {"dashboard": [board["id"]]}
    assert httpx.get(url, headers=server.headers).json() == {"dashboard": [board["id"]], "dashboard_list": []}
    assert httpx.put(f"{url}/dashboard/nothing", headers=server.headers).status_code == 404
    assert httpx.delete(f"{url}/dashboard/{board['id']}", headers=server.headers).json() == {"dashboard": []}


def test_an_earlier_version_comes_back_as_a_new_one(server: Running) -> None:
    board = _make(server)
    url = f"{server.url}/api/v1/dashboard/{board['id']}"
    httpx.put(url, headers=server.headers, json=BODY | {"title": "Later", "widgets": []})
    history = f"{server.url}/api/vizsla/dashboards/{board['id']}/versions"
    rows = httpx.get(history, headers=server.headers).json()["versions"]
    assert [(row["version"], row["title"], row["widgets"]) for row in rows] == [(2, "Later", 0), (1, "A board", 1)]
    assert httpx.get(f"{history}/1", headers=server.headers).json()["title"] == "A board"
    back = httpx.post(f"{history}/1/restore", headers=server.headers).json()
    assert (back["version"], back["title"], back["widgets"]) == (3, "A board", board["widgets"])
    assert httpx.get(f"{history}/9", headers=server.headers).status_code == 404


def test_mistakes_in_tags_and_presets_are_named(server: Running) -> None:
    both = [{"name": "p", "template_variables": [{"name": "v", "value": "a", "values": ["a"]}]}]
    for changed, field in (
        ({"tags": ["env:prod"]}, "tags"),
        ({"tags": [f"team:t{i}" for i in range(6)]}, "tags"),
        ({"template_variables": [{"name": "v", "prefix": ["a"]}]}, "template_variables[0].prefix"),
        ({"template_variables": [{"name": "v", "default": False}]}, "template_variables[0].default"),
        ({"template_variables": [{"name": "v", "defaults": "a"}]}, "template_variables[0].defaults"),
        ({"template_variable_presets": both}, "template_variable_presets[0].template_variables[0]"),
    ):
        answer = httpx.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=BODY | changed)
        assert answer.status_code == 400 and f"'{field}'" in answer.json()["errors"][0], answer.text


def _without_ids(part: Any) -> Any:
    match part:
        case dict():
            return {k: _without_ids(v) for k, v in part.items() if not (k == "id" and "definition" in part)}
        case list():
            return [_without_ids(one) for one in part]
    return part


@pytest.mark.skipif(not corpus.documents("dashboards"), reason=corpus.ABSENT)
def test_published_dashboards_are_exported_as_they_were_imported(
    server: Running, request: pytest.FixtureRequest
) -> None:
    boards = list(corpus.documents("dashboards").values())
    with httpx.Client(headers=server.headers, base_url=server.url) as http:
        for given in boards[:: 1 if request.config.getoption("--corpus") else 8]:
            made = http.post("/api/v1/dashboard", json=given)
            assert made.status_code == 200, (given["title"], made.text)
            exported = http.get(f"/api/v1/dashboard/{made.json()['id']}").json()
            kept = {key: value for key, value in given.items() if key not in OWN}
            assert _without_ids({key: exported[key] for key in kept}) == _without_ids(kept), given["title"]
