"""The columns of every record; table and field names are those of the store's schema (a test compares them)."""

from typing import Any

import pyarrow as pa

S = pa.string()
TAGS = pa.list_(pa.string())
SECONDS = pa.timestamp("s", tz="UTC")
MILLISECONDS = pa.timestamp("ms", tz="UTC")
NANOSECONDS = pa.timestamp("ns", tz="UTC")

SCHEMAS: dict[str, pa.Schema] = {
    # One row a series and day. `sid` = model.tags.series_id(metric, tags as sent incl. host:…);
    # `tags` are sorted `key:value` texts, a multiset, with the host's own tags added at intake.
    "series": pa.schema(
        {
            "metric": S,
            "day": pa.date32(),
            "sid": pa.uint64(),
            "type": S,  # gauge | count | rate | distribution
            "interval": pa.uint32(),  # seconds; 0 unknown
            "unit": S,
            "source": S,
            "host": S,
            "tags": TAGS,
            "last_seen": SECONDS,
        }
    ),
    "points": pa.schema({"metric": S, "sid": pa.uint64(), "ts": SECONDS, "value": pa.float64()}),
    # A DDSketch of the Agent's mapping (model.sketch): parallel lists of bin keys and counts.
    "sketches": pa.schema(
        {
            "metric": S,
            "sid": pa.uint64(),
            "ts": SECONDS,
            "n": pa.uint64(),
            "vsum": pa.float64(),
            "vmin": pa.float64(),
            "vmax": pa.float64(),
            "keys": pa.list_(pa.int16()),
            "counts": pa.list_(pa.uint64()),
        }
    ),
    "checks": pa.schema(
        {"name": S, "ts": SECONDS, "status": pa.uint8(), "host": S, "message": S, "tags": TAGS}
    ),  # status 0 ok, 1 warning, 2 critical, 3 unknown
    "events": pa.schema(
        {
            "id": pa.uint64(),
            "ts": MILLISECONDS,
            "title": S,
            "text": S,
            "source": S,
            "alert_type": S,
            "priority": S,
            "host": S,
            "aggregation_key": S,
            "tags": TAGS,
            "monitor_id": pa.uint64(),
            "attributes": S,
            "attrs": pa.map_(S, S),
        }
    ),
    # `attributes` is the JSON object as given; `attrs` the same, flattened to dotted paths, as text, for search.
    # `id`: 16 bytes that sort by time: 8 of big-endian milliseconds then random. Ids of no trace are 0.
    "logs": pa.schema(
        {
            "id": pa.binary(16),
            "ts": MILLISECONDS,
            "service": S,
            "status": S,  # emergency alert critical error warn notice info debug ok
            "host": S,
            "source": S,
            "message": S,
            "tags": TAGS,
            "attributes": S,
            "attrs": pa.map_(S, S),
            "trace_id": pa.uint64(),  # the low 64 bits
            "trace_id_high": pa.uint64(),
            "span_id": pa.uint64(),
        }
    ),
    "spans": pa.schema(
        {
            "trace_id": pa.uint64(),
            "trace_id_high": pa.uint64(),
            "span_id": pa.uint64(),
            "parent_id": pa.uint64(),
            "ts": NANOSECONDS,
            "duration_ns": pa.uint64(),
            "env": S,
            "service": S,
            "version": S,
            "name": S,  # the operation
            "resource": S,
            "type": S,
            "host": S,
            "error": pa.uint8(),
            "top_level": pa.uint8(),  # parent absent or of another service
            "meta": pa.map_(S, S),
            "metrics": pa.map_(S, pa.float64()),
            "tags": TAGS,  # of host and container
            "links": S,  # JSON list
            "events": S,  # JSON list
        }
    ),
    "hosts": pa.schema(
        {"host": S, "last_seen": SECONDS, "agent_version": S, "tags": TAGS, "apps": TAGS, "meta": S}
    ),  # meta: the metadata payload, JSON
    # `kind`: agent, host, check … as in /api/v1/metadata; processes; tracer, whose `name` is service and env.
    "inventories": pa.schema({"host": S, "kind": S, "name": S, "ts": SECONDS, "body": S}),
    # One row an evaluation: `values` of each group, NaN for none, and the `statuses` decided.
    "evaluations": pa.schema(
        {
            "monitor_id": pa.uint64(),
            "ts": SECONDS,
            "milliseconds": pa.float32(),
            "late": pa.uint8(),
            "groups": TAGS,
            "values": pa.list_(pa.float64()),
            "statuses": TAGS,
            "error": S,
        }
    ),
    "quarantine": pa.schema(
        {
            "ts": SECONDS,
            "endpoint": S,
            "content_type": S,
            "client": S,
            "error": S,
            "headers": pa.map_(S, S),
            "body": pa.binary(),
        }
    ),
}


def table(name: str, columns: dict[str, Any]) -> pa.Table:
    """Rows for the named table from columns (lists or Arrow arrays, one for each field)."""
    return pa.table(columns, schema=SCHEMAS[name])
