"""An insert that the table refuses is no success."""

import shutil

import pyarrow as pa
import pytest

from vizsla.store.engine import Engine
from vizsla.store.errors import Busy


def test_a_table_with_too_many_parts_is_busy(engine: Engine) -> None:
    engine.run(
        "CREATE TABLE crowded (a UInt64) ENGINE = MergeTree ORDER BY a PARTITION BY a "
        "SETTINGS parts_to_delay_insert = 1, parts_to_throw_insert = 1"
    )
    try:
        rows = pa.table({"a": pa.array([1], pa.uint64())})
        engine.insert("crowded", rows)
        with pytest.raises(Busy, match="crowded"):
            engine.insert("crowded", rows)
    finally:
        engine.run("DROP TABLE crowded")


def test_a_full_disk_is_busy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=10 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Busy, match="MB left"):
        engine.insert("points", pa.table({"a": [1]}))
