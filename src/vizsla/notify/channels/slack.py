"""Slack: `@slack-CHANNEL` or `@slack-ACCOUNT-CHANNEL` posts to a channel, by an app's bot or an incoming webhook."""

import asyncio
import re
from typing import Any

import msgspec

from vizsla.documents.inert import restored
from vizsla.notify.channel import Channel, DeliveryFailed, Entry, Field, Outside
from vizsla.notify.content import COLOURS, Content, content_of
from vizsla.notify.outbound import Outgoing
from vizsla.store.outbox import Delivery

_API = "https://slack.com/api"
_LONGEST = 3000
_LONGEST_TAGS = 1000
_FINAL = ("channel_not_found", "is_archived", "not_in_channel", "invalid_auth", "account_inactive", "token_revoked",
          "missing_scope", "no_text", "restricted_action")  # fmt: skip


async def send(delivery: Delivery, outside: Outside) -> None:
    """Post the message; an account with a bot token uses that."""
    entry, channel = account_of(delivery.handle, await asyncio.to_thread(outside.entries, "slack"))
    snapshot = await outside.snapshot(delivery)
    message = message_of(delivery, content_of(delivery, outside), channel, snapshot)
    body = msgspec.json.encode(message)
    if not entry.get("bot_token"):
        await outside.post(Outgoing(str(entry["webhook_url"]), body))
        return
    api = str(entry.get("api_url") or _API).rstrip("/")
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {entry['bot_token']}"}
    answer = await outside.post(Outgoing(f"{api}/chat.postMessage", body, headers))
    try:
        said = msgspec.json.decode(answer.text, type=dict[str, Any])
    except msgspec.MsgspecError:
        said = {}
    if said.get("ok") is False:
        problem = str(said.get("error") or "an error")
        raise DeliveryFailed(f"Slack answered {problem}", permanent=problem in _FINAL)


def account_of(handle: str, accounts: Any) -> tuple[Entry, str]:
    """The account that a handle means and its channel; the longest name wins, and the only one may be left out."""
    rest = handle.removeprefix("slack-")
    for name in sorted(accounts, key=len, reverse=True):
        if rest.startswith(f"{name}-"):
            return accounts[name], f"#{rest[len(name) + 1 :].lstrip('#')}"
    if len(accounts) == 1:
        return next(iter(accounts.values())), f"#{rest.lstrip('#')}"
    raise DeliveryFailed(
        f"@{handle} names no Slack account that is set up; see Settings, Notifications", permanent=True
    )


def message_of(delivery: Delivery, content: Content, channel: str, snapshot: str | None) -> dict[str, Any]:
    """The message as Slack's API takes it."""
    links = " · ".join(f"<{address}|{text}>" for text, address in [(content.link_text, content.link), *content.more])
    tags = " ".join(f"`{_plain(tag)}`" for tag in content.tags)
    rest = "\n\n".join(part for part in (_plain(content.sentence), tags[:_LONGEST_TAGS], links) if part)
    body = mrkdwn(_cut(content.markdown, _LONGEST - len(rest)))
    attachment: dict[str, Any] = {
        "color": COLOURS.get(delivery.status, "#2456c4"),
        "title": _plain(delivery.title),
        "title_link": content.link,
        "text": "\n\n".join(part for part in (body, rest) if part),
        "fallback": _plain(delivery.title),
        "mrkdwn_in": ["text"],
        "ts": int(delivery.at),
    }
    if snapshot:
        attachment["image_url"] = snapshot
    return {"channel": channel, "text": _plain(delivery.title), "attachments": [attachment]}


def mrkdwn(text: str) -> str:
    """Markdown in Slack's own form; nothing in it can address people or channels."""
    plain = _plain(text)
    plain = re.sub(r"!?\[([^\]]*)\]\((https?://[^)\s]+)\)", r"<\2|\1>", plain)
    plain = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda found: f"*{found[1] or found[2]}*", plain)
    return restored(re.sub(r"^#{1,6}\s+(.+)$", r"*\1*", plain, flags=re.M), _plain)


def _cut(text: str, most: int) -> str:
    """The beginning of a long text, so that what comes after it is not lost."""
    return text if len(text) <= most else f"{text[: max(0, most)].rstrip()} …"


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def problem(entry: Entry) -> str:
    """An account needs one way in."""
    if entry.get("bot_token") or entry.get("webhook_url"):
        return ""
    return "The value provided for parameter 'webhook_url' is invalid: give it, or 'bot_token'"


channel = Channel(
    name="slack",
    title="Slack",
    doc="`@slack-CHANNEL` posts to a channel; with several accounts `@slack-ACCOUNT-CHANNEL`.",
    serves=lambda handle: handle.startswith("slack-"),
    send=send,
    handle="slack-",
    fields=(
        Field("bot_token", "Bot token", "xoxb-… of an app that may chat:write", secret=True, needed=False),
        Field("webhook_url", "Incoming webhook", "instead of a token; it posts to its own channel", True, False),
        Field("api_url", "API address", f"{_API} unless given", needed=False),
    ),
    problem=problem,
)
