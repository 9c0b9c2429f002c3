"""The embedded engine's server settings: fsync everything acknowledged, small caches, few threads."""

from pathlib import Path
from xml.sax.saxutils import escape

import psutil

FSYNC = {
    "fsync_after_insert": 1,
    "fsync_part_directory": 1,
    "min_rows_to_fsync_after_merge": 1,
    "min_compressed_bytes_to_fsync_after_merge": 1,
}
"""Settings of every MergeTree table that together lost nothing when the power was cut in the middle of writes."""

MERGE_TREE = FSYNC | {
    "old_parts_lifetime": 480,
    "max_suspicious_broken_parts": 1000,
    "non_replicated_deduplication_window": 1000,
    "materialize_ttl_recalculate_only": 1,
    "merge_with_ttl_timeout": 3600,
    "merge_max_block_size": 4096,
    "parts_to_delay_insert": 1000,
    "parts_to_throw_insert": 3000,
}

SERVER = {
    "mark_cache_size": 64 << 20,
    "primary_index_cache_size": 64 << 20,
    "index_mark_cache_size": 32 << 20,
    "text_index_tokens_cache_size": 16 << 20,
    "text_index_header_cache_size": 16 << 20,
    "text_index_postings_cache_size": 64 << 20,
    "vector_similarity_index_cache_size": 1 << 20,
    "parquet_metadata_cache_size": 1 << 20,
    "query_condition_cache_size": 16 << 20,
    "compiled_expression_cache_size": 16 << 20,
    "background_pool_size": 2,
    "background_schedule_pool_size": 4,
    "background_schedule_pool_initial_size": 4,
    "max_thread_pool_free_size": 8,
    "threadpool_local_fs_reader_pool_size": 4,
    "load_marks_threadpool_pool_size": 4,
    "memory_worker_period_ms": 1000,
}

KEPT_FREE = 256 << 20
"""Bytes of the disk that inserts and merges leave alone: what is written must not meet a full disk on its way."""

SESSION = {
    "enable_alp_codec": 1,
    "max_insert_threads": 1,
    "deduplicate_insert": "disable",
    # Answers stay within this process: to pack them costs as much as to find them.
    "output_format_arrow_compression_method": "none",
    # An insert may reach over any number of days, as a backfill does.
    "max_partitions_per_insert_block": 0,
}
"""Settings of every connection; equal rows may arrive twice by right, so only inserts with a token are compared."""

TOKENED = {"deduplicate_insert": "enable", "deduplicate_blocks_in_dependent_materialized_views": 1}
"""Settings of an insert that has a token."""


def config(directory: Path, memory_bytes: int) -> str:
    """The engine's configuration file, as XML, for this data directory; 0 bytes means half of the memory."""
    limit = memory_bytes or psutil.virtual_memory().total // 2
    server = SERVER | {"max_server_memory_usage": limit}
    lines = [f"  <{key}>{value}</{key}>" for key, value in server.items()]
    for key, folder in (("tmp_path", "tmp"), ("user_files_path", "user_files")):
        lines.append(f"  <{key}>{escape(str(directory / folder))}/</{key}>")
    backups = f"  <backups><allowed_path>{escape(str(directory / 'backups'))}/</allowed_path></backups>"
    disk = f"<default><keep_free_space_bytes>{KEPT_FREE}</keep_free_space_bytes></default>"
    storage = f"  <storage_configuration><disks>{disk}</disks></storage_configuration>"
    tables = [f"    <{key}>{value}</{key}>" for key, value in MERGE_TREE.items()]
    body = "\n".join([*lines, backups, storage, "  <merge_tree>", *tables, "  </merge_tree>"])
    return f"<clickhouse>\n{body}\n</clickhouse>\n"
