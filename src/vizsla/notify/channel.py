"""What a channel is: which handles it serves, and how it sends."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache

from vizsla import catalog
from vizsla.store.outbox import Delivery


class DeliveryFailed(Exception):
    """A send that did not succeed; `permanent` when trying again cannot help."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True)
class Mail:
    """How to reach the mail server; an empty host means that none is set."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    security: str = "none"  # none | starttls | tls
    sender: str = "vizsla@localhost"


@dataclass(frozen=True)
class Outside:
    """What channels need to know of the world: the mail server, and where links in messages lead."""

    mail: Mail
    public_url: str


@dataclass(frozen=True)
class Channel:
    """A way to tell somebody; `send` raises DeliveryFailed."""

    name: str
    doc: str
    serves: Callable[[str], bool]
    send: Callable[[Delivery, Outside], Awaitable[None]]


@cache
def channels() -> dict[str, Channel]:
    """Every channel there is, by name."""
    return catalog.load("vizsla.notify.channels", Channel)


def channel_for(handle: str) -> Channel | None:
    """The channel that serves a handle (without its @), or None."""
    return next((channel for channel in channels().values() if channel.serves(handle)), None)
