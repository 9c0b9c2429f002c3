"""Analytics of logs and spans on the real engine."""

from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from vizsla.query.analytics import Bucket, Compute, GroupBy, Histogram, Question, Sort, aggregate
from vizsla.query.errors import QueryError
from vizsla.query.moments import Window
from vizsla.store.engine import Engine

_spec = spec_from_file_location("search_records", Path(__file__).parent / "search_records.py")
assert _spec and _spec.loader
search_records = module_from_spec(_spec)
_spec.loader.exec_module(search_records)

MINUTE = 60_000
AT = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=10)
START = int(AT.timestamp() * 1000)
TEN = Window(START, START + 10 * MINUTE)
COUNT = Compute("count")


@pytest.fixture
def logs(engine: Engine) -> Engine:
    given = [
        # minute, service, status, tags, attributes
        (0, "web", "error", ["env:prod", "team:a"], {"duration": 10, "user": "ann", "roles": ["x", "y"]}),
        (0, "web", "info", ["env:prod", "team:b"], {"duration": 20, "user": "bob", "roles": ["x"]}),
        (1, "web", "info", ["env:dev"], {"duration": 30, "user": "ann"}),
        (3, "api", "info", ["env:prod"], {"duration": 100, "user": "cat"}),
        (3, "api", "info", ["env:prod"], {"user": "dan", "duration": "none"}),
        (9, "db", "warn", [], {}),
    ]
    rows = [
        search_records.whole(
            "logs",
            {"ts": AT + timedelta(minutes=minute), "service": service, "status": status, "tags": tags, "message": "m",
             "attributes": attributes},
            i,
        )
        for i, (minute, service, status, tags, attributes) in enumerate(given)
    ]  # fmt: skip
    engine.insert("logs", search_records.rows("logs", rows))
    return engine


def ask(engine: Engine, *computes: Compute, groups: tuple[GroupBy, ...] = (), search: str = "") -> list[Bucket]:
    return aggregate(Question("logs", search, TEN, computes, groups), engine.run)


def by(buckets: list[Bucket]) -> list[tuple[object, ...]]:
    return [(*bucket.by.values(), *bucket.computes.values()) for bucket in buckets]


def test_totals(logs: Engine) -> None:
    (bucket,) = ask(
        logs, COUNT, Compute("avg", "@duration"), Compute("sum", "@duration"), Compute("max", "@duration"),
        Compute("median", "@duration"), Compute("cardinality", "@user"), Compute("cardinality", "service"),
        Compute("pc99", "@nothing"),
    )  # fmt: skip
    median = bucket.computes.pop("c4")
    assert isinstance(median, float) and 20 <= median <= 30
    assert bucket.computes == {"c0": 6, "c1": 40, "c2": 160, "c3": 100, "c5": 4, "c6": 3}
    assert by(ask(logs, COUNT, search="service:nobody")) == [(0,)]


def test_groups_by_columns_tags_and_attributes(logs: Engine) -> None:
    assert by(ask(logs, COUNT, groups=(GroupBy("service"),))) == [("web", 3), ("api", 2), ("db", 1)]
    assert by(ask(logs, COUNT, groups=(GroupBy("env"),))) == [("prod", 4), ("dev", 1)]
    assert by(ask(logs, COUNT, groups=(GroupBy("env", missing="none"),))) == [("prod", 4), ("dev", 1), ("none", 1)]
    assert by(ask(logs, COUNT, groups=(GroupBy("@roles"),))) == [("x", 2), ("y", 1)]
    assert by(ask(logs, COUNT, groups=(GroupBy("@duration", histogram=Histogram(20, 0, 100)),))) == [
        ("20", 2), ("0", 1),
    ]  # fmt: skip


def test_limits_cut_within_each_group(logs: Engine) -> None:
    found = ask(logs, COUNT, groups=(GroupBy("service", 2), GroupBy("@user", 1, Sort(type="alphabetical"))))
    assert by(found) == [("web", "ann", 2), ("api", "cat", 1)]
    slowest = GroupBy("service", 1, Sort(aggregation="max", metric="@duration"))
    assert by(ask(logs, Compute("max", "@duration"), groups=(slowest,))) == [("api", 100)]
    fewest = GroupBy("service", 2, Sort(order="asc"))
    assert by(ask(logs, COUNT, groups=(fewest,))) == [("db", 1), ("api", 2)]


def test_series_over_time(logs: Engine) -> None:
    (web,) = ask(
        logs, Compute("count", type="timeseries", interval="1m"),
        Compute("avg", "@duration", "timeseries", "5m"), COUNT, groups=(GroupBy("service", 1),),
    )  # fmt: skip
    times = [START + i * MINUTE for i in range(10)]
    assert web.computes["c0"] == list(zip(times, [2, 1, 0, 0, 0, 0, 0, 0, 0, 0], strict=True))
    aligned = START // (5 * MINUTE) * (5 * MINUTE)
    assert isinstance(web.computes["c1"], list)
    assert {time for time, _ in web.computes["c1"]} <= {aligned + i * 5 * MINUTE for i in range(3)}
    assert web.computes["c2"] == 3
    (everything,) = ask(logs, Compute("count", type="timeseries"))
    assert isinstance(everything.computes["c0"], list)
    assert sum(value for _, value in everything.computes["c0"]) == 6
    for start in (0, START - 86_400_000 * 400):
        (ever,) = aggregate(
            Question("logs", "", Window(start, TEN.end_ms), (Compute("count", type="timeseries"),)), logs.run
        )
        assert isinstance(ever.computes["c0"], list)
        assert sum(value for _, value in ever.computes["c0"]) == 6


def test_spans(engine: Engine) -> None:
    rows = [
        search_records.whole(
            "spans",
            {"ts": AT, "span_id": i, "service": "web", "resource": f"GET /{i % 2}", "duration_ns": (i + 1) * 1_000_000,
             "error": i % 2, "meta": {"http.status_code": "500" if i % 2 else "200"}, "metrics": {"rows": float(i)}},
            i,
        )
        for i in range(100)
    ]  # fmt: skip
    engine.insert("spans", search_records.rows("spans", rows))
    question = Question(
        "spans", "service:web @duration:>50ms", TEN,
        (COUNT, Compute("pc95", "@duration"), Compute("max", "@rows")),
        (GroupBy("resource_name"), GroupBy("status"), GroupBy("@http.status_code"), GroupBy("@rows", 1)),
    )  # fmt: skip
    found = aggregate(question, engine.run)
    assert [tuple(bucket.by.values()) for bucket in found] == [
        ("GET /0", "ok", "200", "50"), ("GET /1", "error", "500", "51"),
    ]  # fmt: skip
    (bucket,) = aggregate(Question("spans", "", TEN, question.computes), engine.run)
    assert bucket.computes["c0"] == 100
    assert bucket.computes["c1"] == pytest.approx(95_500_000, rel=0.01)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (Question("logs", "", TEN, (Compute("avg"),)), "compute avg needs a metric"),
        (Question("logs", "", TEN, (COUNT,), (GroupBy("", 1),)), "group_by needs a facet"),
        (Question("logs", "", TEN, (COUNT,), (GroupBy("a", 0),)), "limit of group_by a is below 1"),
        (Question("logs", "", TEN, (COUNT,), (GroupBy("a", total=True),)), "'total'"),
        (Question("logs", "", TEN, (Compute("count", type="timeseries", interval="1ms"),)), "more than 3000"),
        (Question("logs", "", TEN, (Compute("count", type="timeseries", interval="often"),)), "not understood"),
        (Question("logs", "a OR", TEN), "the search ends"),
    ],
)
def test_mistakes_are_named(engine: Engine, question: Question, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        aggregate(question, engine.run)
