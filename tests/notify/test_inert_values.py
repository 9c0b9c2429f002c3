"""What people write in logs comes into messages as text, whatever their form; what authors write is Markdown."""

import json
import re
from html import escape
from typing import Any

import httpx
from hypothesis import given
from hypothesis import strategies as st

from vizsla.documents.inert import inert, restored
from vizsla.notify.markdown import html_of, text_of

LIES = "![p](https://evil.example/p.png) [Log in](https://evil.example) <!channel> **now** `a_b`\n# 1\n| a |"
MESSAGE = """**Failed** on {{service.name}}: {{log.message}} ({{log.attributes.note}})

Code `{{log.attributes.note}}`, [book](https://wiki.example/{{log.attributes.page}}), [log]({{log.link}}) {{log.link}}.
[no]({{log.attributes.script}}) ![ours](https://wiki.example/a.png)
{{#is_match "log.message" "[Log in](https://evil"}}MATCHED{{/is_match}}
"""
HANDLES = "@ops@example.org @slack-general @teams-ops @webhook-here @jira-ops"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1).map(str.strip).filter(bool))
def test_inert_text_is_shown_as_it_is(text: str) -> None:
    assert html_of(inert(text)) == f"<p>{escape(text)}</p>\n"
    assert html_of(f"**on** {inert(text)}\n# b") == f"<p><strong>on</strong> {escape(text)}</p>\n<h1>b</h1>\n"
    assert text_of(inert(text)) == restored(inert(text)) == text and len(inert(text)) == len(text)


def test_what_logs_say_is_text_in_every_form(start_server: Any, mailbox: Any, receiver: Any) -> None:
    server = start_server(smtp_host="127.0.0.1", smtp_port=mailbox.port, private_targets=True)

    def put(path: str, body: dict[str, Any]) -> None:
        url = f"{server.url}/api/vizsla/channels/{path}"
        assert httpx.put(url, json=body, headers=server.headers).status_code == 200

    put("slack/acme", {"webhook_url": f"{receiver.url}/slack"})
    put("teams/ops", {"url": f"{receiver.url}/teams"})
    put("webhook/here", {"url": f"{receiver.url}/hook", "payload": '{"m": "$EVENT_MSG", "t": "$TEXT_ONLY_MSG"}'})
    put("jira/ops", {"url": receiver.url, "api_token": "t", "project_key": "OPS"})
    log = {"message": LIES, "service": "a_b*c", "note": "x_y*z", "page": "a_b(c)", "script": "javascript:alert(1)"}
    sent = httpx.post(f"{server.url}/api/v2/logs", json=[log], headers=server.headers, timeout=60)
    assert sent.status_code == 202
    monitor = {
        "type": "log alert", "name": "Failures", "message": f"{MESSAGE}{HANDLES}",
        "query": 'logs("*").index("*").rollup("count").by("service").last("5m") > 0',
    }  # fmt: skip
    made = httpx.post(f"{server.url}/api/v1/monitor", json=monitor, headers=server.headers, timeout=60).json()
    shown = httpx.post(f"{server.url}/api/vizsla/monitors/preview", json=monitor, headers=server.headers, timeout=60)
    url = f"{server.url}/api/vizsla/monitors/{made['id']}/notify"
    answer = httpx.post(url, json={"group": "service:a_b*c"}, headers=server.headers, timeout=60)
    assert answer.status_code == 200, answer.text

    html = mailbox.mails[0].get_body(("html",)).get_content()
    body = html.partition("overflow-wrap:anywhere")[2].partition("</div>")[0]
    for made_html in (body, shown.json()["states"][0]["html"]):
        assert "![p](https://evil.example/p.png) [Log in](https://evil.example) &lt;!channel&gt; **now**" in made_html
        assert 'evil.example"' not in made_html and 'javascript:alert(1)"' not in made_html
        assert "<strong>Failed</strong> on a_b*c" in made_html and "<code>x_y*z</code>" in made_html
        assert (
            '<a href="https://wiki.example/a_b(c)">' in made_html
            and f'<a href="{server.parts.settings.url}/logs?' in made_html
        )
        assert '<img src="https://wiki.example/a.png"' in made_html and "MATCHED" in made_html
        link, bare = re.findall(rf'<a href="({server.parts.settings.url}/logs[^"]+)">([^<]+)</a>', made_html)
        assert link == (bare[0], "log") and bare[0] == bare[1] and "&amp;log=" in bare[0]
    assert LIES in mailbox.mails[0].get_body(("plain",)).get_content().replace("\r\n", "\n")

    found = httpx.get(f"{server.url}/api/v2/events", params={"filter[query]": "source:alert"}, headers=server.headers)
    (event, *_) = found.json()["data"]
    assert "!\\[p](https://evil.example/p.png) \\[Log in](https" in event["attributes"]["message"]
    assert "[book](https://wiki.example/a_b(c))" in event["attributes"]["message"]

    got = {one.path: json.loads(one.body) for one in receiver.taken}
    slack = got["/slack"]["attachments"][0]["text"]
    assert "*Failed* on a_b*c: ![p](https://evil.example/p.png) [Log in](https://evil.example) &lt;!" in slack
    assert "<https://wiki.example/a_b(c)|book>" in slack and "MATCHED" in slack
    teams = got["/teams"]["attachments"][0]["content"]["body"]
    assert "**Failed** on a\\_b\\*c: ![p]\u200b(https://evil.example/p.png) [Log in]\u200b(https" in teams[1]["text"]
    assert "[book](https://wiki" in teams[1]["text"] and "[Triggered on {service:a\\_b\\*c}]" in teams[0]["text"]
    assert "a\\_b\\*c" in teams[2]["text"]
    assert LIES in got["/hook"]["m"] and "**Failed** on a_b*c" in got["/hook"]["m"]
    assert "Failed on a_b*c: ![p](https://evil.example/p.png)" in got["/hook"]["t"]
    jira = got["/rest/api/2/issue"]["fields"]["description"]
    assert "\\!\\[p\\](https://evil.example/p.png) \\[Log in\\](https://evil.example)" in jira
    assert "[book|https://wiki.example/a_b%28c%29]" in jira
