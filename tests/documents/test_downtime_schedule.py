"""When downtimes are: by the wall clock, whenever clocks are changed."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vizsla.documents.downtimes import newer, older
from vizsla.documents.downtimes.schedule import Recurrence, Schedule, active, ended, occurrences, rule_of

ZONES = ("UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo")
RULES = ("FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=MONTHLY;BYDAY=-1FR",
         "FREQ=DAILY;COUNT=40", "FREQ=HOURLY;INTERVAL=7")  # fmt: skip

schedules = st.builds(
    lambda zone, rule, start, minutes: Schedule(zone, recurrences=(Recurrence(rule, start, minutes * 60),)),
    st.sampled_from(ZONES), st.sampled_from(RULES),
    st.integers(0, 9600).map(lambda hours: datetime.fromisoformat("2026-01-01T00:30") + timedelta(hours=hours)),
    st.integers(1, 3000),
)  # fmt: skip
moments = st.floats(datetime(2025, 12, 1, tzinfo=UTC).timestamp(), datetime(2028, 1, 1, tzinfo=UTC).timestamp())


@given(schedules, moments)
@settings(max_examples=150, deadline=None)
def test_occurrences_are_in_order_end_later_and_keep_the_wall_clock(schedule: Schedule, after: float) -> None:
    (rule,) = schedule.recurrences
    there = ZoneInfo(schedule.timezone)
    found = list(islice(occurrences(schedule, after), 8))
    assert [one[0] for one in found] == sorted(one[0] for one in found)
    for start, end in found:
        assert end > after and end > start
        begin = datetime.fromtimestamp(start, there).replace(tzinfo=None)
        through = begin.replace(tzinfo=there).timestamp() == start  # neither skipped nor repeated by a change
        if through and "HOURLY" not in rule.rule:
            assert begin.minute == 30 or schedule.timezone == "Australia/Lord_Howe" or begin.hour != rule.start.hour
        finish = datetime.fromtimestamp(end, there).replace(tzinfo=None)
        assert abs((finish - begin).total_seconds() - rule.duration_s) <= 3600


@given(schedules, moments)
@settings(max_examples=150, deadline=None)
def test_what_is_active_is_an_occurrence_that_holds_now(schedule: Schedule, now: float) -> None:
    holding = [one for one in islice(occurrences(schedule, now), 12) if one[0] <= now]
    found = active(schedule, now)
    assert (found is None) == (not holding)
    if found:
        assert found in holding and found[0] <= now < found[1]
        assert found in list(ended(schedule, now, found[1]))


def test_the_two_downtimes_of_nights_and_weekends_leave_the_working_hours() -> None:
    """Monday to Friday from 19:00 to 09:00, and all of Saturday and Sunday, in Paris, over a change of clocks."""
    there = ZoneInfo("Europe/Paris")
    nights = Recurrence("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", datetime.fromisoformat("2026-03-02T19:00"), 14 * 3600)
    weekends = Recurrence("FREQ=WEEKLY;BYDAY=SA,SU", datetime.fromisoformat("2026-03-07"), 86400)
    both = Schedule("Europe/Paris", recurrences=(nights, weekends))
    at = datetime(2026, 3, 9, tzinfo=there)  # the clocks go forward on the 29th
    while at < datetime(2026, 4, 13, tzinfo=there):
        local = at.astimezone(there)
        working = local.weekday() < 5 and 9 <= local.hour < 19
        early_monday = local.weekday() == 0 and local.hour < 9
        assert (active(both, at.timestamp()) is None) == (working or early_monday), local
        at += timedelta(minutes=30)


def test_what_is_told_in_utc_is_taken_to_the_wall() -> None:
    """19:00 in Paris is 18:00 in UTC, so the occurrence of the 10th is the last one; the first begins at 19:00 too."""
    rule = {"rrule": "FREQ=DAILY;UNTIL=20260110T180000Z", "duration": "1h", "start": "2026-01-08T18:00:00+00:00"}
    given = {"scope": "*", "monitor_identifier": {"monitor_tags": ["*"]},
             "schedule": {"timezone": "Europe/Paris", "recurrences": [rule]}}  # fmt: skip
    found = [datetime.fromtimestamp(start, UTC) for start, _ in occurrences(newer.read(given).schedule, 0.0)]
    assert [(at.day, at.hour) for at in found] == [(8, 18), (9, 18), (10, 18)]


def test_a_rule_until_the_end_of_time_lasts() -> None:
    rule = {"rrule": "FREQ=DAILY;UNTIL=99991231T235959Z", "duration": "1h", "start": "2026-01-08T18:00:00"}
    for timezone in ("Asia/Tokyo", "America/New_York", "UTC"):
        schedule = {"timezone": timezone, "recurrences": [rule]}
        given = {"scope": "*", "monitor_identifier": {"monitor_tags": ["*"]}, "schedule": schedule}
        assert next(iter(occurrences(newer.read(given).schedule, 2e9)))[0] > 1.99e9


def test_the_older_form_says_the_same() -> None:
    there = ZoneInfo("Europe/Paris")
    start = int(datetime(2026, 3, 2, 19, tzinfo=there).timestamp())
    recurrence = {"type": "weeks", "period": 1, "week_days": ["Mon", "Tue", "Wed", "Thu", "Fri"]}
    given = {"scope": "env:prod", "start": start, "end": start + 14 * 3600, "timezone": "Europe/Paris",
             "recurrence": recurrence}  # fmt: skip
    downtime = older.read(older.filled(given, 0))
    again = newer.read(older.as_newer(downtime))
    assert (
        downtime.schedule
        == again.schedule
        == Schedule(
            "Europe/Paris",
            recurrences=(
                Recurrence(
                    "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR", datetime.fromisoformat("2026-03-02T19:00"), 14 * 3600
                ),
            ),
        )
    )
    assert (again.scope, again.monitor_tags) == ("env:prod", ("*",))


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("", "a rule such as"),
        ("FREQ=SECONDLY", "FREQ is one of HOURLY"),
        ("FREQ=DAILY;DTSTART=20260101", "told by the start"),
        ("FREQ=DAILY;BYEASTER=1", "BYEASTER is no part of a rule"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "no such month has such a day"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20260301", "not both"),
        ("FREQ=DAILY;INTERVAL=0", "whole numbers from 1 to 1000"),
        ("FREQ=WEEKLY;BYDAY=XX", "is no rule"),
    ],
)
def test_wrong_rules_are_told(rule: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rule_of(rule, "rrule")
