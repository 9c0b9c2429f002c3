"""Rows that are inserted, or change those of the same key that are there: SQLite and PostgreSQL each in their way."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert(db: sa.Connection, table: sa.Table) -> Any:
    """An insert that may say what to do on a conflict."""
    return sqlite.insert(table) if db.dialect.name == "sqlite" else postgresql.insert(table)


def upsert(db: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each in place of the one that has its primary key."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    made = insert(db, table)
    changed = {name: made.excluded[name] for name in rows[0] if name not in keys}
    db.execute(made.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))
