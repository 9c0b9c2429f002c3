"""Teams: `@team-NAME` stands for handles that people listed under that name."""

import re
from collections.abc import Sequence

from vizsla.notify.channel import Channel, DeliveryFailed, Entry, Field, Outside, entry_for
from vizsla.store.outbox import Delivery


async def send(delivery: Delivery, _outside: Outside) -> None:
    """A team is told through its members alone."""
    raise DeliveryFailed(f"@{delivery.handle} has no members", permanent=True)


def members(handle: str, outside: Outside) -> Sequence[str]:
    """The handles of the team's members, without @."""
    return _listed(entry_for(handle, "team", "team-", outside))


def problem(entry: Entry) -> str:
    """Members are handles."""
    if not _listed(entry):
        return "The value provided for parameter 'members' is invalid: handles are wanted, such as ann@example.com"
    return ""


def _listed(entry: Entry) -> list[str]:
    return [one.removeprefix("@") for one in re.split(r"[\s,;]+", str(entry.get("members") or "")) if one.strip("@")]


channel = Channel(
    name="team",
    title="Team",
    doc="`@team-NAME` tells everyone whose handle is listed under the name.",
    serves=lambda handle: handle.startswith("team-"),
    send=send,
    handle="team-",
    fields=(Field("members", "Members", "handles, such as ann@example.com slack-ops", long=True),),
    problem=problem,
    members=members,
)
