"""The engine inside this process: chDB on one directory."""

import fcntl
import logging
import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock, Timer
from typing import IO, Any

import chdb
import pyarrow as pa
import pyarrow.compute as pc

from vizsla.store import params as parameters
from vizsla.store import tuning
from vizsla.store.arrow_file import arrow_file
from vizsla.store.engine import DEFAULT_LIMITS, NO_PARAMS, Limits
from vizsla.store.errors import Busy, Cancelled, StoreError, Torn, from_engine
from vizsla.store.pages import release_code

log = logging.getLogger(__name__)

_LIBRARY = "_chdb.abi3.so"
_STARTED_S = 20.0
_NAME = re.compile(r"[A-Za-z_]\w*")
_FAILED_WRITES = "SELECT value FROM system.events WHERE event = 'WriteBufferFromFileDescriptorWriteFailed'"
_STORED = "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'"


class Embedded:
    """chDB connections to one directory: some for queries, two for inserts, one to cancel with.

    A connection runs one statement at a time, so that inserts never wait for a query. One process owns the directory,
    it opens only one, and it must not fork afterwards.
    """

    def __init__(self, directory: Path, *, readers: int = 4, memory_bytes: int = 0, writers: int = 2) -> None:
        self._directory = directory.resolve()
        self._lock = _claimed(self._directory)
        self._link = _configured(self._directory, memory_bytes)
        self._failed_writes = 0
        self._unloaded: set[str] = set()
        self._reloading = Lock()
        self._described: dict[str, int] = {}
        self._cancelled: deque[str] = deque(maxlen=1000)
        self._numbers = count(1)
        self._limits: dict[Any, Limits] = {}  # of each connection, as last set
        self._readers, self._urgent = self._pool(readers), self._pool(1)
        self._writers = self._pool(writers)
        self._control = self._pool(1)
        release_code(_LIBRARY)
        # Once more when the queries of the start have run.
        self._releasing = Timer(_STARTED_S, release_code, [_LIBRARY])
        self._releasing.daemon = True
        self._releasing.start()

    @property
    def cluster(self) -> str:
        """Always empty: this is one server."""
        return ""

    def run(
        self, sql: str, params: Mapping[str, object] = NO_PARAMS, *, limits: Limits = DEFAULT_LIMITS, tag: str = ""
    ) -> pa.Table:
        """Run one statement; raises Busy when no connection comes free within the time limit."""
        texts = parameters.encode(sql, params)
        with _taken(self._urgent if limits.urgent else self._readers, limits.seconds) as connection:
            if tag and tag in self._cancelled:  # while it waited
                raise Cancelled("the query was cancelled")
            try:
                self._limit(connection, limits)
                # Known by its text: a setting would be a statement more, which costs what a small query does.
                answer = connection.query(f"/* {tag} */ {sql}" if tag else sql, "ArrowStream", params=texts).bytes()
            except Exception as error:
                # What was answered before the fault comes with the next statement's answer: that is to be a setting.
                self._limits.pop(connection, None)
                raise from_engine(str(error)) from None
        if not answer:
            return pa.table({})
        with pa.ipc.open_stream(answer) as reader:
            return reader.read_all()

    def insert(self, table: str, rows: pa.Table, token: str = "") -> None:
        """Insert rows as one block; returns when they are on disk, raises Torn when something could not be written."""
        if rows.num_rows == 0:
            return
        columns = ", ".join(_named(column) for column in rows.schema.names)
        settings = ""
        if token:
            given = {**tuning.TOKENED, "insert_deduplication_token": token}
            settings = "SETTINGS " + ", ".join(f"{key}={_quoted(str(value))}" for key, value in given.items())
        if self._unloaded:
            self._load_again(0)
        before = self._failed_writes
        # Not `send_insert`, which hides what goes wrong once the rows were parsed.
        with arrow_file(rows, self._directory) as file, _taken(self._writers, 30) as connection:
            source = f"SELECT {columns} FROM file({_quoted(file)}, 'ArrowStream')"
            try:
                connection.query(f"INSERT INTO {_named(table)} ({columns}) {settings} {source}")
                failed = int(connection.query(_FAILED_WRITES, "TabSeparated").bytes() or 0)
            except Exception as error:
                raise from_engine(str(error), writing=True) from None
            finally:
                if table == "series":
                    number = next(self._numbers)
                    self._described.update(dict.fromkeys(pc.unique(rows.column("metric")).to_pylist(), number))
        if failed > before:
            self._load_again(failed)
            raise Torn(
                f"the disk of {self._directory} did not take all that was written; see that it has room and works"
            )

    def described(self, metric: str) -> int | None:
        """A number that is another one whenever series of this metric were written."""
        return self._described.get(metric, 0)

    def cancel(self, tag: str) -> None:
        """Stop the queries that run under this tag; an empty tag stops nothing."""
        if not tag:
            return
        self._cancelled.append(tag)
        with _taken(self._control, 30) as connection:
            try:
                connection.query(f"KILL QUERY WHERE startsWith(query, {_quoted(f'/* {tag} */')}) ASYNC")
            except Exception as error:
                raise from_engine(str(error)) from None

    def close(self) -> None:
        """Close every connection, each when its statement has ended."""
        self._releasing.cancel()
        for pool in (self._readers, self._urgent, self._writers, self._control):
            for _ in range(pool.maxsize):
                with suppress(Empty):
                    pool.get(timeout=60).close()
        self._lock.close()

    def _limit(self, connection: Any, limits: Limits) -> None:
        if self._limits.get(connection) == limits:
            return
        connection.query(
            f"SET max_execution_time={limits.seconds:g}, max_memory_usage={limits.memory_bytes:d}, "
            f"max_result_rows={limits.rows:d}"
        )
        self._limits[connection] = limits

    def _load_again(self, failed: int) -> None:
        """Load every table again once more writes have failed, and those that could not be loaded the last time.

        This build of the engine counts a write that failed (full disk, quota, I/O fault) and goes on as if it had not,
        so that the part counts as good until it is read. Loading checks parts: those that are not whole are set aside,
        and those that a torn merge had replaced are back.
        """
        with self._reloading, ExitStack() as taken:
            writer, *_ = [taken.enter_context(_taken(self._writers, 60)) for _ in range(self._writers.maxsize)]
            try:
                if failed > self._failed_writes:
                    log.error("a write to %s failed; loading its tables again", self._directory)
                    self._unloaded |= set(writer.query(_STORED, "TabSeparated").bytes().decode().split())
                    self._failed_writes = failed
                for name in sorted(self._unloaded):
                    writer.query(f"DETACH TABLE IF EXISTS {_named(name)} SYNC")
                    writer.query(f"ATTACH TABLE {_named(name)}")
                    self._unloaded.discard(name)
            except Exception as error:
                raise from_engine(str(error), writing=True) from None

    def _pool(self, size: int) -> "LifoQueue[Any]":
        pool: LifoQueue[Any] = LifoQueue(size)
        for _ in range(size):
            try:
                pool.put(chdb.connect(self._link))
            except Exception as error:
                raise StoreError(f"the data in {self._directory} cannot be opened: {from_engine(str(error))}") from None
        return pool


def _claimed(directory: Path) -> IO[str]:
    """Make the directory and lock it; the engine locks its files too, but then only says that it could not start."""
    # The engine's address is split at these and nothing in it is decoded.
    if set(str(directory)) & set("?&#%"):
        raise StoreError(f"the data directory {directory} has one of ? & # % in its name; choose another")
    try:
        for folder in ("tmp", "user_files", "backups"):
            (directory / folder).mkdir(parents=True, exist_ok=True)
        lock = (directory / "lock").open("w")
    except OSError as error:
        raise StoreError(f"the data directory {directory} cannot be written: {error.strerror}") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreError(f"the data in {directory} is in use by another vizsla server") from None
    return lock


def _configured(directory: Path, memory_bytes: int) -> str:
    """Write the engine's configuration and return the address to open."""
    file = directory / "engine.xml"
    try:
        file.write_text(tuning.config(directory, memory_bytes), encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from None
    session = "".join(f"&{key}={value}" for key, value in tuning.SESSION.items())
    return f"{directory / 'tables'}?config-file={file}{session}"


@contextmanager
def _taken(pool: "LifoQueue[Any]", seconds: float) -> Iterator[Any]:
    try:
        connection = pool.get(timeout=seconds)
    except Empty:
        raise Busy(f"every connection to the store was in use for {seconds:g} s; try again later") from None
    try:
        yield connection
    finally:
        pool.put(connection)


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise StoreError(f"{name!r} is no name of a table or column")
    return f"`{name}`"
