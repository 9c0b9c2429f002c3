"""Users by the real client: made, logged in by a link, mentioned, disabled; members set nothing up."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.roles_api import RolesApi
from datadog_api_client.v2.api.users_api import UsersApi
from datadog_api_client.v2.model.user_create_attributes import UserCreateAttributes
from datadog_api_client.v2.model.user_create_data import UserCreateData
from datadog_api_client.v2.model.user_create_request import UserCreateRequest
from datadog_api_client.v2.model.users_type import UsersType

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _client(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    return ApiClient(configuration)


def test_a_member_logs_in_by_a_link_and_sets_nothing_up(door_server: Running) -> None:
    with _client(door_server) as client:
        users = UsersApi(client)
        attributes = UserCreateAttributes(email="Ann@example.org", name="Ann")
        made = users.create_user(UserCreateRequest(data=UserCreateData(attributes=attributes, type=UsersType.USERS)))
        assert made.data.attributes.handle == "ann@example.org" and made.data.attributes.status == "Pending"
        handles = {one.attributes.handle for one in users.list_users().data}
        assert handles == {"admin@localhost", "ann@example.org"}
        assert len(RolesApi(client).list_roles().data) == 2
        number = made.data.id
        url, headers = door_server.url, door_server.headers
        link = httpx.post(f"{url}/api/vizsla/users/{number}/login-link", headers=headers).json()["url"]
        page, _, token = link.partition("#")
        assert page.endswith("/login") and "?" not in link
        with httpx.Client(base_url=url) as browser:
            assert browser.post("/api/vizsla/login", json={"token": token}).status_code == 200
            session = browser.get("/api/vizsla/session").json()
            assert (session["handle"], session["admin"]) == ("ann@example.org", False)
            hook = browser.put("/api/vizsla/channels/webhook/a", json={"url": "http://x"})
            assert hook.status_code == 403 and "administrator" in hook.json()["errors"][0]
            assert browser.get("/api/v2/api_keys").status_code == 403
            assert browser.put("/api/vizsla/password", json={"password": "long enough"}).status_code == 200
            assert users.get_user(number).data.attributes.name == "Ann"
            found = browser.get("/api/vizsla/handles", params={"q": "ann"}).json()["handles"]
            assert found == [{"handle": "ann@example.org", "title": "E-mail"}]
            users.disable_user(number)
            assert browser.get("/api/vizsla/session").status_code == 401
            login = {"handle": "ann@example.org", "password": "long enough"}
            assert browser.post("/api/vizsla/login", json=login).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "", {"data": {"type": "users", "attributes": {"email": "nobody"}}}, 400),
        ("POST", "", {"data": {"type": "roles", "attributes": {}}}, 400),
        ("POST", "", {}, 400),
        ("DELETE", "/admin@localhost", {}, 400),
        ("PATCH", "/admin@localhost", {"data": {"type": "users", "attributes": {"disabled": True}}}, 400),
        ("GET", "/nobody", {}, 404),
        ("POST", "", {"data": {"type": "users", "attributes": {}, "relationships": [1]}}, 400),
        ("POST", "", {"data": {"type": "users", "attributes": {}, "relationships": {"roles": {"data": 5}}}}, 400),
    ],
)
def test_what_is_not_a_user_is_refused(
    door_server: Running, method: str, path: str, body: dict[str, Any], status: int
) -> None:
    address = f"{door_server.url}/api/v2/users{path}"
    answer = httpx.request(method, address, json=body, headers=door_server.headers)
    assert answer.status_code == status and answer.json()["errors"]
