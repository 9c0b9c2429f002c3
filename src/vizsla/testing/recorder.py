"""A real HTTP server that records what an agent sends and answers as it is told."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from vizsla.wire.compression import decompress

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Recorded:
    """A request as it arrived, unpacked."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)


@dataclass
class Recorder:
    """Listens on `port` (0: any) while started; `answer` decides what each request is told."""

    port: int = 0
    answer: Callable[[Recorded], Answer] = lambda _: (202, {}, b"{}")
    requests: list[Recorded] = field(default_factory=list)
    _arrived: threading.Condition = field(default_factory=threading.Condition)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                if outer._server is None:  # stopped: a kept connection ends too
                    self.close_connection = True
                    return
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = decompress(raw, headers.get("content-encoding", ""), 1 << 28)
                one = Recorded(self.path, headers, body)
                status, extra, text = outer.answer(one)
                with outer._arrived:
                    outer.requests.append(one)
                    outer._arrived.notify_all()
                self.send_response(status)
                for name, value in {**extra, "Content-Length": str(len(text))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def wait_for(self, until: Callable[[list[Recorded]], object], within_s: float = 20.0) -> list[Recorded]:
        """The requests once they satisfy `until`; fails when they do not in time."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: until(self.requests), within_s), [one.path for one in self.requests]
            return list(self.requests)
