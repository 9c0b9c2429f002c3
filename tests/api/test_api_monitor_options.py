"""Options that are not about judging: who may edit, who hears of edits, and what a notification shows."""

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from vizsla.monitors.kind import condition_of
from vizsla.monitors.message import compose
from vizsla.monitors.sample import Samples
from vizsla.monitors.state import GroupState, Transition
from vizsla.notify.channel import Mail, Outside
from vizsla.notify.channels.slack import message_of
from vizsla.notify.content import Content, content_of, wants_graph
from vizsla.store.outbox import Delivery

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

MONITOR: dict[str, Any] = {
    "type": "query alert", "name": "Load", "query": "avg(last_5m):avg:load{*} > 5",
    "message": "high @ops@example.org", "options": {"thresholds": {"critical": 5}},
}  # fmt: skip


def _made(server: Running, **options: Any) -> str:
    body = MONITOR | {"options": MONITOR["options"] | options}
    made = httpx.post(f"{server.url}/api/v1/monitor", json=body, headers=server.headers)
    assert made.status_code == 200, made.text
    return f"{server.url}/api/v1/monitor/{made.json()['id']}"


def test_edits_are_told_where_that_is_asked_for(door_server: Running) -> None:
    outbox, headers = door_server.parts.outbox, door_server.headers
    quiet, audited = _made(door_server), _made(door_server, notify_audit=True)
    for address in (quiet, audited):
        change = {"name": "Loads", "message": "high @ops@example.org @web@example.org", "options": {"timeout_h": 2}}
        assert httpx.put(address, json=change, headers=headers).status_code == 200
        assert httpx.put(address, json=change, headers=headers).status_code == 200  # nothing is changed
        assert httpx.delete(address, headers=headers).status_code == 200
    deleted, changed = outbox.history(0)
    assert (changed["title"], deleted["title"]) == ("[Monitor changed] Loads", "[Monitor deleted] Loads")
    assert "- name: `Load` → `Loads`" in changed["text"] and "- options.timeout_h: nothing → `2`" in changed["text"]
    assert "by admin@localhost" in changed["text"]
    assert [one["handle"] for one in changed["deliveries"]] == ["ops@example.org", "web@example.org"]


def test_a_locked_monitor_is_for_administrators(door_server: Running) -> None:
    url, headers = door_server.url, door_server.headers
    user = {"data": {"type": "users", "attributes": {"email": "ann@example.org"}}}
    number = httpx.post(f"{url}/api/v2/users", json=user, headers=headers).json()["data"]["id"]
    token = httpx.post(f"{url}/api/vizsla/users/{number}/login-link", headers=headers).json()["url"].partition("#")[2]
    locked, free = _made(door_server, locked=True), _made(door_server)
    with httpx.Client(headers={"Origin": url}) as ann:
        assert ann.post(f"{url}/api/vizsla/login", json={"token": token}).status_code == 200
        assert ann.put(free, json={"name": "mine"}).status_code == 200
        refused = ann.put(locked, json={"options": {"locked": False}})
        assert refused.status_code == 403 and "locked" in refused.text
        assert ann.delete(locked).status_code == 403
        versions = locked.replace("/api/v1/monitor", "/api/vizsla/monitors") + "/versions"
        assert ann.post(f"{versions}/1/restore").status_code == 403
    assert httpx.put(locked, json={"name": "ours"}, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("preset", "query", "handles", "footer", "rest", "graph"),
    [
        ("show_all", True, True, True, True, True),
        ("hide_query", False, True, True, True, True),
        ("hide_handles", True, False, True, True, True),
        ("hide_query_and_handles", False, False, True, True, True),
        ("hide_handles_and_footer", True, False, False, True, True),
        ("show_only_snapshot", False, False, False, False, True),
        ("hide_all", False, False, False, False, False),
    ],
)
def test_what_a_preset_leaves_in(
    preset: str, query: bool, handles: bool, footer: bool, rest: bool, graph: bool
) -> None:
    facts = {"preset": preset, "sentence": "load was 9", "handles": ["ops@example.org"], "tags": ["host:a"],
             "samples": [{"at": "", "message": "x"}], "graph": {"start": 1, "end": 2}, "monitor": "Load"}  # fmt: skip
    delivery = Delivery(1, 1, 5, "ops@example.org", 1, time.time(), "Triggered", "Alert", "", "Load", "high", facts)
    found: Content = content_of(delivery, Outside(Mail(), "http://localhost"))
    shown = (found.sentence, found.told, found.footer, found.tags and found.samples and found.more)
    assert tuple(map(bool, shown)) == (query, handles, footer, rest) and found.body == "high"
    assert bool(wants_graph(delivery)) == graph


@pytest.mark.parametrize(
    ("options", "listed"),
    [({}, 1), ({"enable_logs_sample": True}, 1), ({"enable_logs_sample": False}, 0), ({"enable_samples": False}, 0)],
)
def test_samples_are_listed_unless_they_are_left_out(options: dict[str, Any], listed: int) -> None:
    monitor = {"type": "log alert", "name": "Errors", "message": "{{log.message}}", "options": options,
               "query": 'logs("status:error").rollup("count").last("5m") > 5'}  # fmt: skip
    made = Transition("Triggered", "OK", "Alert", time.time(), 9.0)
    seen = Samples({"log.message": "disk full"}, ({"at": "", "message": "disk full"},))
    said = compose(monitor, condition_of(monitor), (), GroupState(), made, {}, samples=seen)
    assert said.text == "disk full" and len(said.facts["samples"]) == listed


def test_what_records_say_completes_handles_and_begins_none() -> None:
    """Whoever may write a log is not let into the list of those who are told."""
    message = "{{log.message}} ({{log.attributes.note}}) @slack-{{service.name}} @ops@example.org " \
        '{{#is_match "log.message" "@all"}}@web@example.org{{/is_match}}'  # fmt: skip
    monitor = MONITOR | {"message": message, "options": {"thresholds": {"critical": 5, "warning": 3}}}
    said = {"log.message": "see @all or\n@evil@example.org", "log.attributes.note": "@evil@example.org"}
    made = Transition("Warn", "OK", "Warn", 0.0, 4.0)
    found = compose(monitor, condition_of(monitor), ("service:web",), GroupState(), made, {}, samples=Samples(said))
    assert found.handles == ("slack-web", "ops@example.org", "web@example.org")
    assert "see @all or\n@evil@example.org (@evil@example.org)" in found.text
    assert found.facts["sentence"].endswith("; the warning condition is > 3.")


def test_a_long_message_leaves_room_for_links_in_slack() -> None:
    delivery = Delivery(1, 2, 3, "slack-ops", 1, 0.0, "Triggered", "Alert", "host:a", "High", "long " * 2000, {})
    content = content_of(delivery, Outside(Mail(), "https://vizsla.example.org"))
    text = message_of(delivery, content, "#ops", None)["attachments"][0]["text"]
    assert len(text) < 3100 and text.startswith("long long") and text.endswith("/monitors/3/edit|Edit>")
