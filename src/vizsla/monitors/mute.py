"""Mutes: a monitor's `options.silenced` maps a scope to the second it ends at, or to null for ever."""

from collections.abc import Mapping
from typing import Any

from vizsla.monitors.kind import Group


def muted_by(options: Mapping[str, Any], group: Group, now: float) -> str:
    """The scope whose mute silences the group now, or an empty text."""
    for scope, end in (options.get("silenced") or {}).items():
        if end is not None and end <= now:
            continue
        terms = {term.strip() for term in scope.split(",")}
        if scope == "*" or terms <= set(group):
            return str(scope)
    return ""
