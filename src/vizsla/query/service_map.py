"""Which service calls which, from spans and their parents."""

from dataclasses import dataclass
from typing import Any

from vizsla.query.moments import Window
from vizsla.query.records import Row, Run, between

# Above so many calls, traces are sampled by their id: shares and latencies stay true, counts are scaled.
_MOST_CALLS = 300_000
_EDGE = ("source", "target", "hits", "errors", "total_s", "p95")
_FIGURES = (
    "count() AS hits, sum(c.error) AS errors, sum(c.duration_ns) / 1e9 AS total_s, "
    "quantileTDigest(0.95)(c.duration_ns) / 1e9 AS p95"
)

# Names of what a service calls and that sends no spans of its own, the surest first, by kind.
_PEERS = {
    "database": (
        "peer.db.name", "peer.aws.s3.bucket", "peer.aws.dynamodb.table", "peer.cassandra.contact.points",
        "peer.couchbase.seed.nodes", "db.instance", "db.name",
    ),
    "queue": ("peer.messaging.destination", "messaging.destination.name", "messaging.destination"),
    "external": ("peer.service", "peer.rpc.service", "peer.hostname", "network.destination.name", "out.host"),
}  # fmt: skip
_DATABASES = ("sql", "db", "cassandra", "mongodb", "redis", "memcached", "elasticsearch", "cache")
_IS_DATABASE = f"(type IN {_DATABASES} OR meta['db.system'] != '')"


@dataclass(frozen=True)
class ServiceMap:
    """Services and calls between them; of the traces, one in `sampled` was read."""

    nodes: list[Row]
    edges: list[Row]
    sampled: int


def service_map(window: Window, env: str, run: Run) -> ServiceMap:
    """The services of a window: `p95` and `total_s` in seconds, `kind` service, database, queue or external."""
    params: dict[str, object] = {"from": window.start_ms, "to": window.end_ms, "env": env}
    chosen = f"{between('spans')} AND ({{env:String}} = '' OR env = {{env:String}})"
    calls = run(f"SELECT count() AS n FROM spans WHERE {chosen} AND top_level = 1", params).to_pylist()[0]["n"]
    sampled = max(1, -(-calls // _MOST_CALLS))
    params["one_in"] = sampled
    chosen += " AND intHash64(trace_id) % {one_in:UInt64} = 0"
    nodes: dict[str, dict[str, Any]] = {}
    for row in run(
        f"SELECT service, any(type) AS some_type, 2 * countIf({_IS_DATABASE}) > count() AS is_database, "
        f"{_FIGURES.replace('c.', '')} FROM spans "
        f"WHERE {chosen} AND top_level = 1 GROUP BY service ORDER BY hits DESC LIMIT 1000",
        params,
    ).to_pylist():
        kind = "database" if row.pop("is_database") else "service"
        nodes[row["service"]] = row | {"kind": kind, "type": row.pop("some_type")}
    edges = run(
        f"SELECT p.service AS source, c.service AS target, {_FIGURES} "
        f"FROM (SELECT trace_id, parent_id, service, error, duration_ns FROM spans WHERE {chosen} AND parent_id != 0 "
        "AND top_level = 1) AS c "
        f"INNER JOIN (SELECT DISTINCT trace_id, span_id, service FROM spans WHERE {chosen}) AS p "
        "ON c.trace_id = p.trace_id AND c.parent_id = p.span_id "
        "WHERE source != target GROUP BY source, target ORDER BY hits DESC LIMIT 5000",
        params,
    ).to_pylist()
    inferred = _inferred(chosen, params, set(nodes), run)
    for call in inferred:
        one = nodes.setdefault(
            call["target"],
            {
                "service": call["target"],
                "type": "",
                "kind": call["kind"],
                "hits": 0,
                "errors": 0,
                "total_s": 0.0,
                "p95": 0.0,
            },
        )
        for figure in ("hits", "errors", "total_s"):
            one[figure] += call[figure]
        one["p95"] = max(one["p95"], call["p95"])
    calls_of_all = [*edges, *({key: call[key] for key in _EDGE} for call in inferred)]
    for one in (*nodes.values(), *calls_of_all):
        for figure in ("hits", "errors", "total_s"):
            one[figure] *= sampled
    return ServiceMap(list(nodes.values()), calls_of_all, sampled)


def _inferred(chosen: str, params: dict[str, object], known: set[str], run: Run) -> list[Row]:
    """Calls of clients and producers that led to no span of another service, by the name of what they called.

    A socket's path is no name.
    """
    first = {kind: ", ".join(f"nullIf(meta['{key}'], '')" for key in keys) for kind, keys in _PEERS.items()}
    names = ", ".join(f"coalesce({found}, '') AS {kind}" for kind, found in first.items())
    rows = run(
        "SELECT source, multiIf(is_database AND database != '', database, queue != '', queue, external) AS target, "
        "multiIf(is_database, 'database', queue != '', 'queue', 'external') AS kind, "
        f"{_FIGURES} FROM (SELECT trace_id, span_id, service AS source, error, duration_ns, "
        f"{_IS_DATABASE} AS is_database, {names} FROM spans WHERE {chosen} "
        f"AND NOT (top_level = 1 AND {_IS_DATABASE}) "
        f"AND (meta['span.kind'] IN ('client', 'producer') OR {_IS_DATABASE})) AS c "
        f"LEFT ANTI JOIN (SELECT DISTINCT trace_id, parent_id FROM spans WHERE {chosen} AND top_level = 1) AS d "
        "ON c.trace_id = d.trace_id AND c.span_id = d.parent_id "
        "WHERE target != '' AND NOT startsWith(target, '/') "
        "GROUP BY source, target, kind ORDER BY hits DESC LIMIT 1000",
        params,
    )
    return [row for row in rows.to_pylist() if row["target"] not in known]
