-- What dashboards read most is unpacked several times as fast, in less space: DoubleDelta is slow to read and saves nothing
-- where ZSTD follows, counts of points have few bits, least and largest values as few decimals as points, and sums of many
-- are near to noise, which ZSTD takes long over. Parts have these codecs when they are next merged.
ALTER TABLE points_local {on_cluster} MODIFY COLUMN ts CODEC(Delta(4), ZSTD(1));
ALTER TABLE rollup_5m_local {on_cluster} MODIFY COLUMN sid CODEC(LZ4), MODIFY COLUMN ts CODEC(Delta(4), ZSTD(1)),
  MODIFY COLUMN vmin CODEC(ALP, LZ4), MODIFY COLUMN vmax CODEC(ALP, LZ4), MODIFY COLUMN vsum CODEC(LZ4),
  MODIFY COLUMN n CODEC(T64, LZ4);
ALTER TABLE rollup_1h_local {on_cluster} MODIFY COLUMN sid CODEC(LZ4), MODIFY COLUMN ts CODEC(Delta(4), ZSTD(1)),
  MODIFY COLUMN vmin CODEC(ALP, LZ4), MODIFY COLUMN vmax CODEC(ALP, LZ4), MODIFY COLUMN vsum CODEC(LZ4),
  MODIFY COLUMN n CODEC(T64, LZ4);
