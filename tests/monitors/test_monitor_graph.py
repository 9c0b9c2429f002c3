"""The graph of a monitor's notification: its query, held to a group, with the thresholds as markers."""

from typing import Any

import pytest

from vizsla.monitors.graph import graph_of
from vizsla.monitors.kind import condition_of


def _graph(monitor: dict[str, Any], group: tuple[str, ...]) -> dict[str, Any] | None:
    return graph_of(monitor, condition_of(monitor), group, 1_000_000.0)


@pytest.mark.parametrize(
    ("query", "drawn"),
    [
        ("avg(last_5m):avg:load{*} by {host} > 3", "avg:load{host:a} by {host}"),
        ("sum(last_1h):sum:a{env:p}by{host}.as_count() / sum:b{env:p} by {host} >= 3.5",
         "sum:a{env:p,host:a}by{host}.as_count() / sum:b{env:p,host:a} by {host}"),
        ("avg(last_5m):avg:load{env:p OR env:q} by {host} < -1", "avg:load{(env:p OR env:q) AND host:a} by {host}"),
        ("pct_change(avg(last_5m),1h_ago):avg:load{*} by {host} > 3", "avg:load{host:a} by {host}"),
    ],
)  # fmt: skip
def test_metrics_of_a_group(query: str, drawn: str) -> None:
    found = _graph({"type": "query alert", "query": query, "options": {"thresholds": {"warning": 2}}}, ("host:a",))
    assert found and found["definition"]["requests"] == [{"q": drawn}]
    assert (found["end"], found["end"] - found["start"]) == (1_000_000, 10_800 if "last_1h" in query else 3600)
    markers = [] if "change" in query else 2 * [None]
    assert len(found["definition"]["markers"]) == len(markers)


def test_what_is_counted_is_drawn_by_its_window() -> None:
    query = "sum(last_5m):default_zero(sum:a{*}.as_count()) / sum:b{*} by {host}.as_count().rollup(sum, 60) > 9"
    found = _graph({"type": "query alert", "query": query}, ("host:a",))
    below = "sum:b{host:a} by {host}.as_count().rollup(sum, 60)"
    drawn = "default_zero(sum:a{host:a}.as_count().rollup(sum, 300)) / " + below
    assert found and found["definition"]["requests"] == [{"q": drawn, "display_type": "bars"}]
    for window, interval in (("5m", {"interval": 300_000}), ("4h", {})):
        found = _graph({"type": "log alert", "query": f'logs("*").rollup("count").last("{window}") > 10'}, ())
        assert found
        (asked,) = found["definition"]["requests"][0]["queries"]
        assert asked["compute"] == {"aggregation": "count"} | interval


def test_a_tag_that_a_filter_cannot_hold_leaves_the_query_whole() -> None:
    query = "avg(last_5m):avg:load{*} by {host} > 3"
    found = _graph({"type": "query alert", "query": query}, ("host:a b}",))
    assert found and found["definition"]["requests"] == [{"q": "avg:load{*} by {host}"}]


def test_records_of_a_group() -> None:
    query = 'logs("status:error").index("*").rollup("count").by("service,@http.method").last("5m") > 10'
    found = _graph({"type": "log alert", "query": query}, ("service:web", "http.method:GET"))
    assert found
    (asked,) = found["definition"]["requests"][0]["queries"]
    assert asked["search"] == {"query": "status:error service:web @http.method:GET"}
    assert [one["facet"] for one in asked["group_by"]] == ["service", "@http.method"]
    assert _graph({"type": "composite", "query": "1 && 2"}, ()) is None


@pytest.mark.parametrize("type_", ["query alert", "log alert"])
def test_a_formula_whatever_it_is_over(type_: str) -> None:
    variables = [
        {"data_source": "metrics", "name": "a", "query": "sum:load{*} by {host}"}
        if type_ == "query alert"
        else {"data_source": "logs", "name": "a", "search": {"query": "*"}, "compute": {"aggregation": "count"}}
    ]
    monitor = {"type": type_, "query": 'formula("a / 2").last("5m") > 3', "options": {"variables": variables}}
    found = _graph(monitor, ())
    assert found and found["definition"]["requests"] == [{"queries": variables, "formulas": [{"formula": "a / 2"}]}]
