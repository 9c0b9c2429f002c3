"""Who stops waiting for an answer stops the store's work on it."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizsla.api import graphs
from vizsla.api.asking import asked
from vizsla.api.context import Context
from vizsla.query.metrics.series import Run
from vizsla.store.engine import Engine

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

_SLOW = "SELECT sleepEachRow(0.5) FROM numbers(100) SETTINGS max_block_size = 1"


def _eventually(found: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not found():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)


def _sleeping(engine: Engine) -> bool:
    rows = engine.run("SELECT count() AS n FROM system.processes WHERE match(query, '^/. [a-f0-9]+ ./ SELECT sleep')")
    return bool(rows.column("n")[0].as_py())


def test_a_client_that_leaves_amid_its_request_is_no_fault(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    address = urlsplit(server.url)
    head = "POST /api/v2/query/timeseries HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
    keys = "".join(f"{name}: {key}\r\n" for name, key in server.headers.items())
    for _ in range(5):
        with socket.create_connection((str(address.hostname), address.port or 80)) as leaving:
            leaving.sendall(f"{head}{keys}\r\n{{".encode())
    # What is asked afterwards is answered after those.
    assert httpx.get(f"{server.url}/api/v1/dashboard", headers=server.headers).status_code == 200
    assert not [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("request_line", ["GET / HTTP/1.1", "POST / HTTP/1.1"])
def test_a_client_that_leaves_stops_its_queries(request_line: str, engine: Engine, server: Running) -> None:
    reached: list[str] = []

    def work(run: Run) -> str:
        reached.append("began")
        with suppress(Exception):
            run(_SLOW, {})
        reached.append("stopped")
        run(_SLOW, {})  # not asked any more
        reached.append("asked again")
        return ""

    async def slow(request: Request) -> Response:
        await request.body()
        return Response(await asked(request, work))

    app = Starlette(routes=[Route("/", slow, methods=["GET", "POST"])])
    app.state.context = _context(server, engine)
    with _left(app, f"{request_line}\r\nHost: x\r\nContent-Length: 0\r\n\r\n", engine):
        _eventually(lambda: reached == ["began", "stopped"])
        _eventually(lambda: not _sleeping(engine))
    assert reached == ["began", "stopped"]


class _Slow:
    """The engine, which takes long to find series."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, sql: str, params: object = None, *, tag: str = "", **_: object) -> object:
        return self._engine.run(_SLOW, tag=tag)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def test_a_client_that_leaves_stops_the_queries_of_many_graphs(engine: Engine, server: Running) -> None:
    app = Starlette(routes=[Route("/", graphs.timeseries, methods=["POST"])])
    app.state.context = _context(server, _Slow(engine))
    asked = {"from": 0, "to": 60000, "queries": [{"query": "avg:m{*}"}]}
    body = json.dumps({"requests": [asked, asked | {"to": 90000}]})
    with _left(app, f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}", engine):
        _eventually(lambda: not _sleeping(engine))


def _context(server: Running, engine: Any) -> Context:
    parts, known = server.parts, {"settings", "engine"}
    given: Any = {one.name: None for one in fields(Context) if one.name not in known and one.default_factory is MISSING}
    return Context(parts.settings, engine, **given | {"documents": parts.documents, "clock": time.time})


@contextmanager
def _left(app: Starlette, request: str, engine: Engine) -> Iterator[None]:
    """After a client of this app has left amid the store's work for it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        serving = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = threading.Thread(target=serving.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        _eventually(lambda: serving.started)
        with socket.create_connection(listening.getsockname()) as client:
            client.sendall(request.encode())
            _eventually(lambda: _sleeping(engine))
        yield
        serving.should_exit = True
        thread.join(20)
