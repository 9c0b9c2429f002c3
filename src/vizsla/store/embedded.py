"""The engine inside this process: chDB on one directory."""

import fcntl
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, LifoQueue
from typing import IO, Any

import chdb
import pyarrow as pa

from vizsla.store import params as parameters
from vizsla.store import tuning
from vizsla.store.engine import DEFAULT_LIMITS, NO_PARAMS, Limits
from vizsla.store.errors import Busy, StoreError, from_engine
from vizsla.store.pages import release_code

_NAME = re.compile(r"[A-Za-z_]\w*")
_ROOM = 256 << 20


class Embedded:
    """chDB connections to one directory: some for queries, two for inserts, one to cancel with.

    A connection runs one statement at a time, so that inserts never wait for a query. One process owns the directory,
    it opens only one, and it must not fork afterwards.
    """

    def __init__(self, directory: Path, *, readers: int = 4, memory_bytes: int = 0, writers: int = 2) -> None:
        self._directory = directory.resolve()
        self._lock = _claimed(self._directory)
        self._link = _configured(self._directory, memory_bytes)
        self._readers = self._pool(readers)
        self._writers = self._pool(writers)
        self._control = self._pool(1)
        release_code("_chdb.abi3.so")

    @property
    def cluster(self) -> str:
        """Always empty: this is one server."""
        return ""

    def run(
        self, sql: str, params: Mapping[str, object] = NO_PARAMS, *, limits: Limits = DEFAULT_LIMITS, tag: str = ""
    ) -> pa.Table:
        """Run one statement; raises Busy when no connection comes free within the time limit."""
        texts = parameters.encode(sql, params)
        settings = (
            f"SET max_execution_time={limits.seconds:g}, max_memory_usage={limits.memory_bytes:d}, "
            f"max_result_rows={limits.rows:d}, log_comment={_quoted(tag)}"
        )
        with _taken(self._readers, limits.seconds) as connection:
            try:
                connection.query(settings)
                answer = connection.query(sql, "ArrowStream", params=texts).bytes()
            except Exception as error:
                raise from_engine(str(error)) from None
        if not answer:
            return pa.table({})
        with pa.ipc.open_stream(answer) as reader:
            return reader.read_all()

    def insert(self, table: str, rows: pa.Table, token: str = "") -> None:
        """Insert rows as one block; returns when they are on disk."""
        if rows.num_rows == 0:
            return
        # Without room the engine keeps nothing and raises nothing, so it is not asked; merges need room too.
        if shutil.disk_usage(self._directory).free < _ROOM + 2 * rows.nbytes:
            raise Busy(f"the disk of {self._directory} has less than {_ROOM >> 20} MB left; make room")
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as stream:
            stream.write_table(rows.combine_chunks())
        sql = f"INSERT INTO {_named(table)} ({', '.join(_named(column) for column in rows.schema.names)})"
        if token:
            settings = ", ".join(f"{key}='{value}'" for key, value in tuning.TOKENED.items())
            sql += f" SETTINGS {settings}, insert_deduplication_token={_quoted(token)}"
        with _taken(self._writers, 30) as connection:
            try:
                with connection.send_insert(sql, "ArrowStream") as inserter:
                    inserter.append(memoryview(sink.getvalue()))
                    written = inserter.finish().rows_written
            except Exception as error:
                raise from_engine(str(error), writing=True) from None
        # A table that refuses new parts does so without an error here; what was written counts views' rows too.
        if written < rows.num_rows:
            raise Busy(f"{table} took in {written} of {rows.num_rows} rows; it may have too many parts to merge")

    def cancel(self, tag: str) -> None:
        """Stop the queries that run under this tag; an empty tag stops nothing."""
        if not tag:
            return
        with _taken(self._control, 30) as connection:
            try:
                connection.query(f"KILL QUERY WHERE Settings['log_comment'] = {_quoted(tag)} ASYNC")
            except Exception as error:
                raise from_engine(str(error)) from None

    def close(self) -> None:
        """Close every connection, each when its statement has ended."""
        for pool in (self._readers, self._writers, self._control):
            for _ in range(pool.maxsize):
                with suppress(Empty):
                    pool.get(timeout=60).close()
        self._lock.close()

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
