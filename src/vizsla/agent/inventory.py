"""What the agent tells of itself every few minutes: its settings, its checks, and the host's largest processes."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import psutil

from vizsla.agent.config import Config
from vizsla.agent.runner import Running
from vizsla.agent.version import VERSION
from vizsla.wire.errors import UNREADABLE

_SECRET = frozenset({"api_key"})
_PROCESSES = 20


def bodies(config: Config, began: float, checks: Mapping[str, Running]) -> list[bytes]:
    """Bodies for `/api/v1/metadata`."""
    settings = {key: value for key, value in msgspec.to_builtins(config).items() if key not in _SECRET}
    about_agent = {
        "agent_version": VERSION,
        "flavor": "vizsla",
        "agent_startup_time_ms": int(began * 1000),
        "feature_apm_enabled": config.apm_enabled,
        "feature_logs_enabled": config.logs_enabled,
        "feature_dogstatsd_enabled": bool(config.dogstatsd_port),
        "full_configuration": "\n".join(f"{key}: {value}" for key, value in settings.items() if value not in ("", [])),
    }
    about_checks: dict[str, list[dict[str, Any]]] = {}
    for one in checks.values():
        about_checks.setdefault(one.name, []).append(
            {
                "config.source": one.source,
                "min_collection_interval": one.interval_s,
                "runs": one.runs,
                "last_run": int(one.last_run),
                "error": one.last_error,
                "warnings": one.warnings,
                "metrics": one.metrics,
                "version.raw": str(getattr(one.check, "check_version", "") or ""),
            }
        )
    told: list[dict[str, Any]] = [{"agent_metadata": about_agent}, {"check_metadata": about_checks}]
    envelope: dict[str, Any] = {"hostname": config.hostname, "timestamp": time.time_ns()}
    return [msgspec.json.encode(envelope | one) for one in told]


def snapshots(hostname: str) -> Callable[[], bytes]:
    """A function that makes bodies for `/intake/` with the processes that use most, those of a name together.

    CPU is what was used since the last one, in percent of one core.
    """
    list(psutil.process_iter(["cpu_percent"]))  # the first reading, from which the next is counted
    return lambda: _snapshot(hostname)


def _snapshot(hostname: str) -> bytes:
    wanted = ["name", "username", "cpu_percent", "memory_percent", "memory_info"]
    together: dict[str, list[dict[str, Any]]] = {}
    for process in psutil.process_iter(wanted):
        if process.info["memory_info"] and process.info["memory_info"].rss:
            together.setdefault(process.info["name"], []).append(process.info)
    rows = [
        [
            ",".join(sorted({one["username"] or "" for one in some})),
            round(sum(one["cpu_percent"] or 0.0 for one in some), 1),
            round(sum(one["memory_percent"] or 0.0 for one in some), 2),
            sum(one["memory_info"].vms for one in some),
            sum(one["memory_info"].rss for one in some),
            name.encode(errors="replace").decode(),  # a file's name may be no UTF-8
            len(some),
        ]
        for name, some in together.items()
    ]
    largest = sorted(rows, key=lambda row: (row[1], row[4]), reverse=True)[:_PROCESSES]
    snapshot = {"processes": {"snaps": [[int(time.time()), largest]]}, "meta": {"host": hostname}}
    return msgspec.json.encode({"resources": snapshot})


def telemetry(body: bytes, hostname: str) -> bytes | None:
    """What a tracer tells when its application starts, with this host's name; None for all else that tracers tell."""
    if b"app-started" not in body:
        return None
    try:
        given = msgspec.json.decode(body, type=dict[str, Any])
    except UNREADABLE:
        return None
    host = given.get("host")
    given["host"] = (host if isinstance(host, dict) else {}) | {"hostname": hostname}
    return msgspec.json.encode(given)
