"""What is known of hosts: the tags that their series carry, and when they were last heard of."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vizsla.clock import Clock
from vizsla.model.batch import Batch
from vizsla.model.records import table

log = logging.getLogger(__name__)

_FRESH_S = 2.0
_PATIENCE_S = 1.0
_HEARD_EVERY_S = 300.0


@dataclass(frozen=True)
class _Host:
    version: str = ""
    tags: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    meta: str = ""
    written: float = 0.0


class Hosts:
    """Remembers the newest row of every host, since the store keeps one row a host.

    `given` reads the tags that people gave to hosts, on another thread; `changed` is told of a host whose tags changed.
    """

    def __init__(
        self, given: Callable[[], Mapping[str, list[str]]], changed: Callable[[str], None], clock: Clock
    ) -> None:
        self._read_given, self._changed, self._clock = given, changed, clock
        self._hosts: dict[str, _Host] = {}
        self._given: Mapping[str, list[str]] = {}
        self._read_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    def remember(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take in rows of the hosts table: at the start, and as metadata arrives."""
        for row in rows:
            before = self._hosts.get(row["host"])
            after = _Host(
                row["agent_version"],
                tuple(row["tags"]),
                tuple(row["apps"]),
                row["meta"],
                before.written if before else 0.0,
            )
            self._hosts[row["host"]] = after
            if before is not None and before.tags != after.tags:
                self._changed(row["host"])

    async def refresh(self) -> None:
        """Read anew what people gave, unless that is fresh; while it cannot be read, what is known holds on."""
        now = self._clock()
        if 0 <= now - self._read_at < _FRESH_S:
            return
        self._read_at = now  # one request reads anew, others go on with what is known
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
            await asyncio.wait((self._reading,), timeout=_PATIENCE_S)

    async def _read(self) -> None:
        try:
            given = await asyncio.to_thread(self._read_given)
        except Exception as error:
            log.warning("the tags that people gave to hosts cannot be read anew: %s", type(error).__name__)
            return
        before, self._given = self._given, given
        for name in before.keys() | given.keys():
            if before.get(name) != given.get(name):
                self._changed(name)

    def tags(self, host: str) -> list[str]:
        """The tags of a host besides `host:` itself: its agent's and those that people gave it."""
        known = self._hosts.get(host)
        return [*(known.tags if known else ()), *self._given.get(host, ())]

    def heard_of(self, names: Iterable[str]) -> Batch:
        """Rows that say that these hosts are alive; none for a host that was written lately."""
        now = self._clock()
        due = [name for name in names if name and now - self._hosts.get(name, _Host()).written >= _HEARD_EVERY_S]
        if not due:
            return {}
        for name in due:
            self._hosts[name] = replace(self._hosts.get(name, _Host()), written=now)
        known = [self._hosts[name] for name in due]
        columns = {
            "host": due,
            "last_seen": [int(now)] * len(due),
            "agent_version": [one.version for one in known],
            "tags": [list(one.tags) for one in known],
            "apps": [list(one.apps) for one in known],
            "meta": [one.meta for one in known],
        }
        return {"hosts": table("hosts", columns)}
