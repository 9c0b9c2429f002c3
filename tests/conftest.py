"""Fixtures for every test: one real embedded engine a process, emptied between tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vizsla.store.engine import Engine, open_engine
from vizsla.store.migrate import migrate


@pytest.fixture(scope="session")
def _opened_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    directory: Path = tmp_path_factory.mktemp("engine")
    engine = open_engine(directory, memory_bytes=4 << 30)
    migrate(engine)
    yield engine
    engine.close()


@pytest.fixture
def engine(_opened_engine: Engine) -> Engine:
    """The embedded engine with every table present and empty; a process may open no other directory."""
    filled = _opened_engine.run(
        "SELECT name FROM system.tables "
        "WHERE database = currentDatabase() AND total_rows > 0 AND name != 'migrations' AND engine LIKE '%MergeTree'"
    )
    for name in filled.column("name").to_pylist():
        _opened_engine.run(f"TRUNCATE TABLE {name}")
    return _opened_engine
