"""Keys by the real client: made, used, renamed, revoked; and who may not."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.exceptions import ApiException
from datadog_api_client.v2.api.key_management_api import KeyManagementApi
from datadog_api_client.v2.model.api_key_create_attributes import APIKeyCreateAttributes
from datadog_api_client.v2.model.api_key_create_data import APIKeyCreateData
from datadog_api_client.v2.model.api_key_create_request import APIKeyCreateRequest
from datadog_api_client.v2.model.api_key_update_attributes import APIKeyUpdateAttributes
from datadog_api_client.v2.model.api_key_update_data import APIKeyUpdateData
from datadog_api_client.v2.model.api_key_update_request import APIKeyUpdateRequest
from datadog_api_client.v2.model.api_keys_type import APIKeysType
from datadog_api_client.v2.model.application_key_create_attributes import ApplicationKeyCreateAttributes
from datadog_api_client.v2.model.application_key_create_data import ApplicationKeyCreateData
from datadog_api_client.v2.model.application_key_create_request import ApplicationKeyCreateRequest
from datadog_api_client.v2.model.application_keys_type import ApplicationKeysType

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


@pytest.fixture
def api(door_server: Running) -> KeyManagementApi:
    configuration = Configuration(host=door_server.url)
    configuration.api_key = {"apiKeyAuth": door_server.api_key, "appKeyAuth": door_server.app_key}
    return KeyManagementApi(ApiClient(configuration))


def _new(name: str) -> APIKeyCreateRequest:
    return APIKeyCreateRequest(
        data=APIKeyCreateData(type=APIKeysType.API_KEYS, attributes=APIKeyCreateAttributes(name=name))
    )


def _valid(server: Running, key: str) -> bool:
    return httpx.get(f"{server.url}/api/v1/validate", headers={"DD-API-KEY": key}).status_code == 200


def test_an_api_key_from_its_making_to_its_end(api: KeyManagementApi, door_server: Running) -> None:
    made = api.create_api_key(_new("staging"))
    id, key = made.data.id, made.data.attributes.key
    assert len(key) == 32 and made.data.attributes.last4 == key[-4:]
    assert _valid(door_server, key)
    change = APIKeyUpdateData(id=id, type=APIKeysType.API_KEYS, attributes=APIKeyUpdateAttributes(name="old staging"))
    assert api.update_api_key(id, APIKeyUpdateRequest(data=change)).data.attributes.name == "old staging"
    listed = api.list_api_keys(sort="-name", filter="STAGING")
    assert [one.attributes.name for one in listed.data] == [
        "old staging"
    ] and listed.meta.page.total_filtered_count == 1
    assert "key" not in listed.to_dict()["data"][0]["attributes"]
    assert api.get_api_key(id).data.attributes.key == key
    api.delete_api_key(id)
    assert not _valid(door_server, key)
    with pytest.raises(ApiException) as gone:
        api.delete_api_key(id)
    assert gone.value.status == 404


def test_an_application_key_reads_and_changes(api: KeyManagementApi, door_server: Running) -> None:
    attributes = ApplicationKeyCreateAttributes(name="script")
    data = ApplicationKeyCreateData(type=ApplicationKeysType.APPLICATION_KEYS, attributes=attributes)
    made = api.create_current_user_application_key(ApplicationKeyCreateRequest(data=data)).data
    keys = {"DD-API-KEY": door_server.api_key, "DD-APPLICATION-KEY": made.attributes.key}
    url = f"{door_server.url}/api/v1/dashboard"
    assert httpx.get(url, headers=keys).status_code == 200
    assert {one.attributes.name for one in api.list_application_keys().data} == {"first start", "script"}
    api.delete_application_key(made.id)
    assert httpx.get(url, headers=keys).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "", {"data": {"type": "api_keys", "attributes": {"name": " "}}}, 400),
        ("POST", "", {"data": {"type": "api_keys", "attributes": {"name": 5}}}, 400),
        ("POST", "", {"data": {"type": "application_keys", "attributes": {"name": "a"}}}, 400),
        ("POST", "", {}, 400),
        ("GET", "?sort=colour", None, 400),
        ("GET", "/nothing", None, 404),
        ("PATCH", "/first", {"data": {"type": "api_keys", "id": "other", "attributes": {"name": "a"}}}, 422),
        ("DELETE", "/first", None, 400),
    ],
)
def test_odd_requests_are_refused(door_server: Running, method: str, path: str, body: object, status: int) -> None:
    address = f"{door_server.url}/api/v2/api_keys{path}"
    answer = httpx.request(method, address, json=body, headers=door_server.headers)
    assert answer.status_code == status and answer.json()["errors"]
