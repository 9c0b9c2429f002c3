"""Monitors of one period are not all judged in the same second; each keeps to its own."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from vizsla.monitors.plan import Plan, plan_of
from vizsla.store.documents import Document

NOW = 1_700_000_040.0


def plan(query: str, type_: str = "query alert", number: int = 1, **options: Any) -> Plan:
    at = datetime.fromtimestamp(NOW, UTC)
    body = {"type": type_, "query": query, "options": options}
    found = plan_of(Document("monitor", str(number), 1, body, "", at, at), spread=True)
    assert isinstance(found, Plan)
    return found


def test_evenly_over_the_minute_and_always_at_the_same_second() -> None:
    plans = [plan(f"avg(last_5m):avg:m{n}{{*}} > 5") for n in range(600)]
    seconds = Counter(one.schedule.newest(NOW) % 60 for one in plans)
    assert set(seconds) == {0, 10, 20, 30, 40, 50} and min(seconds.values()) > 60
    for one in plans[:20]:
        moments = one.schedule.between(NOW, NOW + 600)
        assert len(moments) == 10 and {at % 60 for at in moments} == {one.schedule.newest(NOW) % 60}
    # What asks for the same metrics is judged together, by whichever server.
    assert len({plan(f"avg(last_5m):avg:m1{{host:h{n}}} > {n}").schedule.offset_s for n in range(20)}) == 1


@pytest.mark.parametrize(
    ("query", "type_", "step"),
    [
        ("sum(current_1h):sum:m#{*}.as_count() > 5", "query alert", 60),
        ("avg(last_5m):avg:m#{*}.rollup(sum, 60) > 5", "query alert", 60),
        ("avg(last_4h):anomalies(avg:m#{*}, 'basic', 2) >= 1", "query alert", 60),
        ("avg(last_1w):avg:m#{*} > 5", "query alert", 300),
        ('logs("a").index("*").rollup("count").last("5m") > 5', "log alert", 10),
        ('"web.up".over("*").last(2).count_by_status()', "service check", 10),
    ],
)
def test_windows_that_keep_to_the_clock_end_with_its_minutes(query: str, type_: str, step: int) -> None:
    plans = [plan(query.replace("#", str(n)), type_, n) for n in range(30)]
    ends = {one.schedule.newest(NOW) % plans[0].schedule.period_s for one in plans}
    assert {end % step for end in ends} == {0} and (len(ends) > 1) == (step < plans[0].schedule.period_s)


def test_a_composite_follows_whichever_second_its_members_are_judged_at() -> None:
    assert plan("1 && 2", "composite").schedule.period_s == 10
