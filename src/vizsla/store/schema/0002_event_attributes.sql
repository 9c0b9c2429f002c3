-- Events keep their attributes twice, as logs do: the JSON as given, and a flat map for searches. On a cluster the second
-- statement brings the Distributed table along; elsewhere it finds both columns there.
ALTER TABLE events_local {on_cluster}
  ADD COLUMN IF NOT EXISTS attributes String CODEC(ZSTD(1)) AFTER monitor_id,
  ADD COLUMN IF NOT EXISTS attrs Map(LowCardinality(String), String) CODEC(ZSTD(1)) AFTER attributes;

ALTER TABLE events {on_cluster}
  ADD COLUMN IF NOT EXISTS attributes String AFTER monitor_id,
  ADD COLUMN IF NOT EXISTS attrs Map(LowCardinality(String), String) AFTER attributes;
