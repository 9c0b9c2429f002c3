"""What is known of a host, for `{{host.ip}}` and its siblings in messages."""

from collections.abc import Mapping
from typing import Any

import msgspec

from vizsla.monitors.kind import Run

_QUERY = "SELECT meta, agent_version, tags FROM hosts WHERE host = {host:String} ORDER BY last_seen DESC LIMIT 1"


def facts_of(host: str, run: Run) -> dict[str, str]:
    """`name`, `ip`, `metadata_…` and the host's tags by key; only what is known."""
    facts = {"name": host}
    rows = run(_QUERY, {"host": host}).to_pylist()
    if not rows:
        return facts
    meta = _decoded(rows[0]["meta"])
    gohai = meta.get("gohai")
    described = _decoded(gohai) if isinstance(gohai, str) else _object(gohai)
    network, platform = _object(described.get("network")), _object(described.get("platform"))
    facts |= {
        key: str(value)
        for key, value in {
            "ip": network.get("ipaddress"),
            "metadata_agent_version": rows[0]["agent_version"],
            "metadata_machine": platform.get("machine"),
            "metadata_platform": platform.get("os") or _object(meta.get("systemStats")).get("platform"),
            "metadata_processor": platform.get("processor") or _object(described.get("cpu")).get("model_name"),
        }.items()
        if value
    }
    for tag in rows[0]["tags"] or []:
        key, _, value = tag.partition(":")
        facts.setdefault(key, value)
    return facts


def _decoded(text: str) -> Mapping[str, Any]:
    try:
        found = msgspec.json.decode(text or "{}")
    except msgspec.DecodeError:
        return {}
    return _object(found)


def _object(value: Any) -> Mapping[str, Any]:
    # Agents, or whoever else has a key, may send anything.
    return value if isinstance(value, dict) else {}
