"""Hosts by the official clients: found, sorted, counted, tagged, muted."""

import time
from typing import TYPE_CHECKING, Any

import datadog
import httpx
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v1.api.hosts_api import HostsApi
from datadog_api_client.v1.api.service_checks_api import ServiceChecksApi
from datadog_api_client.v1.api.tags_api import TagsApi
from datadog_api_client.v1.model.host_mute_settings import HostMuteSettings
from datadog_api_client.v1.model.host_tags import HostTags
from datadog_api_client.v1.model.service_check import ServiceCheck
from datadog_api_client.v1.model.service_check_status import ServiceCheckStatus
from datadog_api_client.v1.model.service_checks import ServiceChecks

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def test_hosts_are_found_tagged_and_muted(server: Running) -> None:
    now = int(time.time())
    series = [
        {"metric": "system.load.norm.15", "points": [[now - 30, load]], "host": host}
        for host, load in (("web-1", 3), ("web-2", 1), ("db-1", 2))
    ]
    sent = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series})
    assert sent.status_code == 202
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    with ApiClient(configuration) as client:
        api, tags = HostsApi(client), TagsApi(client)

        def names(**asked: Any) -> list[str]:
            return [one.name for one in api.list_hosts(**asked).host_list]

        assert names(filter="web", sort_field="load", sort_dir="desc") == ["web-1", "web-2"]
        assert names(filter="web-1 OR db", sort_field="name", sort_dir="desc") == ["web-1", "db-1"]
        assert names(count=1, start=1, sort_field="name") == ["web-1"]
        assert names(_from=now + 3600) == []
        totals = api.get_host_totals()
        assert (totals.total_active, totals.total_up) == (3, 3)
        assert tags.create_host_tags("db-1", body=HostTags(host="db-1", tags=["role:db"])).tags == ["role:db"]
        assert names(filter="role:db") == ["db-1"]
        assert tags.create_host_tags("db-1", body=HostTags(tags=["a:b"])).tags == ["a:b", "role:db"]
        assert tags.update_host_tags("db-1", body=HostTags(tags=["role:db"])).tags == ["role:db"]
        assert tags.list_host_tags().tags["role:db"] == ["db-1"]
        muted = api.mute_host("db-1", body=HostMuteSettings(end=now + 600, message="maintenance"))
        assert (muted.action, muted.hostname, muted.end) == ("Muted", "db-1", now + 600)
        (db,) = api.list_hosts(filter="db-1").host_list
        assert db.is_muted and db.mute_timeout == now + 600
        assert api.unmute_host("db-1").action == "Unmuted"
        assert not api.list_hosts(filter="db-1").host_list[0].is_muted
        check = ServiceCheck(check="app.ok", host_name="db-1", status=ServiceCheckStatus(0), tags=["a:b"])
        ServiceChecksApi(client).submit_service_check(body=ServiceChecks([check]))
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    assert datadog.api.Host.mute("web-1")["action"] == "Muted"
    assert "already muted" in datadog.api.Host.mute("web-1")["errors"][0]
    assert datadog.api.Host.mute("web-1", override=True)["hostname"] == "web-1"
    assert datadog.api.Host.unmute("web-1")["action"] == "Unmuted"
    assert "not muted" in datadog.api.Host.unmute("web-1")["errors"][0]
    assert datadog.api.Hosts.search(filter="web")["total_matching"] == 2
    assert datadog.api.Hosts.totals()["total_up"] == 3
    assert datadog.api.ServiceCheck.check(check="app.ok", host_name="h", status=0)["status"] == "ok"
