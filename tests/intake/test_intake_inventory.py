"""What agents and tracers tell of a host is kept, the newest of each kind, and given by the API."""

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
import pytest

from vizsla.agent import inventory
from vizsla.agent.config import Config

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

STARTED = {
    "api_version": "v2",
    "application": {"service_name": "shop", "env": "prod", "language_name": "python", "tracer_version": "4.1"},
    "host": {"hostname": "container"},
    "payload": {
        "configuration": [
            {"name": "DD_ENV", "value": "prod", "origin": "env_var"},
            {"name": "DD_SITE", "value": None, "origin": "default"},
        ]
    },
    "request_type": "app-started",
}


def _post(server: Running, path: str, body: bytes, **headers: str) -> None:
    answer = httpx.post(server.url + path, content=body, headers={"DD-API-KEY": server.api_key} | headers, timeout=60)
    assert answer.status_code == 202, answer.text


def _told(server: Running, host: str) -> dict[tuple[str, str], Any]:
    answer = httpx.get(f"{server.url}/api/vizsla/hosts/{host}/inventory", headers=server.headers, timeout=60)
    return {(one["kind"], one["name"]): one["body"] for one in answer.json()["inventory"]}


def test_the_agents_inventories(door_server: Running) -> None:
    config = Config(hostname="box", api_key="secret", tags=("env:prod",))
    made = SimpleNamespace(check_version="1.2")
    check: Any = SimpleNamespace(name="disk", source="conf.d/disk.yaml", interval_s=15.0, runs=3, last_run=time.time(),
                                 last_error="", warnings=[], metrics=9, check=made)  # fmt: skip
    for _ in range(2):  # the second takes the place of the first
        for body in inventory.bodies(config, time.time(), {"disk:1": check}):
            _post(door_server, "/api/v1/metadata", body)
        _post(door_server, "/intake/", inventory.snapshots("box")())
    told = _told(door_server, "box")
    assert set(told) == {("agent", ""), ("check", ""), ("processes", "")}
    assert told["check", ""]["disk"][0]["version.raw"] == "1.2"
    assert "env:prod" in told["agent", ""]["full_configuration"] and "secret" not in str(told)
    users, cpu, memory, virtual, resident, name, count = told["processes", ""][0]
    assert users and name and cpu >= 0 and memory >= 0 and virtual >= resident > 0 and count >= 1
    assert _told(door_server, "other") == {}


def test_snapshots_come_with_the_hosts_metadata_too(door_server: Running) -> None:
    resources = {"processes": {"snaps": [[1, [["root", 1.5, 2.5, 10, 5, "init", 1]]]]}, "meta": {"host": "box"}}
    given = {"internalHostname": "box", "meta": {"socket-hostname": "box"}, "systemStats": {}, "resources": resources}
    _post(door_server, "/intake/", msgspec.json.encode(given))
    assert _told(door_server, "box") == {("processes", ""): [["root", 1.5, 2.5, 10, 5, "init", 1]]}


def test_tracers_tell_of_their_service(door_server: Running) -> None:
    path = "/api/v2/apmtelemetry"
    batch = STARTED | {"request_type": "message-batch", "payload": [STARTED]}
    forwarded = inventory.telemetry(msgspec.json.encode(STARTED), "box")
    assert forwarded is not None
    _post(door_server, path, forwarded)
    _post(door_server, path, msgspec.json.encode(batch), **{"DD-Agent-Hostname": "other"})
    _post(door_server, path, msgspec.json.encode(STARTED | {"request_type": "app-heartbeat", "payload": {}}))
    for host in ("box", "other"):
        (kept,) = _told(door_server, host).values()
        assert (kept["service_name"], kept["language_name"], kept["configuration"]) == (
            "shop",
            "python",
            {"DD_ENV": "prod"},
        )
    assert inventory.telemetry(b'{"request_type": "app-heartbeat"}', "box") is None
    quarantined = door_server.parts.engine.run("SELECT count() AS n FROM quarantine").to_pylist()
    assert quarantined == [{"n": 0}]


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"hostname": 5}', b"\xff"])
def test_what_tells_of_no_host_is_refused(door_server: Running, body: bytes) -> None:
    answer = httpx.post(f"{door_server.url}/api/v1/metadata", content=body, headers=door_server.headers, timeout=60)
    assert answer.status_code == 400 and answer.json()["errors"]
