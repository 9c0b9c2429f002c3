"""Load averages, uptime, processes and file handles."""

import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from vizsla.agent.host.source import Collect, Sample, Source


def _start(_now: float) -> Collect:
    return _collect


def _collect(_now: float) -> Iterator[Sample]:
    cores = psutil.cpu_count() or 1
    for minutes, load in zip(("1", "5", "15"), psutil.getloadavg(), strict=True):
        yield Sample(f"system.load.{minutes}", load)
        yield Sample(f"system.load.norm.{minutes}", load / cores)
    yield Sample("system.uptime", time.time() - psutil.boot_time())
    yield Sample("system.proc.count", float(len(psutil.pids())))
    yield from _file_handles(Path(psutil.PROCFS_PATH if hasattr(psutil, "PROCFS_PATH") else "/proc"))


def _file_handles(proc: Path) -> Iterator[Sample]:
    try:
        loads = (proc / "loadavg").read_text().split()
        allocated, unused, most = (float(n) for n in (proc / "sys/fs/file-nr").read_text().split())
    except (OSError, ValueError):
        return
    # The fourth word counts the runnable, of which this process is one.
    yield Sample("system.proc.queue_length", max(0.0, float(loads[3].split("/")[0]) - 1))
    used = allocated - unused
    yield Sample("system.fs.file_handles.allocated", allocated)
    yield Sample("system.fs.file_handles.allocated_unused", unused)
    yield Sample("system.fs.file_handles.used", used)
    yield Sample("system.fs.file_handles.max", most)
    if most:
        yield Sample("system.fs.file_handles.in_use", used / most)


SOURCE = Source("load", _start)
