"""Inserts and merges of which the disk does not take every byte, in a process of its own, whose limits are lowered."""

import asyncio
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from vizsla.model.records import table
from vizsla.store.engine import Engine, open_engine
from vizsla.store.errors import StoreError, Torn
from vizsla.store.migrate import migrate
from vizsla.store.writer import Writer


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """What a file has beyond this size is not written."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def insert(engine: Engine, first: int, rows: int = 1000, token: str = "") -> None:
    engine.insert("padded", pa.table({"a": pa.array(range(first, first + rows), pa.uint64())}), token)


def stored(engine: Engine, name: str) -> tuple[int, int]:
    row = engine.run(f"SELECT count() AS n, sum(a) AS s, sum(cityHash64(pad)) AS read FROM {name}").to_pylist()[0]
    return row["n"], row["s"]


def torn(engine: Engine, first: int, token: str = "") -> None:
    try:
        insert(engine, first, token=token)
    except Torn as error:
        assert "room" in str(error)
    else:
        raise AssertionError("a write failed and was not told")


def main() -> None:
    engine = open_engine(sys.argv[1])
    for name in ("padded", "copied"):
        # Each row is a thousand bytes that do not compress, of which the insert itself has eight.
        engine.run(
            f"CREATE TABLE {name} (a UInt64, pad String MATERIALIZED randomString(1000)) ENGINE = MergeTree ORDER BY a"
        )
    engine.run("CREATE MATERIALIZED VIEW padded_view TO copied AS SELECT a FROM padded")

    insert(engine, 0)
    with largest_file(1 << 18):
        torn(engine, 1000, "token")
    assert stored(engine, "padded") == stored(engine, "copied") == (1000, sum(range(1000)))

    # A table that cannot be loaded again at once is loaded before the next insert.
    described = next(Path(sys.argv[1]).rglob("metadata/default/padded.sql"))
    hidden = described.rename(described.with_suffix(".hidden"))
    with largest_file(1 << 18):
        try:
            insert(engine, 1000)
        except StoreError as error:
            assert not isinstance(error, Torn), error
        else:
            raise AssertionError("the table was loaded all the same, so that this proves nothing")
    hidden.rename(described)

    # A merge that is torn gives back the parts that it took, at the next insert.
    engine.run("SYSTEM STOP MERGES")
    insert(engine, 1000)
    assert stored(engine, "padded") == stored(engine, "copied") == (2000, sum(range(2000)))
    with largest_file(3 << 19):
        engine.run("SYSTEM START MERGES")
        engine.run("OPTIMIZE TABLE padded FINAL")
    try:
        stored(engine, "padded")
    except Exception as error:
        assert "Cannot read" in str(error), error
    else:
        raise AssertionError("the merge was not torn, so that this proves nothing")
    torn(engine, 2000)
    assert stored(engine, "padded")[0] in (2000, 3000)  # the last insert itself was whole
    assert stored(engine, "padded") == stored(engine, "copied")

    # The writer does not try it again under the same token, which the engine takes for stored.
    migrate(engine)
    engine.run("ALTER TABLE points ADD COLUMN pad String MATERIALIZED randomString(1000)")
    columns = {"metric": ["m"] * 1000, "sid": list(range(1000)), "ts": [1_800_000_000] * 1000, "value": [1.0] * 1000}
    batch = {"points": table("points", columns)}

    async def write_twice() -> None:
        writer = Writer(engine)
        with largest_file(1 << 18):
            try:
                await writer.write(batch)
            except Torn:
                pass
            else:
                raise AssertionError("the writer has not told")
        await writer.write(batch)
        await writer.stop()

    asyncio.run(write_twice())
    assert engine.run("SELECT count() AS n, sum(cityHash64(pad)) AS read FROM points").to_pylist()[0]["n"] == 1000
    engine.close()


if __name__ == "__main__":
    main()
