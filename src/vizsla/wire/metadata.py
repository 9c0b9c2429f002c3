"""Host metadata of the Agent: `/intake/` and `/api/v1/metadata`."""

from typing import Any

import msgspec

from vizsla.model.batch import Batch
from vizsla.model.records import table
from vizsla.wire import normal
from vizsla.wire.errors import UNREADABLE, WireError

_KEPT = (
    "systemStats",
    "meta",
    "gohai",
    "os",
    "network",
    "container-meta",
    "install-method",
    "agent-flavor",
    "logs",
    "otlp",
)


def read(body: bytes) -> dict[str, Any]:
    """The JSON object of an `/intake/` body."""
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except UNREADABLE as error:
        raise WireError(f"the body is not a JSON object: {error}") from error


def is_host_metadata(given: dict[str, Any]) -> bool:
    """Whether the body tells of a host: the real server tells kinds apart by their keys."""
    return bool(given.get("internalHostname")) and ("gohai" in given or "systemStats" in given or "meta" in given)


def host(given: dict[str, Any]) -> str:
    """The host that the body tells of."""
    return str(given.get("internalHostname") or "")


def host_tags(given: dict[str, Any]) -> list[str]:
    """The tags that the Agent gives its host: those of every source together."""
    sources = given.get("host-tags")
    lists = sources.values() if isinstance(sources, dict) else []
    found = {normal.tag(str(tag)) for listed in lists if isinstance(listed, list) for tag in listed}
    return sorted(found - {""})


def rows(given: dict[str, Any], now: float) -> Batch:
    """The row of the host."""
    kept = {key: given[key] for key in _KEPT if key in given}
    gohai = _json_text(kept.get("gohai"))
    if gohai is not None:
        kept["gohai"] = gohai
    stats, platform = _object(given.get("systemStats")), _object(_object(gohai).get("platform"))
    kept["platform"] = stats.get("platform") or platform.get("os") or given.get("os") or ""
    kept["processor"] = stats.get("processor") or ""
    columns = {
        "host": [host(given)],
        "last_seen": [int(now)],
        "agent_version": [str(given.get("agentVersion") or "")],
        "tags": [host_tags(given)],
        "apps": [["agent"]],
        "meta": [msgspec.json.encode(kept).decode()],
    }
    return {"hosts": table("hosts", columns)}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _json_text(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return msgspec.json.decode(value.encode())
        except UNREADABLE:
            return None
    return value
