"""Mutes of a monitor and of a host: each ends at a second, or never.

A monitor's are in `options.silenced`, by scope; a host's is a document of its own, named as the host.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from vizsla.monitors.kind import Group
from vizsla.store.documents import Document


def muted_by(options: Mapping[str, Any], group: Group, now: float) -> str:
    """The scope whose mute silences the group now, or an empty text."""
    for scope, end in (options.get("silenced") or {}).items():
        if end is not None and end <= now:
            continue
        terms = {term.strip() for term in scope.split(",")}
        if scope == "*" or terms <= set(group):
            return str(scope)
    return ""


MUTED_HOST = "muted_host"


def host_muted(mute: Mapping[str, Any], now: float) -> bool:
    """Whether a host with this mute is silent now."""
    return mute.get("end") is None or float(mute["end"]) > now


def muted_hosts(mutes: Iterable[Document], now: float) -> frozenset[str]:
    """The hosts that are silent now."""
    return frozenset(one.id for one in mutes if host_muted(one.body, now))
