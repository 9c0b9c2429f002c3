"""Real servers for tests of notifications: one that takes mail, and one that takes HTTP requests."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A port that nothing uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def until() -> Callable[[Callable[[], Any]], Any]:
    """Waits for what a function gives once it gives something."""

    def waited(found: Callable[[], Any]) -> Any:
        end = time.monotonic() + 60
        while not (value := found()):
            assert time.monotonic() < end, "it did not come"
            time.sleep(0.05)
        return value

    return waited


@dataclass
class Mailbox:
    """What an SMTP server got; `answer` is what it says to each mail."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    answer: Callable[[Envelope], str] = lambda _: "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """aiosmtpd's name."""
        said = self.answer(envelope)
        if said.startswith("250"):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return said


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server on a free port."""
    box = Mailbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    yield box
    controller.stop()


@dataclass(frozen=True)
class Taken:
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What an HTTP server got; `answers` are taken in turn, then it says 200."""

    url: str = ""
    taken: list[Taken] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server on a free port."""
    got = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            got.taken.append(Taken(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, said = got.answers.pop(0) if got.answers else (200, {}, b'{"ok": true}')
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(said))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    got.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield got
    server.shutdown()
    server.server_close()
