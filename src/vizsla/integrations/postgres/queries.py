"""What the PostgreSQL check asks, and the metric that each column of an answer is."""

from dataclasses import dataclass
from typing import Literal

Column = tuple[Literal["tag", "gauge", "rate", "monotonic_count"], str]


@dataclass(frozen=True)
class Query:
    """A query; its columns are in the order of `columns`. It is asked of servers from `since` on and before `until`."""

    name: str
    sql: str
    columns: tuple[Column, ...]
    since: int = 0
    until: int = 10**9
    relations: bool = False


def _rates(*names: str) -> tuple[Column, ...]:
    return tuple(("rate", name) for name in names)


def _gauges(*names: str) -> tuple[Column, ...]:
    return tuple(("gauge", name) for name in names)


def _counts(*names: str) -> tuple[Column, ...]:
    return tuple(("monotonic_count", name) for name in names)


_DATABASES = "d.datallowconn AND NOT d.datistemplate AND d.datname NOT IN ('rdsadmin', 'azure_maintenance')"

QUERIES = (
    Query(
        "databases",
        f"""SELECT d.datname, s.numbackends, pg_catalog.pg_database_size(d.oid), 2147483647 - age(d.datfrozenxid),
        s.xact_commit, s.xact_rollback, s.blks_read, s.blks_hit, s.tup_returned, s.tup_fetched, s.tup_inserted,
        s.tup_updated, s.tup_deleted, s.deadlocks, s.temp_bytes, s.temp_files,
        s.deadlocks, s.blk_read_time, s.blk_write_time
        FROM pg_catalog.pg_stat_database s JOIN pg_catalog.pg_database d ON d.oid = s.datid
        WHERE {_DATABASES} AND has_database_privilege(d.oid, 'CONNECT')""",
        (
            ("tag", "db"),
            *_gauges("connections", "database_size", "before_xid_wraparound"),
            *_rates("commits", "rollbacks", "disk_read", "buffer_hit", "rows_returned", "rows_fetched"),
            *_rates("rows_inserted", "rows_updated", "rows_deleted", "deadlocks", "temp_bytes", "temp_files"),
            *_counts("deadlocks.count", "blk_read_time", "blk_write_time"),
        ),
    ),
    Query(
        "sessions",
        f"""SELECT d.datname, s.session_time, s.active_time, s.idle_in_transaction_time, s.sessions,
        s.sessions_abandoned, s.sessions_fatal, s.sessions_killed
        FROM pg_catalog.pg_stat_database s JOIN pg_catalog.pg_database d ON d.oid = s.datid WHERE {_DATABASES}""",
        (
            ("tag", "db"),
            *_counts("sessions.session_time", "sessions.active_time", "sessions.idle_in_transaction_time"),
            *_counts("sessions.count", "sessions.abandoned", "sessions.fatal", "sessions.killed"),
        ),
        since=140000,
    ),
    Query(
        "server",
        f"""SELECT 1, extract(epoch FROM now() - pg_postmaster_start_time()),
        current_setting('max_connections')::int,
        (SELECT sum(numbackends) FROM pg_catalog.pg_stat_database)::float / current_setting('max_connections')::int,
        (SELECT count(*) FROM pg_catalog.pg_database d WHERE {_DATABASES})""",
        _gauges("running", "uptime", "max_connections", "percent_usage_connections", "db.count"),
    ),
    Query(
        "activity",
        """SELECT datname, count(*) FILTER (WHERE xact_start IS NOT NULL),
        count(*) FILTER (WHERE state IN ('idle in transaction', 'idle in transaction (aborted)')),
        count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE wait_event_type = 'Lock'),
        coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)) * 1e9, 0)
        FROM pg_catalog.pg_stat_activity
        WHERE backend_type = 'client backend' AND datname IS NOT NULL AND pid <> pg_backend_pid() GROUP BY datname""",
        (
            ("tag", "db"),
            *_gauges("transactions.open", "transactions.idle_in_transaction", "active_queries", "waiting_queries"),
            *_gauges("transactions.duration.max"),
        ),
    ),
    Query(
        "locks",
        """SELECT d.datname, l.mode, l.locktype, count(*) FROM pg_catalog.pg_locks l
        JOIN pg_catalog.pg_database d ON d.oid = l.database WHERE l.pid <> pg_backend_pid() GROUP BY 1, 2, 3""",
        (("tag", "db"), ("tag", "lock_mode"), ("tag", "lock_type"), ("gauge", "locks")),
    ),
    Query(
        "bgwriter",
        """SELECT checkpoints_timed, checkpoints_req, buffers_checkpoint, buffers_clean, maxwritten_clean,
        buffers_backend, buffers_alloc, buffers_backend_fsync, checkpoint_write_time, checkpoint_sync_time
        FROM pg_catalog.pg_stat_bgwriter""",
        _counts(
            "bgwriter.checkpoints_timed", "bgwriter.checkpoints_requested", "bgwriter.buffers_checkpoint",
            "bgwriter.buffers_clean", "bgwriter.maxwritten_clean", "bgwriter.buffers_backend",
            "bgwriter.buffers_alloc", "bgwriter.buffers_backend_fsync", "bgwriter.write_time", "bgwriter.sync_time",
        ),
        until=170000,
    ),
    Query(
        "checkpointer",
        """SELECT c.num_timed, c.num_requested, c.buffers_written, b.buffers_clean, b.maxwritten_clean,
        b.buffers_alloc, c.write_time, c.sync_time
        FROM pg_catalog.pg_stat_checkpointer c, pg_catalog.pg_stat_bgwriter b""",
        _counts(
            "bgwriter.checkpoints_timed", "bgwriter.checkpoints_requested", "bgwriter.buffers_checkpoint",
            "bgwriter.buffers_clean", "bgwriter.maxwritten_clean", "bgwriter.buffers_alloc", "bgwriter.write_time",
            "bgwriter.sync_time",
        ),
        since=170000,
    ),
    Query(
        "archiver",
        "SELECT archived_count, failed_count FROM pg_catalog.pg_stat_archiver",
        _counts("archiver.archived_count", "archiver.failed_count"),
    ),
    Query(
        "wal",
        "SELECT wal_records, wal_fpi, wal_bytes, wal_buffers_full FROM pg_catalog.pg_stat_wal",
        _counts("wal.records", "wal.full_page_images", "wal.bytes", "wal.buffers_full"),
        since=140000,
    ),
    Query(
        "replication",
        """SELECT greatest(0, extract(epoch FROM now() - pg_last_xact_replay_timestamp()))
        WHERE pg_is_in_recovery() AND pg_last_xact_replay_timestamp() IS NOT NULL""",
        _gauges("replication_delay"),
    ),
    Query(
        "tables",
        """SELECT s.schemaname, s.relname, s.n_live_tup, s.n_dead_tup, pg_relation_size(s.relid),
        pg_table_size(s.relid), pg_indexes_size(s.relid), pg_total_relation_size(s.relid), s.seq_scan, s.seq_tup_read,
        coalesce(s.idx_scan, 0), coalesce(s.idx_tup_fetch, 0), s.n_tup_hot_upd, i.heap_blks_read, i.heap_blks_hit,
        coalesce(i.idx_blks_read, 0), coalesce(i.idx_blks_hit, 0), s.vacuum_count, s.autovacuum_count,
        s.analyze_count, s.autoanalyze_count
        FROM pg_catalog.pg_stat_user_tables s JOIN pg_catalog.pg_statio_user_tables i USING (relid)
        ORDER BY pg_relation_size(s.relid) DESC LIMIT 500""",
        (
            ("tag", "schema"),
            ("tag", "table"),
            *_gauges("live_rows", "dead_rows", "relation_size", "table_size", "index_size", "total_size"),
            *_rates("seq_scans", "seq_rows_read", "index_rel_scans", "index_rel_rows_fetched", "rows_hot_updated"),
            *_rates("heap_blocks_read", "heap_blocks_hit", "index_blocks_read", "index_blocks_hit"),
            *_counts("vacuumed", "autovacuumed", "analyzed", "autoanalyzed"),
        ),
        relations=True,
    ),
)  # fmt: skip
