"""A server to be killed: it writes without pause and prints what was acknowledged, or else lists what is stored."""

import asyncio
import itertools
import sys
from datetime import UTC, datetime

from vizsla.model.batch import Batch
from vizsla.model.records import SCHEMAS, table
from vizsla.store.engine import Engine, open_engine
from vizsla.store.migrate import migrate
from vizsla.store.writer import Writer


def batch(ids: list[int]) -> Batch:
    now = datetime.now(UTC).replace(microsecond=0)
    size = len(ids)
    texts = {field.name: [""] * size for field in SCHEMAS["logs"] if str(field.type) == "string"}
    numbers = {"trace_id": ids, "trace_id_high": [0] * size, "span_id": [0] * size}
    logs = {"id": [i.to_bytes(16, "big") for i in ids], "ts": [now] * size, "tags": [["a:b"]] * size}
    logs |= {"attrs": [[("k", "v")]] * size, **texts, **numbers}
    return {
        "points": table("points", {"metric": ["m"] * size, "sid": ids, "ts": [now] * size, "value": [1.0] * size}),
        "logs": table("logs", logs),
    }


async def write_for_ever(engine: Engine, first: int) -> None:
    writer = Writer(engine)
    numbers = itertools.count(first)

    async def client() -> None:
        while True:
            ids = list(itertools.islice(numbers, 20))
            await writer.write(batch(ids))
            print(*ids, flush=True)

    await asyncio.gather(*(client() for _ in range(16)))


def main() -> None:
    engine = open_engine(sys.argv[1])
    migrate(engine)
    if len(sys.argv) > 2:
        print("open", flush=True)
        asyncio.run(write_for_ever(engine, int(sys.argv[2])))
    points = engine.run("SELECT sid FROM points").column("sid").to_pylist()
    logs = engine.run("SELECT trace_id FROM logs").column("trace_id").to_pylist()
    rolled = engine.run("SELECT sum(n) AS n FROM rollup_1h").column("n")[0].as_py()
    print("points", *points)
    print("logs", *logs)
    print("rolled", rolled)
    engine.close()


if __name__ == "__main__":
    main()
