"""A ClickHouse HTTP door before the embedded engine, so that the cluster's client speaks to a real engine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import chdb
import pytest

from vizsla.store.embedded import Embedded

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
