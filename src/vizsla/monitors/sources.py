"""What a search reads, as intake notes it where it comes late: rows of services or sources that it names, or all."""

from vizsla.query.search import parse
from vizsla.query.search.fields import Column, place
from vizsla.query.search.syntax import And, Equals, Has, Or, Table, Tree
from vizsla.store.late import NAMES, source


def read_by(table: Table, search: str) -> frozenset[str]:
    """The sources of what the search finds."""
    names = _names(parse(search), table)
    return frozenset(source(table, name) for name in names) if names is not None else frozenset({source(table)})


def _names(tree: Tree, table: Table) -> frozenset[str] | None:
    match tree:
        case Has(field, Equals(name)) if name:
            where = place(field, table)
            return frozenset({name}) if isinstance(where, Column) and where.sql == NAMES[table] else None
        case And(parts):
            known = [names for part in parts if (names := _names(part, table)) is not None]
            return min(known, key=len, default=None)
        case Or(parts):
            each = [_names(part, table) for part in parts]
            return frozenset().union(*(names or () for names in each)) if None not in each else None
    return None
