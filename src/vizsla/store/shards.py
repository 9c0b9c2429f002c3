"""Who evaluates which monitors: servers lease shards of them, so that they share the work and none is done twice."""

from math import ceil
from uuid import uuid4

import sqlalchemy as sa

from vizsla.store.database import metadata

SHARDS = 16
LEASE_S = 30.0

shards = sa.Table(
    "monitor_shards",
    metadata,
    sa.Column("shard", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("server", sa.Text, nullable=False),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("until", sa.Float, nullable=False),
)

servers = sa.Table(
    "monitor_servers",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("server", sa.Text, nullable=False),
    sa.Column("seen", sa.Float, nullable=False),
)


class LeaseLost(Exception):
    """Another server has taken over meanwhile; what was computed is not stored."""


class Leases:
    """The shards that this process holds. Its name outlives a restart, its token does not.

    A process that starts takes over at once what an earlier one of the same name held; what servers of other names hold
    it takes when their lease has lapsed. A lease of the far future was made by a clock that ran ahead, and has lapsed.
    """

    def __init__(self, engine: sa.Engine, server: str) -> None:
        self._engine, self._server, self._token = engine, server, uuid4().hex
        self._started = False
        self.held: frozenset[int] = frozenset()
        self._renewed = float("-inf")

    def renew(self, now: float) -> frozenset[int]:
        """The shards held now: an even share of them, renewed when a third of the lease has gone by."""
        if 0 <= now - self._renewed < LEASE_S / 3:
            return self.held
        with self._engine.begin() as db:
            self._report(db, now)
            mine = set(db.scalars(sa.select(shards.c.shard).where(shards.c.token == self._token)))
            rows = db.execute(sa.select(shards.c.shard, shards.c.until, shards.c.server).order_by(shards.c.shard)).all()
            fair = self._fair(db)
            for shard in sorted(mine)[fair:]:
                db.execute(shards.update().where(self._is_mine(shard)).values(until=0.0, token="", server=""))
                mine.discard(shard)
            for row in rows:
                lapsed = not now < row.until < now + 2 * LEASE_S
                if len(mine) < fair and row.shard not in mine and lapsed and self._take(db, row.shard, row.until, now):
                    mine.add(row.shard)
            if mine:
                held = shards.c.shard.in_(mine) & (shards.c.token == self._token)
                db.execute(shards.update().where(held).values(until=now + LEASE_S))
        self._started, self._renewed = True, now
        self.held = frozenset(mine)
        return self.held

    def fence(self, db: sa.Connection, wanted: frozenset[int], now: float) -> None:
        """Within a transaction: keep these shards until it ends, or raise LeaseLost."""
        mine = shards.c.shard.in_(wanted) & (shards.c.token == self._token)
        if db.execute(shards.update().where(mine).values(until=now + LEASE_S)).rowcount != len(wanted):
            self.held, self._renewed = frozenset(), float("-inf")
            raise LeaseLost("these monitors are evaluated by another server now")

    def release(self) -> None:
        """Give everything back, so that another server goes on at once."""
        with self._engine.begin() as db:
            db.execute(shards.update().where(shards.c.token == self._token).values(until=0.0, token="", server=""))
            db.execute(servers.delete().where(servers.c.token == self._token))
        self.held, self._renewed = frozenset(), float("-inf")

    def _report(self, db: sa.Connection, now: float) -> None:
        stale = (servers.c.seen < now - 2 * LEASE_S) | (servers.c.seen > now + 2 * LEASE_S)
        db.execute(servers.delete().where(stale | (servers.c.token == self._token)))
        if not self._started:
            db.execute(servers.delete().where(servers.c.server == self._server))
            known = set(db.scalars(sa.select(shards.c.shard)))
            for shard in set(range(SHARDS)) - known:
                try:
                    with db.begin_nested():
                        db.execute(shards.insert().values(shard=shard, server="", token="", until=0.0))
                except sa.exc.IntegrityError:  # another server was first
                    pass
            db.execute(shards.update().where(shards.c.server == self._server).values(until=0.0))
        db.execute(servers.insert().values(token=self._token, server=self._server, seen=now))

    def _fair(self, db: sa.Connection) -> int:
        return ceil(SHARDS / max(1, db.scalar(sa.select(sa.func.count()).select_from(servers)) or 1))

    def _take(self, db: sa.Connection, shard: int, until: float, now: float) -> bool:
        found = (shards.c.shard == shard) & (shards.c.until == until)
        values = {"server": self._server, "token": self._token, "until": now + LEASE_S}
        return bool(db.execute(shards.update().where(found).values(values)).rowcount)

    def _is_mine(self, shard: int) -> sa.ColumnElement[bool]:
        return (shards.c.shard == shard) & (shards.c.token == self._token)
