"""What had data that came late, so that monitors can be judged again for the time that these are of."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from vizsla.store.database import metadata

_KEPT_S = 86400.0

late = sa.Table(
    "late_metrics",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("metric", sa.Text, nullable=False),  # or what else data are of, see `source`
    sa.Column("oldest", sa.Float, nullable=False),
    sa.Column("noted", sa.Float, nullable=False, index=True),
)


NAMES = {"points": "metric", "sketches": "metric", "checks": "name", "logs": "service", "spans": "service",
         "events": "source"}  # fmt: skip
"""The column by which a table's rows are told apart, since monitors may ask for one of it."""


def source(table: str, name: str = "") -> str:
    """What rows other than points are noted as; without a name all of the table. No metric is called so."""
    return f"{table}: {name}"


def of_all(source: str) -> str:
    """What stands for all of the table; a metric is its own."""
    return "".join(source.partition(": ")[:2])


@dataclass(frozen=True)
class Late:
    """A source with late data, a metric by its name: the time of the oldest, and when they came."""

    source: str
    oldest: float
    noted: float


class LateNotes:
    """Reads and writes the table; every method is one transaction and may be called from any thread."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def note(self, oldest: Mapping[str, float], now: float) -> None:
        """Keep sources, each with the time of the oldest that came late, for a day."""
        rows = [{"metric": name, "oldest": at, "noted": now} for name, at in sorted(oldest.items())]
        with self._engine.begin() as db:
            db.execute(late.delete().where(late.c.noted < now - _KEPT_S))
            db.execute(late.insert(), rows)

    def noted(self, since: float, until: float) -> list[Late]:
        """What was noted after a moment and up to another."""
        wanted = sa.select(late.c.metric, late.c.oldest, late.c.noted)
        within = (late.c.noted > since) & (late.c.noted <= until)
        with self._engine.connect() as db:
            return [Late(*row) for row in db.execute(wanted.where(within).order_by(late.c.noted))]
