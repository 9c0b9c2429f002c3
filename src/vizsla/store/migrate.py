"""Migrations: numbered SQL files brought to the engine's form and applied once, and retention kept as set."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from vizsla.settings import Settings
from vizsla.store.engine import Engine, Limits
from vizsla.store.errors import StoreError
from vizsla.store.tuning import FSYNC

RETENTION_DAYS: Mapping[str, int] = Settings().retention_days
"""Days that each signal is kept unless the settings say otherwise; 0 keeps it for ever."""

_PATIENT = Limits(seconds=600)
_LEDGER = (
    "CREATE TABLE IF NOT EXISTS migrations_local {on_cluster} (number UInt32, name String, applied DateTime('UTC')) "
    "ENGINE = {ReplacingMergeTree:applied} ORDER BY number"
)
_SHARD_KEYS = {
    "series": "sid",
    "points": "sid",
    "rollup_5m": "sid",
    "rollup_1h": "sid",
    "sketches": "sid",
    "sketches_1h": "sid",
    "spans": "trace_id",
    "trace_summaries": "trace_id",
    "hosts": "cityHash64(host)",
    "inventories": "cityHash64(host)",
    "migrations": "number",
}
_SETTINGS = ", ".join(
    f"{key} = {value}" for key, value in {**FSYNC, "non_replicated_deduplication_window": 1000}.items()
)
_TTL = re.compile(r"\{ttl:(\w+):(\w+)\}")
_ENGINE = re.compile(r"\{(Replacing|Aggregating|)MergeTree(?::(\w+))?\}")
_CREATE = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+)_local\b")
_KEPT = re.compile(r"\bTTL .*?toIntervalDay\((\d+)\)")


@dataclass(frozen=True)
class Migration:
    """One numbered file of statements, as written."""

    number: int
    name: str
    statements: tuple[str, ...]


def migrations() -> list[Migration]:
    """Every migration of the schema folder, by number."""
    folder = files("vizsla.store") / "schema"
    found = [
        Migration(int(file.name[:4]), file.name.removesuffix(".sql"), tuple(_split(file.read_text(encoding="utf-8"))))
        for file in folder.iterdir()
        if file.name.endswith(".sql")
    ]
    return sorted(found, key=lambda migration: migration.number)


def expand(statement: str, cluster: str, days: Mapping[str, int]) -> list[str]:
    """The statements that one templated statement stands for: on one server, or on all of a cluster.

    On a cluster the `_local` tables are replicated and a Distributed table over them has the bare name.
    """
    text = _TTL.sub(lambda found: _ttl(found[2], _days(days, found[1])), statement)
    text = text.replace("{on_cluster}", _on_cluster(cluster))
    text = _ENGINE.sub(lambda found: _table_engine(found[1], found[2] or "", cluster), text)
    made = _CREATE.search(text)
    if made:
        text += f" SETTINGS {_SETTINGS}"
    if not cluster:
        return [re.sub(r"\b(\w+)_local\b", r"\1", text)]
    return [text, _distributed(made[1], cluster)] if made else [text]


def migrate(engine: Engine, days: Mapping[str, int] = RETENTION_DAYS) -> list[str]:
    """Apply the migrations that the engine has not had, then retention; returns the names of those applied."""
    for statement in expand(_LEDGER, engine.cluster, days):
        engine.run(statement, limits=_PATIENT)
    had = set(engine.run("SELECT DISTINCT number FROM migrations").column("number").to_pylist())
    known = migrations()
    if had - {migration.number for migration in known}:
        raise StoreError("these data were written by a newer vizsla; install that version or use another --data")
    applied = []
    for migration in known:
        if migration.number in had:
            continue
        for statement in migration.statements:
            for text in expand(statement, engine.cluster, days):
                engine.run(text, limits=_PATIENT)
        engine.run(
            "INSERT INTO migrations SELECT {number:UInt32}, {name:String}, now('UTC')",
            {"number": migration.number, "name": migration.name},
        )
        applied.append(migration.name)
    retain(engine, days)
    return applied


def retain(engine: Engine, days: Mapping[str, int]) -> list[str]:
    """Bring every table's TTL to the days given; returns the tables whose TTL was changed."""
    cluster = engine.cluster
    suffix = "_local" if cluster else ""
    rows = engine.run("SELECT name, engine_full FROM system.tables WHERE database = currentDatabase()").to_pylist()
    present = {row["name"]: row["engine_full"] for row in rows}
    changed = []
    for table, (signal, column) in sorted(_retained().items()):
        name = table + suffix
        found = _KEPT.search(present.get(name, ""))
        wanted = _days(days, signal)
        if name not in present or wanted == (int(found[1]) if found else 0):
            continue
        change = f"MODIFY {_ttl(column, wanted)}" if wanted else "REMOVE TTL"
        engine.run(f"ALTER TABLE {name} {_on_cluster(cluster)} {change}", limits=_PATIENT)
        changed.append(table)
    return changed


def _retained() -> dict[str, tuple[str, str]]:
    found = {}
    for migration in migrations():
        for statement in migration.statements:
            table, ttl = _CREATE.search(statement), _TTL.search(statement)
            if table and ttl:
                found[table[1]] = (ttl[1], ttl[2])
    return found


def _split(text: str) -> Iterator[str]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    for statement in "\n".join(lines).split(";\n"):
        if statement.strip(" \n;"):
            yield statement.strip(" \n;")


def _days(days: Mapping[str, int], signal: str) -> int:
    if signal not in RETENTION_DAYS:
        raise StoreError(f"the schema names a signal {signal!r} that has no retention")
    kept = days.get(signal, RETENTION_DAYS[signal])
    if kept < 0:
        raise StoreError(f"retention of {signal} is {kept} days; give 0 (for ever) or more")
    return kept


def _ttl(column: str, days: int) -> str:
    return f"TTL toDateTime({column}) + toIntervalDay({days})" if days else ""


def _on_cluster(cluster: str) -> str:
    return f"ON CLUSTER '{cluster}'" if cluster else ""


def _table_engine(kind: str, version: str, cluster: str) -> str:
    if not cluster:
        return f"{kind}MergeTree({version})"
    path = "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'"
    return f"Replicated{kind}MergeTree({path}{', ' + version if version else ''})"


def _distributed(table: str, cluster: str) -> str:
    key = _SHARD_KEYS.get(table, "rand()")
    return (
        f"CREATE TABLE IF NOT EXISTS {table} {_on_cluster(cluster)} AS {table}_local "
        f"ENGINE = Distributed('{cluster}', currentDatabase(), '{table}_local', {key})"
    )
