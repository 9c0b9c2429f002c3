"""Metrics as the real clients ask for them."""

import time
from typing import TYPE_CHECKING, Any

import datadog
import httpx
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.metrics_api import MetricsApi
from datadog_api_client.v2.model.formula_limit import FormulaLimit
from datadog_api_client.v2.model.metrics_aggregator import MetricsAggregator
from datadog_api_client.v2.model.metrics_data_source import MetricsDataSource
from datadog_api_client.v2.model.metrics_scalar_query import MetricsScalarQuery
from datadog_api_client.v2.model.metrics_timeseries_query import MetricsTimeseriesQuery
from datadog_api_client.v2.model.query_formula import QueryFormula
from datadog_api_client.v2.model.scalar_formula_query_request import ScalarFormulaQueryRequest
from datadog_api_client.v2.model.scalar_formula_request import ScalarFormulaRequest
from datadog_api_client.v2.model.scalar_formula_request_attributes import ScalarFormulaRequestAttributes
from datadog_api_client.v2.model.scalar_formula_request_queries import ScalarFormulaRequestQueries
from datadog_api_client.v2.model.scalar_formula_request_type import ScalarFormulaRequestType
from datadog_api_client.v2.model.timeseries_formula_query_request import TimeseriesFormulaQueryRequest
from datadog_api_client.v2.model.timeseries_formula_request import TimeseriesFormulaRequest
from datadog_api_client.v2.model.timeseries_formula_request_attributes import TimeseriesFormulaRequestAttributes
from datadog_api_client.v2.model.timeseries_formula_request_queries import TimeseriesFormulaRequestQueries
from datadog_api_client.v2.model.timeseries_formula_request_type import TimeseriesFormulaRequestType

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

NOW = int(time.time()) // 60 * 60
SOURCE = MetricsDataSource("metrics")


def _fill(server: Running) -> None:
    series = [
        {
            "metric": "web.hits",
            "points": [[NOW - 60 * i, value + i] for i in range(1, 6)],
            "host": host,
            "unit": "request",
        }
        for host, value in (("a", 10), ("b", 100))
    ]
    answer = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series})
    assert answer.json() == {"status": "ok"}


def test_the_datadog_library_asks(server: Running) -> None:
    _fill(server)
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    found = datadog.api.Metric.query(start=NOW - 300, end=NOW, query="sum:web.hits{*} by {host}, avg:web.hits{host:a}")
    assert [(one["scope"], one["query_index"]) for one in found["series"]] == [
        ("host:a", 0),
        ("host:b", 0),
        ("host:a", 1),
    ]
    first = found["series"][0]
    assert first["pointlist"] == [[(NOW - 60 * i) * 1000.0, 10.0 + i] for i in range(5, 0, -1)]
    assert first["unit"][0]["name"] == "request" and found["group_by"] == ["host"]
    assert datadog.api.Metric.list(NOW - 3600)["metrics"] == ["web.hits"]
    wrong = datadog.api.Metric.query(start=NOW - 300, end=NOW, query="sum:web.hits{*}.rolup(10)")
    assert "did you mean" in wrong["errors"][0]


def test_the_api_client_asks_with_formulas(server: Running) -> None:
    _fill(server)
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    start, end, formula = (NOW - 300) * 1000, NOW * 1000, "a / 2"
    query = "sum:web.hits{*} by {host}"
    with ApiClient(configuration) as client:
        api = MetricsApi(client)
        timeseries = TimeseriesFormulaRequestAttributes(
            _from=start, to=end, interval=60000, formulas=[QueryFormula(formula=formula)],
            queries=TimeseriesFormulaRequestQueries(
                [MetricsTimeseriesQuery(data_source=SOURCE, name="a", query=query)]
            ),
        )  # fmt: skip
        answer = api.query_timeseries_data(
            TimeseriesFormulaQueryRequest(
                data=TimeseriesFormulaRequest(
                    attributes=timeseries, type=TimeseriesFormulaRequestType("timeseries_request")
                )
            )
        )
        found = answer.to_dict()["data"]["attributes"]
        assert [one["group_tags"] for one in found["series"]] == [["host:a"], ["host:b"]]
        assert found["times"] == [(NOW - 60 * i) * 1000 for i in range(5, 0, -1)]
        assert found["values"][0] == [7.5, 7, 6.5, 6, 5.5]
        scalar = ScalarFormulaRequestAttributes(
            _from=start, to=end, formulas=[QueryFormula(formula=formula, limit=FormulaLimit(count=1))],
            queries=ScalarFormulaRequestQueries(
                [MetricsScalarQuery(aggregator=MetricsAggregator("max"), data_source=SOURCE, name="a", query=query)]
            ),
        )  # fmt: skip
        answer = api.query_scalar_data(
            ScalarFormulaQueryRequest(
                data=ScalarFormulaRequest(attributes=scalar, type=ScalarFormulaRequestType("scalar_request"))
            )
        )
        columns = answer.to_dict()["data"]["attributes"]["columns"]
        assert (columns[0]["values"], columns[1]["values"]) == ([["b"]], [52.5])


def test_the_highest_groups_are_answered_with_how_many_others_there_are(server: Running) -> None:
    _fill(server)

    def asked(**more: object) -> tuple[list[list[str]], int | None]:
        query = {"data_source": "metrics", "name": "q", "query": "sum:web.hits{*} by {host}"}
        attributes = {"from": (NOW - 300) * 1000, "to": NOW * 1000, "queries": [query], **more}
        answer = httpx.post(
            f"{server.url}/api/v2/query/timeseries",
            headers=server.headers,
            json={"data": {"type": "timeseries_request", "attributes": attributes}},
        )
        assert answer.status_code == 200 or "most" in answer.text
        found = answer.json().get("data", {}).get("attributes", {"series": []})
        return [one["group_tags"] for one in found["series"]], found.get("left_out")

    assert asked() == asked(most=2) == ([["host:a"], ["host:b"]], None)
    assert asked(most=1) == ([["host:b"]], 1)
    both = [{"formula": "q", "limit": {"count": 5, "order": "asc"}}]
    assert asked(most=1, formulas=both) == ([["host:a"], ["host:b"]], None)
    assert asked(most=0) == ([], None)


def test_a_tag_named_band_is_a_tag_unless_a_function_makes_it(server: Running) -> None:
    points = [[NOW - ago, 5] for ago in range(30, 300, 30)]
    series = [{"metric": "radio.sent", "points": points, "tags": [f"band:{one}"]} for one in ("upper", "fm")]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}).raise_for_status()

    def values(text: str) -> list[list[str]]:
        query = {"data_source": "metrics", "name": "q", "query": text}
        attributes = {"from": (NOW - 300) * 1000, "to": NOW * 1000, "queries": [query]}
        body = {"data": {"type": "scalar_request", "attributes": attributes}}
        answer = httpx.post(f"{server.url}/api/v2/query/scalar", headers=server.headers, json=body)
        return next(
            (one["values"] for one in answer.json()["data"]["attributes"]["columns"] if one["type"] == "group"), []
        )

    assert values("avg:radio.sent{*} by {band}") == [["fm"], ["upper"]]
    assert values("anomalies(avg:radio.sent{*}, 'basic', 2)") == []


def test_series_that_begin_or_change_their_tags_are_in_the_next_answer(server: Running) -> None:
    def hosts() -> list[tuple[str, str]]:
        params: dict[str, str | int] = {"from": NOW - 3600, "to": NOW, "query": "avg:web.hits{*} by {host,team}"}
        answer = httpx.get(f"{server.url}/api/v1/query", headers=server.headers, params=params).json()
        return [(one["tag_set"][0], one["tag_set"][1]) for one in answer["series"]]

    def send(host: str, ago_s: int = 60) -> None:
        series = [{"metric": "web.hits", "points": [[NOW - ago_s, 1]], "host": host}]
        httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}).raise_for_status()

    assert hosts() == []
    send("a")
    assert hosts() == hosts() == [("host:a", "team:N/A")]
    send("b")
    assert hosts() == [("host:a", "team:N/A"), ("host:b", "team:N/A")]
    tags = f"{server.url}/api/v1/tags/hosts/b"
    httpx.post(tags, headers=server.headers, json={"tags": ["team:red"]}).raise_for_status()
    until = time.monotonic() + 20
    while hosts() != [("host:a", "team:N/A"), ("host:b", "team:red")]:  # tags of hosts are read every two seconds
        assert time.monotonic() < until
        send("b", 10)


def test_errors_point_at_the_text(server: Running) -> None:
    def ask(query: str, start: str = "1") -> dict[str, Any]:
        params = {"from": start, "to": "100", "query": query}
        answer = httpx.get(f"{server.url}/api/v1/query", headers=server.headers, params=params)
        assert answer.status_code == 400
        return dict(answer.json())

    wrong = ask("avg:a{*} + topp(avg:b{*}, 3)")
    start, end = wrong["position"]
    assert "avg:a{*} + topp(avg:b{*}, 3)"[start:end].startswith("topp") and "did you mean top?" in wrong["errors"][0]
    assert "'query'" in ask("")["errors"][0]
    assert "'from'" in ask("avg:a{*}", start="x")["errors"][0]
    assert "'from'" in ask("avg:a{*}", start="200")["errors"][0]


def test_tags_and_functions_for_editors(server: Running) -> None:
    _fill(server)
    tags = httpx.get(f"{server.url}/api/vizsla/tags", headers=server.headers, params={"metric": "web.hits"}).json()
    assert tags == {"tags": {"host": ["a", "b"]}}
    listed = httpx.get(f"{server.url}/api/vizsla/functions", headers=server.headers).json()["functions"]
    assert {"top", "abs", "timeshift"} <= {one["name"] for one in listed}
    for one in listed:
        assert one["doc"] and one["signature"].startswith(one["name"])
        params = {"from": NOW - 300, "to": NOW, "query": one["example"]}
        answer = httpx.get(f"{server.url}/api/v1/query", headers=server.headers, params=params)
        assert answer.status_code == 200, (one["example"], answer.text)


def test_what_must_not_be_shown_is_not(server: Running) -> None:
    series = [{"metric": "n_o_i_n_d_e_x.x", "points": [[NOW, 1]]}, {"metric": "a", "points": [[NOW, 1]]}]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series})
    assert httpx.get(f"{server.url}/api/v1/metrics", headers=server.headers).json()["metrics"] == ["a"]


def test_editors_learn_of_faults_without_asking(server: Running) -> None:
    def faults(language: str, query: str, names: str = "") -> list[Any]:
        params = {"language": language, "query": query, "names": names}
        answer = httpx.get(f"{server.url}/api/vizsla/check", headers=server.headers, params=params)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["faults"])

    assert faults("metrics", "avg:a{*}, sum:b{$host}") == [] and faults("metrics", "") == []
    assert faults("formula", "a / b * 2", "a,b") == [] and faults("logs", "service:web @n:>3") == []
    (wrong,) = faults("metrics", "avg:a{*} + topp(avg:b{*})")
    assert wrong == {"message": "unknown function topp; did you mean top?", "position": [11, 15]}
    (wrong,) = faults("formula", "a / c", "a,b")
    assert wrong["position"] == [4, 5] and "there are a, b" in wrong["message"]
    assert faults("spans", "service:(web")
    answer = httpx.get(f"{server.url}/api/vizsla/check?language=tea", headers=server.headers)
    assert answer.status_code == 400 and "'language'" in answer.json()["errors"][0]
