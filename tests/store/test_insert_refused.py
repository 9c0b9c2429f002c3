"""An insert that is not stored whole is no success, whatever went wrong."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from vizsla.store.engine import Engine
from vizsla.store.errors import Busy, StoreError

ROWS = pa.table({"a": pa.array([1, 5], pa.uint64())})


@pytest.mark.parametrize(
    ("made", "fault", "said"),
    [
        (["CREATE TABLE refusing (a UInt64, CONSTRAINT small CHECK a < 5) ENGINE = MergeTree ORDER BY a"],
         StoreError, "Constraint `small`"),
        (["CREATE TABLE refusing (a UInt64) ENGINE = MergeTree ORDER BY a PARTITION BY a SETTINGS "
          "parts_to_delay_insert = 1, parts_to_throw_insert = 1", "INSERT INTO refusing SELECT 1"],
         Busy, "Too many parts"),
        (["CREATE TABLE refusing (a UInt64) ENGINE = MergeTree ORDER BY a",
          "CREATE TABLE refusing_sum (a UInt64) ENGINE = MergeTree ORDER BY a",
          "CREATE MATERIALIZED VIEW refusing_view TO refusing_sum AS SELECT throwIf(a = 5, 'five') AS a FROM refusing"],
         StoreError, "five"),
        (["CREATE TABLE refusing (b UInt64) ENGINE = MergeTree ORDER BY b"], StoreError, "No such column a"),
        ([], StoreError, "refusing"),
    ],
    ids=["constraint", "parts", "view", "column", "dropped"],
)  # fmt: skip
def test_what_the_table_refuses_is_raised(engine: Engine, made: list[str], fault: type[StoreError], said: str) -> None:
    for statement in made:
        engine.run(statement)
    try:
        with pytest.raises(fault, match=said):
            engine.insert("refusing", ROWS, "token")
    finally:
        for name in ("refusing_view", "refusing_sum", "refusing"):
            engine.run(f"DROP TABLE IF EXISTS {name} SYNC")


def test_a_failing_disk_is_told_and_leaves_nothing_broken(tmp_path: Path) -> None:
    script = Path(__file__).with_name("failing_disk.py")
    done = subprocess.run([sys.executable, str(script), str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_disk_without_room_is_busy(tmp_path: Path) -> None:
    code = f"""
import pyarrow as pa
from vizsla.store import tuning
tuning.KEPT_FREE = 1 << 60
from vizsla.store.engine import open_engine
from vizsla.store.errors import Busy
engine = open_engine({str(tmp_path)!r})
engine.run("CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a")
try:
    engine.insert("t", pa.table({{"a": pa.array([1], pa.uint64())}}))
except Busy as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert "make room" in done.stdout
