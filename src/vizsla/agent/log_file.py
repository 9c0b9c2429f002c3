"""One log file as it grows: whole lines, put together to entries, with the position that is safe to go on from."""

import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

import msgspec

from vizsla.agent.log_rules import Rules

_CHUNK = 256 << 10
_LONGEST = 256_000
_GRACE_S = 1.0
_CUT = "...TRUNCATED..."
_HEAD = 256
_GONE_S = 60.0


class Position(msgspec.Struct, frozen=True):
    """Where to go on in a file: its inode, and the offset of the first byte not yet sent.

    `head` is a checksum of its first bytes, at most 256 of those before the offset: a file that was made anew may have
    the inode of one that is gone, and one that was cut may have grown again.
    """

    inode: int
    offset: int
    head: int | None = None

    def is_in(self, file: BinaryIO) -> bool:
        """Whether this is a position of that very file; it is left at its beginning."""
        stat = os.fstat(file.fileno())
        if self.inode != stat.st_ino or self.offset > stat.st_size:
            return False
        head = file.read(min(self.offset, _HEAD))
        file.seek(0)
        return self.head is None or crc32(head) == self.head


BEGINNING = Position(0, 0)


def _from_the_beginning(_path: Path) -> Position | None:
    return BEGINNING


class LogFile:
    """Reads a file from a position on; entries go to `emit`. It belongs to one thread.

    `resume` says where to begin in another file that has taken the name, or None to wait.
    """

    def __init__(
        self,
        path: Path,
        rules: Rules,
        emit: Callable[[str], None],
        encoding: str = "utf-8",
        resume: Callable[[Path], Position | None] = _from_the_beginning,
    ) -> None:
        self.path, self._rules, self._emit, self._encoding, self._resume = path, rules, emit, encoding, resume
        self._file: BinaryIO | None = None
        self.former: deque[Position] = deque(maxlen=8)  # where files ended that had this name before
        self._inode = 0
        self._head = b""
        self._read_to = 0
        self._gone_since = 0.0
        self._rest = b""  # of a line that is not whole yet
        self._replaced_at = 0.0  # when another file was first found under the name
        self._entry: list[str] = []
        self._entry_size = 0
        self._entry_began = 0  # offset
        self._entry_at = 0.0  # time

    def open(self, position: Position, from_end: bool) -> None:
        """Begin at the position, if it is of this very file; else at the end or the beginning."""
        self._begin(self.path.open("rb"), position, from_end)

    def _begin(self, file: BinaryIO, position: Position, from_end: bool) -> None:
        self._file = file
        stat = os.fstat(file.fileno())
        self._inode = stat.st_ino
        self._read_to = position.offset if position.is_in(file) else stat.st_size if from_end else 0
        self._head = file.read(min(self._read_to, _HEAD))
        file.seek(self._read_to)

    def catch_up(self, old: Path, position: Position, now: float) -> None:
        """Read what `old`, the file that had this name before, got after the position."""
        former = LogFile(old, self._rules, self._emit, self._encoding)
        former.open(position, from_end=False)
        while former.read(now):
            pass
        former.end()

    @property
    def position(self) -> Position:
        """Where a next run goes on: what an open entry holds is read again."""
        offset = self._entry_began if self._entry else self._read_to - len(self._rest)
        return Position(self._inode, offset, crc32(self._head[:offset]))

    def read(self, now: float) -> bool:
        """Read what was added; True when there was something. A file that was replaced or cut is begun anew."""
        assert self._file is not None
        data = self._file.read(_CHUNK)
        if data:
            self._gone_since = 0.0
            self._take(data, now)
            return True
        self._end_entry_after(now, 1.0)
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            self._gone_since = self._gone_since or now
            return False  # renamed, and the next not yet made
        self._gone_since = 0.0
        if stat.st_ino != self._inode:
            # Its writer may still hold the old file for a moment.
            self._replaced_at = self._replaced_at or now
            if now - self._replaced_at < _GRACE_S or (position := self._resume(self.path)) is None:
                return False
            file = self.path.open("rb")  # one that may not be read is tried again
            self._replaced_at = 0.0
            self._end_file()
            self.former.append(self.position)
            self._file.close()
            self._begin(file, position, from_end=False)
            return True
        if stat.st_size < self._read_to:
            self.finish()
            self._rest, self._head, self._read_to = b"", b"", 0
            self._file.seek(0)
            return stat.st_size > 0
        return False

    def is_gone(self, now: float) -> bool:
        """Whether no file has had the name for a minute, and nothing was added meanwhile."""
        return self._gone_since > 0 and now - self._gone_since >= _GONE_S

    def is_same(self, stat: os.stat_result) -> bool:
        """Whether this reads the file that this was found out of, by whatever name."""
        return self._file is not None and os.path.samestat(os.fstat(self._file.fileno()), stat)

    def end(self) -> None:
        """Send what is left, as nothing more comes, and close the file."""
        self._end_file()
        self.close()

    def _end_file(self) -> None:
        """Nothing more comes to this file: its last line may lack its end."""
        if self._rest:
            self._line(self._rest.decode(self._encoding, "replace"), self._read_to - len(self._rest), 0.0)
            self._rest = b""
        self.finish()

    def finish(self) -> None:
        """Send the open entry, as nothing more will come to it."""
        if self._entry:
            lines, self._entry, self._entry_size = self._entry, [], 0
            message = self._rules.apply("\\n".join(lines).strip())
            if message:
                self._emit(message)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _take(self, data: bytes, now: float) -> None:
        offset = self._read_to - len(self._rest)
        if len(self._head) < _HEAD:
            self._head = (self._head + data)[:_HEAD]
        self._read_to += len(data)
        newline = "\n".encode(self._encoding)
        *lines, self._rest = (self._rest + data).split(newline)
        for line in lines:
            self._line(line.decode(self._encoding, "replace").rstrip("\r"), offset, now)
            offset += len(line) + len(newline)
        if len(self._rest) > _LONGEST:
            self._line(self._rest.decode(self._encoding, "replace") + _CUT, offset, now)
            self._rest = b""

    def _line(self, line: str, offset: int, now: float) -> None:
        begins = self._rules.begins
        if begins is None or begins.match(line) or not self._entry or self._entry_size + len(line) > _LONGEST:
            self.finish()
            self._entry_began = offset
        self._entry.append(line)
        self._entry_size += len(line)
        self._entry_at = now
        if begins is None:
            self.finish()

    def _end_entry_after(self, now: float, seconds: float) -> None:
        if self._entry and now - self._entry_at >= seconds:
            self.finish()
