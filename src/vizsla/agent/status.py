"""What the agent tells of itself: a file in its run directory, read by `vizsla agent status`."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import psutil

from vizsla.agent.config import Config
from vizsla.agent.forwarder import Forwarder
from vizsla.agent.version import VERSION

_FILE = "status.json"


class LaneStatus(msgspec.Struct, frozen=True):
    """A lane of the forwarder; times are seconds since 1970, 0 for never."""

    sent: int
    sent_bytes: int
    refused: int
    failures: int
    waiting: int
    last_sent: float
    last_error: str


class Status(msgspec.Struct, frozen=True):
    """The agent at one moment."""

    pid: int
    version: str
    hostname: str
    tags: tuple[str, ...]
    server: str
    directory: str
    began: float
    written: float
    memory_mb: float
    spool_bytes: int
    spool_dropped: int
    lanes: dict[str, LaneStatus]
    parts: dict[str, dict[str, Any]]


Parts = dict[str, Callable[[], dict[str, Any]]]
"""What asks the agent's other parts for their counters and errors, by name."""


def current(config: Config, forwarder: Forwarder, began: float, parts: Parts) -> Status:
    """The agent as it is now."""
    waiting = forwarder.spool.waiting()
    lanes = {
        name: LaneStatus(
            lane.sent,
            lane.sent_bytes,
            lane.refused,
            lane.failures,
            waiting.get(name, 0),
            lane.last_sent,
            lane.last_error,
        )
        for name, lane in forwarder.lanes.items()
    }
    return Status(
        pid=os.getpid(),
        version=VERSION,
        hostname=config.hostname,
        tags=config.host_tags,
        server=config.dd_url,
        directory=config.data,
        began=began,
        written=time.time(),
        memory_mb=psutil.Process().memory_info().rss / 1e6,
        spool_bytes=forwarder.spool.bytes,
        spool_dropped=forwarder.spool.dropped,
        lanes=lanes,
        parts={name: ask() for name, ask in parts.items()},
    )


def write(run_path: Path, status: Status) -> None:
    """Replace the file at once, so that a reader never sees half of it."""
    part = run_path / f"{_FILE}.part"
    part.write_bytes(msgspec.json.encode(status))
    part.rename(run_path / _FILE)


def remove(run_path: Path) -> None:
    """Take the file away: the agent has ended."""
    (run_path / _FILE).unlink(missing_ok=True)


def read(run_path: Path) -> Status | None:
    """The last status written; None when no agent runs with this directory."""
    try:
        status = msgspec.json.decode((run_path / _FILE).read_bytes(), type=Status)
    except (OSError, msgspec.DecodeError):
        return None
    return status if psutil.pid_exists(status.pid) and time.time() - status.written < 60 else None
