"""Work of block devices, from the differences of /proc/diskstats."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

from vizsla.agent.host.source import Collect, Sample, Source

# Loop, RAM and floppy devices say nothing of the host's disks.
_PASSED_OVER = re.compile(r"(loop|ram|fd|sr)\d+$")
_SECTOR_KIB = 0.5


class _Device(NamedTuple):
    reads: int
    reads_merged: int
    sectors_read: int
    ms_reading: int
    writes: int
    writes_merged: int
    sectors_written: int
    ms_writing: int
    now: int
    ms_busy: int
    ms_weighted: int


def _read() -> dict[str, _Device]:
    found = {}
    try:
        text = (Path(getattr(psutil, "PROCFS_PATH", "/proc")) / "diskstats").read_text()
    except OSError:
        return {}
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 14 and not _PASSED_OVER.match(words[2]):
            found[words[2]] = _Device(*(int(word) for word in words[3:14]))
    return found


def _start(now: float) -> Collect:
    before, at = _read(), now

    def collect(now: float) -> Iterator[Sample]:
        nonlocal before, at
        devices, seconds = _read(), now - at
        for name, device in devices.items():
            last = before.get(name)
            if last and seconds > 0 and device.ms_busy >= last.ms_busy and any(device):
                delta = _Device(*(b - a for a, b in zip(last, device, strict=True)))
                yield from _samples(name, delta, seconds)
        before, at = devices, now

    return collect


def _samples(name: str, delta: _Device, seconds: float) -> Iterator[Sample]:
    tags = (f"device:{name}", f"device_name:{name}")
    requests = delta.reads + delta.writes
    values = {
        "r_s": delta.reads / seconds,
        "w_s": delta.writes / seconds,
        "rrqm_s": delta.reads_merged / seconds,
        "wrqm_s": delta.writes_merged / seconds,
        "rkb_s": delta.sectors_read * _SECTOR_KIB / seconds,
        "wkb_s": delta.sectors_written * _SECTOR_KIB / seconds,
        "avg_rq_sz": (delta.sectors_read + delta.sectors_written) / requests if requests else 0.0,
        "avg_q_sz": delta.ms_weighted / 1000 / seconds,
        "await": (delta.ms_reading + delta.ms_writing) / requests if requests else 0.0,
        "r_await": delta.ms_reading / delta.reads if delta.reads else 0.0,
        "w_await": delta.ms_writing / delta.writes if delta.writes else 0.0,
        "svctm": delta.ms_busy / requests if requests else 0.0,
        "util": min(100.0, delta.ms_busy / 10 / seconds),
    }
    for metric, value in values.items():
        yield Sample(f"system.io.{metric}", value, tags)


SOURCE = Source("io", _start)
