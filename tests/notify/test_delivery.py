"""Stored messages reach real receivers: what they get, what happens when one refuses or hangs, and the log of it."""

import json
import re
import socket
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest

from vizsla.store.outbox import Told

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

QUERY = "avg(last_5m):avg:my_metric{*} by {host} > 800"


def _facts(now: float) -> dict[str, Any]:
    graph = {
        "definition": {
            "type": "timeseries",
            "requests": [{"q": "avg:my_metric{*} by {host}"}],
            "markers": [{"value": "y = 800", "display_type": "error dashed", "label": "alert > 800"}],
        },
        "group": ["host:h1"],
        "start": int(now) - 3600,
        "end": int(now),
    }
    return {
        "monitor": "Mine",
        "monitor_type": "query alert",
        "query": QUERY,
        "metric": "my_metric",
        "host": "h1",
        "tags": ["host:h1", "team:web"],
        "priority": 2,
        "sentence": "my_metric over host:h1 was 900 during the last 5m; the alert condition is > 800.",
        "cycle": 1700000000,
        "event_id": 77,
        "event_type": "query_alert_monitor",
        "graph": graph,
        "samples": [{"at": "2026-01-02 03:04:05", "message": "a <b>sample</b>"}],
    }


def _tell(server: Running, *handles: str, kind: str = "Triggered", status: str = "Alert", **more: Any) -> int:
    now = time.time()
    given = {"title": "[P2] [Triggered on {host:h1}] Mine", "text": "**It** is <script>high</script>"} | more
    told = Told("host:h1", now, kind, "OK", status, 900.0, given["title"], given["text"], handles, "",
                _facts(now) | {"handles": list(handles)} | given.get("facts", {}))  # fmt: skip
    return server.parts.outbox.record(5, told)


def _put(server: Running, path: str, body: dict[str, Any]) -> None:
    answer = httpx.put(f"{server.url}/api/vizsla/channels/{path}", json=body, headers=server.headers)
    assert answer.status_code == 200, answer.text


def _log(server: Running, **asked: Any) -> list[dict[str, Any]]:
    answer = httpx.get(f"{server.url}/api/vizsla/deliveries", params=asked, headers=server.headers)
    return list(answer.json()["deliveries"])


def test_a_mail_has_text_html_and_the_graph_inside(start_server: Any, mailbox: Any, until: Any) -> None:
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_from="Vizsla <v@example.org>")
    now = int(time.time())
    series = [{"metric": "my_metric", "host": "h1", "points": [[now - 60 * at, 100 * at] for at in range(1, 10)]}]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}, timeout=60)
    # Whoever draws is started by this, as a mail does not wait long for its picture.
    asked = {"metric_query": "avg:my_metric{*}", "start": now - 60, "end": now}
    drawn = httpx.get(f"{server.url}/api/v1/graph/snapshot", params=asked, headers=server.headers).json()
    assert httpx.get(server.url + urlsplit(drawn["snapshot_url"]).path, timeout=60).status_code == 200
    number = _tell(server, "ops@example.org", title="[Triggered] a\r\nBcc: evil@example.org")
    until(lambda: mailbox.mails)
    (mail,) = mailbox.mails
    assert mail["subject"] == "[Monitor Alert] [Triggered] a Bcc: evil@example.org" and mail["bcc"] is None
    assert mail["message-id"].startswith(f"<vizsla-{number}-") and mail["message-id"].endswith("@example.org>")
    assert mail["references"] == mail["in-reply-to"] and mail["auto-submitted"] == "auto-generated"
    text = mail.get_body(("plain",)).get_content()
    assert "my_metric over host:h1 was 900" in text and "/monitors/5" in text and "a <b>sample</b>" in text
    html = mail.get_body(("html",)).get_content()
    assert "<strong>It</strong>" in html and "<script>" not in html and "<b>sample" not in html
    assert 'src="cid:graph@vizsla"' in html and "/monitors/5/edit" in html and "mute=host%3Ah1" in html
    (image,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert image["content-id"] == "<graph@vizsla>" and image.get_content().startswith(b"\x89PNG")

    recovered = _tell(server, "ops@example.org", kind="Recovered", status="OK", title="[Recovered] a")
    until(lambda: len(mailbox.mails) == 2)
    assert mailbox.mails[1]["references"] == mail["references"]
    assert mailbox.mails[1]["message-id"].startswith(f"<vizsla-{recovered}-")


def test_parts_that_the_preset_hides_are_not_sent(start_server: Any, mailbox: Any, until: Any) -> None:
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port)
    _tell(server, "ops@example.org", facts={"preset": "hide_all"})
    until(lambda: mailbox.mails)
    text = mailbox.mails[0].get_body(("plain",)).get_content()
    assert "It" in text and "was 900" not in text and "@ops" not in text and "team:web" not in text


def test_a_refusing_server_gets_it_again_with_the_same_id(start_server: Any, mailbox: Any, until: Any) -> None:
    answers = iter(["451 come back later", "250 OK", "550 no such user"])
    mailbox.answer = lambda _: next(answers)
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port)
    _tell(server, "ops@example.org", facts={"preset": "hide_all"})
    first = until(lambda: [one for one in _log(server) if one["error"]])[0]
    assert first["state"] == "pending" and "come back later" in first["error"] and first["attempts"] == 1
    until(lambda: mailbox.mails)
    done = until(lambda: [one for one in _log(server) if one["state"] == "sent"])[0]
    assert done["attempts"] == 2 and done["error"] == ""


def test_a_hanging_mail_server_holds_up_no_webhook(start_server: Any, receiver: Any, until: Any) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        server = start_server(smtp_host="127.0.0.1", smtp_port=silent.getsockname()[1], private_targets=True)
        _put(server, "webhook/here", {"url": receiver.url})
        _tell(server, "ops@example.org")
        until(lambda: [one for one in _log(server) if one["attempts"]])
        _tell(server, "webhook-here")
        until(lambda: receiver.taken)
        assert {one["handle"]: one["state"] for one in _log(server)} == {
            "ops@example.org": "pending",
            "webhook-here": "sent",
        } or until(lambda: [one for one in _log(server, handle="webhook") if one["state"] == "sent"])
        assert _log(server, state="pending")[0]["handle"] == "ops@example.org"


def test_webhooks_fill_their_payload_and_come_again_after_a_failure(
    start_server: Any, receiver: Any, until: Any
) -> None:
    server = start_server(private_targets=True)
    base = f"{server.url}/api/v1/integration/webhooks/configuration"
    secret = {"name": "TOKEN", "value": 's3"cret', "is_secret": True}
    made = httpx.post(f"{base}/custom-variables", json=secret, headers=server.headers)
    assert made.status_code == 201 and made.json() == {"name": "TOKEN", "is_secret": True}
    body = {
        "name": "hook",
        "url": f"{receiver.url}/in?m=$ALERT_ID&s=$ALERT_SCOPE",
        "payload": '{"t": "$EVENT_TITLE", "m": "$EVENT_MSG", "k": "$ALERT_CYCLE_KEY", "tag": "$TAGS[team]", '
        '"x": "$TOKEN", "tr": "$ALERT_TRANSITION", "ty": "$ALERT_TYPE", "rows": $LOGS_SAMPLE, "u": "$UNKNOWN", '
        '"i": "$INCIDENT_TITLE", "snap": "$SNAPSHOT", "p": "$ALERT_PRIORITY", "plain": "$TEXT_ONLY_MSG"}',
        "custom_headers": '{"X-Token": "$TOKEN\\nX-Evil: 1"}',
    }
    created = httpx.post(f"{base}/webhooks", json=body, headers=server.headers)
    assert created.status_code == 201 and created.json()["encode_as"] == "json"
    receiver.answers.append((503, {"Retry-After": "1"}, b"busy"))
    _tell(server, "webhook-hook")
    until(lambda: len(receiver.taken) == 2)
    first, again = receiver.taken
    assert first.headers["x-vizsla-delivery"] == again.headers["x-vizsla-delivery"] and first.body == again.body
    assert first.path == "/in?m=5&s=host:h1" and first.headers["x-token"] == 's3"cret X-Evil: 1'
    got = json.loads(first.body)
    assert got["t"] == "[P2] [Triggered on {host:h1}] Mine" and got["x"] == 's3"cret' and got["u"] == "$UNKNOWN"
    assert (got["tag"], got["tr"], got["ty"], got["i"], got["p"]) == ("web", "Triggered", "error", "", "P2")
    assert got["rows"]["rows"][0]["message"] == "a <b>sample</b>" and got["k"] == "5:host:h1:1700000000"
    assert "/snapshot/view/" in got["snap"]
    assert got["plain"].endswith("my_metric over host:h1 was 900 during the last 5m; the alert condition is > 800.")
    assert "s3" not in json.dumps(_log(server))

    changed = httpx.put(f"{base}/webhooks/hook", json={"encode_as": "form", "payload": '{"a": "$ID", "b": [$DATE]}'},
                        headers=server.headers)  # fmt: skip
    assert changed.json()["url"] == body["url"]
    _tell(server, "webhook-hook")
    until(lambda: len(receiver.taken) == 3)
    assert re.fullmatch(rb"a=77&b=%5B\d+%5D", receiver.taken[2].body)
    assert receiver.taken[2].headers["content-type"] == "application/x-www-form-urlencoded"
    assert httpx.delete(f"{base}/webhooks/hook", headers=server.headers).json() == {}
    assert httpx.delete(f"{base}/webhooks/hook", headers=server.headers).status_code == 404


def test_private_targets_need_leave_and_redirects_lead_nowhere(start_server: Any, receiver: Any, until: Any) -> None:
    server = start_server()
    port = receiver.url.rpartition(":")[2]
    for name, host in (("a", "127.0.0.1"), ("b", "localhost"), ("c", "[::ffff:127.0.0.1]"), ("d", "0.0.0.0")):
        _put(server, f"webhook/{name}", {"url": f"http://{host}:{port}/secret-path"})
        _tell(server, f"webhook-{name}")
    refused = until(lambda: len(found := _log(server, state="failed")) == 4 and found)
    assert all("private address" in one["error"] and "secret-path" not in one["error"] for one in refused)
    assert not receiver.taken


def test_a_redirect_is_not_followed(start_server: Any, receiver: Any, until: Any) -> None:
    server = start_server(private_targets=True)
    receiver.answers.append((302, {"Location": receiver.url + "/elsewhere"}, b""))
    _put(server, "webhook/a", {"url": receiver.url})
    _tell(server, "webhook-a")
    failed = until(lambda: _log(server, state="failed"))[0]
    assert "redirects" in failed["error"] and len(receiver.taken) == 1
    again = httpx.post(f"{server.url}/api/vizsla/deliveries/{failed['id']}/retry", headers=server.headers)
    assert again.status_code == 200
    until(lambda: _log(server, state="sent"))
    assert again.request and httpx.post(str(again.request.url), headers=server.headers).status_code == 404


def test_chat_and_paging_services_get_their_own_forms(start_server: Any, receiver: Any, until: Any) -> None:
    server = start_server(private_targets=True)
    _put(server, "slack/acme", {"bot_token": "xoxb-1", "api_url": receiver.url})
    _put(server, "teams/ops", {"url": f"{receiver.url}/teams"})
    _put(server, "pagerduty/db", {"service_key": "key1", "events_url": f"{receiver.url}/pd"})
    _put(server, "opsgenie/db", {"opsgenie_api_key": "og", "region": "custom", "custom_url": receiver.url})
    told = ("slack-acme-general", "teams-ops", "pagerduty", "opsgenie-db")
    _tell(server, *told)
    until(lambda: len(_log(server, state="sent")) == 4)
    got = {one.path: (one.headers, json.loads(one.body)) for one in receiver.taken}
    headers, slack = got["/chat.postMessage"]
    assert headers["authorization"] == "Bearer xoxb-1" and slack["channel"] == "#general"
    assert "*It* is &lt;script&gt;" in slack["attachments"][0]["text"]
    assert "/snapshot/view/" in slack["attachments"][0]["image_url"]
    assert got["/teams"][1]["attachments"][0]["content"]["type"] == "AdaptiveCard"
    paged = got["/pd"][1]
    assert (paged["event_action"], paged["dedup_key"], paged["routing_key"]) == ("trigger", "vizsla-5-host:h1", "key1")
    headers, alert = got["/v2/alerts"]
    assert headers["authorization"] == "GenieKey og" and alert["priority"] == "P2"

    receiver.taken.clear()
    _tell(server, *told[2:], kind="Recovered", status="OK")
    until(lambda: len(receiver.taken) == 2)
    paths = {one.path for one in receiver.taken}
    assert paths == {"/pd", "/v2/alerts/vizsla-5-host%3Ah1/close?identifierType=alias"}

    shown = httpx.get(f"{server.url}/api/vizsla/channels", headers=server.headers).text
    assert not [secret for secret in ("xoxb-1", "key1", '"og"') if secret in shown]
    handles = httpx.get(f"{server.url}/api/vizsla/handles", params={"q": "@tea"}, headers=server.headers).json()
    assert handles == {"handles": [{"handle": "teams-ops", "title": "Microsoft Teams"}]}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("webhook/a b", {"url": "http://x"}, "name"),
        ("webhook/a", {}, "url"),
        ("webhook/a", {"url": "ftp://x"}, "url"),
        ("webhook/a", {"url": 5}, "url"),
        ("webhook/a", {"url": "http://x", "encode_as": "xml"}, "encode_as"),
        ("webhook/a", {"url": "http://x", "custom_headers": "{"}, "custom_headers"),
        ("webhook/a", {"url": "http://x", "encode_as": "form", "payload": "alert $ID"}, "payload"),
        ("webhook/a", {"url": "http://x", "encode_as": "form", "payload": '{"a": $EVENT_TITLE}'}, "payload"),
        ("slack/a", {}, "webhook_url"),
        ("slack/a", {"bot_token": "a\nb"}, "bot_token"),
        ("opsgenie/a", {"opsgenie_api_key": "k", "region": "custom"}, "custom_url"),
    ],
)
def test_what_cannot_be_set_up_is_named(door_server: Running, path: str, body: dict[str, Any], field: str) -> None:
    address = f"{door_server.url}/api/vizsla/channels/{path}"
    answer = httpx.put(address, json=body, headers=door_server.headers)
    assert answer.status_code == 400 and f"'{field}'" in answer.json()["errors"][0]


def test_a_test_message_says_how_it_went(start_server: Any, mailbox: Any, receiver: Any) -> None:
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port, private_targets=True)
    address = f"{server.url}/api/vizsla/channels/email/me@example.org/test"
    (sent,) = httpx.post(address, headers=server.headers, timeout=30).json()["deliveries"]
    assert sent["state"] == "sent" and mailbox.mails[0]["subject"] == "[TEST] Vizsla can reach you"
    receiver.answers.append((500, {}, b"broken"))
    _put(server, "webhook/a", {"url": receiver.url})
    address = f"{server.url}/api/vizsla/channels/webhook/a/test"
    (failed,) = httpx.post(address, headers=server.headers, timeout=30).json()["deliveries"]
    assert failed["state"] == "failed" and "500: broken" in failed["error"]
