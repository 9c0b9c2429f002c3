"""A comment with a picture and mentions reaches people's mail, and everybody's with @all."""

import time
from typing import Any

import httpx


def test_a_mention_sends_the_picture(start_server: Any, mailbox: Any, until: Any) -> None:
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port)
    for name in ("ann", "bob"):
        user = {"data": {"type": "users", "attributes": {"email": f"{name}@example.org"}}}
        assert httpx.post(f"{server.url}/api/v2/users", json=user, headers=server.headers).status_code == 201
    now = int(time.time())
    asked = {"metric_query": "avg:load{*}", "start": now - 3600, "end": now}
    picture = httpx.get(f"{server.url}/api/v1/graph/snapshot", params=asked, headers=server.headers).json()
    body = {
        "message": f"Look, @ann@example.org: <b>high</b>\n\n![graph]({picture['snapshot_url']})",
        "link": "/dashboard/abc",
        "title": "Ann, look\r\nX-Evil: 1",
    }
    answer = httpx.post(f"{server.url}/api/v1/comments", json=body, headers=server.headers, timeout=60)
    assert answer.json()["mentions"] == [{"handle": "ann@example.org", "channel": "E-mail", "problem": ""}]
    until(lambda: mailbox.mails)
    (mail,) = mailbox.mails
    assert mail["to"] == "ann@example.org" and mail["subject"] == "Ann, look X-Evil: 1" and mail["x-evil"] is None
    html = mail.get_body(("html",)).get_content()
    assert 'src="cid:image0@vizsla"' in html and "<b>high" not in html and "/dashboard/abc" in html
    assert [part for part in mail.walk() if part.get_content_type() == "image/png"]

    for text in ("@all hello", "@all again @ann@example.org"):
        httpx.post(f"{server.url}/api/v1/comments", json={"message": text}, headers=server.headers)
    until(lambda: len(mailbox.mails) == 5)
    assert sorted(mail["to"] for mail in mailbox.mails[1:]) == ["ann@example.org", "ann@example.org",
                                                               "bob@example.org", "bob@example.org"]  # fmt: skip
    log = httpx.get(f"{server.url}/api/vizsla/deliveries", headers=server.headers).json()["deliveries"]
    assert {one["state"] for one in log} == {"sent"}
    for wrong in (
        {},
        {"message": " "},
        {"message": "a", "link": "https://evil.example"},
        {"message": "a", "related_event_id": "x"},
    ):
        assert httpx.post(f"{server.url}/api/v1/comments", json=wrong, headers=server.headers).status_code == 400


def test_an_event_that_mentions_somebody_is_told_to_them(
    start_server: Any, mailbox: Any, receiver: Any, until: Any
) -> None:
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port, private_targets=True)
    user = {"data": {"type": "users", "attributes": {"email": "ann@example.org"}}}
    assert httpx.post(f"{server.url}/api/v2/users", json=user, headers=server.headers).status_code == 201
    hook = httpx.put(f"{server.url}/api/vizsla/channels/webhook/a", json={"url": receiver.url}, headers=server.headers)
    assert hook.status_code == 200
    keys, events = {"DD-API-KEY": server.api_key}, f"{server.url}/api/v1/events"
    old = {"title": "long ago", "text": "@ann@example.org", "date_happened": int(time.time()) - 7200}
    assert httpx.post(events, json=old, headers=keys).status_code == 202
    nobody = {"title": "Deploy", "text": "@victim@elsewhere.example @webhook-none look"}
    assert httpx.post(events, json=nobody, headers=keys).status_code == 202
    body = {
        "title": "Deploy of web",
        "text": "**done** by @ann@example.org, @webhook-a ![x](http://e.example/p.png)",
        "tags": ["service:web"],
    }
    made = httpx.post(events, json=body, headers=keys | {"Idempotency-Key": "1"}).json()["event"]
    again = httpx.post(events, json=body, headers=keys | {"Idempotency-Key": "1"})  # who heard no answer sends it again
    assert again.status_code == 202
    until(lambda: mailbox.mails and receiver.taken)
    (mail,) = mailbox.mails
    assert (mail["to"], mail["subject"]) == ("ann@example.org", "Deploy of web")
    assert f"/events?event={made['id_str']}" in mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert "<strong>done</strong>" in html and "<img" not in html and '!<a href="http://e.example/p.png">x</a>' in html
    last = {"title": "Deploy of db", "text": "@webhook-a"}
    assert httpx.post(events, json=last, headers=keys).status_code == 202
    until(lambda: len(receiver.taken) == 2)  # what was sent before has been told of by then
    log = httpx.get(f"{server.url}/api/vizsla/deliveries", headers=server.headers).json()["deliveries"]
    assert sorted(one["handle"] for one in log) == ["ann@example.org", "webhook-a", "webhook-a"]
