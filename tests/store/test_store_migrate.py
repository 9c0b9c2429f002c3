"""Migrations and retention on the real engine."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import pytest

from vizsla.model.records import SCHEMAS
from vizsla.store import tuning
from vizsla.store.engine import DEFAULT_LIMITS, NO_PARAMS, Engine, Limits
from vizsla.store.errors import StoreError
from vizsla.store.migrate import RETENTION_DAYS, expand, migrate, migrations, retain

DERIVED = ["rollup_5m", "rollup_1h", "sketches_1h", "trace_summaries"]


def test_every_table_is_there_by_its_bare_name(engine: Engine) -> None:
    for name in [*SCHEMAS, *DERIVED]:
        assert engine.run(f"SELECT * FROM {name}").num_rows == 0


@pytest.mark.parametrize("table", SCHEMAS)
def test_columns_are_those_of_the_records(engine: Engine, table: str) -> None:
    columns = engine.run(
        "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String} "
        "AND default_kind = '' ORDER BY position",
        {"table": table},
    )
    assert columns.column("name").to_pylist() == SCHEMAS[table].names


def test_a_second_start_applies_nothing(engine: Engine) -> None:
    assert migrate(engine) == []


def test_retention_changes_only_what_is_asked(engine: Engine) -> None:
    try:
        assert retain(engine, {**RETENTION_DAYS, "logs": 7}) == ["logs"]
        assert retain(engine, {**RETENTION_DAYS, "logs": 7}) == []
        assert "toIntervalDay(7)" in _ddl(engine, "logs")
        assert retain(engine, {**RETENTION_DAYS, "logs": 0}) == ["logs"]
        assert "TTL" not in _ddl(engine, "logs")
    finally:
        retain(engine, RETENTION_DAYS)
    assert f"toIntervalDay({RETENTION_DAYS['logs']})" in _ddl(engine, "logs")


def test_rows_past_their_retention_go(engine: Engine) -> None:
    engine.run("INSERT INTO logs (ts, message) SELECT now() - number * 86400 - 60, 'x' FROM numbers(12)")
    assert engine.run("SELECT count() AS n FROM logs").column("n").to_pylist() == [12]
    try:
        retain(engine, {**RETENTION_DAYS, "logs": 7})
        engine.run("OPTIMIZE TABLE logs FINAL")
        assert engine.run("SELECT count() AS n FROM logs").column("n").to_pylist() == [7]
    finally:
        retain(engine, RETENTION_DAYS)


def test_negative_retention_is_refused_by_name(engine: Engine) -> None:
    with pytest.raises(StoreError, match="retention of spans is -1 days"):
        retain(engine, {"spans": -1})


def test_data_of_a_newer_version_are_refused(engine: Engine) -> None:
    engine.run("INSERT INTO migrations VALUES (9999, '9999_later', 0)")
    try:
        with pytest.raises(StoreError, match="newer vizsla"):
            migrate(engine)
    finally:
        engine.run("ALTER TABLE migrations DELETE WHERE number = 9999 SETTINGS mutations_sync = 1")


@pytest.mark.parametrize("cluster", ["", "main"], ids=["plain", "cluster"])
def test_every_statement_parses(engine: Engine, cluster: str) -> None:
    for migration in migrations():
        for statement in migration.statements:
            for text in expand(statement, cluster, RETENTION_DAYS):
                assert not re.search(r"\{(on_cluster|ttl|\w*MergeTree)", text)
                formatted = engine.run("SELECT formatQuery({text:String}) AS sql", {"text": text})
                assert bool(cluster) == ("ON CLUSTER main" in formatted.column("sql")[0].as_py())


@dataclass
class Parsing:
    """A new cluster's answers to questions; every other statement goes to the engine's parser."""

    engine: Engine
    parsed: list[str] = field(default_factory=list)
    cluster: str = "main"

    def run(
        self, sql: str, params: Mapping[str, object] = NO_PARAMS, *, limits: Limits = DEFAULT_LIMITS, tag: str = ""
    ) -> pa.Table:
        if sql.startswith("SELECT DISTINCT number"):
            return pa.table({"number": pa.array([], pa.uint32())})
        if sql.startswith("SELECT name, engine_full"):
            return self.engine.run(sql.replace("SELECT name", "SELECT concat(name, '_local') AS name"))
        self.parsed.append(self.engine.run("SELECT formatQuery({t:String}) AS sql", {"t": sql})["sql"][0].as_py())
        return pa.table({})

    def insert(self, table: str, rows: pa.Table, token: str = "") -> None:
        self.engine.insert(table, rows, token)

    def described(self, metric: str) -> int | None:
        return self.engine.described(metric)

    def cancel(self, tag: str) -> None:
        self.engine.cancel(tag)

    def close(self) -> None:
        pass


def test_a_whole_migration_of_a_cluster_parses(engine: Engine) -> None:
    cluster = Parsing(engine)
    assert migrate(cluster, {**RETENTION_DAYS, "logs": 3, "spans": 0}) == [found.name for found in migrations()]
    tables = {name + suffix for name in [*SCHEMAS, *DERIVED, "migrations"] for suffix in ("", "_local")}
    assert {line.split()[5] for line in cluster.parsed if line.startswith("CREATE TABLE")} == tables
    changes = [" ".join(line.split()) for line in cluster.parsed if line.startswith("ALTER") and "TTL" in line]
    assert len(changes) == 3
    assert "ALTER TABLE logs_local ON CLUSTER main (MODIFY TTL toDateTime(ts) + toIntervalDay(3))" in changes
    assert "ALTER TABLE spans_local ON CLUSTER main (REMOVE TTL)" in changes


def test_the_cluster_form_is_replicated_and_distributed() -> None:
    statement = "CREATE TABLE IF NOT EXISTS points_local {on_cluster} (ts DateTime) ENGINE = {MergeTree} ORDER BY ts"
    local, distributed = expand(statement, "main", RETENTION_DAYS)
    assert "ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')" in local
    assert distributed.startswith("CREATE TABLE IF NOT EXISTS points ON CLUSTER 'main' AS points_local")
    assert "Distributed('main', currentDatabase(), 'points_local', sid)" in distributed


def test_every_table_fsyncs_what_it_acknowledges(engine: Engine) -> None:
    server = engine.run("SELECT name, value FROM system.merge_tree_settings").to_pylist()
    values = {row["name"]: row["value"] for row in server}
    assert {name: values[name] for name in tuning.MERGE_TREE} == {k: str(v) for k, v in tuning.MERGE_TREE.items()}
    for table in [*SCHEMAS, *DERIVED]:
        for name, value in tuning.FSYNC.items():
            assert f"{name} = {value}" in _ddl(engine, table)


def test_no_server_setting_is_mistyped(engine: Engine) -> None:
    rows = engine.run("SELECT name, value FROM system.server_settings").to_pylist()
    values = {row["name"]: row["value"] for row in rows}
    assert {name: values[name] for name in tuning.SERVER} == {k: str(v) for k, v in tuning.SERVER.items()}


def _ddl(engine: Engine, table: str) -> str:
    rows = engine.run("SELECT create_table_query AS sql FROM system.tables WHERE name = {t:String}", {"t": table})
    return str(rows.column("sql")[0].as_py())
