"""A server as a process of its own, on a fresh directory, for benchmarks."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

VIZSLA = str(Path(sys.executable).parent / "vizsla")


@dataclass(frozen=True)
class Running:
    """Where it answers, its keys, its process, and the seconds until it was healthy."""

    url: str
    api_key: str
    app_key: str
    process: psutil.Process
    started_s: float

    @property
    def headers(self) -> dict[str, str]:
        return {"DD-API-KEY": self.api_key, "DD-APPLICATION-KEY": self.app_key}

    def query(self, path: str) -> dict[str, object]:
        answer = httpx.get(self.url + path, headers=self.headers, timeout=60)
        answer.raise_for_status()
        return dict(answer.json())

    def rss_mb(self) -> float:
        """Memory of the process and its children."""
        return sum(one.memory_info().rss for one in [self.process, *self.process.children(recursive=True)]) / 1e6


def eventually(found: Callable[[], Any], seconds: float = 60) -> Any:
    """The first value that is true; AssertionError when none comes in time."""
    until = time.monotonic() + seconds
    while True:
        value = found()
        if value or time.monotonic() > until:
            assert value, "it did not come"
            return value
        time.sleep(0.25)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: str = "server", directory: Path | None = None, port: int = 0, **environment: str
) -> Iterator[Running]:
    """Run `vizsla server` (or `up`) until the block ends."""
    data = directory or Path(tempfile.mkdtemp(prefix="vizsla-bench-"))
    port = port or free_port()
    words = [VIZSLA, command, "--data", str(data), "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(
        words, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                if httpx.get(url + "/health").status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.02)
            if process.poll() is not None:
                raise SystemExit(f"vizsla {command} ended with code {process.returncode}")
        started = time.perf_counter() - began
        keys = json.loads(subprocess.check_output([VIZSLA, "keys", "--json", "--data", str(data)]))
        yield Running(url, keys["api_key"], keys["app_key"], psutil.Process(process.pid), started)
    finally:
        process.terminate()
        process.wait(30)
        if directory is None:
            shutil.rmtree(data, ignore_errors=True)
