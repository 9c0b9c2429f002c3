"""Pages of logs and spans on the real engine."""

from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from vizsla.query.analytics import Question, aggregate
from vizsla.query.errors import QueryError
from vizsla.query.moments import Window, iso, moment_ms, window
from vizsla.query.records import Listing, between, read
from vizsla.query.search.syntax import Table
from vizsla.store.engine import Engine

_spec = spec_from_file_location("search_records", Path(__file__).parent / "search_records.py")
assert _spec and _spec.loader
search_records = module_from_spec(_spec)
_spec.loader.exec_module(search_records)

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
AROUND = Window(int(AT.timestamp() * 1000) - 3_600_000, int(AT.timestamp() * 1000) + 600_000)


def put_logs(engine: Engine, *given: tuple[int, int, str]) -> None:
    """Logs of (number, seconds after AT, message)."""
    rows = [
        search_records.whole("logs", {"message": message, "ts": AT + timedelta(seconds=second)}, number)
        for number, second, message in given
    ]
    engine.insert("logs", search_records.rows("logs", rows))


def pages(engine: Engine, listing: Listing, meanwhile: object = None) -> list[list[str]]:
    found: list[list[str]] = []
    cursor = ""
    while True:
        page = read(
            Listing(listing.table, listing.search, listing.window, listing.descending, listing.limit, cursor),
            engine.run,
        )
        found.append([row["message"] for row in page.rows])
        if not page.after:
            return found
        cursor = page.after
        if callable(meanwhile):
            meanwhile()


@pytest.mark.parametrize("descending", [True, False])
def test_pages_hold_every_log_once_in_order(engine: Engine, descending: bool) -> None:
    given = [(i, i // 3, f"m{i:02}") for i in range(20)]  # three share each moment
    put_logs(engine, *given)
    found = pages(engine, Listing("logs", "", AROUND, descending, 7))
    assert [len(page) for page in found] == [7, 7, 6]
    wanted = [message for _, _, message in given]
    assert [message for page in found for message in page] == (wanted[::-1] if descending else wanted)


def test_arriving_logs_do_not_shift_pages(engine: Engine) -> None:
    put_logs(engine, *[(i, i, f"m{i}") for i in range(6)])
    number = iter(range(100, 200))
    found = pages(
        engine, Listing("logs", "m*", AROUND, True, 2), lambda: put_logs(engine, (next(number), 300, "m-new"))
    )
    assert found == [["m5", "m4"], ["m3", "m2"], ["m1", "m0"]]


def test_spans_page_by_nanosecond(engine: Engine) -> None:
    base = {"service": "web", "ts": AT, "meta": {"k": "v"}}
    rows = [search_records.whole("spans", base | {"trace_id": 2**64 - 1, "span_id": i}, i) for i in range(5)]
    engine.insert("spans", search_records.rows("spans", rows))
    first = read(Listing("spans", "service:web", AROUND, True, 3), engine.run)
    second = read(Listing("spans", "service:web", AROUND, True, 3, first.after), engine.run)
    assert [row["span_id"] for row in first.rows + second.rows] == [4, 3, 2, 1, 0]
    assert second.after == ""
    assert dict(first.rows[0]["meta"]) == {"k": "v"}


def test_only_the_windows_part_of_a_day_is_read(engine: Engine) -> None:
    first = AT - timedelta(hours=5)
    one = search_records.whole("logs", {"message": "m"}, 0)
    engine.insert(
        "logs", search_records.rows("logs", [one | {"ts": first + timedelta(seconds=i)} for i in range(18_000)])
    )
    start = int(first.timestamp() * 1000)
    params = {"from": start, "to": start + 600_000}
    query = f"FROM logs WHERE {between('logs')}"
    assert engine.run(f"SELECT count() AS n {query}", params).column("n").to_pylist() == [600]
    assert sum(engine.run(f"EXPLAIN ESTIMATE SELECT id {query}", params).column("rows").to_pylist()) < 12_000


@pytest.mark.parametrize("table", ["logs", "spans", "events"])
def test_windows_before_1970_and_beyond_2106(engine: Engine, table: Table) -> None:
    row = search_records.whole(table, {"ts": AT}, 1)
    engine.insert(table, search_records.rows(table, [row]))
    at, ever = int(AT.timestamp() * 1000), 5_000_000_000_000
    for start, end, found in (
        (-3_600_000, at + 1, 1), (at, ever, 1), (-3_600_000, ever, 1), (-3_600_000, at, 0), (at + 1, ever, 0),
        (-7_200_000, -3_600_000, 0), (ever, ever + 3_600_000, 0),
    ):  # fmt: skip
        window = Window(start, end)
        assert len(read(Listing(table, "", window), engine.run).rows) == found, window
        counted = aggregate(Question(table, "", window), engine.run)
        assert sum(bucket.computes["c0"] for bucket in counted) == found, window  # type: ignore[misc]


def test_a_wrong_cursor_or_limit_says_so(engine: Engine) -> None:
    put_logs(engine, *[(i, i, "m") for i in range(3)])
    after = read(Listing("logs", "", AROUND, True, 1), engine.run).after
    for listing in (
        Listing("logs", "", AROUND, cursor="nonsense"),
        Listing("logs", "", AROUND, False, cursor=after),
        Listing("spans", "", AROUND, cursor=after),
    ):
        with pytest.raises(QueryError, match="cursor"):
            read(listing, engine.run)
    with pytest.raises(QueryError, match="1 to 1000"):
        read(Listing("logs", "", AROUND, limit=1001), engine.run)


def test_moments() -> None:
    now = 1_800_000_000.5
    assert moment_ms("now-15m", "from", now, "now") == 1_799_999_100_500
    assert moment_ms(None, "from", now, "now") == 1_800_000_000_500
    assert moment_ms(1_800_000_000, "from", now, "now") == moment_ms("1800000000000", "from", now, "now")
    assert iso(moment_ms("2027-01-15T08:00:00.25Z", "from", now, "now")) == "2027-01-15T08:00:00.250Z"
    with pytest.raises(QueryError, match="from 'yesterday' is no moment"):
        moment_ms("yesterday", "from", now, "now")
    with pytest.raises(QueryError, match="lies after"):
        window("now", "now-1h", now)
