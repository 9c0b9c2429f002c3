"""What handlers work with: built once by whoever starts the server, found again from any request."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import Request

from vizsla.api.auth import Auth
from vizsla.api.memory import Memory
from vizsla.clock import Clock
from vizsla.notify.channel import Outside
from vizsla.settings import Settings
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine
from vizsla.store.outbox import Outbox
from vizsla.store.queried import QueriedMetrics
from vizsla.store.writer import Writer

if TYPE_CHECKING:
    from vizsla.api.snapshots import Snapshots


@dataclass(frozen=True)
class Context:
    """The parts of a running server."""

    settings: Settings
    engine: Engine
    writer: Writer
    documents: Documents
    outbox: Outbox
    auth: Auth
    clock: Clock
    snapshots: "Snapshots"
    outside: Outside
    queried: QueriedMetrics
    observed: Memory = field(default_factory=lambda: Memory(300_000))
    """What backtests saw lately, weighed by groups and moments."""
    series: Memory = field(default_factory=lambda: Memory(300_000))
    """What queries lately found of metrics' series, weighed by series and groups."""
    measured: Memory = field(default_factory=lambda: Memory(5_000))
    """Where objectives stood lately."""


def of(request: Request) -> Context:
    """The context of the server that got this request."""
    context = request.app.state.context
    assert isinstance(context, Context)
    return context
