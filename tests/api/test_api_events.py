"""Events of both generations by the official clients: posted, read, aggregated, searched by their attributes."""

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import datadog
import httpx
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v1.api.events_api import EventsApi as EventsV1
from datadog_api_client.v1.model.event_create_request import EventCreateRequest
from datadog_api_client.v2.api.events_api import EventsApi

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _client(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    return ApiClient(configuration)


def test_events_of_one_key_are_aggregated(server: Running) -> None:
    now = int(time.time())
    with _client(server) as client:
        api = EventsV1(client)
        made = [
            api.create_event(
                body=EventCreateRequest(title=f"Deploy {i}", text="x", aggregation_key="deploys", date_happened=now - i)
            ).event
            for i in range(3)
        ]
        assert api.get_event(made[0].id).event.title == "Deploy 0"
        one = api.list_events(start=now - 60, end=now + 60).events
        assert [event.title for event in one] == ["Deploy 0"] and len(one[0].children) == 2
        assert len(api.list_events(start=now - 60, end=now + 60, unaggregated=True).events) == 3
        assert not api.list_events(start=now - 60, end=now + 60, exclude_aggregate=True).events
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    posted = datadog.api.Event.create(title="By script", text="y", tags=["env:prod"], alert_type="error")
    assert posted["status"] == "ok" and posted["event"]["id_str"] == str(posted["event"]["id"])
    found = datadog.api.Event.query(start=now - 60, end=now + 60, tags=["env:prod"])
    assert [event["title"] for event in found["events"]] == ["By script"]


def test_changes_and_alerts_keep_their_attributes(server: Running) -> None:
    change = {
        "category": "change", "title": "Flag turned on", "message": "by hand", "tags": ["service:shop"],
        "timestamp": datetime.now(UTC).isoformat(), "aggregation_key": "flags",
        "attributes": {
            "changed_resource": {"name": "new_cart", "type": "feature_flag"},
            "author": {"name": "eve@example.org", "type": "user"}, "new_value": {"on": True},
        },
    }  # fmt: skip
    url = f"{server.url}/api/v2/events"
    body = {"data": {"type": "event", "attributes": change}}
    answer = httpx.post(url, headers=server.headers, json=body)
    assert answer.status_code == 202, answer.text
    id = answer.json()["data"]["attributes"]["attributes"]["evt"]["id"]
    with _client(server) as client:
        read = EventsApi(client).get_event(id).data
        assert read.attributes.attributes.changed_resource.name == "new_cart" and read.attributes.message == "by hand"
        found = EventsApi(client).list_events(filter_query="@changed_resource.name:new_cart", filter_from="now-1h")
        assert [event.attributes.attributes.title for event in found.data] == ["Flag turned on"]
    for broken, field in (
        (change | {"category": "weather"}, "category"),
        (change | {"attributes": {}}, "changed_resource"),
        (change | {"category": "alert", "attributes": {"status": "bad"}}, "status"),
        (change | {"timestamp": "yesterday"}, "timestamp"),
    ):
        wrong = httpx.post(url, headers=server.headers, json={"data": {"type": "event", "attributes": broken}})
        assert wrong.status_code == 400 and field in str(wrong.json()["errors"]), wrong.text
    assert httpx.get(f"{url}/123", headers=server.headers).status_code == 404
