"""`vizsla up` and `vizsla server`: from settings to a running server, and the agent beside it."""

import logging
import os
import socket
import subprocess
import sys
import threading
import time

import typer
import uvicorn
from rich.console import Console

from vizsla.cli.options import end
from vizsla.settings import Settings


def start(settings: Settings, with_agent: bool) -> None:
    """Serve until stopped; every reason not to start is one sentence on stderr."""
    began = time.monotonic()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    console = Console(stderr=True)
    listening = _listening(settings)
    _usable_directory(settings)

    from vizsla.cli.server import build, open_parts
    from vizsla.store.errors import StoreError

    with console.status("Starting Vizsla") as status:
        try:
            parts = open_parts(settings, lambda step: status.update(f"{step} …"))
        except StoreError as error:
            raise end(str(error)) from error
    agent = _Agent(settings, parts.auth.ensure()[0]) if with_agent else None
    link = f"{settings.url}/login#{parts.auth.login_link_token()}"

    def ready() -> None:
        typer.echo(f"Vizsla is ready after {time.monotonic() - began:.1f} s. Log in once with this link:\n\n  {link}\n")
        if agent:
            agent.start()

    app = build(parts, ready)
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,  # old clients put their keys into URLs
        server_header=False,
        timeout_graceful_shutdown=10,
        proxy_headers=True,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        if agent:
            agent.stop()
        parts.engine.close()


class _Agent:
    """The agent as a child process, started anew when it ends by itself."""

    def __init__(self, settings: Settings, api_key: str) -> None:
        self._command = [sys.executable, "-m", "vizsla.cli.agent", "run"]
        shown = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
        self._environment = {
            "DD_DD_URL": f"http://{shown}:{settings.port}",
            "DD_API_KEY": api_key,
            "VIZSLA_AGENT_DATA": str(settings.data / "agent"),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start it, and watch it in a thread."""
        threading.Thread(target=self._watch, name="agent", daemon=True).start()

    def stop(self) -> None:
        """Ask it to end and wait for it."""
        self._stopping.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _watch(self) -> None:
        pause_s = 1.0
        while not self._stopping.is_set():
            began = time.monotonic()
            self._process = subprocess.Popen(self._command, env=os.environ | self._environment)
            code = self._process.wait()
            if self._stopping.is_set():
                return
            pause_s = 1.0 if time.monotonic() - began > 60 else min(pause_s * 2, 60.0)
            logging.getLogger(__name__).warning("the agent ended with code %s; again in %.0f s", code, pause_s)
            self._stopping.wait(pause_s)


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
