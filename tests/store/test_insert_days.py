"""An insert over very many days, as a backfill is, is stored whole."""

import time

import pytest

from vizsla.model.records import table
from vizsla.store.engine import Engine


@pytest.mark.parametrize("token", ["", "backfill"])
def test_an_insert_of_two_hundred_days(engine: Engine, token: str) -> None:
    newest, days = int(time.time()) // 86400 * 86400, 200
    columns = {
        "metric": ["a"] * days,
        "sid": list(range(days)),
        "ts": [newest - 86400 * day for day in range(days)],
        "value": [1.0] * days,
    }
    engine.insert("points", table("points", columns), token)
    kept = engine.run("SELECT count() AS n FROM points WHERE ts > now() - INTERVAL 7 DAY").to_pylist()
    assert kept[0]["n"] == 7
