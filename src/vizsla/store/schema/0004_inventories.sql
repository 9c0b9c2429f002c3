-- What agents and tracers tell of themselves and their host: of each kind and name the newest, as JSON.
CREATE TABLE IF NOT EXISTS inventories_local {on_cluster} (
  host String, kind LowCardinality(String), name String, ts DateTime('UTC'), body String CODEC(ZSTD(3))
) ENGINE = {ReplacingMergeTree:ts} ORDER BY (host, kind, name) {ttl:checks:ts};
