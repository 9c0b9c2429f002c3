"""Old transitions, with their deliveries, and old versions of documents, removed once a day."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
    t, v = transitions.c, versions.c
    with engine.connect() as db:
        newest = frozenset(db.scalars(_newest_transitions()))
    told = 0
    for page in _pages(engine, _old_transitions(now - days["transitions"] * 86400), (t.id,)):
        ids = [id for (id,) in page if id not in newest]
        with engine.begin() as db:
            db.execute(deliveries.delete().where(deliveries.c.transition_id.in_(ids)))
            told += db.execute(transitions.delete().where(t.id.in_(ids))).rowcount
    gone = 0
    surpassed, key = _surpassed(now - days["versions"] * 86400), (v.kind, v.id, v.version)
    for page in _pages(engine, sa.select(*key).where(surpassed), key):
        # By their range: PostgreSQL takes long over a list of keys of several columns.
        first, last = sa.tuple_(*key) >= sa.tuple_(*page[0]), sa.tuple_(*key) <= sa.tuple_(*page[-1])
        with engine.begin() as db:
            gone += db.execute(versions.delete().where(first, last, surpassed)).rowcount
    return told, gone


def _pages(engine: sa.Engine, asked: sa.Select[Any], key: Sequence[sa.Column[Any]]) -> Iterator[list[tuple[Any, ...]]]:
    # From key to key, so that no row is looked at twice; read before a transaction that keeps others from writing.
    page = asked.order_by(*key).limit(_AT_ONCE)
    more = True
    while more:
        with engine.connect() as db:
            rows = [tuple(row) for row in db.execute(page)]
        if more := len(rows) == _AT_ONCE:
            page = asked.order_by(*key).limit(_AT_ONCE).where(sa.tuple_(*key) > sa.tuple_(*rows[-1]))
        if rows:
            yield rows


def _newest_transitions() -> sa.Select[tuple[int]]:
    t, g = transitions.c, groups.c
    of_groups = sa.select(sa.func.max(t.id)).join(groups, (g.monitor_id == t.monitor_id) & (g.grp == t.grp))
    return of_groups.group_by(t.monitor_id, t.grp)


def _old_transitions(before: float) -> sa.Select[tuple[int]]:
    t, d = transitions.c, deliveries.c
    pending = sa.exists().where(d.transition_id == t.id, d.state == "pending")
    return sa.select(t.id).where(t.at < before, ~pending)


def _surpassed(before: float) -> sa.ColumnElement[bool]:
    v, d = versions.c, documents.c
    return (v.modified < before) & sa.exists().where(d.kind == v.kind, d.id == v.id, d.version > v.version)
