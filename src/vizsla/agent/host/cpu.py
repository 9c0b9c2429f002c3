"""Processor time as parts of the whole host."""

from collections.abc import Iterator

import psutil

from vizsla.agent.host.source import Collect, Sample, Source


def _start(_now: float) -> Collect:
    before = psutil.cpu_times()

    def collect(_now: float) -> Iterator[Sample]:
        nonlocal before
        times = psutil.cpu_times()
        delta = {name: max(0.0, getattr(times, name) - getattr(before, name)) for name in times._fields}
        before = times
        # Linux counts guest time in user and nice as well.
        total = sum(delta.values()) - delta.get("guest", 0.0) - delta.get("guest_nice", 0.0)
        if total > 0:
            interrupts = delta.get("irq", 0.0) + delta.get("softirq", 0.0)
            parts = {
                "user": delta["user"] + delta.get("nice", 0.0),
                "system": delta["system"] + interrupts,
                "idle": delta["idle"],
                "iowait": delta.get("iowait", 0.0),
                "stolen": delta.get("steal", 0.0),
                "guest": delta.get("guest", 0.0) + delta.get("guest_nice", 0.0),
                "interrupt": interrupts,
            }
            for name, value in parts.items():
                yield Sample(f"system.cpu.{name}", 100.0 * value / total)
        yield Sample("system.cpu.num_cores", float(psutil.cpu_count() or 1))

    return collect


SOURCE = Source("cpu", _start)
