"""What people set up for channels and webhooks' variables, kept as documents; secrets are read by channels alone."""

import re
from collections.abc import Mapping
from typing import Any

from vizsla.notify.channel import Channel, Entry
from vizsla.store.documents import Documents

KIND, VARIABLE = "channel", "webhook_variable"
NAME = re.compile(r"[\w.-]{1,100}")


def entries_of(documents: Documents, channel: str) -> dict[str, Entry]:
    """Everything that was set up for a channel, by name."""
    start = f"{channel}:"
    return {one.id.removeprefix(start): one.body for one in documents.all(KIND) if one.id.startswith(start)}


def variables_of(documents: Documents) -> dict[str, str]:
    """Webhooks' variables with their values, secret ones too."""
    return {one.id: str(one.body.get("value") or "") for one in documents.all(VARIABLE)}


def shown(channel: Channel, entry: Entry) -> dict[str, Any]:
    """The entry without its secrets; of each it says only whether there is one."""
    hidden = {field.name for field in channel.fields if field.secret}
    return {key: bool(value) if key in hidden else value for key, value in entry.items()}


def problems(channel: Channel, name: str, entry: Entry) -> list[str]:
    """What is wrong with an entry, one sentence each."""
    found = []
    if not NAME.fullmatch(name):
        found.append("The value provided for parameter 'name' is invalid: letters, digits, _, . and - are wanted")
    for field in channel.fields:
        value = entry.get(field.name)
        if value in (None, ""):
            if field.needed:
                found.append(f"The value provided for parameter '{field.name}' is invalid: it is needed")
            continue
        if not isinstance(value, str):
            found.append(f"The value provided for parameter '{field.name}' is invalid: a text is wanted")
        elif field.choices and value not in field.choices:
            found.append(
                f"The value provided for parameter '{field.name}' is invalid: one of {', '.join(field.choices)}"
            )
        elif field.name.endswith("url") and not re.match(r"https?://[^\s/]", value):
            found.append(f"The value provided for parameter '{field.name}' is invalid: an http:// or https:// address")
        elif field.secret and re.search(r"\s", value):
            found.append(f"The value provided for parameter '{field.name}' is invalid: it holds white space")
    said = channel.problem(entry)
    return [*found, said] if said else found


def joined(channel: Channel, given: Mapping[str, Any], before: Entry | None) -> dict[str, Any]:
    """The entry to keep: what is given, and secrets that were there and are not given anew."""
    kept = {
        field.name: (before or {})[field.name]
        for field in channel.fields
        if field.secret and field.name not in given and (before or {}).get(field.name)
    }
    return {key: value for key, value in given.items() if value is not None} | kept
