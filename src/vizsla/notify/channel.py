"""What a channel is: which handles it serves, what people set up for it, and how it sends."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from vizsla import catalog
from vizsla.notify.outbound import Answer, Outgoing, post
from vizsla.store.outbox import Delivery


class DeliveryFailed(Exception):
    """A send that did not succeed; `permanent` when trying again cannot help."""

    def __init__(self, message: str, *, permanent: bool = False, after_s: float = 0.0) -> None:
        super().__init__(message)
        self.permanent, self.after_s = permanent, after_s


@dataclass(frozen=True)
class Mail:
    """How to reach the mail server; an empty host means that none is set."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    security: str = "none"  # none | starttls | tls
    sender: str = "vizsla@localhost"
    subject_prefix: str = "[Monitor Alert] "


Entry = Mapping[str, Any]
"""What people set up for a channel under one name: values by field."""


async def _nothing(_: object) -> Any:
    return None


@dataclass(frozen=True)
class Outside:
    """What channels need to know of the world: the mail server, where links lead, and what people set up."""

    mail: Mail
    public_url: str
    entries: Callable[[str], Mapping[str, Entry]] = lambda _channel: {}
    """What was set up for a channel, by name."""
    addresses: Callable[[], Mapping[str, str]] = dict
    """E-mail addresses of the users who may log in, by handle."""
    variables: Callable[[], Mapping[str, str]] = dict
    """Values of the variables that people made for webhooks."""
    snapshot: Callable[[Delivery], Awaitable[str | None]] = _nothing
    """The address of the picture of a delivery's graph; None where it has none."""
    image: Callable[[str], Awaitable[bytes | None]] = _nothing
    """The PNG at the address of a snapshot."""
    private_targets: bool = False

    async def post(self, outgoing: Outgoing) -> Answer:
        """Send a request where it may go; raises DeliveryFailed unless it was taken."""
        answer = await post(outgoing, private=self.private_targets)
        if answer.taken:
            return answer
        raise DeliveryFailed(answer.said, permanent=answer.permanent, after_s=answer.after_s)

    def link(self, delivery: Delivery) -> str:
        """The page that a delivery is about."""
        return str(delivery.facts.get("link") or f"{self.public_url}/monitors/{delivery.monitor_id}")


@dataclass(frozen=True)
class Field:
    """One thing to set up; a secret is stored and never shown again."""

    name: str
    label: str
    doc: str = ""
    secret: bool = False
    needed: bool = True
    choices: tuple[str, ...] = ()
    long: bool = False


@dataclass(frozen=True)
class Channel:
    """A way to tell somebody; `send` raises DeliveryFailed.

    `fields` are what people set up under a name of their choice; `handle` with that name is what messages then write.
    """

    name: str
    title: str
    doc: str
    serves: Callable[[str], bool]
    send: Callable[[Delivery, Outside], Awaitable[None]]
    handle: str = ""
    fields: tuple[Field, ...] = ()
    problem: Callable[[Entry], str] = lambda _entry: ""
    """What is wrong with an entry, in a sentence, beyond what its fields say."""
    members: Callable[[str, Outside], Sequence[str]] | None = None
    """The handles that a handle stands for; each of them is told in its place."""


@cache
def channels() -> dict[str, Channel]:
    """Every channel there is, by name."""
    return catalog.load("vizsla.notify.channels", Channel)


def channel_for(handle: str) -> Channel | None:
    """The channel that serves a handle (without its @), or None."""
    return next((channel for channel in channels().values() if channel.serves(handle)), None)


def entry_for(handle: str, channel: str, prefix: str, outside: Outside) -> Entry:
    """What was set up under the name that follows the prefix; the only one there is where none follows."""
    entries = outside.entries(channel)
    name = handle.removeprefix(prefix.rstrip("-")).removeprefix("-")
    if not name and len(entries) == 1:
        return next(iter(entries.values()))
    if name not in entries:
        raise DeliveryFailed(f"@{handle} is not set up; see Settings, Notifications", permanent=True)
    return entries[name]
