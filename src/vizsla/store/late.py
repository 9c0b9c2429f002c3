"""Which metrics had points that came late, so that monitors can be judged again for the time that these are of."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from vizsla.store.database import metadata

_KEPT_S = 86400.0

late = sa.Table(
    "late_metrics",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("metric", sa.Text, nullable=False),
    sa.Column("oldest", sa.Float, nullable=False),
    sa.Column("noted", sa.Float, nullable=False, index=True),
)


@dataclass(frozen=True)
class Late:
    """A metric with late points: the time of the oldest, and when they came."""

    metric: str
    oldest: float
    noted: float


class LateMetrics:
    """Reads and writes the table; every method is one transaction and may be called from any thread."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def note(self, oldest: Mapping[str, float], now: float) -> None:
        """Keep metrics, each with the time of its oldest late point, for a day."""
        rows = [{"metric": metric, "oldest": at, "noted": now} for metric, at in sorted(oldest.items())]
        with self._engine.begin() as db:
            db.execute(late.delete().where(late.c.noted < now - _KEPT_S))
            db.execute(late.insert(), rows)

    def noted(self, since: float, until: float) -> list[Late]:
        """What was noted after a moment and up to another."""
        wanted = sa.select(late.c.metric, late.c.oldest, late.c.noted)
        within = (late.c.noted > since) & (late.c.noted <= until)
        with self._engine.connect() as db:
            return [Late(*row) for row in db.execute(wanted.where(within).order_by(late.c.noted))]
