"""`vizsla up` and `vizsla server`: from settings to a running server, and the agent beside it."""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple
from types import FrameType

import typer
import uvicorn
from rich.console import Console

from vizsla.cli.child import Child
from vizsla.cli.options import end
from vizsla.cli.server import Parts, build, open_parts
from vizsla.demo.ports import Ports
from vizsla.settings import Settings, address
from vizsla.store.errors import StoreError


def start(settings: Settings, children: Callable[[Parts], Sequence[Child]] = lambda _: ()) -> None:
    """Serve until stopped, with child processes beside; every reason not to start is one sentence on stderr."""
    began = time.monotonic()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "httpx", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    console = Console(stderr=True)
    listening = _listening(settings)
    _usable_directory(settings)

    with console.status("Starting Vizsla") as status:
        try:
            parts = open_parts(settings, lambda step: status.update(f"{step} …"))
        except StoreError as error:
            raise end(str(error)) from error
    beside = children(parts)
    link = parts.auth.login_link(settings.url)

    def ready() -> None:
        typer.echo(f"Vizsla is ready after {time.monotonic() - began:.1f} s. Log in once with this link:\n\n  {link}\n")
        for child in beside:
            child.start()

    app = build(parts, ready)
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,  # old clients put their keys into URLs
        server_header=False,
        timeout_keep_alive=75,  # longer than clients rest between requests: one that is closed as it is used is lost
        timeout_graceful_shutdown=10,
        proxy_headers=True,
    )
    # Uvicorn ends gracefully at SIGTERM, then raises it again: that must not cut off the ending of what runs beside.
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        _Server(config, beside).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        for child in beside:
            child.stop()
        parts.engine.close()


class _Server(uvicorn.Server):
    """Serves on until what runs beside has ended, so that the agent's last points arrive; a second signal ends it."""

    def __init__(self, config: uvicorn.Config, beside: Sequence[Child]) -> None:
        super().__init__(config)
        self._beside, self._ending = beside, False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Uvicorn's name for what it does at a signal."""
        if self._ending:
            super().handle_exit(sig, frame)
            return
        self._ending = True
        threading.Thread(target=self._end, args=(sig, frame)).start()

    def _end(self, sig: int, frame: FrameType | None) -> None:
        try:
            for child in reversed(self._beside):  # the agent, which was first, hears the others out
                child.stop()
        finally:
            if not self.should_exit:  # else a second signal was there first, and a third one means at once
                super().handle_exit(sig, frame)


def agent_of(parts: Parts, **variables: str) -> Child:
    """This host's agent, sending to this server; `variables` are its settings where the user set none."""
    chosen = {name: os.environ.get(name, value) for name, value in ({"DD_LOGS_ENABLED": "true"} | variables).items()}
    return Child(
        "agent",
        [sys.executable, "-m", "vizsla.agent"],
        chosen
        | {
            "DD_DD_URL": reachable(parts.settings),
            "DD_API_KEY": parts.auth.ensure()[0],
            "VIZSLA_AGENT_DATA": str(parts.settings.data / "agent"),
        },
    )


def demo_of(parts: Parts, ports: Ports) -> Child:
    """The demonstration's processes, which use this server as anybody would."""
    from vizsla.demo.stack import Place, configure_agent

    place = Place(parts.settings.data / "demo")
    configure_agent(place, with_database=False)
    api_key, app_key = parts.auth.ensure()
    return Child(
        "demonstration",
        [
            sys.executable,
            "-m",
            "vizsla.demo.stack",
            str(place.root),
            ",".join(map(str, astuple(ports))),
            parts.settings.url,
        ],
        {"DD_URL": reachable(parts.settings), "DD_API_KEY": api_key, "DD_APP_KEY": app_key},
    )


def reachable(settings: Settings) -> str:
    """The address at which processes of this machine reach the server."""
    everywhere = settings.host in ("0.0.0.0", "::")  # noqa: S104
    return address("127.0.0.1" if everywhere else settings.host, settings.port)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.host, settings.port))
    except OSError as error:
        raise end(
            f"port {settings.port} on {settings.host} cannot be listened on ({error.strerror}); "
            "stop what uses it, or choose another with --port"
        ) from error
    return sock


def _usable_directory(settings: Settings) -> None:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        probe = settings.data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise end(
            f"the data directory {settings.data} is not writable ({error.strerror}); choose another with --data"
        ) from error
