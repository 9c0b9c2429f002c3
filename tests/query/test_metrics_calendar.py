"""Buckets of the calendar where clocks change, and in zones that are no whole hours away."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from vizsla.query.metrics.calendar import calendar, edges, moved
from vizsla.query.metrics.evaluate import evaluate
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("words", "start", "end", "expected"),
    [
        (("daily", "Europe/Berlin"), "2026-03-28T12:00Z", "2026-03-30T12:00Z",
         ["2026-03-27T23:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z", "2026-03-30T22:00Z"]),
        (("daily", "6am", "Europe/Berlin"), "2026-10-24T12:00Z", "2026-10-26T02:00Z",
         ["2026-10-24T04:00Z", "2026-10-25T05:00Z", "2026-10-26T05:00Z"]),
        (("daily", "6am"), "2026-03-28T05:59Z", "2026-03-28T06:01Z",
         ["2026-03-27T06:00Z", "2026-03-28T06:00Z", "2026-03-29T06:00Z"]),
        (("weekly", "Asia/Kolkata"), "2026-11-25T00:00Z", "2026-11-25T01:00Z",
         ["2026-11-22T18:30Z", "2026-11-29T18:30Z"]),
        (("weekly", "sunday"), "2026-11-25T00:00Z", "2026-11-30T00:00Z",
         ["2026-11-22T00:00Z", "2026-11-29T00:00Z", "2026-12-06T00:00Z"]),
        (("monthly",), "2026-01-31T00:00Z", "2026-03-01T00:00Z",
         ["2026-01-01T00:00Z", "2026-02-01T00:00Z", "2026-03-01T00:00Z"]),
        (("monthly", "31st"), "2026-02-10T00:00Z", "2026-04-10T00:00Z",
         ["2026-01-31T00:00Z", "2026-02-28T00:00Z", "2026-03-31T00:00Z", "2026-04-30T00:00Z"]),
        (("yearly", "april", "America/New_York"), "2026-01-01T00:00Z", "2026-05-01T00:00Z",
         ["2025-04-01T04:00Z", "2026-04-01T04:00Z", "2027-04-01T04:00Z"]),
    ],
)  # fmt: skip
def test_edges(words: tuple[str, ...], start: str, end: str, expected: list[str]) -> None:
    assert edges(calendar(words[0], words[1:]), at(start), at(end)) == [at(one) for one in expected]


@pytest.mark.parametrize(
    ("start", "count", "unit", "expected"),
    [
        ("2026-03-30T10:00Z", -1, "d", "2026-03-29T10:00Z"),
        ("2026-03-29T10:00Z", -1, "d", "2026-03-28T11:00Z"),
        ("2026-03-31T10:00Z", -1, "mo", "2026-02-28T11:00Z"),
        ("2026-02-28T11:00Z", -1, "y", "2025-02-28T11:00Z"),
        ("2026-03-29T10:00Z", -24, "h", "2026-03-28T10:00Z"),
        ("2026-04-01T10:00Z", -1, "w", "2026-03-25T11:00Z"),
    ],
)
def test_moments_keep_their_time_of_day(start: str, count: int, unit: str, expected: str) -> None:
    assert moved(at(start), count, unit, ZoneInfo("Europe/Berlin")) == at(expected)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York"])
def test_days_of_a_zone_hold_its_points(engine: Engine, zone: str) -> None:
    zero = int(time.time()) // 86400 * 86400 - 4 * 86400
    values = tuple((float(i),) for i in range(4 * 96))
    load(engine, Load(1, 900, "count", 0, (Series("m", (), values),)), zero)
    for span in (4 * 86400, 86400):
        (frame,) = evaluate(f"sum:m{{*}}.as_count().rollup(sum, daily, {zone})", zero, zero + span, engine.run)
        expected: dict[str, float] = {}
        for i in range(span // 900):
            day = datetime.fromtimestamp(zero + 900 * i, UTC).astimezone(ZoneInfo(zone)).date().isoformat()
            expected[day] = expected.get(day, 0) + i
        days = [datetime.fromtimestamp(one, ZoneInfo(zone)).isoformat()[:16] for one in frame.times.tolist()]
        assert days == [f"{day}T00:00" for day in expected]
        assert frame.values[0].tolist() == list(expected.values())
