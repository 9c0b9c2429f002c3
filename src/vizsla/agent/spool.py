"""Requests on disk that wait for the server: bounded, in order, and whole after a restart or a kill.

What the disk does not take waits in memory: an agent is to tell of a full disk, too.
"""

import errno
import logging
import threading
from collections import deque
from contextlib import suppress
from os import fsync
from pathlib import Path

import msgspec

from vizsla.wire.errors import UNREADABLE

log = logging.getLogger(__name__)

_MOST_IN_MEMORY = 16 << 20
_PASSING = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)  # faults that are not the file's


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
    held: Request | None = None  # what the disk did not take


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
        self.fault = ""  # why the disk did not take the last request
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
        """Keep a request, on disk unless that refuses it; with `durable`, also through a power cut."""
        header = _Header(request.path, request.headers, request.token, request.made, len(request.body))
        content = msgspec.json.encode(header) + b"\n" + request.body
        with self._lock:
            number, self._next = self._next, self._next + 1
            self._make_room(len(content))
            entry = _Entry(number, len(content))
            try:
                self._write(number, lane, content, durable)
                self.fault = ""
            except OSError as error:
                if not self.fault:
                    log.error("requests wait in memory, as the disk does not take them: %s", error.strerror)
                self.fault = f"the spool cannot be written: {error.strerror}"
                entry = _Entry(number, len(content), request)
            self._lanes.setdefault(lane, deque()).append(entry)
            self.bytes += len(content)
            if entry.held:
                self._make_room_in_memory()

    def _write(self, number: int, lane: str, content: bytes, durable: bool) -> None:
        part = self._directory / f"{number:016d}.{lane}.part"
        try:
            with part.open("wb") as file:
                file.write(content)
                if durable:
                    file.flush()
                    fsync(file.fileno())
            part.rename(self._file(number, lane))
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def _make_room_in_memory(self) -> None:
        held = sorted((one.number, lane, one) for lane, queue in self._lanes.items() for one in queue if one.held)
        size = sum(one.size for _, _, one in held)
        for _, lane, one in held:
            if size <= _MOST_IN_MEMORY:
                return
            self._lanes[lane].remove(one)
            self.bytes -= one.size
            self.dropped += 1
            size -= one.size

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
        self.bytes -= entry.size
        with suppress(OSError):  # as of a disk that can only be read
            self._file(entry.number, lane).unlink()

    def first(self, lane: str) -> tuple[int, Request] | None:
        """The oldest request of a lane and its number, or None. What a power cut tore is removed and counted.

        OSError when the process may not read more files now.
        """
        with self._lock:
            while queue := self._lanes.get(lane):
                number = queue[0].number
                request = queue[0].held or _read(self._file(number, lane))
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
    except OSError as error:
        if error.errno in _PASSING:
            raise
        return None
    except UNREADABLE:
        return None
    if len(body) != header.size:
        return None
    return Request(header.path, body, header.headers, header.token, header.made)
