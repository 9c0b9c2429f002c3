"""A server killed under load, again and again, loses nothing that it acknowledged."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

SERVER = str(Path(__file__).with_name("killed_server.py"))
ROUNDS = 6


def test_kill_9_under_load_loses_nothing_acknowledged(tmp_path: Path) -> None:
    acknowledged: set[int] = set()
    for turn in range(ROUNDS):
        acknowledged |= _killed_run(tmp_path / "data", first=turn * 10_000_000)
    assert len(acknowledged) > ROUNDS * 100

    listed = subprocess.run(
        [sys.executable, SERVER, str(tmp_path / "data")], capture_output=True, text=True, timeout=60, check=True
    )
    stored = {line.split()[0]: [int(word) for word in line.split()[1:]] for line in listed.stdout.splitlines()}
    for name in ("points", "logs"):
        assert acknowledged <= set(stored[name])
        assert len(stored[name]) == len(set(stored[name]))
    assert stored["rolled"] >= [len(acknowledged)]
    assert not list((tmp_path / "data").rglob("broken*"))


def test_kill_9_during_a_first_start_needs_no_repair(tmp_path: Path) -> None:
    for _ in range(5):
        server = subprocess.Popen([sys.executable, SERVER, str(tmp_path / "data")], stdout=subprocess.DEVNULL)
        time.sleep(random.uniform(0.4, 1.1))
        server.send_signal(signal.SIGKILL)
        server.wait(30)
    listed = subprocess.run(
        [sys.executable, SERVER, str(tmp_path / "data")], capture_output=True, text=True, timeout=60, check=True
    )
    assert listed.stdout.split() == ["points", "logs", "rolled", "0"]


def _killed_run(directory: Path, first: int) -> set[int]:
    """Run a server until it is killed at an arbitrary moment of its work; returns what it had acknowledged."""
    server = subprocess.Popen([sys.executable, SERVER, str(directory), str(first)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert server.stdout.readline() == "open\n"
        lines = [server.stdout.readline() for _ in range(random.randint(50, 250))]
    finally:
        server.send_signal(signal.SIGKILL)
        rest, _ = server.communicate(timeout=30)
    lines += rest.splitlines(keepends=True)
    return {int(word) for line in lines if line.endswith("\n") for word in line.split()}
