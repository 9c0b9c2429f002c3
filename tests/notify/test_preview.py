"""What monitors would say: previews with real values, doubts with their places, tests to every state."""

import asyncio
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import sqlalchemy as sa

from vizsla.monitors.evaluator import Evaluator
from vizsla.monitors.kind import condition_of
from vizsla.monitors.lint import doubts
from vizsla.store.outbox_tables import transitions
from vizsla.store.writer import Writer

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

MONITOR: dict[str, Any] = {
    "type": "query alert",
    "name": "Load on {{host.name}}",
    "query": "avg(last_5m):avg:load{*} by {host} > 3",
    "message": "{{#is_alert}}**High** {{value}} on {{host.name}}{{/is_alert}}{{#is_no_data}}Silent{{/is_no_data}}"
    "{{#is_recovery}}Calm{{else}}{{valeu}}{{/is_recovery}} @ops@example.org @webhook-none",
    "options": {"thresholds": {"critical": 3, "warning": 2}, "notify_no_data": True, "renotify_interval": 10},
}


def _preview(server: Running, monitor: dict[str, Any]) -> dict[str, Any]:
    address = f"{server.url}/api/vizsla/monitors/preview"
    answer = httpx.post(address, json=monitor, headers=server.headers, timeout=60)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_each_state_is_rendered_with_what_is_measured_now(door_server: Running) -> None:
    example = _preview(door_server, MONITOR)
    assert example["example"] and example["group"] == "host:example"
    now = int(time.time())
    series = [{"metric": "load", "host": "web-1", "points": [[now - 60 * at, 7] for at in range(1, 5)]}]
    address = f"{door_server.url}/api/v1/series"
    assert httpx.post(address, json={"series": series}, headers=door_server.headers, timeout=60).status_code == 202
    seen = _preview(door_server, MONITOR)
    assert (seen["group"], seen["value"], seen["example"]) == ("host:web-1", 7, False)
    by_kind = {one["kind"]: one for one in seen["states"]}
    assert list(by_kind) == ["Triggered", "Warn", "No Data", "Recovered", "Re-Triggered"]
    alert = by_kind["Triggered"]
    assert alert["title"] == "[Triggered on {host:web-1}] Load on web-1"
    assert alert["text"].startswith("**High** 7 on web-1") and "<strong>High</strong> 7 on web-1" in alert["html"]
    assert by_kind["Recovered"]["text"].startswith("Calm") and by_kind["No Data"]["text"].startswith("Silent")
    assert [one["handle"] for one in alert["recipients"]] == ["ops@example.org", "webhook-none"]
    said = [(MONITOR["message"][one["start"] : one["end"]], one["message"]) for one in seen["warnings"]]
    assert ("{{valeu}}", "there is no variable valeu, which will be empty; did you mean value?") in said
    assert ("@webhook-none", "@webhook-none is not set up; see Settings, Notifications") in said
    assert "host.name" in seen["variables"]
    wrong = httpx.post(f"{door_server.url}/api/vizsla/monitors/preview", json=MONITOR | {"query": "avg("},
                       headers=door_server.headers)  # fmt: skip
    assert wrong.status_code == 400 and "'query'" in wrong.json()["errors"][0]


def test_a_threshold_that_is_a_query_is_told_only_where_it_is_known(door_server: Running) -> None:
    monitor = {
        "type": "query alert", "name": "Depth", "query": 'formula("query1").last("5m") > threshold',
        "message": "limit {{threshold}};",
        "options": {
            "variables": [{"name": "query1", "data_source": "metrics", "query": "avg:depth{*} by {host}"}],
            "thresholds": {"critical_query": 'formula("2 * query1").rollup("avg").last("1h")'},
        },
    }  # fmt: skip
    alert = _preview(door_server, monitor)["states"][0]
    assert "limit ;" in alert["text"] and alert["sentence"].endswith("during the last 5m.")
    now = int(time.time())
    series = [{"metric": "depth", "host": "a", "points": [[now - 60 * at, 7] for at in range(1, 50)]}]
    address = f"{door_server.url}/api/v1/series"
    assert httpx.post(address, json={"series": series}, headers=door_server.headers, timeout=60).status_code == 202
    alert = _preview(door_server, monitor)["states"][0]
    assert "limit 14;" in alert["text"] and alert["sentence"].endswith("condition is > 14.")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("{{value}} {{host}} {{host.ip}} {{host.env}} {{[host].name}}", []),
        ("{{#is_alert}}{{^is_match 'host.name' 'a'}}x{{else}}y{{/is_match}}{{/is_alert}}", []),
        ('{{eval "round(value / threshold, 2)"}} {{local_time "last_triggered_at" "Asia/Tokyo"}}', []),
        ("{{#is_alert}}x", ["this block is not closed"]),
        ("x{{/is_alert}}", ["nothing that is open here"]),
        ("{{#is_alrt}}x{{/is_alrt}}", ["there is no condition is_alrt; did you mean is_alert?"]),
        ("{{else}}", ["{{else}} belongs"]),
        ("{{service.name}}", ["there is no variable service.name"]),
        ('{{eval "value +"}}', ["cannot evaluate"]),
        ('{{eval "vlaue"}}', ["unknown variable vlaue"]),
        ('{{local_time "value" "Mars"}}', ["there is no time zone Mars"]),
        ("{{#is_match 'host.name'}}x{{/is_match}}", ["is_match takes a variable and at least one text"]),
    ],
)
def test_doubts(message: str, said: list[str]) -> None:
    monitor = MONITOR | {"message": message}
    found = doubts(monitor, condition_of(monitor))
    assert len(found) == len(said) and all(a.message.startswith(b) for a, b in zip(found, said, strict=True))


def test_a_test_notification_of_every_state_reaches_people_and_changes_nothing(start_server: Any, mailbox: Any) -> None:
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port)
    body = MONITOR | {"message": "{{#is_alert}}A{{/is_alert}}{{#is_recovery}}R{{/is_recovery}} @ops@example.org"}
    number = httpx.post(f"{server.url}/api/v1/monitor", json=body, headers=server.headers).json()["id"]
    address = f"{server.url}/api/vizsla/monitors/{number}/notify"
    answer = httpx.post(address, json={"states": ["Alert", "OK"]}, headers=server.headers, timeout=60).json()
    assert [one["state"] for one in answer["sent"][0]["deliveries"]] == ["sent"]
    first, second = mailbox.mails
    assert first["subject"].startswith("[Monitor Alert] [TEST] [Triggered on {host:example}]")
    assert second["subject"].startswith("[Monitor Alert] [TEST] [Recovered")
    assert f"/monitors/{number}" in first.get_body(("plain",)).get_content()
    kept = httpx.get(f"{server.url}/api/v1/monitor/{number}", headers=server.headers).json()
    assert kept["overall_state"] == "No Data"
    history = httpx.get(f"{server.url}/api/vizsla/monitors/{number}/history", headers=server.headers).json()
    assert history["transitions"] == []
    assert httpx.post(address, json={"states": ["Sad"]}, headers=server.headers).status_code == 400
    assert httpx.post(address, json={"group": "host:x"}, headers=server.headers).status_code == 400


def test_what_matched_and_what_members_say_are_variables(door_server: Running) -> None:
    logs = [{"message": "order <7> failed", "service": "shop", "status": "error", "order": {"id": 7}}]
    sent = httpx.post(f"{door_server.url}/api/v2/logs", json=logs, headers=door_server.headers, timeout=60)
    assert sent.status_code == 202
    errors = {
        "type": "log alert",
        "name": "Errors",
        "query": 'logs("status:error").index("*").rollup("count").by("service").last("5m") > 0',
        "message": "{{service.name}}: {{log.message}} ({{log.attributes.order.id}}, {{log.status}}) {{value}}",
        "options": {"thresholds": {"critical": 0}},
    }
    alert = _preview(door_server, errors)["states"][0]
    assert alert["text"] == "shop: order <7> failed (7, error) 1" and "order &lt;7&gt; failed" in alert["html"]
    linked = errors | {"message": "{{log.id}} {{log.link}}"}
    _leads_to_the_log(door_server, _preview(door_server, linked)["states"][0]["text"], door_server.parts.settings.url)
    number = httpx.post(f"{door_server.url}/api/v1/monitor", json=linked, headers=door_server.headers).json()["id"]
    parts = door_server.parts

    async def once() -> None:
        writer = Writer(parts.engine)
        evaluator = Evaluator(
            parts.documents, parts.outbox, parts.engine.run, writer.write, time.time, url="https://vizsla.test"
        )
        await evaluator.evaluate(parts.documents.all("monitor"), time.time())
        await writer.stop()

    asyncio.run(once())
    with parts.documents.engine.connect() as db:
        _leads_to_the_log(door_server, db.execute(sa.select(transitions.c.text)).scalar_one(), "https://vizsla.test")
    both = {
        "type": "composite",
        "name": "Both",
        "query": f"{number} && {number}",
        "message": "{{a.status}}{{b.status}}",
    }
    found = _preview(door_server, both)
    assert [one["message"] for one in found["warnings"]] == [
        "there is no variable b.status, which will be empty; did you mean a.status?"
    ]


def _leads_to_the_log(server: Running, text: str, url: str) -> None:
    id, link = text.split()
    assert link.startswith(f"{url}/logs?")
    asked = dict(parse_qsl(urlsplit(link).query))
    given = {"filter": {name: asked[name] for name in ("query", "from", "to")}}
    found = httpx.post(f"{server.url}/api/v2/logs/events/search", json=given, headers=server.headers).json()
    assert [one["id"] for one in found["data"]] == [id] == [asked["log"]]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"options": "none"}, "options"),
        ({"options": {"thresholds": [3]}}, "options.thresholds"),
        ({"options": {"evaluation_delay": "soon"}}, "options.evaluation_delay"),
        ({"options": {"timeout_h": {}}}, "options.timeout_h"),
        ({"options": {"scheduling_options": 5}}, "options.scheduling_options"),
        ({"tags": 5}, "tags"),
        ({"message": ["x"]}, "message"),
    ],
)
def test_what_a_preview_cannot_read_is_named(door_server: Running, given: dict[str, Any], field: str) -> None:
    address = f"{door_server.url}/api/vizsla/monitors/preview"
    answer = httpx.post(address, json=MONITOR | given, headers=door_server.headers, timeout=60)
    assert answer.status_code == 400 and f"'{field}'" in answer.json()["errors"][0]
