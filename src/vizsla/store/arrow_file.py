"""Rows as a file that the engine reads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import pyarrow as pa

from vizsla.store.errors import StoreError


@contextmanager
def arrow_file(rows: pa.Table, directory: Path) -> Iterator[str]:
    """The path of a file of these rows as an Arrow stream: in memory on Linux, else in the directory."""
    with _file(directory) as path:
        try:
            with pa.OSFile(path, "wb") as sink, pa.ipc.new_stream(sink, rows.schema) as stream:
                stream.write_table(rows.combine_chunks())
        except OSError as error:
            raise StoreError(f"rows could not be handed to the store: {error}") from error
        yield path


@contextmanager
def _file(directory: Path) -> Iterator[str]:
    if sys.platform != "linux":
        with NamedTemporaryFile(dir=directory / "tmp", suffix=".arrow") as file:
            yield file.name
        return
    descriptor = os.memfd_create("rows", os.MFD_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)
