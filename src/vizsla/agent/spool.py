"""Requests on disk that wait for the server: bounded, in order, and whole after a restart or a kill."""

import threading
from collections import deque
from os import fsync
from pathlib import Path

import msgspec


class Request(msgspec.Struct, frozen=True):
    """A request to the server, complete but for its address and key. `token` lets the server see a repetition."""

    path: str
    body: bytes
    headers: dict[str, str]
    token: str
    made: float


class _Header(msgspec.Struct, frozen=True):
    path: str
    headers: dict[str, str]
    token: str
    made: float
    size: int


class _Entry(msgspec.Struct, frozen=True):
    number: int
    size: int


class Spool:
    """Requests by lane, oldest first. All methods may be called from any thread.

    When the directory would exceed `limit` bytes the oldest requests of all lanes go first, and are counted.
    """

    def __init__(self, directory: Path, limit: int) -> None:
        self._directory, self._limit = directory, limit
        self._lock = threading.Lock()
        self._lanes: dict[str, deque[_Entry]] = {}
        self._next = 1
        self.bytes = 0
        self.dropped = 0
        directory.mkdir(parents=True, exist_ok=True)
        self._recover()

    def _recover(self) -> None:
        found: list[tuple[int, str, int]] = []
        for file in self._directory.iterdir():
            number, _, lane = file.name.partition(".")
            if file.suffix == ".part":
                file.unlink()
            elif number.isdigit() and lane:
                found.append((int(number), lane, file.stat().st_size))
        for at, lane, size in sorted(found):
            self._lanes.setdefault(lane, deque()).append(_Entry(at, size))
            self.bytes += size
            self._next = at + 1

    def put(self, lane: str, request: Request, durable: bool = False) -> None:
        """Keep a request; with `durable`, also through a power cut."""
        header = _Header(request.path, request.headers, request.token, request.made, len(request.body))
        content = msgspec.json.encode(header) + b"\n" + request.body
        with self._lock:
            number, self._next = self._next, self._next + 1
            self._make_room(len(content))
            part = self._directory / f"{number:016d}.{lane}.part"
            with part.open("wb") as file:
                file.write(content)
                if durable:
                    file.flush()
                    fsync(file.fileno())
            part.rename(self._file(number, lane))
            self._lanes.setdefault(lane, deque()).append(_Entry(number, len(content)))
            self.bytes += len(content)

    def _make_room(self, size: int) -> None:
        while self.bytes + size > self._limit:
            lane = min(
                (name for name, queue in self._lanes.items() if queue),
                default="",
                key=lambda name: self._lanes[name][0].number,
            )
            if not lane:
                return
            self._drop(lane)
            self.dropped += 1

    def _drop(self, lane: str) -> None:
        entry = self._lanes[lane].popleft()
        self._file(entry.number, lane).unlink(missing_ok=True)
        self.bytes -= entry.size

    def first(self, lane: str) -> tuple[int, Request] | None:
        """The oldest request of a lane and its number, or None. What a power cut tore is removed and counted."""
        with self._lock:
            while queue := self._lanes.get(lane):
                number = queue[0].number
                request = _read(self._file(number, lane))
                if request is not None:
                    return number, request
                self._drop(lane)
                self.dropped += 1
            return None

    def done(self, lane: str, number: int) -> None:
        """Forget a request, if it is still there."""
        with self._lock:
            queue = self._lanes.get(lane)
            if queue and queue[0].number == number:
                self._drop(lane)

    def waiting(self) -> dict[str, int]:
        """How many requests wait, by lane."""
        with self._lock:
            return {lane: len(queue) for lane, queue in sorted(self._lanes.items())}

    def _file(self, number: int, lane: str) -> Path:
        return self._directory / f"{number:016d}.{lane}"


def _read(file: Path) -> Request | None:
    try:
        line, _, body = file.read_bytes().partition(b"\n")
        header = msgspec.json.decode(line, type=_Header)
    except (OSError, msgspec.DecodeError):
        return None
    if len(body) != header.size:
        return None
    return Request(header.path, body, header.headers, header.token, header.made)
