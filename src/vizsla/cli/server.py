"""The server: its parts opened and joined."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from socket import gethostname
from typing import Any

from starlette.applications import Starlette

from vizsla import clock
from vizsla.api.app import create_app
from vizsla.api.auth import Auth
from vizsla.api.context import Context
from vizsla.api.metric_catalogue import said
from vizsla.api.snapshots import Snapshots
from vizsla.api.users import addresses_of
from vizsla.cli import own
from vizsla.cli.builtin import install_dashboards
from vizsla.cli.tally import CountedDoor, CountedEngine, Tally
from vizsla.intake.door import Door
from vizsla.intake.hosts import Hosts
from vizsla.intake.late import LateData
from vizsla.intake.routes import routes
from vizsla.intake.taking import Taking
from vizsla.model.batch import Batch
from vizsla.model.records import SCHEMAS, table
from vizsla.monitors.announcing import Announcer
from vizsla.monitors.evaluator import Evaluator
from vizsla.notify.channel import Mail, Outside
from vizsla.notify.deliverer import Deliverer
from vizsla.notify.entries import entries_of, variables_of
from vizsla.notify.mentions import Mentions
from vizsla.notify.painter import Painter
from vizsla.settings import Settings
from vizsla.store import retention
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import URGENT, Engine, open_engine
from vizsla.store.late import LateNotes
from vizsla.store.migrate import migrate
from vizsla.store.outbox import Outbox
from vizsla.store.queried import QueriedMetrics
from vizsla.store.snapshots import SnapshotTable
from vizsla.store.writer import Writer
from vizsla.wire.arrival import Arrival

log = logging.getLogger(__name__)

_THREADS = 64
_INTAKE_THREADS = 4


@dataclass(frozen=True)
class Parts:
    """What a server is made of, before it serves."""

    settings: Settings
    engine: Engine
    documents: Documents
    outbox: Outbox
    auth: Auth


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


def build(parts: Parts, ready: Callable[[], None] = lambda: None, *, report_every_s: float = own.EVERY_S) -> Starlette:
    """The application over these parts; `ready` is called when it takes requests.

    It stores what it measures of itself each `report_every_s`.
    """
    settings, documents, tally = parts.settings, parts.documents, Tally()
    queried = QueriedMetrics(documents.engine, clock.wall)
    engine = CountedEngine(parts.engine, tally, queried.hear)
    writer = Writer(engine)
    hosts = Hosts(lambda: _given_tags(documents), writer.forget, clock.wall)
    hosts.remember(_known_hosts(parts.engine))

    async def write(batch: Batch) -> None:
        await writer.write(batch)

    kept = SnapshotTable(documents.engine)
    snapshots = Snapshots(
        kept, engine.run, said(documents), Painter(), clock.wall, settings.snapshot_days, settings.url
    )
    outside = _outside(settings, documents, snapshots)
    context = Context(
        settings, engine, writer, documents, parts.outbox, parts.auth, clock.wall, snapshots, outside, queried
    )
    late = LateData(LateNotes(documents.engine).note, clock.wall)
    mentions = Mentions(parts.outbox, outside, clock.wall)

    def hear(batch: Batch) -> Iterator[asyncio.Task[None]]:
        yield from late.hear(batch)
        if "events" in batch:
            yield from mentions.hear(batch["events"])

    taking = Taking(writer.write, hear)

    door = Door(
        valid_key=parts.auth.valid_key,
        write=taking.take,
        hosts=hosts,
        clock=clock.wall,
        body_limit=settings.body_limit_mb << 20,
        url=settings.url,
        threads=ThreadPoolExecutor(_INTAKE_THREADS, "intake"),
    )

    deliverer = Deliverer(parts.outbox, outside, clock.wall, lambda state: tally.count("deliveries", f"state:{state}"))

    def evaluated(monitors: int, seconds: float, late_s: float) -> None:
        tally.count("monitors.evaluated", by=monitors)
        tally.took("evaluation.seconds", seconds)
        tally.took("evaluation.lag", late_s)
        deliverer.wake()

    evaluator = Evaluator(
        documents, parts.outbox, partial(engine.run, limits=URGENT), write, clock.wall,
        float(settings.evaluate_every_s),
        server=f"{gethostname()}:{settings.port}:{settings.data.resolve()}",
        told=evaluated,
        url=settings.url,
        spare_run=engine.run,
    )  # fmt: skip
    announcer = Announcer(documents, parts.outbox, clock.wall, settings.url)

    async def arrival() -> Arrival:
        await hosts.refresh()
        return Arrival(now=clock.wall(), host_tags=hosts.tags)

    report = own.reporter(
        tally,
        own.gauges_of(parts.engine, settings.data, lambda: writer.held_bytes),
        write,
        arrival,
        gethostname(),
        report_every_s,
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        # The usual pool has few threads on small machines: requests that wait for the store would hold up all others.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "server"))

        def sweep() -> Coroutine[Any, Any, None]:
            return retention.forever(documents.engine, settings.retention_days, clock.wall)

        evaluates = "evaluate" in settings.roles
        endless = (evaluator.forever, deliverer.forever, announcer.forever, sweep) if evaluates else ()
        tasks = [asyncio.create_task(one()) for one in endless]
        tasks.append(asyncio.create_task(own.forever(report, report_every_s)))
        tasks.append(asyncio.create_task(queried.forever()))
        ready()
        tasks.append(asyncio.create_task(asyncio.to_thread(_warm)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await snapshots.stop()
            await writer.stop()
            await taking.stop()
            await late.stop()
            await mentions.stop()
            door.threads.shutdown(wait=False, cancel_futures=True)

    intake = routes(door) if "intake" in settings.roles else []
    app = create_app(context, intake, lifespan)
    app.add_middleware(CountedDoor, tally=tally, intake={route.endpoint for route in intake})
    return app


def _warm() -> None:
    """Make a first table: Arrow then imports pandas, which takes a second that no request is to wait for."""
    table("quarantine", {name: [] for name in SCHEMAS["quarantine"].names})


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
