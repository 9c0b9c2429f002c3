"""When monitors' groups changed their status, from the transitions that were stored."""

from dataclasses import dataclass

import sqlalchemy as sa

from vizsla.store.outbox_tables import groups, transitions


@dataclass(frozen=True)
class Change:
    """A group's step from one status to another, at a second."""

    group: str
    at: float
    previous: str
    status: str


def changes(engine: sa.Engine, monitor_id: int, until_s: float, since_s: float = 0.0) -> list[Change]:
    """Every change of the monitor's groups before the moment, and not before the other, oldest first."""
    t = transitions.c
    asked = (
        sa.select(t.grp, t.at, t.previous, t.status)
        .where(t.monitor_id == monitor_id, t.at >= since_s, t.at < until_s, t.previous != t.status)
        .order_by(t.at, t.id)
    )
    with engine.connect() as db:
        return [Change(row.grp, row.at, row.previous, row.status) for row in db.execute(asked)]


def statuses(engine: sa.Engine, monitor_id: int) -> dict[str, str]:
    """The status of each of the monitor's groups now."""
    with engine.connect() as db:
        rows = db.execute(sa.select(groups.c.grp, groups.c.status).where(groups.c.monitor_id == monitor_id))
        return {row.grp: row.status for row in rows}
