"""What the agent measures of itself, sent beside everything else."""

import time
from collections.abc import Callable

import psutil

from vizsla.agent.forwarder import Forwarder
from vizsla.agent.payload import CheckRun, Series
from vizsla.agent.sender import Sender
from vizsla.agent.version import VERSION

EVERY_S = 15


def reporter(sender: Sender, forwarder: Forwarder, hostname: str) -> Callable[[], None]:
    """What says, each time it is called, that the agent runs and how it does."""
    process = psutil.Process()
    process.cpu_percent()  # the first call has nothing to compare with
    last: dict[str, int] = {}

    def report() -> None:
        now = int(time.time())
        waiting = forwarder.spool.waiting()
        gauges = {
            "vizsla.agent.memory": float(process.memory_info().rss),
            "vizsla.agent.cpu_percent": process.cpu_percent(),
            "vizsla.agent.spool.bytes": float(forwarder.spool.bytes),
            "vizsla.agent.spool.requests": float(sum(waiting.values())),
        }
        series = [
            Series("datadog.agent.running", ((now, 1.0),), tags=(f"version:{VERSION}",), host=hostname),
            *(Series(name, ((now, value),), host=hostname) for name, value in gauges.items()),
        ]
        counts = {("vizsla.agent.spool.dropped", ""): forwarder.spool.dropped}
        for lane, state in forwarder.lanes.items():
            counts["vizsla.agent.forwarder.sent", lane] = state.sent
            counts["vizsla.agent.forwarder.sent_bytes", lane] = state.sent_bytes
            counts["vizsla.agent.forwarder.refused", lane] = state.refused
            counts["vizsla.agent.forwarder.failures", lane] = state.failures
        for (name, lane), total in counts.items():
            key = f"{name} {lane}"
            before, last[key] = last.get(key, 0), total
            tags = (f"lane:{lane}",) if lane else ()
            series.append(Series(name, ((now, float(total - before)),), "count", EVERY_S, tags, hostname))
        sender.series(series)
        sender.checks([CheckRun("datadog.agent.up", 0, now, hostname)])

    return report
