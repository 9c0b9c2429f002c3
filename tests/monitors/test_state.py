"""The state machine of a group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vizsla.monitors.kind import condition_of
from vizsla.monitors.message import compose
from vizsla.monitors.state import GroupState, Observed, Rules, overall, transition

RULES = Rules(">", critical=800, warning=500, on_missing="notify", no_data_after_s=600)


def walk(values, rules=RULES, step=60.0):
    """Feed values a minute apart; statuses and the kinds told."""
    state, statuses, kinds = None, [], []
    for at, value in enumerate(values):
        now = 1000.0 + at * step
        seen = Observed(value, now if value is not None else None)
        state, told = transition(state, seen, rules, now)
        statuses.append(state.status)
        kinds.append(told.kind if told else None)
    return statuses, kinds


@pytest.mark.parametrize(
    ("values", "statuses", "kinds"),
    [
        (
            [100, 600, 900, 600, 100],
            ["OK", "Warn", "Alert", "Warn", "OK"],
            [None, "Warn", "Triggered", "Warn", "Recovered"],
        ),
        ([900, 900], ["Alert", "Alert"], ["Triggered", None]),
        ([800, 801], ["Warn", "Alert"], ["Warn", "Triggered"]),
    ],
)
def test_thresholds(values, statuses, kinds):
    assert walk(values) == (statuses, kinds)


def test_recovery_thresholds_hold_the_state():
    rules = replace(RULES, critical_recovery=700, warning_recovery=400)
    assert walk([900, 750, 700, 450, 400], rules)[0] == ["Alert", "Alert", "Warn", "Warn", "OK"]


def test_no_data_after_its_time_and_back():
    statuses, kinds = walk([100, *[None] * 11, 100])
    assert statuses == ["OK"] * 10 + ["No Data"] * 2 + ["OK"]
    assert kinds[10] == "No Data"
    assert kinds[12] == "Recovered"


def test_silence_keeps_the_state_unless_asked():
    assert walk([900, *[None] * 20], replace(RULES, on_missing="keep"))[0] == ["Alert"] * 21


def test_one_cycle_from_leaving_ok_to_returning_whatever_is_between():
    condition = condition_of({"type": "query alert", "query": "avg(last_5m):avg:a{*} > 800"})
    state, cycles = GroupState(), []
    for at, value in enumerate([100.0, 600.0, 900.0, *[None] * 12, 900.0, 100.0, 900.0]):
        seen = Observed(value, 1000.0 + at * 60 if value is not None else None)
        state, made = transition(state, seen, RULES, 1000.0 + at * 60)
        if made:
            cycles.append((made.kind, compose({}, condition, (), state, made, {}).facts["cycle"]))
    kinds, numbers = zip(*cycles, strict=True)
    assert kinds == ("Warn", "Triggered", "No Data", "Triggered", "Recovered", "Triggered")
    assert numbers == (1060,) * 5 + (1000 + 17 * 60,)


def test_a_group_that_never_reported_has_no_state_to_lose():
    assert transition(None, Observed(None), RULES, 5000.0)[1] is None


def test_missing_counts_are_zero():
    rules = replace(RULES, on_missing="zero")
    assert walk([900, None], rules)[0] == ["Alert", "OK"]


def test_renotifies_at_its_interval_and_stops():
    rules = replace(RULES, renotify_every_s=120, renotify_occurrences=2)
    assert walk([900] * 8, rules)[1] == ["Triggered", None, "Re-Triggered", None, "Re-Triggered", None, None, None]


def test_new_groups_wait():
    rules = replace(RULES, new_group_delay_s=120)
    assert walk([900, 900, 900], rules)[0] == ["OK", "OK", "Alert"]


def test_timeout_resolves_what_no_longer_reports():
    rules = replace(RULES, on_missing="keep", resolve_after_s=300)
    assert walk([900, *[None] * 5], rules)[0][-1] == "OK"


def test_a_skipped_window_changes_nothing():
    state = GroupState(status="Alert", since=1.0, first_seen=1.0)
    assert transition(state, Observed(0.0, skip=True), RULES, 100.0) == (state, None)


def test_overall_is_the_worst():
    assert overall(["OK", "No Data", "Warn"]) == "Warn"
    assert overall(["OK", "No Data"]) == "No Data"
    assert overall([]) == "No Data"


@given(st.lists(st.none() | st.floats(0, 1000), max_size=40))
def test_every_told_change_is_a_change(values):
    statuses, kinds = walk(values)
    previous = "OK"
    for status, kind in zip(statuses, kinds, strict=True):
        assert (kind is not None) == (status != previous)
        previous = status
