"""Heat maps and histograms of what was sent."""

import time
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

NOW = int(time.time()) // 600 * 600


def _ask(server: Running, **attributes: Any) -> httpx.Response:
    window = {"from": (NOW - 600) * 1000, "to": NOW * 1000}
    body = {"data": {"type": "heat_request", "attributes": window | attributes}}
    return httpx.post(f"{server.url}/api/vizsla/heat", headers=server.headers, json=body)


def _metric(query: str) -> dict[str, str]:
    return {"name": "query1", "data_source": "metrics", "query": query}


def test_samples_of_a_distribution(server: Running) -> None:
    points = [[NOW - 300, [0.1] * 90 + [1.0] * 10], [NOW - 200, [0.1] * 10]]
    series = [{"metric": "pay.seconds", "points": points, "tags": ["env:prod"]}]
    sent = httpx.post(f"{server.url}/api/v1/distribution_points", headers=server.headers, json={"series": series})
    assert sent.status_code == 202
    histogram = [_metric("histogram:pay.seconds{env:prod}")]

    whole = _ask(server, queries=histogram, columns=1, rows=10).json()
    assert whole["total"] == 110
    assert [row[0] for row in whole["counts"]] == [100, 0, 0, 0, 0, 0, 0, 0, 0, 10]
    assert abs(whole["percentiles"]["p50"] - 0.1) < 0.005
    assert abs(whole["percentiles"]["p99"] - 1.0) < 0.02

    over_time = _ask(server, queries=histogram, columns=100, rows=10, scale="log").json()
    sums = [sum(column) for column in zip(*over_time["counts"], strict=True)]
    assert [count for count in sums if count] == [100, 10]
    assert len(over_time["edges"]) == 11


def test_values_of_groups(server: Running) -> None:
    series = [
        {"metric": "load", "points": [[NOW - 300, value], [NOW - 100, value]], "host": f"h{value}"}
        for value in range(10)
    ]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series})
    found = _ask(server, queries=[_metric("avg:load{*} by {host}")], columns=1, rows=3, low=0, high=9).json()
    assert [row[0] for row in found["counts"]] == [3, 3, 4]
    asked = [_metric("histogram:load{*} by {host}")]
    found = _ask(server, queries=asked, formulas=[{"formula": "query1 * 2"}], columns=60).json()
    assert found["total"] == 20
    assert found["edges"][-1] == 18


def test_what_cannot_be_counted_is_named(server: Running) -> None:
    assert _ask(server, queries=[_metric("histogram:gone{*}")]).json()["counts"] == []
    for wrong, word in (
        ({"queries": []}, "queries"),
        ({"queries": [_metric("avg:load{")]}, ""),
        ({"queries": [_metric("avg:load{*}")], "rows": 0}, "rows"),
        ({"queries": [_metric("avg:load{*}")], "scale": "cubic"}, "scale"),
    ):
        answer = _ask(server, **wrong)
        assert answer.status_code == 400
        assert word in answer.text
