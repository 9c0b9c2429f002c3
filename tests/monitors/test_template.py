"""The message language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vizsla.monitors.template import Situation, parse, render, uses

SITUATION = Situation(
    {
        "value": "912.5",
        "threshold": "800",
        "host.name": "web-1",
        "host": "web-1",
        "kube.pod.name": "p",
        "priority": "P2",
        "last_triggered_at": "2026-05-31 14:43:27 UTC",
    },
    frozenset({"is_alert"}),
)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{value}} of {{ threshold }}", "912.5 of 800"),
        ("{{{value}}}", "912.5"),
        ("{{#is_alert}}A{{/is_alert}}{{#is_warning}}W{{/is_warning}}", "A"),
        ("{{^is_alert}}calm{{/is_alert}}{{^is_warning}}no warning{{/is_warning}}", "no warning"),
        ("{{#is_warning}}W{{else}}other{{/is_warning}}", "other"),
        ("{{#is_alert}}a{{#is_warning}}b{{/is_warning}}c{{/is_alert}}", "ac"),
        ('{{#is_match "host.name" "db" "web"}}yes{{/is_match}}', "yes"),
        ("{{#is_match 'host.name' 'db'}}yes{{else}}no{{/is_match}}", "no"),
        ('{{^is_match "nothing.name" ""}}set{{else}}empty{{/is_match}}', "empty"),
        ('{{#is_exact_match "host.name" "web"}}yes{{else}}no{{/is_exact_match}}', "no"),
        ("{{#is_priority 'P2'}}two{{/is_priority}}", "two"),
        ("{{[kube.pod].name}}", "p"),
        ("{{unknown}}|{{host}}", "|web-1"),
        ("{{!-- a note --}}x{{! another }}", "x"),
        ("{{{{raw}}}}{{value}}{{{{/raw}}}}", "{{value}}"),
        ("stray {{/is_alert}}closer", "stray closer"),
        ("{{#is_alert}}open", "open"),
        ('{{eval "round(value / threshold * 100, 1)"}}%', "114.1%"),
        ('{{eval "2 ^ 10"}}', "1024"),
        ('{{eval "1 + 3 * 2 ^ 2"}}', "13"),
        ('{{eval "humanize_bytes(value * 1024)"}}', "912.5KiB"),
        ('{{eval "__import__(1)"}}', ""),
        ("{{local_time 'last_triggered_at' 'Asia/Tokyo'}}", "2026-05-31 23:43:27+09:00"),
        ("{{urlencode 'host.name'}}", "web-1"),
    ],
)
def test_renders(source, text):
    assert render(parse(source), SITUATION) == text


def test_tells_where_its_tags_stand():
    text = "{{a}}{{#is_match 'b' \"c\"}}{{b.name}}{{/is_match}}{{{{raw}}}}{{no}}{{{{/raw}}}}"
    found = [(use.sign + use.name, use.arguments, text[use.start : use.end]) for use in uses(text)]
    assert found == [
        ("a", (), "{{a}}"),
        ("#is_match", ("b", "c"), "{{#is_match 'b' \"c\"}}"),
        ("b.name", (), "{{b.name}}"),
        ("/is_match", (), "{{/is_match}}"),
    ]


def test_what_would_grow_without_end_is_cut_off():
    long = Situation({"value": "x" * 100_000}, frozenset({"is_alert"}))
    assert len(render(parse("{{value}}" * 100), long)) < 65_000
    deep = "{{#is_alert}}" * 5000 + "end" + "{{/is_alert}}" * 5000
    assert render(parse(deep), long) == "end"


@given(st.text(alphabet="{}#/^! eals_rtvu\"'[].", max_size=60))
def test_any_text_renders(source):
    render(parse(source), SITUATION)
