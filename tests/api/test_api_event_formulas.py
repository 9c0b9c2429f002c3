"""Formulas over logs and spans, alone and mixed with metrics."""

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


@pytest.fixture
def filled(door_server: Running) -> tuple[Running, int]:
    """Per minute for five minutes: a metric of 10 and logs, of which web has two (one an error) and api one."""
    base = int(time.time()) // 60 * 60 - 600
    headers = {"DD-API-KEY": door_server.api_key}
    logs, points = [], []
    for minute in range(5):
        at = base + 60 * minute
        points.append([at, 10])
        for service, status, ms in (("web", "error", 30), ("web", "info", 10), ("api", "info", 5)):
            logs.append({"message": "m", "service": service, "status": status, "timestamp": at * 1000, "ms": ms})
    logs.append({"message": "m", "timestamp": base * 1000, "status": "info"})
    sent = httpx.post(f"{door_server.url}/api/v2/logs", json=logs, headers=headers)
    assert sent.status_code == 202
    series = [{"metric": "traffic", "points": points, "type": "gauge", "tags": ["service:web"]}]
    assert httpx.post(f"{door_server.url}/api/v1/series", json={"series": series}, headers=headers).status_code == 202
    return door_server, base


def ask(filled: tuple[Running, int], kind: str, **attributes: Any) -> httpx.Response:
    server, base = filled
    body = {"data": {"attributes": {"from": base * 1000, "to": (base + 300) * 1000, **attributes}}}
    return httpx.post(f"{server.url}/api/v2/query/{kind}", json=body, headers=server.headers)


def logs(name: str = "a", query: str = "", **more: Any) -> dict[str, Any]:
    return {"data_source": "logs", "name": name, "search": {"query": query}, "indexes": ["*"],
            "compute": {"aggregation": "count"}, **more}  # fmt: skip


def test_logs_over_time_and_mixed_with_metrics(filled: tuple[Running, int]) -> None:
    answer = ask(filled, "timeseries", queries=[logs(query="service:web")], interval=60000).json()["data"]["attributes"]
    assert answer["values"] == [[2.0] * 5]
    assert answer["times"] == [(filled[1] + 60 * i) * 1000 for i in range(5)]
    metric = {"data_source": "metrics", "name": "b", "query": "avg:traffic{*} by {service}"}
    mixed = ask(
        filled, "timeseries", interval=60000, formulas=[{"formula": "100 * a / b"}],
        queries=[logs(query="status:error", group_by=[{"facet": "service"}]), metric],
    ).json()["data"]["attributes"]  # fmt: skip
    assert mixed["series"][0]["group_tags"] == ["service:web"] and mixed["values"] == [[10.0] * 5]


def test_scalars_by_group_with_nested_limits_and_missing_values(filled: tuple[Running, int]) -> None:
    def columns(**more: Any) -> list[list[Any]]:
        found = ask(filled, "scalar", queries=[logs(**more)])
        assert found.status_code == 200, found.text
        return [column["values"] for column in found.json()["data"]["attributes"]["columns"]]

    assert columns() == [[16.0]]
    assert columns(group_by=[{"facet": "service"}]) == [[["web"], ["api"], ["N/A"]], [10.0, 5.0, 1.0]]
    assert columns(group_by=[{"facet": "service", "limit": 1}]) == [[["web"]], [10.0]]
    excluded = {"facet": "service", "should_exclude_missing": True}
    assert columns(group_by=[excluded]) == [[["web"], ["api"]], [10.0, 5.0]]
    slow = {"aggregation": "max", "metric": "@ms"}
    assert columns(compute=slow, group_by=[{"facet": "service", "limit": 2, "sort": {**slow, "order": "asc"}}]) == [
        [["api"], ["web"]], [5.0, 30.0],
    ]  # fmt: skip
    assert columns(group_by={"fields": ["service", "status"], "limit": 3}) == [
        [["web"], ["web"], ["api"]], [["error"], ["info"], ["info"]], [5.0, 5.0, 5.0],
    ]  # fmt: skip


def test_mistakes_are_named(filled: tuple[Running, int]) -> None:
    for queries, said in (
        ([logs(query="a OR")], "the search ends"),
        ([{"data_source": "tea", "name": "a"}], "'data_source' of a is metrics, logs, spans, events, not tea"),
        ([{"data_source": "metrics", "name": "a", "query": "x{*}", "aggregator": "mode"}], "'aggregator' of a"),
        ([logs(), logs()], "two queries have the name a"),
        ([logs(group_by=[{"facet": 1}])], "group_by of a"),
        ([{"data_source": "metrics", "name": "a"}], "'query' of a is missing"),
        ([logs(compute={"aggregation": "avg"})], "needs a metric"),
    ):
        answer = ask(filled, "timeseries", queries=queries)
        assert answer.status_code == 400 and said in answer.json()["errors"][0], answer.text


def test_formulas_reach_other_times_and_single_series(filled: tuple[Running, int]) -> None:
    server, base = filled
    series = [
        {"metric": "total", "type": "gauge", "tags": [f"host:{host}"],
         "points": [[base + 60 * i, value] for i, value in enumerate(values)]}
        for host, values in (("x", [60, 120, 0, 60, 120]), ("y", [1000, 1060, 1120, 1180, 1240]))
    ]  # fmt: skip
    series.append({"metric": "traffic", "type": "gauge", "points": [[base - 3600 + 60 * i, 4] for i in range(5)]})
    headers = {"DD-API-KEY": server.api_key}
    assert httpx.post(f"{server.url}/api/v1/series", json={"series": series}, headers=headers).status_code == 202
    metrics = [
        {"data_source": "metrics", "name": "a", "query": "avg:traffic{*}"},
        {"data_source": "metrics", "name": "b", "query": "sum:total{*}"},
    ]

    def values(formula: str, kind: str = "timeseries") -> Any:
        found = ask(filled, kind, interval=60000, queries=metrics, formulas=[{"formula": formula}])
        assert found.status_code == 200, found.text
        attributes = found.json()["data"]["attributes"]
        return attributes["values"][0] if kind == "timeseries" else attributes["columns"][-1]["values"]

    assert values("a - hour_before(a)") == [6.0] * 5
    assert values("monotonic_diff(b)") == [None, 120.0, 60.0, 120.0, 120.0]
    assert values("abs(per_second(b) - 1)") == [None, 1.0, 0.0, 1.0, 1.0]
    assert values("hour_before(a) + a", "scalar") == [14.0]
    assert len(values("anomalies(a, 'basic', 2)")) == 5
    bare = ask(filled, "timeseries", queries=metrics, formulas=[{"formula": "a + avg:total{*}"}])
    assert bare.status_code == 400 and "query of its own" in bare.json()["errors"][0]


def test_records_of_another_time_and_functions_over_them(filled: tuple[Running, int]) -> None:
    server, base = filled
    old = [{"message": "m", "service": "web", "timestamp": (base - 3600 + 60 * i) * 1000} for i in range(5)]
    headers = {"DD-API-KEY": server.api_key}
    assert httpx.post(f"{server.url}/api/v2/logs", json=old * 3, headers=headers).status_code == 202

    def values(formula: str, kind: str = "timeseries", **more: Any) -> Any:
        found = ask(filled, kind, interval=60000, queries=[logs(**more)], formulas=[{"formula": formula}])
        assert found.status_code == 200, found.text
        attributes = found.json()["data"]["attributes"]
        return attributes["values"] if kind == "timeseries" else attributes["columns"][-1]["values"]

    assert values("hour_before(a)", query="service:web") == [[3.0] * 5]
    assert values("a - hour_before(a)", query="service:web") == [[-1.0] * 5]
    assert values("hour_before(a)", "scalar") == [15.0]
    assert values("cumsum(a)", query="service:api") == [[1.0, 2.0, 3.0, 4.0, 5.0]]
    assert values("default_zero(a) + 1", "scalar", query="service:nobody") == [1.0]


def test_scalars_see_series_where_functions_need_them(filled: tuple[Running, int]) -> None:
    server, base = filled
    points = [[base + 60 * i, value] for i, value in enumerate((1, 3, 6, 10, 15))]
    series = [
        {"metric": "steps", "type": "gauge", "points": points, "tags": ["host:x"]},
        {"metric": "steps", "type": "gauge", "points": [[at, 100] for at, _ in points], "tags": ["host:y"]},
    ]
    headers = {"DD-API-KEY": server.api_key}
    assert httpx.post(f"{server.url}/api/v1/series", json={"series": series}, headers=headers).status_code == 202

    def value(formula: str, aggregator: str = "avg", query: str = "avg:steps{host:x}") -> Any:
        queries = [
            {"data_source": "metrics", "name": "a", "query": query, "aggregator": aggregator},
            {"data_source": "metrics", "name": "b", "query": "avg:steps{host:y}", "aggregator": "last"},
        ]
        found = ask(filled, "scalar", queries=queries, formulas=[{"formula": formula}])
        assert found.status_code == 200, found.text
        return found.json()["data"]["attributes"]["columns"][-1]["values"]

    assert value("a", "sum") == [35.0] and value("a", "last") == [15.0] and value("a", "l2norm") == [371**0.5]
    assert value("b / a", "max") == [100 / 15]
    assert value("diff(a)", "max") == [5.0] and value("cumsum(a)", "last") == [35.0]
    assert value("cutoff_min(b - a, 50)", "max") == [85.0]
    assert value("count_not_null(a)", "max", "avg:steps{*} by {host}") == [2.0]
    assert value("7 * 2") == [14.0]


def test_limits_and_sources_that_are_not_here(filled: tuple[Running, int]) -> None:
    query = {"data_source": "metrics", "name": "a", "query": "avg:traffic{*} by {service}"}
    rum = {"data_source": "rum", "name": "b", "compute": {"aggregation": "count", "interval": 5000}}
    for kind in ("timeseries", "scalar"):
        answer = ask(filled, kind, queries=[query, rum], formulas=[{"formula": "a"}, {"formula": "b"}])
        assert answer.status_code == 200 and "rum" in answer.json()["errors"]
    groups = [{"facet": "service"}]
    for order, kept in (("desc", "web"), ("asc", "N/A")):
        formulas = [{"formula": "a", "limit": {"count": 1, "order": order}}]
        found = ask(filled, "timeseries", interval=60000, queries=[logs(group_by=groups)], formulas=formulas).json()
        assert [one["group_tags"] for one in found["data"]["attributes"]["series"]] == [[f"service:{kept}"]]
