"""The engine by URL, over HTTP, against a real engine."""

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import chdb
import pytest

from vizsla.model.records import table
from vizsla.store.embedded import Embedded
from vizsla.store.engine import Engine, Limits, open_engine
from vizsla.store.errors import Busy, Cancelled, LimitExceeded, StoreError
from vizsla.store.migrate import migrate

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_TRANSPORT = {
    "database",
    "query",
    "wait_end_of_query",
    "client_protocol_version",
    "compress",
    "session_id",
    "role",
    "query_id",
}


class _Door(BaseHTTPRequestHandler):
    """ClickHouse's HTTP protocol before the embedded engine, so that the client speaks to a real one."""

    link = ""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        params = {key.removeprefix("param_"): value for key, value in asked.items() if key.startswith("param_")}
        settings = {k: v for k, v in asked.items() if k not in _TRANSPORT and not k.startswith("param_")}
        connection = chdb.connect(self.link)
        try:
            for key, value in settings.items():
                quoted = value.replace("\\", "\\\\").replace("'", "\\'")
                connection.query(f"SET {key}='{quoted}'")
            head, _, rows = body.partition(b"\n")
            if head.startswith(b"INSERT INTO") and rows:
                sql, _, form = head.decode().rpartition(" FORMAT ")
                with connection.send_insert(sql, form.strip()) as inserter:
                    inserter.append(rows)
                    inserter.finish()
                self._answer(200, b"")
            else:
                sql = asked.get("query") or body.decode()
                self._answer(200, connection.query(sql, "TabSeparated", params=params).bytes())
        except Exception as error:
            text = str(error)
            self._answer(500, text[max(text.find("Code:"), 0) :].encode())
        finally:
            connection.close()

    do_GET = do_POST

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def clickhouse_server(engine: Embedded) -> Iterator[ThreadingHTTPServer]:
    """A ClickHouse HTTP server whose data are the embedded engine's."""
    door = type("Door", (_Door,), {"link": engine._link})
    server = ThreadingHTTPServer(("127.0.0.1", 0), door)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clickhouse_url(clickhouse_server: ThreadingHTTPServer) -> str:
    """That server's address as the settings give it."""
    return f"clickhouse://user:secret@127.0.0.1:{clickhouse_server.server_port}/default"


def test_the_same_verbs_work_by_url(engine: Engine, clickhouse_url: str) -> None:
    remote = open_engine(clickhouse_url)
    assert migrate(remote) == []
    rows = table("points", {"metric": ["m", "m"], "sid": [1, 2**64 - 1], "ts": [NOW, NOW], "value": [1.5, -2.0]})
    remote.insert("points", rows, token="once")
    remote.insert("points", rows, token="once")
    sql = "SELECT sid, value FROM points WHERE metric IN {names:Array(String)} AND ts >= {since:DateTime} ORDER BY sid"
    params = {"names": ["m", "it's \\ \n"], "since": NOW}
    assert remote.run(sql, params) == engine.run(sql, params)
    assert remote.run(sql, params).column("value").to_pylist() == [1.5, -2.0]
    remote.close()


def test_texts_arrive_as_they_were(clickhouse_url: str) -> None:
    remote = open_engine(clickhouse_url)
    for text in ("it's", "back\\slash", "tab\there", "line\nbreak", "{x:String}", "naïve ☃"):
        found = remote.run("SELECT {a:String} AS a, {b:Array(String)} AS b", {"a": text, "b": [text, ""]}).to_pylist()
        assert found == [{"a": text, "b": [text, ""]}]
    remote.close()


def test_limits_and_faults_have_their_own_errors(clickhouse_url: str) -> None:
    remote = open_engine(clickhouse_url)
    with pytest.raises(LimitExceeded):
        remote.run("SELECT sum(number) FROM numbers(100000000000)", limits=Limits(seconds=0.3))
    with pytest.raises(StoreError, match="nowhere"):
        remote.run("SELECT * FROM nowhere")
    remote.close()


def test_cancel_reaches_the_server(clickhouse_url: str) -> None:
    remote = open_engine(clickhouse_url)
    with ThreadPoolExecutor(1) as pool:
        doomed = pool.submit(remote.run, "SELECT sum(number) FROM numbers(100000000000)", tag="it's")
        time.sleep(0.3)
        remote.cancel("it's")
        with pytest.raises(Cancelled):
            doomed.result(5)
    remote.close()


def test_a_server_that_is_gone_is_said_without_the_password(clickhouse_url: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match=r"127\.0\.0\.1 does not answer") as caught:
        open_engine(f"clickhouse://user:secret@127.0.0.1:{port}/default")
    assert "secret" not in str(caught.value)


def test_inserts_to_a_server_that_is_gone_can_be_retried(
    clickhouse_server: ThreadingHTTPServer, clickhouse_url: str
) -> None:
    remote = open_engine(clickhouse_url)
    clickhouse_server.shutdown()
    clickhouse_server.server_close()
    rows = table("points", {"metric": ["m"], "sid": [1], "ts": [NOW], "value": [1.5]})
    with pytest.raises(Busy):
        remote.insert("points", rows)
    remote.close()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("mysql://x", "neither clickhouse:// nor a directory"),
        ("clickhouse://h/d?clustr=a", "option 'clustr'"),
        ("clickhouse://u:pa/ss@h/d", "^the store's address cannot be read; see VIZSLA_STORE$"),
    ],
)
def test_a_mistaken_address_is_named(place: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        open_engine(place)
