"""The server: its parts opened and joined."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from socket import gethostname

from starlette.applications import Starlette

from vizsla import clock
from vizsla.api.app import create_app
from vizsla.api.auth import Auth
from vizsla.api.context import Context
from vizsla.api.snapshots import Snapshots
from vizsla.api.users import addresses_of
from vizsla.cli.builtin import install_dashboards
from vizsla.intake.door import Door
from vizsla.intake.hosts import Hosts
from vizsla.intake.routes import routes
from vizsla.model.batch import Batch
from vizsla.monitors.announcing import Announcer
from vizsla.monitors.evaluator import Evaluator
from vizsla.notify.channel import Mail, Outside
from vizsla.notify.deliverer import Deliverer
from vizsla.notify.entries import entries_of, variables_of
from vizsla.notify.painter import Painter
from vizsla.settings import Settings
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine, open_engine
from vizsla.store.migrate import migrate
from vizsla.store.outbox import Outbox
from vizsla.store.snapshots import SnapshotTable
from vizsla.store.writer import Writer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """What a server is made of, before it serves."""

    settings: Settings
    engine: Engine
    documents: Documents
    outbox: Outbox
    auth: Auth


def open_auth(settings: Settings) -> Auth:
    """Keys and sessions alone, which any process may open beside a running server."""
    documents = Documents(open_documents(settings.documents, settings.data))
    return Auth(documents, clock.wall, api_key=settings.api_key, app_key=settings.app_key)


def open_parts(settings: Settings, say: Callable[[str], None] = lambda _: None) -> Parts:
    """Open the store and the documents and bring their tables up to date; `say` is told of each step."""
    say("Opening the documents")
    database = open_documents(settings.documents, settings.data)
    documents = Documents(database)
    auth = Auth(documents, clock.wall, api_key=settings.api_key, app_key=settings.app_key)
    auth.ensure()
    say("Opening the store")
    engine = open_engine(settings.store or settings.data / "store")
    say("Checking the tables")
    migrate(engine, settings.retention_days)
    install_dashboards(documents)
    return Parts(settings, engine, documents, Outbox(database), auth)


def build(parts: Parts, ready: Callable[[], None] = lambda: None) -> Starlette:
    """The application over these parts; `ready` is called when it takes requests."""
    settings, documents = parts.settings, parts.documents
    writer = Writer(parts.engine)
    hosts = Hosts(lambda: _given_tags(documents), writer.forget, clock.wall)
    hosts.remember(_known_hosts(parts.engine))

    async def write(batch: Batch) -> None:
        await writer.write(batch)

    kept = SnapshotTable(documents.engine)
    snapshots = Snapshots(kept, parts.engine.run, Painter(), clock.wall, settings.snapshot_days, settings.url)
    outside = _outside(settings, documents, snapshots)
    context = Context(
        settings, parts.engine, writer, documents, parts.outbox, parts.auth, clock.wall, snapshots, outside
    )
    door = Door(
        valid_key=parts.auth.valid_key,
        write=writer.write,
        hosts=hosts,
        clock=clock.wall,
        body_limit=settings.body_limit_mb << 20,
        url=settings.url,
    )
    evaluator = Evaluator(
        documents, parts.outbox, parts.engine.run, write, clock.wall, float(settings.evaluate_every_s),
        server=f"{gethostname()}:{settings.port}:{settings.data.resolve()}",
    )  # fmt: skip
    deliverer = Deliverer(parts.outbox, outside, clock.wall)
    announcer = Announcer(documents, parts.outbox, clock.wall, settings.url)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        endless = (evaluator.forever, deliverer.forever, announcer.forever) if "evaluate" in settings.roles else ()
        tasks = [asyncio.create_task(one()) for one in endless]
        ready()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            snapshots.stop()
            await writer.stop()

    return create_app(context, routes(door) if "intake" in settings.roles else (), lifespan)


def _outside(settings: Settings, documents: Documents, snapshots: Snapshots) -> Outside:
    mail = Mail(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_user,
        settings.smtp_password,
        settings.smtp_security,
        settings.smtp_from,
        settings.mail_subject_prefix,
    )
    return Outside(
        mail,
        settings.url,
        entries=lambda channel: entries_of(documents, channel),
        addresses=lambda: addresses_of(documents),
        variables=lambda: variables_of(documents),
        snapshot=snapshots.of_delivery,
        image=snapshots.at,
        private_targets=settings.private_targets,
    )


def _given_tags(documents: Documents) -> dict[str, list[str]]:
    return {one.id: one.body["tags"] for one in documents.all("host_tags")}


def _known_hosts(engine: Engine) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = engine.run(
        "SELECT host, agent_version, tags, apps, meta FROM hosts FINAL"
    ).to_pylist()
    return rows
