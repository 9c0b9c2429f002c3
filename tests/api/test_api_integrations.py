"""Integrations set up by the real client; what is secret is taken in and never given back."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.exceptions import ApiException, NotFoundException
from datadog_api_client.v1.api.pager_duty_integration_api import PagerDutyIntegrationApi
from datadog_api_client.v1.api.slack_integration_api import SlackIntegrationApi
from datadog_api_client.v1.api.webhooks_integration_api import WebhooksIntegrationApi
from datadog_api_client.v1.model.pager_duty_service import PagerDutyService
from datadog_api_client.v1.model.slack_integration_channel import SlackIntegrationChannel
from datadog_api_client.v1.model.slack_integration_channel_display import SlackIntegrationChannelDisplay
from datadog_api_client.v1.model.webhooks_integration import WebhooksIntegration
from datadog_api_client.v1.model.webhooks_integration_custom_variable import WebhooksIntegrationCustomVariable
from datadog_api_client.v1.model.webhooks_integration_custom_variable_update_request import (
    WebhooksIntegrationCustomVariableUpdateRequest,
)
from datadog_api_client.v1.model.webhooks_integration_update_request import WebhooksIntegrationUpdateRequest
from datadog_api_client.v2.api.opsgenie_integration_api import OpsgenieIntegrationApi
from datadog_api_client.v2.model.opsgenie_service_create_attributes import OpsgenieServiceCreateAttributes
from datadog_api_client.v2.model.opsgenie_service_create_data import OpsgenieServiceCreateData
from datadog_api_client.v2.model.opsgenie_service_create_request import OpsgenieServiceCreateRequest
from datadog_api_client.v2.model.opsgenie_service_region_type import OpsgenieServiceRegionType
from datadog_api_client.v2.model.opsgenie_service_type import OpsgenieServiceType

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


@pytest.fixture
def client(door_server: Running) -> ApiClient:
    configuration = Configuration(host=door_server.url)
    configuration.api_key = {"apiKeyAuth": door_server.api_key, "appKeyAuth": door_server.app_key}
    return ApiClient(configuration)


def test_webhooks_and_their_variables(client: ApiClient) -> None:
    api = WebhooksIntegrationApi(client)
    made = api.create_webhooks_integration(WebhooksIntegration(name="ops", url="https://example.org/in"))
    assert (made.name, str(made.encode_as), made.custom_headers) == ("ops", "json", None)
    assert "$EVENT_TITLE" in made.payload
    changed = api.update_webhooks_integration("ops", WebhooksIntegrationUpdateRequest(url="https://example.org/other"))
    assert changed.url == "https://example.org/other"
    with pytest.raises(ApiException) as taken:
        api.create_webhooks_integration(WebhooksIntegration(name="ops", url="https://example.org/in"))
    assert taken.value.status == 409
    renamed = api.update_webhooks_integration("ops", WebhooksIntegrationUpdateRequest(name="night"))
    assert renamed.url == "https://example.org/other"
    assert api.get_webhooks_integration("night").name == "night"
    api.delete_webhooks_integration("night")
    with pytest.raises(NotFoundException):
        api.get_webhooks_integration("night")

    secret = WebhooksIntegrationCustomVariable(name="TOKEN", value="abc", is_secret=True)
    assert "value" not in api.create_webhooks_integration_custom_variable(secret).to_dict()
    open_ = WebhooksIntegrationCustomVariableUpdateRequest(is_secret=False)
    assert api.update_webhooks_integration_custom_variable("TOKEN", open_).to_dict()["is_secret"] is False
    api.delete_webhooks_integration_custom_variable("TOKEN")
    with pytest.raises(NotFoundException):
        api.get_webhooks_integration_custom_variable("TOKEN")


def test_slack_channels_of_an_account(client: ApiClient, door_server: Running) -> None:
    address = f"{door_server.url}/api/vizsla/channels/slack/acme"
    assert httpx.put(address, json={"bot_token": "xoxb-1"}, headers=door_server.headers).status_code == 200
    api = SlackIntegrationApi(client)
    made = api.create_slack_integration_channel("acme", SlackIntegrationChannel(name="#ops"))
    assert (made.name, made.display.snapshot) == ("#ops", True)
    display = SlackIntegrationChannelDisplay(snapshot=False)
    changed = api.update_slack_integration_channel("acme", "ops", SlackIntegrationChannel(display=display))
    assert (changed.name, changed.display.snapshot, changed.display.tags) == ("#ops", False, True)
    assert [one.name for one in api.get_slack_integration_channels("acme").value] == ["#ops"]
    found = httpx.get(f"{door_server.url}/api/vizsla/handles?q=ops", headers=door_server.headers).json()
    assert found == {"handles": [{"handle": "slack-acme-ops", "title": "Slack"}]}
    api.remove_slack_integration_channel("acme", "ops")
    assert api.get_slack_integration_channels("acme").value == []
    shown = httpx.get(f"{door_server.url}/api/vizsla/channels", headers=door_server.headers)
    assert "xoxb-1" not in shown.text and '"bot_token":true' in shown.text


def test_pagerduty_and_opsgenie_services(client: ApiClient) -> None:
    pager = PagerDutyIntegrationApi(client)
    made = pager.create_pager_duty_integration_service(PagerDutyService(service_name="db", service_key="k"))
    assert made.service_name == "db" and "service_key" not in made.to_dict()
    assert pager.get_pager_duty_integration_service("db").service_name == "db"
    pager.delete_pager_duty_integration_service("db")
    with pytest.raises(NotFoundException):
        pager.get_pager_duty_integration_service("db")

    genie = OpsgenieIntegrationApi(client)
    attributes = OpsgenieServiceCreateAttributes(
        name="db", opsgenie_api_key="00000000-0000-0000-0000-000000000000", region=OpsgenieServiceRegionType.EU
    )
    data = OpsgenieServiceCreateData(attributes=attributes, type=OpsgenieServiceType.OPSGENIE_SERVICE)
    service = genie.create_opsgenie_service(OpsgenieServiceCreateRequest(data=data)).data
    assert (service.attributes.name, str(service.attributes.region)) == ("db", "eu")
    assert genie.get_opsgenie_service(service.id).data.id == service.id
    assert len(genie.list_opsgenie_services().data) == 1
    genie.delete_opsgenie_service(service.id)
    assert genie.list_opsgenie_services().data == []


def test_workflows_of_teams(door_server: Running) -> None:
    base = f"{door_server.url}/api/v2/integration/ms-teams/configuration/workflows-webhook-handles"
    with httpx.Client(headers=door_server.headers) as client:
        body = {
            "data": {"type": "workflows-webhook-handle", "attributes": {"name": "ops", "url": "https://example.org"}}
        }
        made = client.post(base, json=body)
        assert made.status_code == 201 and made.json()["data"]["attributes"] == {"name": "ops"}
        number = made.json()["data"]["id"]
        body["data"]["attributes"] = {"name": "night"}
        changed = client.patch(f"{base}/{number}", json=body).json()["data"]
        assert (changed["id"], changed["attributes"]) == (number, {"name": "night"})
        wrong = client.post(base, json={"data": {"type": "workflows-webhook-handle", "attributes": {"name": "x"}}})
        assert wrong.status_code == 400 and "'url'" in wrong.json()["errors"][0]
        assert client.post(base, json={"data": []}).status_code == 400
        assert client.delete(f"{base}/{number}").status_code == 204
        assert client.get(base).json() == {"data": []}
