"""Every source of host metrics, read together."""

import logging
import time
from collections.abc import Callable

from vizsla import catalog
from vizsla.agent.host.source import Collect, Source
from vizsla.agent.payload import Series

log = logging.getLogger(__name__)


def start(hostname: str) -> Callable[[int], list[Series]]:
    """Take the first readings; the function returned makes the series of a moment (seconds since 1970)."""
    now = time.monotonic()
    running: dict[str, Collect] = {}
    for name, source in catalog.load("vizsla.agent.host", Source).items():
        try:
            running[name] = source.start(now)
        except (OSError, ValueError, RuntimeError) as error:
            log.warning("host metrics of %s cannot be had here: %s", name, error)
    told: set[str] = set()

    def collect(ts: int) -> list[Series]:
        now, found = time.monotonic(), []
        for name, source in running.items():
            try:
                found += [Series(s.metric, ((ts, s.value),), s.kind, 0, s.tags, hostname) for s in source(now)]
            except (OSError, ValueError, RuntimeError) as error:
                if name not in told:
                    told.add(name)
                    log.warning("host metrics of %s could not be read: %s", name, error)
        return found

    return collect
