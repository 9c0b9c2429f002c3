"""Who a text tells, for previews: the channel of each handle, or why it reaches nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from vizsla.notify.channel import DeliveryFailed, Outside, channel_for, entry_for
from vizsla.notify.channels.slack import account_of
from vizsla.notify.deliverer import EVERYBODY


@dataclass(frozen=True)
class Recipient:
    """A handle without its @, the title of its channel, and what is wrong with it, if anything is."""

    handle: str
    channel: str
    problem: str = ""


def recipients_of(handles: Iterable[str], outside: Outside) -> list[Recipient]:
    """Every handle with what it would do."""
    return [_recipient(handle, outside) for handle in handles]


def _recipient(handle: str, outside: Outside) -> Recipient:
    if handle in EVERYBODY:
        return Recipient(handle, "Every user", "" if outside.addresses() else "no user has an e-mail address")
    channel = channel_for(handle)
    if channel is None:
        return Recipient(handle, "", f"@{handle} names nobody that can be reached")
    problem = ""
    if channel.name == "email" and not outside.mail.host:
        problem = "no mail server is set; set smtp_host"
    elif channel.fields:
        try:
            if channel.name == "slack":
                account_of(handle, outside.entries("slack"))
            else:
                entry_for(handle, channel.name, channel.handle, outside)
        except DeliveryFailed as error:
            problem = str(error)
    return Recipient(handle, channel.title, problem)
