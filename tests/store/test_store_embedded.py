"""The embedded engine: parameters, limits, parallel work, Arrow in and out."""

import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vizsla.model.records import SCHEMAS, table
from vizsla.store.embedded import Embedded
from vizsla.store.engine import Engine, Limits, open_engine
from vizsla.store.errors import Busy, Cancelled, LimitExceeded, StoreError

NOW = datetime(2026, 11, 24, 12, 0, 1, 500_000, tzinfo=UTC)
FOREVER = "SELECT sum(number) FROM numbers(100000000000)"
WITH_ENGINE = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["\\", "'", "\\N", "\\'", "\t\0\n"]
)


@WITH_ENGINE
@given(text=TEXT, items=st.lists(TEXT, max_size=4), number=st.integers(0, 2**64 - 1), real=st.floats(allow_nan=False))
def test_parameters_arrive_as_they_were(engine: Engine, text: str, items: list[str], number: int, real: float) -> None:
    types = {"t": "String", "i": "Array(String)", "n": "UInt64", "r": "Float64", "m": "Map(String, String)"}
    sql = "SELECT " + ", ".join(f"{{{name}:{type_}}} AS {name}" for name, type_ in types.items())
    given_ = {"t": text, "i": items, "n": number, "r": real, "m": {text: text}}
    assert engine.run(sql, given_).to_pylist() == [given_ | {"m": [(text, text)]}]


@pytest.mark.parametrize(
    ("type_", "value", "answer"),
    [
        ("DateTime", NOW, 1795521601),
        ("DateTime", 1795521601.9, 1795521601),
        ("DateTime64(3, 'UTC')", NOW, NOW),
        ("Date", date(2026, 11, 24), date(2026, 11, 24)),
        ("Bool", True, True),
        ("UInt8", True, 1),
        ("Nullable(String)", None, None),
        ("FixedString(3)", b"\x00\xff'", b"\x00\xff'"),
        ("Array(FixedString(2))", [b"\x00\xff", b"\\'"], [b"\x00\xff", b"\\'"]),
        ("Array(UInt64)", [1, 2**64 - 1], [1, 2**64 - 1]),
        ("Array(Array(String))", [["a"], []], [["a"], []]),
    ],
)
def test_parameters_of_every_type(engine: Engine, type_: str, value: object, answer: object) -> None:
    assert engine.run(f"SELECT {{a:{type_}}} AS a", {"a": value}).column("a")[0].as_py() == answer


@pytest.mark.parametrize(
    ("sql", "params", "said"),
    [
        ("SELECT {a:UInt8}", {}, "no value was given for the query parameter 'a'"),
        ("SELECT {a:UInt8}", {"a": "x"}, "cannot be parsed as UInt8"),
        ("SELECT {a:String}", {"a": object()}, "'a' is of a type"),
        ("SELECT * FROM nowhere", {}, "nowhere"),
    ],
)
def test_faults_are_named(engine: Engine, sql: str, params: Mapping[str, object], said: str) -> None:
    with pytest.raises(StoreError, match=said):
        engine.run(sql, params)


@pytest.mark.parametrize(
    ("sql", "limits"),
    [
        (FOREVER, Limits(seconds=0.2)),
        ("SELECT uniqExact(number) FROM numbers(10000000)", Limits(memory_bytes=20 << 20)),
        ("SELECT number FROM numbers(100)", Limits(rows=10)),
        ("SELECT sleepEachRow(0.1) FROM numbers(100) SETTINGS max_block_size = 1", Limits(seconds=0.5)),
    ],
    ids=["time", "memory", "rows", "half answered"],
)
def test_a_query_past_its_limit_ends(engine: Engine, sql: str, limits: Limits) -> None:
    started = time.monotonic()
    with pytest.raises(LimitExceeded):
        engine.run(sql, limits=limits)
    assert time.monotonic() - started < 5
    for _ in range(2):
        assert engine.run("SELECT 1 AS one", limits=limits).to_pylist() == [{"one": 1}]


def test_cancel_stops_only_its_tag(engine: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        doomed = pool.submit(engine.run, FOREVER, tag="it's a tag")
        other = pool.submit(engine.run, "SELECT sleep(1) AS slept", tag="another")
        time.sleep(0.3)
        engine.cancel("")
        engine.cancel("it's a tag")
        with pytest.raises(Cancelled):
            doomed.result(5)
        assert other.result(5).num_rows == 1


def test_slow_queries_hold_up_neither_inserts_nor_each_other(engine: Engine) -> None:
    rows = table("points", {"metric": ["m"], "sid": [1], "ts": [NOW], "value": [1.0]})
    with ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(engine.run, "SELECT sleep(1.5)") for _ in range(3)]
        time.sleep(0.1)
        started = time.monotonic()
        engine.insert("points", rows)
        assert engine.run("SELECT count() AS n FROM points").column("n").to_pylist() == [1]
        assert time.monotonic() - started < 1
        assert not any(query.done() for query in slow)


def test_queries_wait_for_a_connection_no_longer_than_they_may_run(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        slow = [pool.submit(engine.run, "SELECT sleep(1.5)") for _ in range(4)]
        time.sleep(0.2)
        with pytest.raises(Busy, match="every connection"):
            engine.run("SELECT 1", limits=Limits(seconds=0.1))
        assert all(query.result(5).num_rows == 1 for query in slow)


def test_many_threads_lose_nothing(engine: Engine) -> None:
    def insert(batch: int) -> None:
        sids = list(range(batch * 50, batch * 50 + 50))
        rows = {"metric": ["m"] * 50, "sid": sids, "ts": [NOW] * 50, "value": [1.0] * 50}
        engine.insert("points", table("points", rows))
        engine.run("SELECT count() FROM points WHERE metric = {m:String}", {"m": "m"})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(insert, range(40)))
    assert engine.run("SELECT uniqExact(sid) AS n FROM points").column("n").to_pylist() == [2000]


def test_a_token_counts_once_in_tables_and_roll_ups(engine: Engine) -> None:
    rows = table("points", {"metric": ["m"], "sid": [1], "ts": [NOW], "value": [2.0]})
    for token in ("a", "a", "b", "a", "", ""):
        engine.insert("points", rows, token)
    engine.run("INSERT INTO points (metric, sid, ts, value) VALUES ('m', 2, now(), 1)")
    engine.run("INSERT INTO points (metric, sid, ts, value) VALUES ('m', 2, now(), 1)")
    assert engine.run("SELECT countIf(sid = 1) AS n, count() AS c FROM points").to_pylist() == [{"n": 4, "c": 6}]
    for rollup in ("rollup_5m", "rollup_1h"):
        found = engine.run(f"SELECT sum(n) AS n, sum(vsum) AS s, argMaxMerge(vlast) AS l FROM {rollup} WHERE sid = 1")
        assert found.to_pylist() == [{"n": 4, "s": 8.0, "l": 2.0}]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_record_comes_back_as_it_went_in(engine: Engine, name: str) -> None:
    schema = SCHEMAS[name]
    values = {field.name: [_sample(field.type)] for field in schema}
    if name == "spans":
        values["duration_ns"] = [2**62]  # a trace's end must be a time that the engine knows
    rows = pa.table(values, schema=schema)
    engine.insert(name, rows)
    columns = ", ".join("base64Encode(body) AS body" if field.name == "body" else field.name for field in schema)
    found = engine.run(f"SELECT {columns} FROM {name}")
    for field in schema:
        if field.name == "body":
            continue
        sent, got = rows.column(field.name)[0], found.column(field.name)[0]
        if field.type == pa.timestamp("s", tz="UTC"):
            assert got.as_py() == int(sent.as_py().timestamp())
        else:
            assert got.as_py() == sent.as_py(), field.name
            assert pa.types.is_string(field.type) == pa.types.is_string(got.type)


def test_roll_ups_and_summaries_are_made_on_the_way_in(engine: Engine) -> None:
    spans = {
        **{field.name: [_sample(field.type)] * 2 for field in SCHEMAS["spans"]},
        "trace_id": [7, 7],
        "parent_id": [0, 1],
        "ts": [NOW, NOW],
        "duration_ns": [2_000_000_000, 1_000],
        "error": [0, 1],
        "service": ["web", "db"],
    }
    engine.insert("spans", pa.table(spans, schema=SCHEMAS["spans"]))
    sketch = {"metric": ["s"], "sid": [1], "ts": [NOW], "n": [3], "vsum": [6.0], "vmin": [1.0], "vmax": [3.0]}
    for _ in range(2):
        engine.insert("sketches", table("sketches", sketch | {"keys": [[-5, 9]], "counts": [[1, 2]]}))
    trace = engine.run(
        "SELECT sum(spans) AS spans, sum(errors) AS errors, arraySort(groupUniqArrayArray(services)) AS services, "
        "tupleElement(argMaxMerge(root), 1) AS service, max(ended) AS ended FROM trace_summaries GROUP BY trace_id"
    ).to_pylist()[0]
    assert (trace["spans"], trace["errors"], trace["services"], trace["service"]) == (2, 1, ["db", "web"], "web")
    assert (trace["ended"] - NOW).total_seconds() == 2
    merged = engine.run("SELECT sum(n) AS n, sumMap(bins.1, bins.2) AS bins FROM sketches_1h").to_pylist()[0]
    assert merged == {"n": 6, "bins": {"1": [-5, 9], "2": [2, 4]}}


def test_log_text_is_found_through_its_index(engine: Engine) -> None:
    row = {field.name: [_sample(field.type)] for field in SCHEMAS["logs"]}
    row |= {"message": ["Timeout to DB"], "attrs": [[("http.status_code", "503"), ("duration", "1.5")]]}
    engine.insert("logs", pa.table(row, schema=SCHEMAS["logs"]))
    found = engine.run(
        "SELECT http_status_code AS code, duration FROM logs "
        "WHERE hasAllTokens(lower(message), 'timeout') AND has(tags, 'a:b')"
    )
    assert found.to_pylist() == [{"code": 503, "duration": 1.5}]


def test_a_second_process_is_told_who_has_the_data(engine: Embedded) -> None:
    script = "import sys\nfrom vizsla.store.engine import open_engine as o\n"
    script += "try: o(sys.argv[1])\nexcept Exception as e: print(e)"
    done = subprocess.run(
        [sys.executable, "-c", script, str(engine._directory)], capture_output=True, text=True, timeout=60, check=True
    )
    assert "in use by another vizsla server" in done.stdout


def test_a_directory_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        open_engine(tmp_path / "file" / "data")
    with pytest.raises(StoreError, match="choose another"):
        open_engine(tmp_path / "what?")


def test_names_of_tables_are_not_statements(engine: Engine) -> None:
    rows = table("points", {"metric": ["m"], "sid": [1], "ts": [NOW], "value": [1.0]})
    with pytest.raises(StoreError, match="no name of a table"):
        engine.insert("points` SELECT 1 --", rows)


def test_a_failed_insert_leaves_its_connection_usable(engine: Engine) -> None:
    bad = pa.table({"metric": ["m"], "sid": ["x"]})
    good = table("points", {"metric": ["m"], "sid": [1], "ts": [NOW], "value": [1.0]})
    threads = [threading.Thread(target=_refused, args=(engine, bad)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.insert("points", good)
    assert engine.run("SELECT count() AS n FROM points").column("n").to_pylist() == [1]


def _refused(engine: Engine, rows: pa.Table) -> None:
    with pytest.raises(StoreError):
        engine.insert("points", rows)


def _sample(type_: pa.DataType) -> object:
    if pa.types.is_list(type_):
        return ["a:b", "c:ü"] if pa.types.is_string(type_.value_type) else [1, 2]
    if pa.types.is_map(type_):
        return [("k.é", "v" if pa.types.is_string(type_.item_type) else 1.5)]
    if pa.types.is_timestamp(type_):
        return NOW.replace(microsecond=0) if type_.unit == "s" else NOW
    if pa.types.is_date(type_):
        return NOW.date()
    if pa.types.is_fixed_size_binary(type_):
        return bytes(range(240, 256))
    if pa.types.is_binary(type_):
        return b"\x00\xff"
    if pa.types.is_floating(type_):
        return 1.25
    if pa.types.is_integer(type_):
        return 2**type_.bit_width - 1
    return "naïve 'text' ☃\n\t\\"
