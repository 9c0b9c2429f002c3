"""The modules that datadog_checks.base expects of the Agent that hosts it: they hand its submissions to a sink."""

import logging
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import msgspec

from vizsla.agent.config import Config
from vizsla.agent.version import USER_AGENT, VERSION

log = logging.getLogger("vizsla.agent.checks")

_BEGAN = time.time()


class Sink(Protocol):
    """What takes the submissions of checks; `check_id` tells of which instance they are."""

    def metric(
        self, check_id: str, kind: int, name: str, value: float, tags: list[Any] | None, host: str, first: bool
    ) -> None: ...

    def bucket(
        self,
        check_id: str,
        name: str,
        count: int,
        bounds: tuple[float, float],
        monotonic: bool,
        host: str,
        tags: list[Any] | None,
        first: bool,
    ) -> None: ...

    def service_check(
        self, check_id: str, name: str, status: int, tags: list[Any] | None, host: str, message: str
    ) -> None: ...

    def event(self, check_id: str, event: Mapping[str, Any]) -> None: ...

    def log(self, check_id: str, entry: Mapping[str, Any]) -> None: ...


def install(config: Config, sink: Sink) -> None:
    """Put the modules in place; to be done before datadog_checks.base is imported."""
    for name, members in {
        "aggregator": _aggregator(sink),
        "datadog_agent": _datadog_agent(config, sink),
        "tagger": {"LOW": 0, "ORCHESTRATOR": 1, "HIGH": 2, "tag": _no_tags, "get_tags": _no_tags},
        "_util": {
            "subprocess_output": _subprocess_output,
            "get_subprocess_output": _subprocess_output,
            "SubprocessOutputEmptyError": SubprocessOutputEmptyError,
        },
        "util": {"headers": _headers},
        "kubeutil": {"get_connection_info": dict},
        "containers": {"is_excluded": lambda _name, _image, _namespace="": False},
    }.items():
        module = ModuleType(name)
        vars(module).update(members)
        sys.modules[name] = module


def import_base() -> Any:
    """The AgentCheck class; ImportError when the package is not installed."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        from datadog_checks.base import AgentCheck
    finally:
        # The base hands the log of the whole process to its Agent; ours goes where it went.
        root.handlers[:] = handlers
        root.setLevel(level)
    return AgentCheck


def _aggregator(sink: Sink) -> dict[str, Any]:
    def submit_metric(
        _check: Any,
        check_id: str,
        kind: int,
        name: str,
        value: float,
        tags: Any,
        host: str,
        flush_first_value: bool = False,
    ) -> None:
        sink.metric(check_id, kind, name, float(value), tags, host, flush_first_value)

    def submit_bucket(
        _check: Any,
        check_id: str,
        name: str,
        value: int,
        lower: float,
        upper: float,
        monotonic: bool,
        host: str,
        tags: Any,
        flush_first_value: bool = False,
    ) -> None:
        sink.bucket(check_id, name, int(value), (lower, upper), monotonic, host, tags, flush_first_value)

    def submit_service_check(
        _check: Any, check_id: str, name: str, status: int, tags: Any, host: str, message: str
    ) -> None:
        sink.service_check(check_id, name, int(status), tags, host, message)

    kinds = ("GAUGE", "RATE", "COUNT", "MONOTONIC_COUNT", "COUNTER", "HISTOGRAM", "HISTORATE")
    return {
        **{name: number for number, name in enumerate(kinds)},
        "submit_metric": submit_metric,
        "submit_histogram_bucket": submit_bucket,
        "submit_histogram_bucket_multi": submit_bucket,
        "submit_service_check": submit_service_check,
        "submit_event": lambda _check, check_id, event: sink.event(check_id, event),
        "submit_event_platform_event": lambda *_: None,  # database monitoring's samples: the server keeps none
    }


def _datadog_agent(config: Config, sink: Sink) -> dict[str, Any]:
    known = {
        "logs_enabled": config.logs_enabled,
        "log_level": config.log_level,
        "run_path": config.run_path,
        "enable_metadata_collection": False,
    }
    cache = Path(config.run_path) / "checks"

    def read_cache(key: str) -> str:
        try:
            return (cache / _file_name(key)).read_text(encoding="utf-8")
        except OSError:
            return ""

    def write_cache(key: str, value: str) -> None:
        cache.mkdir(parents=True, exist_ok=True)
        (cache / _file_name(key)).write_text(value, encoding="utf-8")

    return {
        "get_hostname": lambda: config.hostname,
        "get_host_tags": lambda: msgspec.json.encode({"system": config.host_tags}).decode(),
        "get_clustername": lambda: None,
        "get_config": known.get,
        "get_version": lambda: VERSION,
        "headers": _headers,
        "log": lambda message, level: log.log(level if level >= 10 else 10, "%s", message),
        "send_log": lambda text, check_id: sink.log(check_id, msgspec.json.decode(text)),
        "set_check_metadata": lambda *_: None,
        "set_external_tags": lambda _: None,
        "tracemalloc_enabled": lambda: False,
        "read_persistent_cache": read_cache,
        "write_persistent_cache": write_cache,
        "get_process_start_time": lambda: _BEGAN,
        "emit_agent_telemetry": lambda *_: None,
        "report_issue": lambda *_: None,
        "resolve_issue": lambda *_: None,
    }


def _file_name(key: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in key)[:200]


def _no_tags(*_: Any) -> list[str]:
    return []


def _headers(**given: Any) -> dict[str, str]:
    found = {"User-Agent": USER_AGENT, "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html, */*"}
    return found | ({"Host": given["http_host"]} if given.get("http_host") else {})


class SubprocessOutputEmptyError(Exception):
    """A program printed nothing though its output was wanted."""


def _subprocess_output(
    command: list[str], raise_on_empty: bool = True, env: dict[str, str] | None = None
) -> tuple[str, str, int]:
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if raise_on_empty and not done.stdout:
        raise SubprocessOutputEmptyError(f"{command[0]} printed nothing")
    return done.stdout, done.stderr, done.returncode
