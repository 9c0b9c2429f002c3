"""Notification rules: whom they add, by tags, groups, priority and kind of change."""

import pytest

from vizsla.monitors.rules import problem, recipients
from vizsla.monitors.state import Transition

MONITOR = {"type": "metric alert", "priority": 2, "tags": ["team:Web", "service:shop"]}
ALERT = Transition("Triggered", "OK", "Alert", 0.0, 9.0)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("priority:p2", True),
        ("priority:p1", False),
        ("host:web-1 AND service:shop", True),
        ("host:web-2", False),
        ("env:prod,team:web", True),
        ("transition_type:(is_alert OR is_no_data) && NOT team:db", True),
        ("transition_type:is_recovery", False),
        ('type:"metric alert"', True),
        ("nothing that is a tag", False),
    ],
)
def test_scopes_are_over_the_tags_of_monitor_group_and_change(scope: str, told: bool) -> None:
    plain = {"attributes": {"filter": {"scope": scope}, "recipients": ["ops"]}}
    by_case = {"conditions": [{"scope": scope, "recipients": ["ops"]}], "fallback_recipients": ["rest"]}
    group = ("host:web-1", "env:prod")
    assert recipients([plain], MONITOR, group, ALERT) == (("ops",) if told else ())
    conditional = {"attributes": {"filter": {"tags": ["team:web"]}, "conditional_recipients": by_case}}
    assert recipients([conditional], MONITOR, group, ALERT) == (("ops",) if told else ("rest",))


def test_a_scope_that_names_no_tag_is_refused() -> None:
    assert problem("env:prod") == "" and "a word alone is none" in problem("prod")
