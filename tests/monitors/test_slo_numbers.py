"""Objectives in numbers: spans of time, corrections, budgets, and what monitors' history amounts to."""

from datetime import UTC, datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vizsla.documents.slo import filled, problems
from vizsla.monitors.slo.corrections import excluded
from vizsla.monitors.slo.corrections import problems as correction_problems
from vizsla.monitors.slo.measure import Watch, measure
from vizsla.monitors.slo.objective import Target, understand
from vizsla.monitors.slo.spans import covered, joined, without
from vizsla.monitors.slo.standing import burn_rate, consumed, standing
from vizsla.monitors.slo.watching import alerting
from vizsla.store.changes import Change

PARTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(PARTS, PARTS)
def test_spans_do_what_sets_of_seconds_do(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    def seconds(spans: object) -> set[int]:
        return {at for start, end in spans for at in range(int(start), int(end))}  # type: ignore[attr-defined]

    a, b = joined(first), joined(second)
    assert seconds(a) == seconds(first)
    assert seconds(without(a, b)) == seconds(a) - seconds(b)
    assert covered(a, list(range(61))).tolist() == [1.0 if at in seconds(a) else 0.0 for at in range(60)]


def test_the_error_budget() -> None:
    target = Target("30d", 99.0, 99.5)
    assert standing(99.25, target).state == "warning"
    assert standing(99.25, target).remaining == 25.0
    assert standing(98.0, target).state == "breached" and standing(98.0, target).remaining == -100.0
    assert standing(None, target).state == "no_data"
    assert consumed(99.25, 99.0) == 75.0
    assert burn_rate(90.0, 99.0) == 10.0


def test_a_weekly_correction_keeps_its_hour_when_the_clocks_change() -> None:
    saturday = int(datetime(2026, 10, 17, 7, tzinfo=UTC).timestamp())  # 09:00 in Paris, summer time until 25 October
    weekly = {"start": saturday, "duration": 3600, "rrule": "FREQ=WEEKLY;BYDAY=SA", "timezone": "Europe/Paris"}
    found = excluded([weekly], saturday, saturday + 15 * 86400)
    begins = [datetime.fromtimestamp(start, UTC).strftime("%d %H:%M") for start, _ in found]
    assert begins == ["17 07:00", "24 07:00", "31 08:00"]
    assert all(end - start == 3600 for start, end in found)


def test_corrections_are_checked() -> None:
    good = {"category": "Other", "slo_id": "a", "start": 100, "end": 200}
    assert correction_problems(good) == []
    for wrong, field in [
        ({"category": "x"}, "category"), ({"end": 50}, "end"), ({"end": None}, "end"), ({"slo_id": None}, "slo_id"),
        ({"rrule": "FREQ=SOMETIMES", "duration": 60}, "rrule"), ({"rrule": "FREQ=SECONDLY", "duration": 60}, "rrule"),
        ({"timezone": "Mars/Base"}, "timezone"), ({"rrule": "FREQ=DAILY"}, "duration"),
    ]:  # fmt: skip
        assert [field in one for one in correction_problems(good | wrong)] == [True], wrong


def test_a_monitors_time_is_what_it_did_not_alert() -> None:
    body = {"name": "up", "type": "monitor", "monitor_ids": [1], "thresholds": [{"timeframe": "7d", "target": 99}]}
    assert problems(body) == []
    told = [Change("host:a", 100, "OK", "Alert"), Change("host:a", 160, "Alert", "Warn"),
            Change("host:b", 150, "OK", "Alert"), Change("host:c", 10, "Alert", "OK")]  # fmt: skip
    alerts = alerting(told, {"host:a": "OK", "host:b": "Alert", "host:d": "OK"}, 0, 600)
    assert alerts == {"host:a": ((100, 160),), "host:b": ((150, 600),), "host:c": ((0, 10),), "host:d": ()}
    watch = Watch("up", ((0.0, 600.0),), alerts)
    found = measure(understand(filled(body)), 0, 600, lambda *_: None, lambda *_: watch)  # type: ignore[arg-type,return-value]
    assert found.overall.sli == 100 * (600 - 10 - 500) / 600
    assert found.groups["host:a"].sli == 90.0
    assert found.states() == [(0, 1)]
    assert measure(
        understand(filled(body | {"groups": ["host:a"]})),
        0,
        600,
        lambda *_: None,
        lambda *_: watch,  # type: ignore[arg-type,return-value]
    ).states() == [(0, 0), (60, 1), (180, 0)]
    without_end = measure(
        understand(filled(body)),
        0,
        600,
        lambda *_: None,
        lambda *_: watch,
        ((150.0, 600.0),),  # type: ignore[arg-type,return-value]
    )
    assert without_end.overall.sli == 100 * (150 - 10 - 50) / 150
    assert np.isclose(without_end.overall.total.sum(), 150)
    # It was made at 590, after the moment that it was first judged for.
    late = Watch("up", ((590.0, 600.0),), alerts)
    young = measure(understand(filled(body)), 0, 600, lambda *_: None, lambda *_: late)  # type: ignore[arg-type,return-value]
    assert young.overall.sli == young.groups["host:b"].sli == 0 and young.groups["host:a"].sli == 100
