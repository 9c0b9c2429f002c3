"""Documents: what people make and save, as the JSON they gave, with every earlier version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec
import sqlalchemy as sa

from vizsla.store.database import metadata

_AT_ONCE = 500

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("modified", sa.Float, nullable=False),
)

versions = sa.Table(
    "document_versions",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("modified", sa.Float, nullable=False),
)

numbers = sa.Table(
    "document_numbers",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)


class Conflict(Exception):
    """Somebody else saved the document first, or it exists already."""


@dataclass(frozen=True)
class Document:
    """One version of a document; the body is what was given."""

    kind: str
    id: str
    version: int
    body: dict[str, Any]
    author: str
    created: datetime
    modified: datetime


class Documents:
    """Reads and writes documents; every method is one transaction and may be called from any thread."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    def get(self, kind: str, id: str) -> Document | None:
        """The newest version, or None."""
        with self.engine.connect() as db:
            row = db.execute(documents.select().where(documents.c.kind == kind, documents.c.id == id)).one_or_none()
        return None if row is None else _document(row)

    def all(self, kind: str) -> list[Document]:
        """Every document of the kind, oldest first."""
        with self.engine.connect() as db:
            rows = db.execute(documents.select().where(documents.c.kind == kind).order_by(documents.c.created))
            return [_document(row) for row in rows]

    def fingerprint(self, kind: str) -> object:
        """What differs when any document of the kind was made, changed or deleted."""
        d = documents.c
        asked = sa.select(sa.func.count(), sa.func.sum(d.version), sa.func.max(d.modified), sa.func.max(d.created))
        with self.engine.connect() as db:
            return tuple(db.execute(asked.where(d.kind == kind)).one())

    def versions_of(self, kind: str) -> dict[str, int]:
        """The version of every document of the kind, by id."""
        with self.engine.connect() as db:
            rows = db.execute(sa.select(documents.c.id, documents.c.version).where(documents.c.kind == kind))
            return {row.id: row.version for row in rows}

    def some(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """The documents of these ids that there are."""
        found = []
        with self.engine.connect() as db:
            for i in range(0, len(ids), _AT_ONCE):
                asked = (documents.c.kind == kind) & documents.c.id.in_(ids[i : i + _AT_ONCE])
                found += [_document(row) for row in db.execute(documents.select().where(asked))]
        return found

    def create(self, kind: str, body: Mapping[str, Any], *, id: str | None = None, author: str = "") -> Document:
        """Store a new document; raises Conflict where the id is taken."""
        now = datetime.now(UTC).timestamp()
        row = {"kind": kind, "id": id or uuid4().hex, "version": 1, "body": msgspec.json.encode(body),
               "author": author, "created": now, "modified": now}  # fmt: skip
        try:
            with self.engine.begin() as db:
                db.execute(documents.insert().values(row))
                db.execute(versions.insert().values(row))
        except sa.exc.IntegrityError as error:
            raise Conflict(f"{kind} {row['id']} exists already") from error
        return _document(row)

    def save(
        self, kind: str, id: str, body: Mapping[str, Any], *, expected: int | None = None, author: str = ""
    ) -> Document:
        """Store a new version; raises Conflict unless the newest one is `expected` (where that is given)."""
        with self.engine.begin() as db:
            found = db.execute(documents.select().where(documents.c.kind == kind, documents.c.id == id)).one_or_none()
            if found is None or expected not in (None, found.version):
                raise Conflict(f"{kind} {id} was changed or deleted meanwhile")
            row = found._asdict() | {
                "version": found.version + 1,
                "body": msgspec.json.encode(body),
                "author": found.author or author,
                "modified": datetime.now(UTC).timestamp(),
            }
            done = db.execute(
                documents.update()
                .where(documents.c.kind == kind, documents.c.id == id, documents.c.version == found.version)
                .values(row)
            )
            if done.rowcount != 1:
                raise Conflict(f"{kind} {id} was changed meanwhile")
            db.execute(versions.insert().values(row | {"author": author or found.author}))
        return _document(row)

    def delete(self, kind: str, id: str, *, but_last: bool = False) -> bool:
        """Remove a document with its versions. False where there was none; or it is the last, which is to stay."""
        wanted = (documents.c.kind == kind) & (documents.c.id == id)
        with self.engine.begin() as db:
            if but_last:  # held until the end, so that of two at once the second sees what the first has left
                held = sa.select(documents.c.id).where(documents.c.kind == kind).order_by(documents.c.id)
                db.execute(held.with_for_update())
                other = documents.alias()
                wanted &= sa.exists().where(other.c.kind == kind, other.c.id != id)
            gone = db.execute(documents.delete().where(wanted)).rowcount
            if gone:  # an id that is used again starts a new history
                db.execute(versions.delete().where(versions.c.kind == kind, versions.c.id == id))
        return bool(gone)

    def move(self, kind: str, id: str, to: str) -> bool:
        """Make a document, with its versions, one of another kind. False where there was none."""
        with self.engine.begin() as db:
            here = (documents.c.kind == kind) & (documents.c.id == id)
            moved = db.execute(documents.update().where(here).values(kind=to)).rowcount
            if moved:
                past = (versions.c.kind == kind) & (versions.c.id == id)
                db.execute(versions.update().where(past).values(kind=to))
        return bool(moved)

    def history(self, kind: str, id: str) -> list[Document]:
        """Every version, oldest first."""
        with self.engine.connect() as db:
            rows = db.execute(
                versions.select().where(versions.c.kind == kind, versions.c.id == id).order_by(versions.c.version)
            )
            return [_document(row) for row in rows]

    def next_number(self, kind: str) -> int:
        """A number that no other document of the kind was ever given."""
        counted = numbers.update().where(numbers.c.kind == kind).values(last=numbers.c.last + 1)
        with self.engine.begin() as db:
            if db.execute(counted).rowcount == 0:
                try:
                    with db.begin_nested():
                        db.execute(numbers.insert().values(kind=kind, last=1))
                except sa.exc.IntegrityError:  # another server was first
                    db.execute(counted)
            return int(db.execute(sa.select(numbers.c.last).where(numbers.c.kind == kind)).scalar_one())


def _document(row: Any) -> Document:
    values = row if isinstance(row, dict) else row._asdict()
    return Document(
        kind=values["kind"],
        id=values["id"],
        version=values["version"],
        body=msgspec.json.decode(values["body"]),
        author=values["author"],
        created=datetime.fromtimestamp(values["created"], UTC),
        modified=datetime.fromtimestamp(values["modified"], UTC),
    )
