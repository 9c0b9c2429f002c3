"""The agent as a process: a host's metrics and metadata arrive, and a stop leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from vizsla.testing.recorder import Recorded, Recorder

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def server() -> Iterator[Recorder]:
    one = Recorder()
    one.start()
    yield one
    one.stop()


def environment(server: Recorder, data: Path) -> dict[str, str]:
    quiet = {"DD_DOGSTATSD_PORT": "0", "DD_APM_ENABLED": "false"}
    return {
        **os.environ,
        **quiet,
        "DD_DD_URL": server.url,
        "DD_API_KEY": "k",
        "VIZSLA_AGENT_DATA": str(data),
        "DD_HOSTNAME": "box",
        "DD_TAGS": "dept:enablement",
        "DD_ENV": "demo",
    }


def metrics(requests: list[Recorded]) -> dict[str, dict[str, object]]:
    return {
        series["metric"]: series for one in requests if one.path == "/api/v2/series" for series in one.json["series"]
    }


def test_a_host_is_seen_within_seconds(server: Recorder, tmp_path: Path) -> None:
    agent = subprocess.Popen([sys.executable, "-m", "vizsla.cli.agent", "run"], env=environment(server, tmp_path))
    try:
        found = server.wait_for(lambda all_: "system.cpu.user" in metrics(all_))
        server.wait_for(lambda all_: any(one.path == "/intake/" for one in all_))
        status = subprocess.run(
            [sys.executable, "-m", "vizsla.cli.agent", "status"],
            env=environment(server, tmp_path),
            capture_output=True,
            text=True,
            check=True,
        )
        command = [sys.executable, "-m", "vizsla.agent"]
        other = subprocess.Popen(command, env=environment(server, tmp_path), stderr=subprocess.PIPE, text=True)
        assert other.stderr is not None
        assert "this one waits for it to end" in other.stderr.readline()
    finally:
        agent.send_signal(signal.SIGTERM)
    assert agent.wait(10) == 0
    sent = len(server.requests)
    server.wait_for(lambda all_: "system.cpu.user" in metrics(all_[sent:]))
    other.send_signal(signal.SIGTERM)
    assert other.wait(10) == 0 and "Traceback" not in other.stderr.read()
    names = metrics(found)
    assert {"system.load.1", "system.mem.total", "system.disk.in_use", "system.uptime", "system.net.bytes_rcvd"} <= set(
        names
    )
    assert names["system.cpu.user"]["resources"] == [{"type": "host", "name": "box"}]
    intake = next(one.json for one in server.requests if one.path == "/intake/")
    assert intake["internalHostname"] == "box"
    assert intake["host-tags"] == {"system": ["dept:enablement", "env:demo"]}
    assert msgspec.json.decode(intake["gohai"])["platform"]["hostname"] == "box"
    assert any(
        one.path == "/api/v1/check_run" and one.json[0]["check"] == "datadog.agent.up" for one in server.requests
    )
    assert "metrics" in status.stdout and "0 waiting" in status.stdout
    assert list((tmp_path / "run" / "spool").iterdir()) == []


def test_without_a_key_it_says_what_to_do(server: Recorder, tmp_path: Path) -> None:
    given = environment(server, tmp_path) | {"DD_API_KEY": ""}
    ended = subprocess.run([sys.executable, "-m", "vizsla.agent"], env=given, capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr.strip() == "no API key is set; set api_key in datadog.yaml or DD_API_KEY (see `vizsla keys`)"


def test_it_imports_nothing_heavy() -> None:
    code = "import sys, vizsla.agent.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"pyarrow", "numpy", "chdb", "starlette", "sqlalchemy", "matplotlib", "typer", "datadog_checks"}
    assert heavy & set(loaded) == set()
