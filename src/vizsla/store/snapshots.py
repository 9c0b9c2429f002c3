"""Pictures of graphs under names that cannot be guessed, and what they were asked to show."""

import secrets
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from vizsla.store.database import metadata

table = sa.Table(
    "snapshots",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, unique=True),
    sa.Column("made", sa.Float, nullable=False, index=True),
    sa.Column("asked", sa.LargeBinary, nullable=False),
    sa.Column("image", sa.LargeBinary),
)


@dataclass(frozen=True)
class Kept:
    """A snapshot: what it shows as JSON, and its PNG once that is drawn."""

    name: str
    asked: bytes
    image: bytes | None


class SnapshotTable:
    """Reads and writes snapshots; every method is one transaction and may be called from any thread."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, asked: Any, now: float, key: str | None = None) -> str:
        """The name of a new snapshot, or of the one that was added by the same key before."""
        if key is not None and (known := self._named(key)):
            return known
        name = secrets.token_urlsafe(24).replace("-", "a").replace("_", "b")
        row = {"name": name, "key": key, "made": now, "asked": msgspec.json.encode(asked)}
        try:
            with self._engine.begin() as db:
                db.execute(table.insert().values(row))
        except sa.exc.IntegrityError:
            return self._named(key or "") or name
        return name

    def get(self, name: str) -> Kept | None:
        """The snapshot of this name."""
        wanted = sa.select(table.c.name, table.c.asked, table.c.image).where(table.c.name == name)
        with self._engine.connect() as db:
            row = db.execute(wanted).one_or_none()
        return None if row is None else Kept(row.name, row.asked, row.image)

    def drawn(self, name: str, image: bytes) -> None:
        """Keep the PNG."""
        with self._engine.begin() as db:
            db.execute(table.update().where(table.c.name == name).values(image=image))

    def asked_since(self, moment: float) -> int:
        """How many were made since then that no monitor asked for."""
        counted = sa.select(sa.func.count()).where(table.c.made > moment, table.c.key.is_(None))
        with self._engine.connect() as db:
            return int(db.execute(counted).scalar_one())

    def forget_before(self, moment: float) -> None:
        """Remove those made before then."""
        with self._engine.begin() as db:
            db.execute(table.delete().where(table.c.made < moment))

    def _named(self, key: str) -> str | None:
        with self._engine.connect() as db:
            return db.execute(sa.select(table.c.name).where(table.c.key == key)).scalar_one_or_none()
