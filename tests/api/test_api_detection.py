"""Bands and forecasts through the API, with what people should know of how they came about."""

import time
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

NOW = int(time.time()) // 60 * 60


def test_little_history_is_told_and_a_forecast_reaches_ahead(server: Running) -> None:
    points = [[NOW - 60 * i, 50 + i % 2] for i in range(1, 120)]
    sent = httpx.post(
        f"{server.url}/api/v1/series",
        headers=server.headers,
        json={"series": [{"metric": "detect.a", "points": points}]},
    )
    assert sent.status_code == 202 or sent.json() == {"status": "ok"}
    asked = {"from": NOW - 3600, "to": NOW + 1800, "query": "anomalies(avg:detect.a{*}, 'agile', 2)"}
    found = httpx.get(f"{server.url}/api/v1/query", headers=server.headers, timeout=30, params=asked).json()
    assert found["message"].startswith("anomalies: 'agile' needs three days of history")
    assert [one["tag_set"] for one in found["series"]] == [[], ["band:lower"], ["band:upper"]]
    assert found["series"][1]["pointlist"][0][0] == found["series"][0]["pointlist"][0][0]

    def asking(query: str, kind: str = "timeseries") -> dict[str, Any]:
        attributes = {
            "from": (NOW - 3600) * 1000,
            "to": (NOW + 1800) * 1000,
            "queries": [{"data_source": "metrics", "name": "a", "query": query}],
            "formulas": [{"formula": "a"}],
        }
        body = {"data": {"type": f"{kind}_request", "attributes": attributes}}
        answer = httpx.post(f"{server.url}/api/v2/query/{kind}", headers=server.headers, timeout=30, json=body)
        return dict(answer.json())

    seasonal = asking("forecast(avg:detect.a{*}, 'seasonal', 1)")
    assert seasonal["meta"]["warnings"][0]["detail"].startswith("forecast: 'seasonal' needs two days of history")
    linear = asking("forecast(avg:detect.a{*}, 'linear', 1)")
    assert "meta" not in linear
    grid = linear["data"]["attributes"]
    assert grid["times"][-1] >= (NOW + 1500) * 1000 and abs(grid["values"][0][-1] - 50.5) < 0.5
    columns = asking("anomalies(avg:detect.a{*}, 'basic', 2)", "scalar")["data"]["attributes"]["columns"]
    assert [(one["name"], len(one["values"])) for one in columns] == [("a", 1)]  # the band is no value
