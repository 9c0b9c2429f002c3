"""The documents database: opened, and its tables brought to the newest of the numbered revisions."""

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from vizsla.store.errors import StoreError

metadata = sa.MetaData()
"""Every table of the documents database; modules declare theirs here, and a revision makes it."""

_REVISIONS = Path(__file__).with_name("revisions")
_NUMBERED = re.compile(r"(\d{4})_\w+\.py")


def open_documents(url: str, directory: Path) -> sa.Engine:
    """Connect to the documents database (SQLite in the directory unless a URL is given) with its tables up to date."""
    engine = _server(url) if url else _file(directory)
    try:
        _migrate(engine)
    except sa.exc.DBAPIError as error:
        raise StoreError(f"the documents database cannot be opened: {error.orig}") from error
    return engine


def revisions() -> list[str]:
    """Numbers of the revisions, oldest first; read from the files' names, since Alembic takes a third of a second."""
    return sorted(found[1] for file in (_REVISIONS / "versions").iterdir() if (found := _NUMBERED.fullmatch(file.name)))


def _server(url: str) -> sa.Engine:
    # The address may hold a password: nothing of it is told.
    if not url.startswith(("postgresql://", "postgresql+psycopg://")):
        raise StoreError("the documents' address is no postgresql://user@host/database; see VIZSLA_DOCUMENTS")
    try:
        engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), pool_pre_ping=True)
    except (sa.exc.ArgumentError, ValueError):
        raise StoreError("the documents' address cannot be read; see VIZSLA_DOCUMENTS") from None
    sa.event.listen(engine, "connect", _prepare_postgres)
    return engine


def _file(directory: Path) -> sa.Engine:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        file = directory / "documents.sqlite"
        file.touch(mode=0o600)
    except OSError as error:
        raise StoreError(
            f"the data directory {directory} cannot be written: {error.strerror}; "
            "choose another with --data or VIZSLA_DATA"
        ) from error
    engine = sa.create_engine(f"sqlite:///{file}")
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, _record: Any) -> None:
    from psycopg.types.string import StrDumper

    class WithoutNul(StrDumper):
        """Text as PostgreSQL can hold it, which has no NUL."""

        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))

    connection.adapters.register_dumper(str, WithoutNul)


def _migrate(engine: sa.Engine) -> None:
    known = revisions()
    with engine.connect() as db:
        if _version(db) == known[-1]:
            return
    with engine.begin() as db:
        _claim(db)
        version = _version(db)  # another server may have done it meanwhile
        if version and version not in known:
            raise StoreError(
                f"the documents database was written by a newer vizsla (revision {version}, this one knows "
                f"{known[-1]}); install that version or use another --data"
            )
        if version != known[-1]:
            _upgrade(db)


def _version(db: sa.Connection) -> str:
    """The revision that the database has; empty where it has none, as a new one or one older than the revisions."""
    if not sa.inspect(db).has_table("alembic_version"):
        return ""
    return str(db.scalar(sa.text("SELECT version_num FROM alembic_version")) or "")


def _claim(db: sa.Connection) -> None:
    """Keep other servers from migrating until this transaction ends."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        db.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('vizsla documents'))"))


def _upgrade(db: sa.Connection, to: str = "head") -> None:
    from alembic.command import upgrade
    from alembic.config import Config

    config = Config(attributes={"connection": db})
    config.set_main_option("script_location", str(_REVISIONS).replace("%", "%%"))
    upgrade(config, to)
