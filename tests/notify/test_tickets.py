"""Splunk On-Call, Jira and teams, each told through a real server."""

import json
import time
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import httpx

from vizsla.store.outbox import Told

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _put(server: Running, path: str, body: dict[str, Any]) -> None:
    answer = httpx.put(f"{server.url}/api/vizsla/channels/{path}", json=body, headers=server.headers)
    assert answer.status_code == 200, answer.text


def _tell(server: Running, *handles: str, kind: str = "Triggered", status: str = "Alert") -> None:
    facts = {"monitor": "Disk", "monitor_type": "query alert", "cycle": 1_700_000_000, "sentence": "x was 9",
             "tags": ["env:prod"], "handles": list(handles)}  # fmt: skip
    text = "is *full*, see [the {book}](http://b/c)"
    told = Told("host:h1", time.time(), kind, "OK", status, 9.0, f"[{kind}] Disk", text, handles, "", facts)
    server.parts.outbox.record(5, told)


def _log(server: Running, state: str) -> list[dict[str, Any]]:
    address = f"{server.url}/api/vizsla/deliveries?state={state}"
    return list(httpx.get(address, headers=server.headers).json()["deliveries"])


def test_splunk_on_call(start_server: Any, receiver: Any, until: Any) -> None:
    server = start_server(private_targets=True)
    _put(server, "victorops/ops", {"api_key": "key1", "routing_key": "db team", "url": receiver.url})
    _tell(server, "victorops-ops")
    _tell(server, "victorops-ops", kind="Recovered", status="OK")
    until(lambda: len(_log(server, "sent")) == 2)
    assert {one.path for one in receiver.taken} == {"/key1/db%20team"}
    got = {one["message_type"]: one for one in (json.loads(taken.body) for taken in receiver.taken)}
    assert set(got) == {"CRITICAL", "RECOVERY"} and len({one["entity_id"] for one in got.values()}) == 1
    assert "is *full*, see [" in got["CRITICAL"]["state_message"] and got["CRITICAL"]["scope"] == "host:h1"
    for title in ("Deploy of web", "Deploy of db"):  # each event is an incident of its own
        event = Told("", time.time(), "Event", "OK", "Event", None, title, "", ("victorops-ops",), "", {})
        server.parts.outbox.record(0, event)
    until(lambda: len(_log(server, "sent")) == 4)
    assert len({json.loads(taken.body)["entity_id"] for taken in receiver.taken}) == 3
    receiver.answers.append((500, {}, b"broken"))
    _tell(server, "victorops-ops")
    failed = until(lambda: [one for one in _log(server, "pending") if one["error"]])
    assert "key1" not in failed[0]["error"]


def test_one_issue_of_jira_from_an_alert_to_its_recovery(start_server: Any, receiver: Any, until: Any) -> None:
    server = start_server(private_targets=True)
    entry = {"url": receiver.url, "api_token": "t0ken", "email": "me@example.org", "project_key": "OPS"}
    _put(server, "jira/ops", entry)
    nothing, known = (200, {}, b'{"issues": []}'), (200, {}, b'{"issues": [{"id": "1", "key": "OPS-7"}]}')
    receiver.answers += [nothing, (201, {}, b'{"key": "OPS-7"}'), known, (201, {}, b"{}"), nothing]
    told = (("Triggered", "Alert"), ("Recovered", "OK"), ("Recovered", "OK"))
    for sent, (kind, status) in enumerate(told, 1):
        _tell(server, "jira-ops", kind=kind, status=status)
        until(lambda: len(_log(server, "sent")) == sent)  # noqa: B023
    paths = [one.path.removeprefix("/rest/api/2/") for one in receiver.taken]
    assert paths == ["search/jql", "issue", "search/jql", "issue/OPS-7/comment", "search/jql"]
    login = f"Basic {b64encode(b'me@example.org:t0ken').decode()}"
    assert {one.headers["authorization"] for one in receiver.taken} == {login}
    bodies = [json.loads(one.body) for one in receiver.taken]
    fields = bodies[1]["fields"]
    assert (fields["project"], fields["issuetype"]) == ({"key": "OPS"}, {"name": "Task"})
    assert fields["summary"] == "[Triggered] Disk" and fields["labels"][1] in bodies[2]["jql"]
    assert r"\[Recovered\] Disk" in bodies[3]["body"]  # which is no link
    assert r"is *full*, see [the \{book\}|http://b/c]" in fields["description"]

    _put(server, "jira/ops", {"url": receiver.url, "project_key": "OPS", "kind": "server"})
    receiver.answers += [nothing, (400, {}, b'{"errors": {"project": "valid project is required"}}')]
    _tell(server, "jira-ops")
    (failed,) = until(lambda: _log(server, "failed"))
    assert "valid project is required" in failed["error"] and "t0ken" not in failed["error"]
    assert receiver.taken[-1].headers["authorization"] == "Bearer t0ken"
    assert receiver.taken[-2].path == "/rest/api/2/search"


def test_a_team_is_told_through_its_members(start_server: Any, mailbox: Any, receiver: Any, until: Any) -> None:
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port, private_targets=True)
    _put(server, "webhook/a", {"url": receiver.url})
    _put(server, "team/web", {"members": "@ann@example.org, webhook-a\nbob@example.org"})
    wrong = httpx.put(f"{server.url}/api/vizsla/channels/team/x", json={"members": " , "}, headers=server.headers)
    assert wrong.status_code == 400 and "'members'" in wrong.text
    _tell(server, "team-web", "ann@example.org", "team-none")
    until(lambda: len(_log(server, "sent")) == 4)
    assert sorted(mail["to"] for mail in mailbox.mails) == ["ann@example.org", "bob@example.org"]
    assert len(receiver.taken) == 1
    (failed,) = _log(server, "failed")
    assert failed["handle"] == "team-none" and "not set up" in failed["error"]
