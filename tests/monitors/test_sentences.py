"""What a notification says was found, for kinds whose value and threshold do not say it."""

from typing import Any

import pytest

from vizsla.monitors.kind import Group, condition_of
from vizsla.monitors.message import sentence
from vizsla.monitors.state import Status, Transition

ID = "0123456789abcdef0123456789abcdef"
RUNS = '"app.up".over("*").by("host").last(4).count_by_status()'
BURN = f'burn_rate("{ID}").over("30d").long_window("1h").short_window("5m") > 14.4'
HOST = ("host:a",)


@pytest.mark.parametrize(
    ("type_", "query", "group", "status", "value", "said"),
    [
        ("query alert", "avg(last_5m):avg:cpu{*} by {host} > 80", HOST, "Alert", 90.0,
         "cpu over host:a was 90 during the last 5m; the alert condition is > 80."),
        ("service check", RUNS, HOST, "Alert", 3.0,
         "app.up over host:a was CRITICAL 3 times in a row; the critical condition is 3 times in a row."),
        ("service check", RUNS, HOST, "OK", 1.0, "app.up over host:a was OK once; the ok condition is once."),
        ("service check", RUNS, HOST, "OK", None, "app.up over host:a was OK."),
        ("service check", RUNS, HOST, "No Data", None, "app.up over host:a has reported no data."),
        ("service check", '"app.up".over("env:prod").pct_by_status()', (), "Alert", 200 / 3,
         "66.7 % of app.up over env:prod was CRITICAL; the critical condition is >= 3 %."),
        ("composite", "1 && !6", HOST, "Warn", 2.0, "1 && !6 over host:a is Warn: 1 is Warn, 6 is OK."),
        ("composite", "1 && !6", (), "OK", 0.0, "1 && !6 is OK: 1 is Warn, 6 is OK."),
        ("slo alert", BURN, (), "Alert", 20.0,
         "The error budget of Flights burned 20 times as fast as it may over 5m and 1h; the condition is > 14.4."),
        ("slo alert", f'error_budget("{ID}").over("7d") > 75', (), "Alert", 80.5,
         "80.5 % of the error budget of Flights over 7d is used; the condition is > 75."),
    ],
)  # fmt: skip
def test_what_was_found(type_: str, query: str, group: Group, status: Status, value: float | None, said: str) -> None:
    monitor: dict[str, Any] = {"type": type_, "query": query, "options": {"thresholds": {"critical": 3, "ok": 1}}}
    made = Transition("Triggered", "OK", status, 0.0, value)
    known = {"slo.name": "Flights", "a.status": "Warn", "b.status": "OK"}
    assert sentence(condition_of(monitor), group, made, known) == said
