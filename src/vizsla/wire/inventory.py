"""Inventories: what agents, tracers and process snapshots tell of a host, kept as the newest JSON of each kind."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from vizsla.model.batch import Batch, Decoded
from vizsla.model.records import table
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import UNREADABLE, WireError

_SUFFIX = "_metadata"
_APPLICATION = (
    "service_name",
    "service_version",
    "env",
    "language_name",
    "language_version",
    "tracer_version",
    "runtime_name",
    "runtime_version",
)


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """`/api/v1/metadata` of agents: `agent_metadata`, `check_metadata` and others, each a kind of its own."""
    given = _object_of(body)
    host = given.get("hostname")
    if not isinstance(host, str) or not host:
        raise WireError("hostname: the name of the host is wanted")
    kinds = {key.removesuffix(_SUFFIX): value for key, value in given.items() if key.endswith(_SUFFIX)}
    return Decoded(_rows(host, arrival.now, ((kind, "", value) for kind, value in kinds.items())))


def processes(given: Mapping[str, Any], now: float) -> Batch:
    """The processes in an `/intake/` body: rows of users, CPU %, memory %, virtual and resident bytes, name, count."""
    resources = _object(given.get("resources"))
    host = _object(resources.get("meta")).get("host") or given.get("internalHostname")
    snaps = _object(resources.get("processes")).get("snaps")
    if not isinstance(host, str) or not host or not isinstance(snaps, list) or not snaps:
        return {}
    match snaps[-1]:
        case [_, list(rows)]:
            return _rows(host, now, [("processes", "", [row for row in rows if isinstance(row, list)])])
    return {}


def decode_telemetry(body: bytes, arrival: Arrival) -> Decoded:
    """`/api/v2/apmtelemetry` of tracers: kept is what an application tells when it starts."""
    if b"app-started" not in body:
        return Decoded({})
    given = _object_of(body)
    application, payload = _object(given.get("application")), _started(given)
    service = application.get("service_name")
    host = arrival.headers.get("dd-agent-hostname") or _object(given.get("host")).get("hostname")
    if payload is None or not isinstance(service, str) or not service or not isinstance(host, str) or not host:
        return Decoded({})
    kept: dict[str, Any] = {key: application[key] for key in _APPLICATION if application.get(key)}
    settings = payload.get("configuration")
    kept["configuration"] = {
        str(one.get("name")): one.get("value")
        for one in (settings if isinstance(settings, list) else ())
        if isinstance(one, dict) and one.get("origin") not in ("default", "unknown")
    }
    name = f"{service} {application.get('env') or ''}".strip()
    return Decoded(_rows(host, arrival.now, [("tracer", name, kept)]))


def _started(given: Mapping[str, Any]) -> dict[str, Any] | None:
    if given.get("request_type") == "app-started":
        return _object(given.get("payload"))
    batch = given.get("payload")
    for one in batch if isinstance(batch, list) else ():
        if isinstance(one, dict) and one.get("request_type") == "app-started":
            return _object(one.get("payload"))
    return None


def _rows(host: str, now: float, told: Iterable[tuple[str, str, Any]]) -> Batch:
    found = [(kind, name, msgspec.json.encode(body).decode()) for kind, name, body in told]
    if not found:
        return {}
    columns = {
        "host": [host] * len(found),
        "kind": [kind for kind, _, _ in found],
        "name": [name for _, name, _ in found],
        "ts": [int(now)] * len(found),
        "body": [body for _, _, body in found],
    }
    return {"inventories": table("inventories", columns)}


def _object_of(body: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except UNREADABLE as error:
        raise WireError(f"the body is not a JSON object: {error}") from error


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
