-- What each evaluation of a monitor saw and decided, group by group.
CREATE TABLE IF NOT EXISTS evaluations_local {on_cluster} (
  monitor_id UInt64, ts DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), milliseconds Float32 CODEC(ZSTD(1)), late UInt8,
  groups Array(String) CODEC(ZSTD(1)), values Array(Float64) CODEC(ZSTD(1)), statuses Array(LowCardinality(String)) CODEC(ZSTD(1)),
  error String CODEC(ZSTD(1)), inserted DateTime('UTC') DEFAULT now() CODEC(DoubleDelta, ZSTD(1))
) ENGINE = {MergeTree} PARTITION BY toDate(ts) ORDER BY (monitor_id, ts) {ttl:evaluations:ts};
