"""The values that a search's records have in the fields people filter by, most frequent first."""

from dataclasses import dataclass

from vizsla.query.facet import facet
from vizsla.query.moments import Window
from vizsla.query.records import BETWEEN, Run
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
    pairs = []
    for name in _FIELDS[table]:
        found, label = facet(name, table, param), param(name, "String")
        texts = found.text if found.many else f"[{found.text}]"
        pairs.append(f"arrayMap(v -> ({label}, toString(v)), {texts})")
    pairs.append(
        "arrayMap(t -> (substring(t, 1, position(t, ':') - 1), substring(t, position(t, ':') + 1)), "
        "arrayFilter(t -> position(t, ':') > 1, tags))"
    )
    rows = run(
        "SELECT pair.1 AS name, pair.2 AS value, toInt64(count()) AS n FROM "
        f"(SELECT arrayJoin(arrayDistinct(arrayConcat({', '.join(pairs)}))) AS pair FROM {table} "
        f"WHERE {BETWEEN} AND ({condition})) WHERE value != '' GROUP BY name, value "
        "ORDER BY n DESC, value LIMIT {values:UInt32} BY name LIMIT 5000",
        params,
    )
    grouped: dict[str, list[tuple[str, int]]] = {}
    for row in rows.to_pylist():
        grouped.setdefault(row["name"], []).append((row["value"], row["n"]))
    fixed = [name for name in _FIELDS[table] if name in grouped]
    others = sorted(grouped.keys() - set(fixed), key=lambda name: (-sum(n for _, n in grouped[name]), name))
    return [Values(name, tuple(grouped[name])) for name in (*fixed, *others[:tags])]
