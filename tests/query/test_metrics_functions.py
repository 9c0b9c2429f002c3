"""Every function is known by an entry, shown by a golden block, and told of in the reference."""

import re
from pathlib import Path

import pytest

from vizsla.query.functions.function import functions
from vizsla.query.functions.reference import page
from vizsla.query.metrics.modifiers import MODIFIERS
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.printer import text

ROOT = Path(__file__).parents[2]
GOLDEN = "\n".join(file.read_text() for file in sorted((ROOT / "tests" / "golden" / "metrics").glob("*.test")))
CALLED = set(re.findall(r"(?<![\w.])(\w+)\(", "\n".join(re.findall(r"^eval .*", GOLDEN, re.MULTILINE))))


@pytest.mark.parametrize("name", sorted(functions()))
def test_every_function_has_a_golden_block(name: str) -> None:
    assert name in CALLED


def test_the_reference_is_as_the_catalogue_says() -> None:
    assert (ROOT / "docs" / "reference" / "functions.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", sorted(MODIFIERS))
def test_every_modifiers_example_is_a_query(name: str) -> None:
    assert f".{name}(" in MODIFIERS[name].example
    assert parse(text(parse(MODIFIERS[name].example))) == parse(MODIFIERS[name].example)


ACCEPTED = [
    "avg:a.b{*}", "avg:a.b{$scope}", "sum:a.b{x:1,$y , $z,!w:2} by {k}.as_count().rollup(avg, 60)",
    "max:a{(k NOT IN (p,q)) AND $v} by {k}", "sum:a{s:x AND (r:* OR NOT t:ok)}",
    "avg:a{NOT (st:run OR st:pend) AND j:$u.value}", "p95:d{env:p} by {svc}",
    "count(v: v>=0):d{a:b AND (c:$q.value )} by {s,e}.as_rate().rollup(10)", "sum:a{*}.fill(zero).rollup(avg, 10)",
    "sum:c{P:q} by {s}.rollup(sum, daily)", "top(avg:a{*} by {h}/(avg:b{*} by {h}*1000),10,'max','desc')",
    "top(top(100*avg:a{*} by {h}/avg:b{*} by {h},10,'mean','asc'),10,'mean','asc')",
    "outliers(avg:a{*} by {h}.as_count(), 'DBSCAN', 3)",
    "anomalies(+ avg:a{*} by {h}, 'agile', 2, direction='above', alert_window='last_15m', interval=60, "
    "count_default_zero='true', seasonality='hourly')",
    "sum:a{*}.rollup(sum, monthly, '1st', 'America/New_York').as_count()", "-avg:a{*} * -2", "p99.95:d{*}",
    "(avg:a{*} + avg:b{*}).rollup(max, 60)", "avg:\n a { host:x }\tby {h , g}",
]  # fmt: skip
FORMULAS = [
    "-query5 * 8 / dt(query1)", "cutoff_min((query1 / query3) * 100, 0.01)", "query1/query3-a",
    "clamp_max(cutoff_min(((derivative(query5) / 1000) / a) * 100, 0), 100)",
    "reduce(rollup(rollup(query1, 'max', 10), 'p99', 86400), 'last')", "percentile(query1, 'p90', { * })",
    "(query1 - calendar_shift(a, '-1mo', 'America/New_York', 'preserve_duration')) / a * 100",
    "count_not_null(cutoff_max(query1, 0.5))", "week_before(p95)", "round(default_zero(query1))",
]  # fmt: skip


@pytest.mark.parametrize("source", [*ACCEPTED, *FORMULAS])
def test_what_people_write_is_understood_and_printed_back(source: str) -> None:
    names = frozenset(("query1", "query3", "query5", "a", "p95")) if source in FORMULAS else frozenset()
    tree = parse(source, names)
    assert parse(text(tree), names) == tree
