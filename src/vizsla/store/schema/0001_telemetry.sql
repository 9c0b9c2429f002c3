-- Metrics, sketches, checks, events, logs, spans, hosts, quarantine. Columns are those of vizsla.model.records.
-- {on_cluster}, {MergeTree}, {ReplacingMergeTree:version}, {AggregatingMergeTree} expand by engine; each _local table is
-- read and written by its bare name. Retention is set from the settings at every start ({ttl:signal:column}).
CREATE TABLE IF NOT EXISTS series_local {on_cluster} (
  metric LowCardinality(String), day Date, sid UInt64,
  type LowCardinality(String), interval UInt32, unit LowCardinality(String), source LowCardinality(String),
  host LowCardinality(String), tags Array(LowCardinality(String)), last_seen DateTime('UTC'),
  INDEX tags_index tags TYPE text(tokenizer = 'array')
) ENGINE = {ReplacingMergeTree:last_seen} PARTITION BY toYYYYMM(day) ORDER BY (metric, day, sid) {ttl:rollups:day};

CREATE TABLE IF NOT EXISTS points_local {on_cluster} (
  metric LowCardinality(String), sid UInt64 CODEC(ZSTD(1)), ts DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  value Float64 CODEC(ALP, ZSTD(1)), inserted DateTime('UTC') DEFAULT now() CODEC(DoubleDelta, ZSTD(1))
) ENGINE = {MergeTree} PARTITION BY toDate(ts) ORDER BY (metric, toStartOfHour(ts), sid, ts) {ttl:points:ts};

CREATE TABLE IF NOT EXISTS rollup_5m_local {on_cluster} (
  metric LowCardinality(String), sid UInt64 CODEC(ZSTD(1)), ts DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  vmin SimpleAggregateFunction(min, Float64) CODEC(ZSTD(1)), vmax SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1)),
  vsum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)), n SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  vlast AggregateFunction(argMax, Float64, DateTime('UTC'))
) ENGINE = {AggregatingMergeTree} PARTITION BY toYYYYMM(ts) ORDER BY (metric, toStartOfDay(ts), sid, ts) {ttl:rollups:ts};

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_5m_view {on_cluster} TO rollup_5m_local AS
SELECT metric, sid, toStartOfFiveMinutes(p.ts) AS ts, min(value) AS vmin, max(value) AS vmax, sum(value) AS vsum,
  count() AS n, argMaxState(value, p.ts) AS vlast
FROM points_local AS p GROUP BY metric, sid, ts;

CREATE TABLE IF NOT EXISTS rollup_1h_local {on_cluster} (
  metric LowCardinality(String), sid UInt64 CODEC(ZSTD(1)), ts DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  vmin SimpleAggregateFunction(min, Float64) CODEC(ZSTD(1)), vmax SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1)),
  vsum SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)), n SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  vlast AggregateFunction(argMax, Float64, DateTime('UTC'))
) ENGINE = {AggregatingMergeTree} PARTITION BY toYYYYMM(ts) ORDER BY (metric, toStartOfDay(ts), sid, ts) {ttl:rollups:ts};

CREATE MATERIALIZED VIEW IF NOT EXISTS rollup_1h_view {on_cluster} TO rollup_1h_local AS
SELECT metric, sid, toStartOfHour(p.ts) AS ts, min(value) AS vmin, max(value) AS vmax, sum(value) AS vsum,
  count() AS n, argMaxState(value, p.ts) AS vlast
FROM points_local AS p GROUP BY metric, sid, ts;

CREATE TABLE IF NOT EXISTS sketches_local {on_cluster} (
  metric LowCardinality(String), sid UInt64 CODEC(ZSTD(1)), ts DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  n UInt64 CODEC(ZSTD(1)), vsum Float64 CODEC(ZSTD(1)), vmin Float64 CODEC(ZSTD(1)), vmax Float64 CODEC(ZSTD(1)),
  keys Array(Int16) CODEC(ZSTD(1)), counts Array(UInt64) CODEC(ZSTD(1)),
  inserted DateTime('UTC') DEFAULT now() CODEC(DoubleDelta, ZSTD(1))
) ENGINE = {MergeTree} PARTITION BY toDate(ts) ORDER BY (metric, toStartOfHour(ts), sid, ts) {ttl:points:ts};

CREATE TABLE IF NOT EXISTS sketches_1h_local {on_cluster} (
  metric LowCardinality(String), sid UInt64 CODEC(ZSTD(1)), ts DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  n SimpleAggregateFunction(sum, UInt64), vsum SimpleAggregateFunction(sum, Float64),
  vmin SimpleAggregateFunction(min, Float64), vmax SimpleAggregateFunction(max, Float64),
  bins SimpleAggregateFunction(sumMap, Tuple(Array(Int16), Array(UInt64)))
) ENGINE = {AggregatingMergeTree} PARTITION BY toYYYYMM(ts) ORDER BY (metric, toStartOfDay(ts), sid, ts) {ttl:rollups:ts};

CREATE MATERIALIZED VIEW IF NOT EXISTS sketches_1h_view {on_cluster} TO sketches_1h_local AS
SELECT metric, sid, toStartOfHour(p.ts) AS ts, sum(n) AS n, sum(vsum) AS vsum, min(vmin) AS vmin, max(vmax) AS vmax,
  sumMap(keys, counts) AS bins
FROM sketches_local AS p GROUP BY metric, sid, ts;

CREATE TABLE IF NOT EXISTS checks_local {on_cluster} (
  name LowCardinality(String), ts DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), status UInt8, host LowCardinality(String),
  message String CODEC(ZSTD(1)), tags Array(LowCardinality(String)), inserted DateTime('UTC') DEFAULT now()
) ENGINE = {MergeTree} PARTITION BY toYYYYMM(ts) ORDER BY (name, toStartOfHour(ts), host, ts) {ttl:checks:ts};

CREATE TABLE IF NOT EXISTS events_local {on_cluster} (
  id UInt64, ts DateTime64(3, 'UTC'), title String, text String CODEC(ZSTD(1)), source LowCardinality(String),
  alert_type LowCardinality(String), priority LowCardinality(String), host LowCardinality(String), aggregation_key String,
  tags Array(LowCardinality(String)), monitor_id UInt64, inserted DateTime('UTC') DEFAULT now()
) ENGINE = {MergeTree} PARTITION BY toYYYYMM(ts) ORDER BY (toStartOfDay(ts), source, ts) {ttl:events:ts};

CREATE TABLE IF NOT EXISTS logs_local {on_cluster} (
  id FixedString(16), ts DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)), service LowCardinality(String),
  status LowCardinality(String), host LowCardinality(String), source LowCardinality(String), message String CODEC(ZSTD(1)),
  tags Array(LowCardinality(String)) CODEC(ZSTD(1)), attributes String CODEC(ZSTD(1)),
  attrs Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  trace_id UInt64 CODEC(ZSTD(1)), trace_id_high UInt64 CODEC(ZSTD(1)), span_id UInt64 CODEC(ZSTD(1)),
  http_status_code UInt16 MATERIALIZED toUInt16OrZero(attrs['http.status_code']) CODEC(ZSTD(1)),
  duration Float64 MATERIALIZED toFloat64OrZero(attrs['duration']) CODEC(ZSTD(1)),
  inserted DateTime('UTC') DEFAULT now() CODEC(DoubleDelta, ZSTD(1)),
  INDEX message_index lower(message) TYPE text(tokenizer = 'splitByNonAlpha'),
  INDEX tags_index tags TYPE text(tokenizer = 'array'),
  INDEX attrs_index arrayMap((k, v) -> concat(k, ':', v), mapKeys(attrs), mapValues(attrs)) TYPE text(tokenizer = 'array'),
  INDEX trace_index trace_id TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = {MergeTree} PARTITION BY toDate(ts) ORDER BY (toStartOfFiveMinutes(ts), service, ts) {ttl:logs:ts};

CREATE TABLE IF NOT EXISTS spans_local {on_cluster} (
  trace_id UInt64 CODEC(ZSTD(1)), trace_id_high UInt64 CODEC(ZSTD(1)), span_id UInt64 CODEC(ZSTD(1)),
  parent_id UInt64 CODEC(ZSTD(1)), ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)), duration_ns UInt64 CODEC(ZSTD(1)),
  env LowCardinality(String), service LowCardinality(String), version LowCardinality(String), name LowCardinality(String),
  resource String CODEC(ZSTD(1)), type LowCardinality(String), host LowCardinality(String), error UInt8, top_level UInt8,
  meta Map(LowCardinality(String), String) CODEC(ZSTD(1)), metrics Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  tags Array(LowCardinality(String)) CODEC(ZSTD(1)), links String CODEC(ZSTD(1)), events String CODEC(ZSTD(1)),
  http_status_code UInt16 MATERIALIZED toUInt16OrZero(meta['http.status_code']) CODEC(ZSTD(1)),
  inserted DateTime('UTC') DEFAULT now() CODEC(DoubleDelta, ZSTD(1)),
  INDEX trace_index trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX meta_index arrayMap((k, v) -> concat(k, ':', v), mapKeys(meta), mapValues(meta)) TYPE text(tokenizer = 'array')
) ENGINE = {MergeTree} PARTITION BY toDate(ts) ORDER BY (toStartOfFiveMinutes(ts), service, name, ts) {ttl:spans:ts};

CREATE TABLE IF NOT EXISTS trace_summaries_local {on_cluster} (
  trace_id UInt64, day Date, started SimpleAggregateFunction(min, DateTime64(9, 'UTC')),
  ended SimpleAggregateFunction(max, DateTime64(9, 'UTC')), spans SimpleAggregateFunction(sum, UInt64),
  errors SimpleAggregateFunction(sum, UInt64), services SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
  root AggregateFunction(argMax, Tuple(String, String, String, UInt64), UInt8)
) ENGINE = {AggregatingMergeTree} PARTITION BY toYYYYMM(day) ORDER BY (trace_id, day) {ttl:spans:day};

CREATE MATERIALIZED VIEW IF NOT EXISTS trace_summaries_view {on_cluster} TO trace_summaries_local AS
SELECT trace_id, toDate(s.ts) AS day, min(s.ts) AS started, max(addNanoseconds(s.ts, duration_ns)) AS ended, count() AS spans,
  sum(error) AS errors, groupUniqArray(toString(service)) AS services,
  argMaxState((toString(service), toString(name), resource, duration_ns), toUInt8(parent_id = 0)) AS root
FROM spans_local AS s GROUP BY trace_id, day;

CREATE TABLE IF NOT EXISTS hosts_local {on_cluster} (
  host String, last_seen DateTime('UTC'), agent_version LowCardinality(String), tags Array(String), apps Array(String),
  meta String CODEC(ZSTD(3))
) ENGINE = {ReplacingMergeTree:last_seen} ORDER BY host;

CREATE TABLE IF NOT EXISTS quarantine_local {on_cluster} (
  ts DateTime('UTC'), endpoint LowCardinality(String), content_type LowCardinality(String), client LowCardinality(String),
  error String, headers Map(LowCardinality(String), String), body String CODEC(ZSTD(3))
) ENGINE = {MergeTree} PARTITION BY toDate(ts) ORDER BY (endpoint, ts) {ttl:quarantine:ts};
