"""Jira: `@jira-NAME` opens an issue for an alert, and comments it until the recovery."""

import asyncio
import re
from base64 import b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import msgspec

from vizsla.documents.inert import restored
from vizsla.notify.channel import Channel, DeliveryFailed, Entry, Field, Outside, entry_for
from vizsla.notify.content import Content, content_of
from vizsla.notify.outbound import Outgoing
from vizsla.store.outbox import Delivery

_SEARCH = {"cloud": "search/jql", "server": "search"}
_LONGEST = 30_000
_MARKUP = re.compile(r"[\\{}\[\]!|]")
_ESCAPED = r"\\\g<0>"


async def send(delivery: Delivery, outside: Outside) -> None:
    """Open an issue, or comment the one of this alert, which a label finds: a repeated attempt opens no second one."""
    entry = await asyncio.to_thread(entry_for, delivery.handle, "jira", "jira-", outside)
    content = content_of(delivery, outside)
    label = f"vizsla-{sha256(content.cycle.encode()).hexdigest()[:20]}"
    search = {"jql": f'labels = "{label}" ORDER BY created DESC', "maxResults": 1, "fields": ["summary"]}
    answer = await outside.post(outgoing(entry, _SEARCH[str(entry.get("kind") or "cloud")], search))
    try:
        found = msgspec.json.decode(answer.text, type=dict[str, Any]).get("issues") or []
        key = str(found[0]["key"]) if found else ""
    except (msgspec.MsgspecError, LookupError, TypeError):
        raise DeliveryFailed("Jira's answer to a search is none of a Jira; check the address") from None
    if key:
        await outside.post(outgoing(entry, f"issue/{key}/comment", {"body": text_of(content)}))
    elif delivery.kind != "Recovered":  # what nobody opened needs no closing
        await outside.post(outgoing(entry, "issue", issue_of(delivery, content, entry, label)))


def outgoing(entry: Entry, path: str, body: Any) -> Outgoing:
    """A request of the REST API; a token without an e-mail address is a personal one of Jira Data Center."""
    token, email = str(entry["api_token"]), str(entry.get("email") or "")
    login = f"Basic {b64encode(f'{email}:{token}'.encode()).decode()}" if email else f"Bearer {token}"
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Authorization": login}
    return Outgoing(f"{str(entry['url']).rstrip('/')}/rest/api/2/{path}", msgspec.json.encode(body), headers)


def issue_of(delivery: Delivery, content: Content, entry: Entry, label: str) -> dict[str, Any]:
    """The issue as the API takes it."""
    fields = {
        "project": {"key": str(entry["project_key"])},
        "issuetype": {"name": str(entry.get("issue_type") or "Task")},
        "summary": " ".join(delivery.title.split())[:250],
        "description": text_of(content),
        "labels": ["vizsla", label],
    }
    return {"fields": fields}


def text_of(content: Content) -> str:
    """The notification as Jira's own markup, in which a link's words and address stand in brackets."""
    links = " ".join(f"[{words}|{address}]" for words, address in [(content.link_text, content.link), *content.more])
    said = [_plain(content.title), _linked(content.markdown), _plain(content.sentence), _plain(", ".join(content.tags))]
    return "\n\n".join(part for part in (*said, links) if part)[:_LONGEST]


def _plain(text: str) -> str:
    """Text of which Jira makes no link, macro or picture, such as groups and tags in braces."""
    return _MARKUP.sub(_ESCAPED, text)


def _linked(text: str) -> str:
    """The same of Markdown, whose links stay."""

    def marked(found: re.Match[str]) -> str:
        words, address = found.group(1, 2)
        return f"[{_plain(words)}|{restored(address, quote)}]" if address else f"\\{found[0]}"

    found = re.sub(rf"\[([^\]]*)\]\((https?://[^)\s]+)\)|{_MARKUP.pattern}", marked, text)
    return restored(found, _plain)


channel = Channel(
    name="jira",
    title="Jira",
    doc="`@jira-NAME` opens an issue for an alert; what follows, up to the recovery, is written below it.",
    serves=lambda handle: handle.startswith("jira-"),
    send=send,
    handle="jira-",
    fields=(
        Field("url", "Site", "https://yours.atlassian.net"),
        Field("api_token", "API token", secret=True),
        Field("email", "E-mail", "whose token it is; empty for a personal token of Jira Data Center", needed=False),
        Field("project_key", "Project", "its key, such as OPS"),
        Field("issue_type", "Type of issues", "Task unless another is given", needed=False),
        Field("kind", "Hosted", "cloud by Atlassian, server by yourself", needed=False, choices=("cloud", "server")),
    ),
)
