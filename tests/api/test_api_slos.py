"""Objectives by the real client: made, changed, corrected, measured on real points, and deleted."""

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.exceptions import ApiException
from datadog_api_client.v1.api.service_level_objective_corrections_api import ServiceLevelObjectiveCorrectionsApi
from datadog_api_client.v1.api.service_level_objectives_api import ServiceLevelObjectivesApi
from datadog_api_client.v1.model.service_level_objective_request import ServiceLevelObjectiveRequest
from datadog_api_client.v1.model.slo_correction_create_request import SLOCorrectionCreateRequest

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def client(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    return ApiClient(configuration)


def counted(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Checkout answers", "type": "metric", "tags": ["env:prod", "service:checkout"],
        "description": "Of all requests",
        "query": {"numerator": "sum:shop.hits{status:ok} by {route}.as_count()",
                  "denominator": "sum:shop.hits{*} by {route}.as_count()"},
        "thresholds": [{"timeframe": "7d", "target": 95, "warning": 98}, {"timeframe": "30d", "target": 90.0}],
    } | changes  # fmt: skip


def send(server: Running, now: int) -> None:
    # /pay: 5 of 60 fail in the last hour; /cart: none fails.
    def series(route: str, status: str, values: list[int]) -> dict[str, Any]:
        points = [{"timestamp": now - 60 * (i + 1), "value": value} for i, value in enumerate(values)]
        tags = [f"route:{route}", f"status:{status}"]
        return {"metric": "shop.hits", "type": 1, "interval": 10, "points": points, "tags": tags}

    sent = [series("/pay", "ok", [1] * 55), series("/pay", "failed", [1] * 5), series("/cart", "ok", [2] * 20)]
    answer = httpx.post(f"{server.url}/api/v2/series", json={"series": sent}, headers={"DD-API-KEY": server.api_key})
    assert answer.status_code == 202, answer.text


def test_an_objective_of_events(door_server: Running) -> None:
    now = int(time.time())
    send(door_server, now)
    with client(door_server) as connected:
        slos = ServiceLevelObjectivesApi(connected)
        made = slos.create_slo(ServiceLevelObjectiveRequest(**counted()))["data"][0]
        assert made.id and made.thresholds[0].target_display == "95." and made.timeframe.value == "7d"
        assert slos.get_slo(made.id)["data"]["name"] == "Checkout answers"
        history = slos.get_slo_history(made.id, from_ts=now - 7200, to_ts=now)["data"]
        assert history.overall.sli_value == pytest.approx(100 * 95 / 100)
        assert history.series.numerator.sum == 95 and history.series.denominator.sum == 100
        assert {one.group: round(one.sli_value, 2) for one in history.groups} == {
            "route:/cart": 100.0, "route:/pay": round(100 * 55 / 60, 2),
        }  # fmt: skip
        assert history.overall.error_budget_remaining["30d"] == pytest.approx(50)
        found = slos.search_slo(query="env:prod AND checkout", include_facets=True)["data"]["attributes"]
        row = found["slos"][0]["data"]["attributes"]
        assert row["status"]["state"].value == "warning" and row["status"]["sli"] == pytest.approx(95)
        assert [one["name"] for one in found["facets"]["service_tags"]] == ["checkout"]
        assert slos.search_slo(query="env:dev")["data"]["attributes"]["slos"] == []
        assert slos.list_slos(tags_query="service:checkout")["metadata"]["page"]["total_filtered_count"] == 1
        # The failures of the last five minutes are taken out.
        corrections = ServiceLevelObjectiveCorrectionsApi(connected)
        attributes = {"category": "Deployment", "slo_id": made.id, "start": now - 301, "end": now, "timezone": "UTC"}
        body = SLOCorrectionCreateRequest(data={"type": "correction", "attributes": attributes})
        correction = corrections.create_slo_correction(body)["data"]
        corrected = slos.get_slo_history(made.id, from_ts=now - 7200, to_ts=now)["data"]
        assert corrected.overall.sli_value > history.overall.sli_value
        plain = slos.get_slo_history(made.id, from_ts=now - 7200, to_ts=now, apply_correction=False)["data"]
        assert plain.overall.sli_value == history.overall.sli_value
        assert [one.id for one in slos.get_slo_corrections(made.id)["data"]] == [correction.id]
        corrections.delete_slo_correction(correction.id)
        with pytest.raises(ApiException) as gone:
            corrections.get_slo_correction(correction.id)
        assert gone.value.status == 404
        assert slos.delete_slo(made.id)["data"] == [made.id]
        with pytest.raises(ApiException) as gone:
            slos.get_slo(made.id)
        assert gone.value.status == 404


def test_bad_events_and_slices(door_server: Running) -> None:
    now = int(time.time())
    send(door_server, now)
    queries = [
        {"data_source": "metrics", "name": "good", "query": "sum:shop.hits{status:ok}.as_count()"},
        {"data_source": "metrics", "name": "bad", "query": "sum:shop.hits{status:failed}.as_count()"},
    ]
    count = {"queries": queries, "good_events_formula": {"formula": "good"}, "bad_events_formula": {"formula": "bad"}}
    by_count = counted(sli_specification={"count": count}, query=None)
    query = {"queries": queries, "formulas": [{"formula": "bad"}]}
    spec = {"query": query, "comparator": "<", "threshold": 1.0, "query_interval_seconds": 60}
    by_time = counted(type="time_slice", query=None, sli_specification={"time_slice": spec})
    with client(door_server) as connected:
        slos = ServiceLevelObjectivesApi(connected)
        ids = []
        for body in (by_count, by_time):
            body.pop("query")
            ids.append(slos.create_slo(ServiceLevelObjectiveRequest(**body))["data"][0].id)
        events, time_ = (slos.get_slo_history(one, from_ts=now - 3600, to_ts=now)["data"] for one in ids)
        assert events.overall.sli_value == pytest.approx(95)
        shown = httpx.get(f"{door_server.url}/api/v1/slo/{ids[0]}", headers=door_server.headers).json()["data"]
        assert shown["query"]["denominator"] == f"{queries[0]['query']} + {queries[1]['query']}"
        assert time_.overall.sli_value == pytest.approx(100 * 55 / 60, abs=1.7)  # a slice more or less at the edges
        assert time_.overall.history[-1][1] in (0, 1)


def test_what_cannot_be_an_objective(door_server: Running) -> None:
    url = f"{door_server.url}/api/v1/slo"
    for changes, field in [
        ({"name": ""}, "name"), ({"type": "wish"}, "type"), ({"thresholds": []}, "thresholds"),
        ({"thresholds": [{"timeframe": "7d", "target": 100}]}, "thresholds[0].target"),
        ({"thresholds": [{"timeframe": "7d", "target": 99, "warning": 90}]}, "thresholds[0].warning"),
        ({"query": {"numerator": "sum:a{", "denominator": "b"}}, "query.numerator"),
        ({"type": "monitor"}, "monitor_ids"), ({"type": "monitor", "monitor_ids": [77]}, "monitor_ids"),
        ({"type": "time_slice"}, "sli_specification.time_slice"),
    ]:  # fmt: skip
        answer = httpx.post(url, json=counted(**changes), headers=door_server.headers)
        assert answer.status_code == 400 and field in answer.json()["errors"][0], (changes, answer.text)
    assert httpx.get(f"{url}/nothing/history?from_ts=1&to_ts=2", headers=door_server.headers).status_code == 404
