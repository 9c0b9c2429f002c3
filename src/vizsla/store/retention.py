"""Old transitions, with their deliveries, and old versions of documents, removed once a day."""

import asyncio
import logging
from collections.abc import Mapping

import sqlalchemy as sa

from vizsla.clock import Clock
from vizsla.store.documents import documents, versions
from vizsla.store.outbox_tables import deliveries, groups, transitions

log = logging.getLogger(__name__)

EVERY_S = 86400.0
_SOON_S = 300.0
_AT_ONCE = 2000  # so that nobody waits long for the database


async def forever(engine: sa.Engine, days: Mapping[str, int], clock: Clock) -> None:
    """Sweep soon after the start and then daily, until cancelled."""
    await asyncio.sleep(_SOON_S)
    while True:
        try:
            await asyncio.to_thread(sweep, engine, days, clock())
        except Exception:
            log.exception("old transitions and versions could not be removed; trying again tomorrow")
        await asyncio.sleep(EVERY_S)


def sweep(engine: sa.Engine, days: Mapping[str, int], now: float) -> tuple[int, int]:
    """Remove transitions and versions that are older than the days of `transitions` and `versions`; how many.

    What is still to be delivered stays, and the newest transition of each group and version of each document.
    """
    old = _old_transitions(now - days["transitions"] * 86400)
    told = 0
    while True:
        with engine.begin() as db:
            ids = db.scalars(old.limit(_AT_ONCE)).all()
            db.execute(deliveries.delete().where(deliveries.c.transition_id.in_(ids)))
            db.execute(transitions.delete().where(transitions.c.id.in_(ids)))
        told += len(ids)
        if len(ids) < _AT_ONCE:
            break
    surpassed = _old_versions(now - days["versions"] * 86400)
    key = sa.tuple_(versions.c.kind, versions.c.id, versions.c.version)
    gone = 0
    while True:
        with engine.begin() as db:
            removed = db.execute(versions.delete().where(key.in_(surpassed.limit(_AT_ONCE)))).rowcount
        gone += removed
        if removed < _AT_ONCE:
            return told, gone


def _old_transitions(before: float) -> sa.Select[tuple[int]]:
    t, g, d = transitions.c, groups.c, deliveries.c
    newest = (
        sa.select(sa.func.max(t.id))
        .join(groups, (g.monitor_id == t.monitor_id) & (g.grp == t.grp))
        .group_by(t.monitor_id, t.grp)
    )
    pending = sa.select(d.transition_id).where(d.state == "pending")
    return sa.select(t.id).where(t.at < before, t.id.not_in(newest), t.id.not_in(pending)).order_by(t.id)


def _old_versions(before: float) -> sa.Select[tuple[str, str, int]]:
    v, d = versions.c, documents.c
    newer = sa.exists().where(d.kind == v.kind, d.id == v.id, d.version > v.version)
    return sa.select(v.kind, v.id, v.version).where(v.modified < before, newer)
