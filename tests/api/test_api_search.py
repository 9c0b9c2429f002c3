"""Logs, spans, traces and events through the doors: sent as agents send them, read with the real client."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import msgspec
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v1.api.events_api import EventsApi
from datadog_api_client.v1.api.logs_api import LogsApi as OldLogsApi
from datadog_api_client.v1.model.logs_list_request import LogsListRequest as OldLogsListRequest
from datadog_api_client.v1.model.logs_list_request_time import LogsListRequestTime
from datadog_api_client.v2.api.events_api import EventsApi as NewEventsApi
from datadog_api_client.v2.api.logs_api import LogsApi
from datadog_api_client.v2.api.spans_api import SpansApi
from datadog_api_client.v2.model import (
    logs_aggregate_request,
    logs_aggregation_function,
    logs_compute,
    logs_compute_type,
    logs_group_by,
    logs_list_request,
    logs_list_request_page,
    logs_query_filter,
    spans_aggregate_data,
    spans_aggregate_request,
    spans_aggregate_request_attributes,
    spans_aggregate_request_type,
    spans_aggregation_function,
    spans_compute,
    spans_group_by,
    spans_list_request,
    spans_list_request_attributes,
    spans_list_request_data,
    spans_list_request_page,
    spans_list_request_type,
    spans_query_filter,
)

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

TRACE = 2**63 + 5
HIGH = 0x66F0
LONG = f"{HIGH:016x}{TRACE:016x}"


@pytest.fixture
def filled(door_server: Running) -> Running:
    """Seven logs and a trace of three spans, a minute old."""
    now = time.time() - 60
    logs = [
        {"message": f"order {i} shipped", "service": "shop", "hostname": "h1", "ddsource": "python",
         "ddtags": "env:prod,team:a", "status": "info", "timestamp": int((now + i) * 1000),
         "order": {"id": i, "total": i * 1.5}}
        for i in range(6)
    ]  # fmt: skip
    logs.append(
        {"message": "payment failed", "service": "pay", "status": "error", "timestamp": int(now * 1000),
         "dd.trace_id": LONG, "dd.span_id": "77"}
    )  # fmt: skip
    sent = httpx.post(f"{door_server.url}/api/v2/logs", json=logs, headers={"DD-API-KEY": door_server.api_key})
    assert sent.status_code == 202, sent.text
    from vizsla.model import records

    at = datetime.now(UTC) - timedelta(seconds=60)
    base: dict[str, Any] = {
        "trace_id": TRACE, "trace_id_high": HIGH, "ts": at, "env": "prod", "version": "1", "type": "web", "host": "h1",
        "tags": ["region:eu"], "links": "[]", "events": "[]", "metrics": [("rows", 2.0)],
    }  # fmt: skip
    spans = [
        base | {"span_id": 77, "parent_id": 0, "service": "pay", "name": "flask.request", "resource": "POST /pay",
                "duration_ns": 50_000_000, "error": 1, "top_level": 1,
                "meta": [("http.method", "POST"), ("http.status_code", "500"), ("error.message", "no funds")]},
        base | {"span_id": 78, "parent_id": 77, "service": "bank", "name": "flask.request", "resource": "GET /account",
                "duration_ns": 20_000_000, "error": 0, "top_level": 1, "meta": [("http.status_code", "200")]},
        base | {"span_id": 79, "parent_id": 78, "service": "bank", "name": "sql.query", "resource": "SELECT",
                "duration_ns": 1_000_000, "error": 0, "top_level": 0, "meta": []},
    ]  # fmt: skip
    columns = {name: [span[name] for span in spans] for name in records.SCHEMAS["spans"].names}
    door_server.parts.engine.insert("spans", records.table("spans", columns))
    return door_server


def client(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    return ApiClient(configuration)


def post(server: Running, path: str, body: object) -> httpx.Response:
    return httpx.post(server.url + path, headers=server.headers, json=body)


def get(server: Running, path: str, **params: str | int) -> httpx.Response:
    return httpx.get(server.url + path, headers=server.headers, params=params)


def test_the_client_pages_through_logs(filled: Running) -> None:
    body = logs_list_request.LogsListRequest(
        filter=logs_query_filter.LogsQueryFilter(query="service:shop env:prod", _from="now-15m", to="now"),
        page=logs_list_request_page.LogsListRequestPage(limit=4),
    )
    with client(filled) as api:
        found = list(LogsApi(api).list_logs_with_pagination(body=body))
        assert [log.attributes.message for log in found] == [f"order {i} shipped" for i in reversed(range(6))]
        first = found[0].attributes
        assert (first.service, first.host, first.status) == ("shop", "h1", "info")
        assert set(first.tags) >= {"env:prod", "team:a", "source:python"}
        assert first.attributes["order"] == {"id": 5, "total": 7.5}
        got = list(LogsApi(api).list_logs_get_with_pagination(filter_query="@order.total:>6", page_limit=1))
        assert [log.attributes.message for log in got] == ["order 5 shipped"]
        old = OldLogsApi(api).list_logs(
            body=OldLogsListRequest(
                query="status:error",
                time=LogsListRequestTime(
                    _from=datetime.now(UTC) - timedelta(hours=1), to=datetime.now(UTC) + timedelta(seconds=5)
                ),
            )
        )
        assert [log.content.message for log in old.logs] == ["payment failed"]


def test_the_client_reads_log_analytics(filled: Running) -> None:
    count = logs_compute.LogsCompute(aggregation=logs_aggregation_function.LogsAggregationFunction("count"))
    over_time = logs_compute.LogsCompute(
        aggregation=logs_aggregation_function.LogsAggregationFunction("pc95"), metric="@order.total",
        type=logs_compute_type.LogsComputeType("timeseries"), interval="1h",
    )  # fmt: skip
    body = logs_aggregate_request.LogsAggregateRequest(
        filter=logs_query_filter.LogsQueryFilter(query="*", _from="now-2h", to="now"),
        compute=[count, over_time], group_by=[logs_group_by.LogsGroupBy(facet="service", limit=5)],
    )  # fmt: skip
    with client(filled) as api:
        answer = LogsApi(api).aggregate_logs(body=body)
    shop, pay = answer.data.buckets
    assert (shop.by["service"], shop.computes["c0"], pay.by["service"], pay.computes["c0"]) == ("shop", 6, "pay", 1)
    assert 6.5 < max(point.value for point in shop.computes["c1"].value) <= 7.5
    assert answer.meta.status.value == "done"


def test_the_client_reads_spans(filled: Running) -> None:
    attributes = spans_list_request_attributes.SpansListRequestAttributes(
        filter=spans_query_filter.SpansQueryFilter(query="env:prod", _from="now-15m", to="now"),
        page=spans_list_request_page.SpansListRequestPage(limit=2),
    )
    body = spans_list_request.SpansListRequest(
        data=spans_list_request_data.SpansListRequestData(
            attributes=attributes, type=spans_list_request_type.SpansListRequestType("search_request")
        )
    )
    with client(filled) as api:
        found = list(SpansApi(api).list_spans_with_pagination(body=body))
        assert {span.attributes.span_id for span in found} == {"77", "78", "79"}
        root = next(span.attributes for span in found if span.attributes.span_id == "77")
        assert (root.service, root.resource_name, root.trace_id, root.parent_id) == ("pay", "POST /pay", LONG, "0")
        assert root.custom["http"] == {"method": "POST", "status_code": "500"}
        assert root.custom["error"] == {"message": "no funds"} and root.custom["duration"] == 50_000_000
        assert (root.end_timestamp - root.start_timestamp) == timedelta(milliseconds=50)
        got = list(SpansApi(api).list_spans_get_with_pagination(filter_query="@duration:<5ms"))
        assert [span.attributes.span_id for span in got] == ["79"]
        figures = spans_aggregate_request.SpansAggregateRequest(
            data=spans_aggregate_data.SpansAggregateData(
                type=spans_aggregate_request_type.SpansAggregateRequestType("aggregate_request"),
                attributes=spans_aggregate_request_attributes.SpansAggregateRequestAttributes(
                    compute=[
                        spans_compute.SpansCompute(
                            aggregation=spans_aggregation_function.SpansAggregationFunction("max"), metric="@duration"
                        )
                    ],
                    filter=spans_query_filter.SpansQueryFilter(query="*", _from="now-15m", to="now"),
                    group_by=[spans_group_by.SpansGroupBy(facet="service")],
                ),
            )
        )
        answer = SpansApi(api).aggregate_spans(body=figures)
        shown = {one.attributes.by["service"]: one.attributes.computes["c0"] for one in answer.data}
        assert shown == {"bank": 20_000_000, "pay": 50_000_000}


def test_from_a_log_to_its_trace_and_back(filled: Running) -> None:
    listed = post(filled, "/api/v2/logs/events/search", {"filter": {"query": "payment"}}).json()["data"]
    trace_id = listed[0]["attributes"]["trace_id"]
    assert trace_id == LONG
    for text in (trace_id, str(TRACE), f"{TRACE:016x}"):
        body = {"filter": {"query": f"trace_id:{text}"}}
        assert len(post(filled, "/api/v2/logs/events/search", body).json()["data"]) == 1, text
        trace = get(filled, f"/api/vizsla/traces/{text}").json()
        assert (trace["trace_id"], trace["truncated"], len(trace["spans"])) == (LONG, False, 3)
    root = trace["spans"][0]
    assert (root["span_id"], root["service"], root["error"], root["duration"]) == ("77", "pay", 1, 50_000_000)
    assert root["tags"]["region"] == "eu" and root["tags"]["http.method"] == "POST" and root["metrics"] == {"rows": 2.0}
    assert int(root["start"]) > 1.7e18
    gone = get(filled, "/api/vizsla/traces/1234")
    assert gone.status_code == 404 and "1234" in gone.json()["errors"][0]
    assert get(filled, "/api/vizsla/traces/hello").status_code == 400


def test_services_resources_and_facets(filled: Running) -> None:
    since = int(time.time()) - 3600
    found = get(filled, "/api/vizsla/services", **{"from": since, "to": since + 3700}).json()["services"]
    assert {(one["service"], one["hits"], one["errors"], one["p99"]) for one in found} == {
        ("pay", 1, 1, 0.05), ("bank", 1, 0, 0.02),
    }  # fmt: skip
    path = "/api/vizsla/services/pay/resources"
    (resource,) = get(filled, path, **{"from": since, "to": since + 3700, "env": "prod"}).json()["resources"]
    assert (resource["resource"], resource["total_s"]) == ("POST /pay", 0.05)
    assert get(filled, "/api/vizsla/services/a%2Fb%20c/resources").json() == {"resources": []}
    facets = get(filled, "/api/vizsla/facets/logs", query="shipped").json()["facets"]
    assert {"name": "service", "values": [{"value": "shop", "count": 6}]} in facets
    spans = get(filled, "/api/vizsla/facets/spans").json()["facets"]
    assert {"name": "status", "values": [{"value": "ok", "count": 2}, {"value": "error", "count": 1}]} in spans


def test_events_by_the_client(door_server: Running) -> None:
    from datadog_api_client.v1.model.event_create_request import EventCreateRequest

    with client(door_server) as api:
        made = EventsApi(api).create_event(
            body=EventCreateRequest(title="Deploy", text="v2", tags=["env:prod"], source_type_name="ci", host="h1")
        )
        now = int(time.time())
        for more in ({}, {"tags": "env:prod", "sources": "ci,other"}, {"priority": "normal"}):
            asked = get(door_server, "/api/v1/events", start=now - 60, end=now + 1, **more).json()["events"]
            assert [one["title"] for one in asked] == ["Deploy"], more
        assert get(door_server, "/api/v1/events", start=now - 60, end=now, tags="env:dev").json()["events"] == []
        (event,) = EventsApi(api).list_events(start=now - 60, end=now + 1).events
        assert (event.title, event.text, event.host) == ("Deploy", "v2", "h1") and "env:prod" in event.tags
        assert EventsApi(api).get_event(event_id=made.event.id).event.title == "Deploy"
        found = list(NewEventsApi(api).list_events_with_pagination(filter_query="deploy source:ci"))
        assert found[0].attributes.attributes.title == "Deploy" and found[0].attributes.message == "v2"
    assert get(door_server, "/api/v1/events/5").status_code == 404
    assert get(door_server, "/api/v1/events", start=5, end=1).status_code == 400


@pytest.mark.parametrize(
    ("path", "body", "said", "position"),
    [
        ("/api/v2/logs/events/search", {"filter": {"query": "a OR"}}, "search ends", [3, 4]),
        ("/api/v2/logs/events/search", {"filter": {"query": "x trace_id:zz"}}, "no identifier", [2, 13]),
        ("/api/v2/logs/events/search", {"filter": {"from": "soon"}}, "from 'soon'", [0, 0]),
        ("/api/v2/logs/events/search", {"page": {"cursor": "x"}}, "cursor", [0, 0]),
        ("/api/v2/logs/events/search", {"page": {"limit": "ten"}}, "page.limit", None),
        ("/api/v2/logs/events/search", {"sort": "status"}, "sort 'status'", None),
        ("/api/v2/logs/analytics/aggregate", {"compute": [{"aggregation": "mode"}]}, "compute[0].aggregation", None),
        ("/api/v2/logs/analytics/aggregate", {"compute": [{"aggregation": "avg"}]}, "needs a metric", [0, 0]),
        ("/api/v2/spans/events/search", {}, "data.attributes", None),
        ("/api/v2/spans/analytics/aggregate", {"data": {"attributes": {"filter": 7}}}, "filter", None),
        ("/api/v1/logs-queries/list", {"query": "a"}, "time", None),
        ("/api/v2/events/search", {"filter": {"query": "("}}, "", [0, 0]),
    ],
)
def test_mistakes_are_named(
    door_server: Running, path: str, body: object, said: str, position: list[int] | None
) -> None:
    answer = post(door_server, path, body)
    assert answer.status_code == 400, answer.text
    assert said in answer.json()["errors"][0]
    if position and position != [0, 0]:
        assert answer.json()["position"] == position


def test_answers_are_json_whatever_a_log_holds(door_server: Running) -> None:
    odd = {"message": 'quotes " and \\ and \u2028 and \x00', "a.b": {"c": [1, {"d": None}]}, "n": 1e300}
    httpx.post(f"{door_server.url}/api/v2/logs", json=odd, headers={"DD-API-KEY": door_server.api_key})
    answer = post(door_server, "/api/v2/logs/events/search", {})
    (log,) = json.loads(answer.content)["data"]
    assert log["attributes"]["attributes"]["a.b"] == {"c": [1, {"d": None}]}
    assert log["attributes"]["message"] == odd["message"]
    assert msgspec.json.decode(answer.content)
