"""Monitors through the API, by the official clients: kept as given, checked, searched, resolved; rules and such."""

import time
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import datadog
import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.exceptions import ApiException
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v1.model.monitor import Monitor
from datadog_api_client.v1.model.monitor_type import MonitorType
from datadog_api_client.v1.model.monitor_update_request import MonitorUpdateRequest
from datadog_api_client.v2.api.monitors_api import MonitorsApi as MonitorsApi2
from datadog_api_client.v2.model.monitor_notification_rule_create_request import MonitorNotificationRuleCreateRequest
from datadog_api_client.v2.model.monitor_user_template_create_request import MonitorUserTemplateCreateRequest

import corpus
from vizsla.monitors.judge import encoded
from vizsla.monitors.state import GroupState

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

UNSTABLE = ("create_monitor_user_template", "get_monitor_user_template", "delete_monitor_user_template")
QUERY = "avg(last_5m):avg:system.cpu.user{env:prod} by {host} > 90"


def client(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    for name in UNSTABLE:
        configuration.unstable_operations[name] = True
    configuration.api_key.update({"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key})
    return ApiClient(configuration)


def make(server: Running, **given: Any) -> dict[str, Any]:
    body = {"type": "query alert", "query": QUERY, "name": "CPU", "message": "hot @ops@example.org"} | given
    answer = httpx.post(f"{server.url}/api/v1/monitor", json=body, headers=server.headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def states(server: Running, number: int, **groups: GroupState) -> None:
    """As an evaluation would have stored them."""
    told = {f"host:{name}": (s.status, encoded((f"host:{name}",), s)) for name, s in groups.items()}
    server.parts.outbox.edit(number, told)


@pytest.mark.skipif(not corpus.documents("monitors"), reason=corpus.ABSENT)
def test_published_monitors_come_back_as_they_were_given(door_server: Running) -> None:
    unevaluated = set()
    with httpx.Client(base_url=f"{door_server.url}/api/v1", headers=door_server.headers) as http:
        for name, file in corpus.documents("monitors").items():
            given = deepcopy(file.get("definition", file))
            made = http.post("/monitor", json=given)
            assert made.status_code == 200, f"{name}: {made.text}"
            found = http.get(f"/monitor/{made.json()['id']}").json()
            for part in (given, found):
                part["options"]["thresholds"] = {
                    k: v for k, v in part["options"]["thresholds"].items() if v is not None
                }
            differing = {key for key, value in given.items() if key != "id" and found.get(key) != value}
            lost = {key for key, value in given["options"].items() if found["options"].get(key) != value}
            assert differing <= {"options"} and not lost, f"{name}: {differing} {lost}"
            if "not_evaluated" in found:
                unevaluated.add(found["type"])
            again = http.post("/monitor/validate", json=found)
            assert again.status_code == 200, f"{name}: {again.text}"
    assert unevaluated == {"database-monitoring alert"}


def test_the_official_client_makes_reads_edits_lists_and_deletes(door_server: Running) -> None:
    with client(door_server) as api:
        monitors = MonitorsApi(api)
        made = monitors.create_monitor(Monitor(type=MonitorType("query alert"), query=QUERY, tags=["team:shop"]))
        assert made.name == ("**system.cpu.user** over **env:prod** was **> 90.0** on average during the **last 5m**.")
        assert str(made.overall_state) == "No Data" and made.multi
        states(door_server, made.id, a=GroupState("Alert", 95.0, last_triggered=5.0), b=GroupState("OK", 10.0))
        found = monitors.get_monitor(made.id, group_states="alert,warn")
        assert str(found.overall_state) == "Alert" and list(found.state.groups) == ["host:a"]
        assert found.state.groups["host:a"].last_triggered_ts == 5
        others = [monitors.create_monitor(Monitor(type=MonitorType("query alert"), query=QUERY)) for _ in range(3)]
        assert [one.id for one in monitors.list_monitors(id_offset=made.id, page_size=2)] == [o.id for o in others[:2]]
        assert [one.id for one in monitors.list_monitors(monitor_tags="team:shop", tags="env:prod")] == [made.id]
        both = monitors.create_monitor(
            Monitor(type=MonitorType("composite"), query=f"{made.id} && !{others[0].id}", name="both")
        )
        with pytest.raises(ApiException, match=f"referenced in composite monitors: \\[{both.id}\\]") as refused:
            monitors.delete_monitor(made.id)
        assert refused.value.status == 400
        with pytest.raises(ApiException) as needed:
            monitors.check_can_delete_monitor([made.id, others[1].id])
        assert needed.value.status == 409
        for query, why in ((f"{both.id} && {made.id}", "is a composite"), (f"{made.id} && 4711", "no monitor 4711")):
            with pytest.raises(ApiException, match=f"Some monitor IDs are invalid: .*{why}"):
                monitors.validate_monitor(Monitor(type=MonitorType("composite"), query=query))
        assert monitors.delete_monitor(made.id, force="true").deleted_monitor_id == made.id
        assert f"names monitor {made.id}" in monitors.get_monitor(both.id).to_dict()["not_evaluated"]
        found = monitors.search_monitors(query="both").to_dict()["monitors"]
        assert f"names monitor {made.id}" in found[0]["not_evaluated"]
        renamed = monitors.update_monitor(both.id, MonitorUpdateRequest(name="neither"))
        assert renamed.name == "neither" and f"names monitor {made.id}" in renamed.to_dict()["not_evaluated"]
        with pytest.raises(ApiException) as wrong:
            monitors.list_monitors(group_states="sleepy")
        assert wrong.value.status == 400


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"query": "avg(last_5m):avg:a{*} > 200", "options": {"thresholds": {"critical": 90}}},
         "Alert threshold (90.0) does not match that used in the query (200.0)."),
        ({"options": {"thresholds": {"critical": 90, "warning": 95}}},
         "Warning threshold (95.0) must be less than alert threshold (90.0)."),
        ({"options": {"thresholds": {"critical": 90, "critical_recovery": 91}}}, "'critical_recovery' (91.0) must be"),
        ({"options": {"evaluation_delay": 90000}}, "options.evaluation_delay"),
        ({"options": {"timeout_h": 25}}, "options.timeout_h"),
        ({"options": {"on_missing_data": "sometimes"}}, "options.on_missing_data"),
        ({"options": {"on_missing_data": "resolve", "notify_no_data": True}}, "replaces 'notify_no_data'"),
        ({"options": {"renotify_statuses": ["ok"]}}, "options.renotify_statuses"),
        ({"options": {"notify_by": ["device"]}}, "options.notify_by"),
        ({"options": {"threshold_windows": {"trigger_window": "soon"}}}, "options.threshold_windows"),
        ({"options": {"group_retention_duration": "long"}}, "options.group_retention_duration"),
        ({"options": {"scheduling_options": {"custom_schedule": {"recurrences": [{"rrule": "FREQ=HOURLY"}]}}}},
         "custom_schedule.recurrences[0]"),
        ({"options": {"scheduling_options": {"custom_schedule": {"recurrences": [
            {"rrule": "RRULE:FREQ=DAILY\nEXDATE:20260101T000000"}]}}}}, "custom_schedule.recurrences[0]"),
        ({"options": {"scheduling_options": {"custom_schedule": {"recurrences": [
            {"rrule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}]}}}}, "no such month has such a day"),
        ({"query": "max(current_1d):avg:a{*} > 1", "options": {"scheduling_options": {"evaluation_window": {
            "day_starts": "25:00"}}}}, "evaluation_window.day_starts"),
        ({"draft_status": "secret"}, "draft_status"),
        ({"priority": 6}, "priority"),
        ({"type": "log alert", "query": 'formula("a / b").last("5m") > 1'}, "options.variables"),
        ({"query": "avg(last_5m):avg:a{*} > threshold", "options": {"thresholds": {
            "critical_query": "x", "critical": 1}}}, "numbers or queries, not both"),
        ({"query": 'formula("q").last("5m") > threshold', "options": {"variables": [
            {"name": "q", "data_source": "metrics", "query": "avg:a{*}"}], "thresholds": {"critical_query": "2 * q"}}},
         'critical_query is written formula("2 * query1")'),
        ({"options": {"thresholds": {"critical": "91"}}}, "Alert threshold (91.0) does not match"),
        ({"options": {"thresholds": {"critical": "90", "warning": "95"}}}, "Warning threshold (95.0) must be less"),
        ({"query": "avg(last_5m):avg:a{*} > 1e400"}, "ends with a comparison"),
        ({"type": "composite", "query": "1 && (2"}, "a closing parenthesis is missing"),
        ({"type": "service check", "query": '"a.check".over("*").last(2)'}, ".count_by_status()"),
        ({"query": "avg(last_4h):outliers(avg:a{*}, 'DBSCAN', 3) > 0"}, "give the query a by"),
        ({"query": "avg(last_4h):forecast(avg:a{*}, 'linear', 1) > 0"}, "next_1w"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(door_server: Running, change: dict[str, Any], said: str) -> None:
    body = {"type": "query alert", "query": QUERY, "name": "x"} | change
    answer = httpx.post(f"{door_server.url}/api/v1/monitor/validate", json=body, headers=door_server.headers)
    assert answer.status_code == 400 and any(said in error for error in answer.json()["errors"]), answer.text


def test_a_threshold_that_is_null_is_none(door_server: Running) -> None:
    body = {"type": "query alert", "query": QUERY, "name": "x",
            "options": {"thresholds": {"critical": None, "critical_query": None, "warning": 1}}}  # fmt: skip
    answer = httpx.post(f"{door_server.url}/api/v1/monitor/validate", json=body, headers=door_server.headers)
    assert answer.status_code == 200, answer.text


def test_numbers_that_are_texts_are_taken_and_mutes_that_are_over_hold_no_more(door_server: Running) -> None:
    """Some exports hold thresholds as texts; clients read them as numbers."""
    made = make(door_server, options={"thresholds": {"critical": "90"}, "silenced": {"*": int(time.time()) - 60}})
    assert made["options"]["thresholds"] == {"critical": 90.0}
    with client(door_server) as api:
        assert MonitorsApi(api).get_monitor(made["id"]).options.thresholds.critical == 90.0

    def mute(**given: Any) -> httpx.Response:
        return httpx.post(
            f"{door_server.url}/api/v1/monitor/{made['id']}/mute", json=given, headers=door_server.headers
        )

    past = mute(end=int(time.time()) - 5)
    assert past.status_code == 400 and "'end'" in past.text
    assert mute().json()["options"]["silenced"] == {"*": None}
    assert mute().json()["errors"] == ["Scope * is already muted"]


def test_searches_of_monitors_and_groups(door_server: Running) -> None:
    server = door_server
    hot = make(server, tags=["team:shop", "service:web"], priority=1)["id"]
    checked = make(server, type="service check", query='"a.check".over("*").by("host").last(2).count_by_status()',
                   name="Check of the door", message="see @slack-ops")["id"]  # fmt: skip
    make(server, name="Sessions", type="rum alert", query='rum("@type:view").rollup("count").last("5m") > 5')
    states(server, hot, a=GroupState("Alert", last_triggered=9.0), b=GroupState("OK"))
    states(server, checked, a=GroupState("Warn"))
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    datadog.api.Monitor.mute(checked)

    def names(query: str) -> list[int]:
        return [one["id"] for one in datadog.api.Monitor.search(query=query)["monitors"]]

    assert names("status:alert") == [hot] and names("status:(alert OR warn)") == [hot, checked]
    assert names("cpu -team:none") == [hot] and names('"of the door"') == [checked]
    assert names("tag:team\\:shop") == names("team:shop") == names("metric:system.cpu.*") == [hot]
    assert names("notification:slack-ops") == names("muted:true") == [checked]
    assert names('type:"service check" OR priority:p1') == [hot, checked]
    assert names('group:"host:a" AND group_status:ok') == [hot]
    found = datadog.api.Monitor.search(per_page=2, page=1, sort="name,desc")
    assert [one["name"] for one in found["monitors"]] == ["Check of the door"]
    assert found["metadata"] == {"page": 1, "per_page": 2, "page_count": 2, "total_count": 3}
    assert {one["name"]: one["count"] for one in found["counts"]["status"]} == {"Alert": 1, "Warn": 1, "No Data": 1}
    groups = datadog.api.Monitor.search_groups(query="group_status:(alert OR warn)")
    assert [(one["monitor_id"], one["group"], one["status"]) for one in groups["groups"]] == [
        (hot, "host:a", "Alert"), (checked, "host:a", "Warn"),
    ]  # fmt: skip
    wrong = httpx.get(f"{server.url}/api/v1/monitor/search?query=status:angry", headers=server.headers)
    assert wrong.status_code == 400 and "status is one of" in wrong.text
    with client(server) as api:
        assert len(MonitorsApi(api).search_monitors(query="status:alert").monitors) == 1
        assert len(MonitorsApi(api).search_monitor_groups().groups) == 3
    # Whom a downtime or a host's mute silences is muted as well: a group, or the whole monitor once no group is left.
    end = int(time.time()) + 3600
    datadog.api.Downtime.create(scope="host:a", monitor_id=hot, end=end)
    muted = [one["group"] for one in datadog.api.Monitor.search_groups(query="muted:true")["groups"]]
    assert muted == ["host:a", "host:a"] and hot not in names("muted:true")
    datadog.api.Host.mute("b", end=end + 60)
    assert names("muted:true") == [hot, checked]
    until = {one["id"]: one["muted_until_ts"] for one in datadog.api.Monitor.search()["monitors"]}
    assert until[hot] == end and until[checked] is None


def test_groups_are_resolved_by_hand(door_server: Running) -> None:
    server, number = door_server, make(door_server)["id"]
    states(server, number, a=GroupState("Alert", 95.0, told="Alert"), b=GroupState("Warn", 85.0, told="Warn"))
    url = f"{server.url}/api/v1/monitor/bulk_resolve"
    done = httpx.post(url, json={"resolve": [{str(number): "host:a"}]}, headers=server.headers, timeout=30)
    assert done.json() == {"resolved": [{str(number): "host:a"}]}
    found = httpx.get(f"{server.url}/api/v1/monitor/{number}?group_states=all", headers=server.headers).json()
    assert {name: one["status"] for name, one in found["state"]["groups"].items()} == {"host:a": "OK", "host:b": "Warn"}
    history = httpx.get(f"{server.url}/api/vizsla/monitors/{number}/history", headers=server.headers).json()
    assert history["transitions"][0]["title"] == "[Recovered on {host:a}] CPU"
    every = httpx.post(url, json={"resolve": [{str(number): "ALL_GROUPS"}]}, headers=server.headers)
    assert every.json() == {"resolved": [{str(number): "host:b"}]}
    for wrong, status in (({"resolve": [{"77": "x"}]}, 404), ({"resolve": [{str(number): "host:z"}]}, 404), ({}, 400)):
        assert httpx.post(url, json=wrong, headers=server.headers).status_code == status


def test_policies_rules_and_templates(door_server: Running) -> None:
    server = door_server
    with client(server) as api:
        monitors = MonitorsApi2(api)
        rule = {
            "name": "shop", "filter": {"tags": ["team:shop"]},
            "conditional_recipients": {
                "conditions": [{"scope": "transition_type:is_alert", "recipients": ["pagerduty-shop"]}],
                "fallback_recipients": ["slack-shop"],
            },
        }  # fmt: skip
        body = {"data": {"type": "monitor-notification-rule", "attributes": rule}}
        made = monitors.create_monitor_notification_rule(
            MonitorNotificationRuleCreateRequest(_spec_property_naming=True, **body)
        )
        assert made.data.attributes["name"] == "shop"
        assert len(monitors.get_monitor_notification_rules().data) == 1
        definition = {"type": "query alert", "query": QUERY, "name": "CPU", "message": ""}
        template = {"title": "CPU", "tags": ["team:shop"], "monitor_definition": definition, "description": "d",
                    "template_variables": [{"name": "host", "tag_key": "host"}]}  # fmt: skip
        request = MonitorUserTemplateCreateRequest(
            _spec_property_naming=True, data={"type": "monitor-user-template", "attributes": template}
        )
        kept = monitors.create_monitor_user_template(request)
        assert kept.data.attributes.version == 0
        assert monitors.get_monitor_user_template(kept.data.id).data.attributes.title == "CPU"
        monitors.delete_monitor_user_template(kept.data.id)
    url = f"{server.url}/api/v2/monitor"
    at = {"data": {"type": "monitor-notification-rule", "attributes": {"name": "x", "recipients": ["@me"]}}}
    refused = httpx.post(f"{url}/notification_rule", json=at, headers=server.headers)
    assert refused.status_code == 400 and "recipients[0]" in refused.text
    policy = {"tag_key": "team", "tag_key_required": True, "valid_tag_values": ["shop", "web"]}
    attributes = {"policy_type": "tag", "policy": policy}
    sent = {"data": {"type": "monitor-config-policy", "attributes": attributes}}
    stored = httpx.post(f"{url}/policy", json=sent, headers=server.headers).json()["data"]
    assert stored["attributes"] == attributes
    bad = httpx.post(f"{server.url}/api/v1/monitor", json=definition, headers=server.headers)
    assert bad.status_code == 400 and "A policy asks for a tag team:" in bad.text
    assert make(server, tags=["team:shop"])["tags"] == ["team:shop"]
    changed = {"data": {"id": stored["id"], "type": "monitor-config-policy",
                        "attributes": {"policy_type": "tag", "policy": {"tag_key_required": False}}}}  # fmt: skip
    answer = httpx.patch(f"{url}/policy/{stored['id']}", json=changed, headers=server.headers).json()
    assert answer["data"]["attributes"]["policy"] == policy | {"tag_key_required": False}
    assert httpx.get(f"{url}/policy/nonsense", headers=server.headers).status_code == 400
    assert httpx.delete(f"{url}/policy/{stored['id']}", headers=server.headers).status_code == 204
    assert httpx.delete(f"{url}/policy/{stored['id']}", headers=server.headers).status_code == 404


def test_the_graph_of_what_is_not_saved_yet(door_server: Running) -> None:
    where = f"{door_server.url}/api/vizsla/monitors/graph"

    def graph(**monitor: Any) -> Any:
        return httpx.post(where, json=monitor, headers=door_server.headers)

    shown = graph(type="query alert", query=QUERY, options={"thresholds": {"critical": 90, "warning": 80}}).json()
    assert shown["definition"]["requests"] == [{"q": "avg:system.cpu.user{env:prod} by {host}"}]
    assert [one["label"] for one in shown["definition"]["markers"]] == ["alert > 90", "warning > 80"]
    assert graph(type="composite", query="1 && 2").json() == {"definition": None}
    for wrong in ({"type": "query alert", "query": "avg("}, {"type": "query alert", "query": QUERY, "options": 3}, {}):
        assert graph(**wrong).status_code == 400
