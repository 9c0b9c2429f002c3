"""The values that a search's records have in the fields people filter by, most frequent first."""

from dataclasses import dataclass

from vizsla.query.facet import facet
from vizsla.query.moments import Window
from vizsla.query.records import Run, between
from vizsla.query.search import parse, sql
from vizsla.query.search.syntax import Table

_FIELDS: dict[Table, tuple[str, ...]] = {
    "logs": ("service", "status", "host", "source", "@http.status_code", "@http.method", "@error.kind", "@logger.name"),
    "spans": (
        "service", "env", "operation_name", "resource_name", "type", "status", "host", "version", "@http.status_code",
        "@http.method", "@error.type", "@db.system",
    ),
    "events": ("source", "status", "priority", "host"),
}  # fmt: skip


@dataclass(frozen=True)
class Values:
    """A field as a search writes it, and its values with how many records have each."""

    name: str
    values: tuple[tuple[str, int], ...]


def facets(table: Table, search: str, window: Window, run: Run, values: int = 20, tags: int = 20) -> list[Values]:
    """The facets that have a value: fixed fields in their order, then the most frequent tags. Raises QueryError."""
    condition, params = sql.compile(parse(search), table)

    def param(value: object, type_: str) -> str:
        name = f"f{len(params)}"
        params[name] = value
        return f"{{{name}:{type_}}}"

    params |= {"from": window.start_ms, "to": window.end_ms, "values": values}
    source = f"FROM {table} WHERE {between(table)} AND ({condition})"
    parts = []
    for name in _FIELDS[table]:
        found, label = facet(name, table, param), param(name, "String")
        value = f"arrayJoin({found.text})" if found.many else found.text
        parts.append(
            f"SELECT {label} AS name, toString(v) AS value, n FROM "
            f"(SELECT {value} AS v, toInt64(count()) AS n {source} "
            "GROUP BY v HAVING v != '' ORDER BY n DESC, v LIMIT {values:UInt32})"
        )
    # Whole tags are counted, which is cheap, and cut into key and value afterwards.
    parts.append(
        "SELECT substring(t, 1, position(t, ':') - 1) AS name, substring(t, position(t, ':') + 1) AS value, n FROM "
        f"(SELECT toString(arrayJoin(arrayDistinct(tags))) AS t, toInt64(count()) AS n {source} GROUP BY t) "
        "WHERE position(t, ':') > 1 AND value != '' ORDER BY n DESC, value LIMIT {values:UInt32} BY name LIMIT 2000"
    )
    rows = run(f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY n DESC, value", params)
    grouped: dict[str, list[tuple[str, int]]] = {}
    for row in rows.to_pylist():
        group = grouped.setdefault(row["name"], [])
        # A field that is also a tag, such as the host, is one facet; its more frequent count comes first.
        if all(value != row["value"] for value, _ in group):
            group.append((row["value"], row["n"]))
    fixed = [name for name in _FIELDS[table] if name in grouped]
    others = sorted(grouped.keys() - set(fixed), key=lambda name: (-sum(n for _, n in grouped[name]), name))
    return [Values(name, tuple(grouped[name])) for name in (*fixed, *others[:tags])]
