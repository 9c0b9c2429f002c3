"""The engine: the two verbs by which everything above reads and writes tables, and how one is opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pyarrow as pa

from vizsla.store.errors import StoreError

NO_PARAMS: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Limits:
    """What one query may use; `rows` bounds the result and 0 means no bound."""

    seconds: float = 30
    memory_bytes: int = 1 << 30
    rows: int = 0
    urgent: bool = False
    """Whether it has what is kept for those who must not wait for others, such as alerts; for one at a time."""


DEFAULT_LIMITS = Limits()
URGENT = Limits(urgent=True)


class Engine(Protocol):
    """Runs SQL and inserts Arrow rows; every method may be called from any thread and blocks it.

    Results: DateTime arrives as uint32 seconds, DateTime64 as timestamps, String as `pa.string` (so bytes that are not
    text, such as `quarantine.body`, must be asked for encoded), FixedString as fixed-size binary.
    """

    @property
    def cluster(self) -> str:
        """The cluster that table definitions must reach; empty on a single server."""
        ...

    def run(
        self, sql: str, params: Mapping[str, object] = NO_PARAMS, *, limits: Limits = DEFAULT_LIMITS, tag: str = ""
    ) -> pa.Table:
        """Run one statement with `{name:Type}` placeholders and return its rows."""
        ...

    def insert(self, table: str, rows: pa.Table, token: str = "") -> None:
        """Store rows durably; of two inserts with the same token only the first counts."""
        ...

    def described(self, metric: str) -> int | None:
        """A number that is another one whenever series of this metric were written; None where others write as well."""
        ...

    def cancel(self, tag: str) -> None:
        """Stop the queries that run under this tag."""
        ...

    def close(self) -> None:
        """Let go of connections; what is still running is finished first."""
        ...


def open_engine(place: str | Path, *, readers: int = 4, memory_bytes: int = 0) -> Engine:
    """Open the engine at a directory (embedded) or a `clickhouse://` or `clickhouses://` URL, without its tables.

    `memory_bytes` caps the embedded engine as a whole; 0 means half of the machine's memory.
    """
    text = str(place)
    if text.startswith(("clickhouse://", "clickhouses://")):
        from vizsla.store.cluster import open_cluster

        return open_cluster(text)
    if "://" in text:
        raise StoreError(f"the store's address {text.split('://')[0]}://… is neither clickhouse:// nor a directory")
    from vizsla.store.embedded import Embedded

    return Embedded(Path(place), readers=readers, memory_bytes=memory_bytes)
