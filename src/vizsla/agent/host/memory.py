"""Memory and swap, in MiB as the Agent sends them."""

from collections.abc import Iterator
from pathlib import Path

import psutil

from vizsla.agent.host.source import Collect, Rates, Sample, Source

_MIB = float(1 << 20)
# Lines of /proc/meminfo (kB) that psutil does not give.
_LINES = {
    "Shmem": "system.mem.shared",
    "Slab": "system.mem.slab",
    "SReclaimable": "system.mem.slab_reclaimable",
    "PageTables": "system.mem.page_tables",
    "CommitLimit": "system.mem.commit_limit",
    "Committed_AS": "system.mem.committed_as",
    "SwapCached": "system.swap.cached",
}


def _start(now: float) -> Collect:
    rates = Rates()
    list(_swap(rates, now))

    def collect(now: float) -> Iterator[Sample]:
        memory = psutil.virtual_memory()
        yield Sample("system.mem.total", memory.total / _MIB)
        yield Sample("system.mem.free", memory.free / _MIB)
        yield Sample("system.mem.used", (memory.total - memory.free) / _MIB)
        yield Sample("system.mem.usable", memory.available / _MIB)
        yield Sample("system.mem.pct_usable", memory.available / memory.total)
        for name, field in (("system.mem.cached", "cached"), ("system.mem.buffered", "buffers")):
            if hasattr(memory, field):
                yield Sample(name, getattr(memory, field) / _MIB)
        yield from _lines()
        yield from _swap(rates, now)

    return collect


def _lines() -> Iterator[Sample]:
    try:
        text = (Path(getattr(psutil, "PROCFS_PATH", "/proc")) / "meminfo").read_text()
    except OSError:
        return
    for line in text.splitlines():
        name, _, rest = line.partition(":")
        if name in _LINES:
            yield Sample(_LINES[name], float(rest.split()[0]) / 1024)


def _swap(rates: Rates, now: float) -> Iterator[Sample]:
    swap = psutil.swap_memory()
    yield Sample("system.swap.total", swap.total / _MIB)
    yield Sample("system.swap.free", swap.free / _MIB)
    yield Sample("system.swap.used", swap.used / _MIB)
    if swap.total:
        yield Sample("system.swap.pct_free", swap.free / swap.total)
    for name, value in (("system.swap.swap_in", swap.sin), ("system.swap.swap_out", swap.sout)):
        rate = rates(name, value / _MIB, now)
        if rate is not None:
            yield Sample(name, rate)


SOURCE = Source("memory", _start)
