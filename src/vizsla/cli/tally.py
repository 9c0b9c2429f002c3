"""What the server counts of its own work, each thing in one place: at its door, and at its store's."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import pyarrow as pa
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vizsla.query.metrics.series import asked
from vizsla.store.engine import DEFAULT_LIMITS, NO_PARAMS, Engine, Limits

PREFIX = "vizsla.server."
_REFUSALS = (429, 503)


class Key(NamedTuple):
    """A metric's name without its prefix, and the tags of one series of it."""

    name: str
    tags: tuple[str, ...] = ()


class Durations(NamedTuple):
    """How often something was done, and the seconds that it took: in all, and at longest."""

    times: int
    total: float
    longest: float


class Tally:
    """Counts since the start, and durations since they were last taken; any thread may add."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[Key, int] = defaultdict(int)
        self._durations: dict[Key, Durations] = {}

    def count(self, name: str, *tags: str, by: int = 1) -> None:
        """Add to a count."""
        with self._lock:
            self._counts[Key(name, tags)] += by

    def took(self, name: str, seconds: float, *tags: str) -> None:
        """Note how long something took; its average and maximum become gauges."""
        self._note(Key(name, tags), Durations(1, seconds, seconds))

    def counts(self) -> dict[Key, int]:
        """Every count since the start."""
        with self._lock:
            return dict(self._counts)

    def take_durations(self) -> dict[Key, Durations]:
        """What took time since the last call."""
        with self._lock:
            taken, self._durations = self._durations, {}
        return taken

    def give_back(self, taken: Mapping[Key, Durations]) -> None:
        """Have durations taken again by the next call."""
        for key, durations in taken.items():
            self._note(key, durations)

    def _note(self, key: Key, more: Durations) -> None:
        with self._lock:
            known = self._durations.get(key, Durations(0, 0.0, 0.0))
            self._durations[key] = Durations(
                known.times + more.times, known.total + more.total, max(known.longest, more.longest)
            )


@dataclass(frozen=True)
class CountedDoor:
    """The application with its requests counted: by what they are for, and by the class of the answer's status."""

    app: ASGIApp
    tally: Tally
    intake: Collection[object]
    """Endpoints for telemetry."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it when it is answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500  # also where an error leaves no answer to see from here
        began = time.monotonic()

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, heard)
        finally:
            page = not scope["path"].startswith("/api/")
            kind = f"kind:{'intake' if scope.get('endpoint') in self.intake else 'page' if page else 'api'}"
            self.tally.count("requests", kind, f"status:{status // 100}xx")
            self.tally.took("request.seconds", time.monotonic() - began, kind)
            if status in _REFUSALS:
                self.tally.count("refused", kind, f"code:{status}")


@dataclass(frozen=True)
class CountedEngine:
    """The engine with its rows and queries counted, and told of the metrics that are queried."""

    engine: Engine
    tally: Tally
    queried: Callable[[Sequence[str]], None]

    @property
    def cluster(self) -> str:
        """As the engine's."""
        return self.engine.cluster

    def run(
        self, sql: str, params: Mapping[str, object] = NO_PARAMS, *, limits: Limits = DEFAULT_LIMITS, tag: str = ""
    ) -> pa.Table:
        """Run one statement."""
        self.queried(asked(params))
        with self._counted("queries", "query.seconds"):
            return self.engine.run(sql, params, limits=limits, tag=tag)

    def insert(self, table: str, rows: pa.Table, token: str = "") -> None:
        """Store rows; those that are stored are counted."""
        with self._counted("inserts", "insert.seconds"):
            self.engine.insert(table, rows, token)
        self.tally.count("rows", f"table:{table}", by=rows.num_rows)

    def described(self, metric: str) -> int | None:
        """As the engine's."""
        return self.engine.described(metric)

    def cancel(self, tag: str) -> None:
        """Stop the queries that run under this tag."""
        self.engine.cancel(tag)

    def close(self) -> None:
        """Let go of connections."""
        self.engine.close()

    @contextmanager
    def _counted(self, counted: str, took: str) -> Iterator[None]:
        outcome, began = "status:error", time.monotonic()
        try:
            yield
            outcome = "status:ok"
        finally:
            self.tally.count(counted, outcome)
            self.tally.took(took, time.monotonic() - began)
