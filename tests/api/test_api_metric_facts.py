"""Metrics by the official clients: metadata, tag configurations, volumes, and where they are used."""

import time
from typing import TYPE_CHECKING, Any

import datadog
import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.exceptions import ApiException, NotFoundException
from datadog_api_client.v1.api.metrics_api import MetricsApi as MetricsV1
from datadog_api_client.v1.model.metric_metadata import MetricMetadata
from datadog_api_client.v2.api.metrics_api import MetricsApi
from datadog_api_client.v2.model.metric_bulk_configure_tags_type import MetricBulkConfigureTagsType
from datadog_api_client.v2.model.metric_bulk_tag_config_create import MetricBulkTagConfigCreate
from datadog_api_client.v2.model.metric_bulk_tag_config_create_attributes import MetricBulkTagConfigCreateAttributes
from datadog_api_client.v2.model.metric_bulk_tag_config_create_request import MetricBulkTagConfigCreateRequest
from datadog_api_client.v2.model.metric_bulk_tag_config_tag_name_list import MetricBulkTagConfigTagNameList
from datadog_api_client.v2.model.metric_tag_configuration_create_attributes import (
    MetricTagConfigurationCreateAttributes,
)
from datadog_api_client.v2.model.metric_tag_configuration_create_data import MetricTagConfigurationCreateData
from datadog_api_client.v2.model.metric_tag_configuration_create_request import MetricTagConfigurationCreateRequest
from datadog_api_client.v2.model.metric_tag_configuration_metric_types import MetricTagConfigurationMetricTypes
from datadog_api_client.v2.model.metric_tag_configuration_type import MetricTagConfigurationType
from datadog_api_client.v2.model.metric_tag_configuration_update_attributes import (
    MetricTagConfigurationUpdateAttributes,
)
from datadog_api_client.v2.model.metric_tag_configuration_update_data import MetricTagConfigurationUpdateData
from datadog_api_client.v2.model.metric_tag_configuration_update_request import MetricTagConfigurationUpdateRequest

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

TYPE = MetricTagConfigurationType("manage_tags")


def _client(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    return ApiClient(configuration)


def _send(server: Running) -> None:
    now = int(time.time())
    series = [
        {"metric": f"shop.{name}", "type": "gauge", "points": [[now, 1]], "host": host, "tags": [f"env:{env}"]}
        for name in ("orders", "carts")
        for host in ("a", "b")
        for env in ("prod", "test")
    ]
    answer = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series})
    assert answer.status_code == 202


def test_metadata_is_edited_and_given_back(server: Running) -> None:
    _send(server)
    with _client(server) as client:
        api = MetricsV1(client)
        assert api.get_metric_metadata("shop.orders").type == "gauge"
        edited = api.update_metric_metadata(
            "shop.orders", body=MetricMetadata(description="Orders made", unit="request", per_unit="second")
        )
        assert (edited.description, edited.unit, edited.type) == ("Orders made", "request", "gauge")
        with pytest.raises(NotFoundException):
            api.get_metric_metadata("no.such.metric")
        assert "shop.orders" in api.list_metrics("metrics:shop").results.metrics
        assert "shop.carts" in api.list_active_metrics(int(time.time()) - 60).metrics
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    assert datadog.api.Metadata.update(metric_name="shop.orders", short_name="orders")["short_name"] == "orders"
    assert datadog.api.Metadata.get("shop.orders")["description"] == "Orders made"
    wrong = datadog.api.Metadata.update(metric_name="shop.orders", type="gouge")
    assert "'type'" in wrong["errors"][0]


def test_tag_configurations(server: Running) -> None:
    _send(server)
    attributes = MetricTagConfigurationCreateAttributes(
        metric_type=MetricTagConfigurationMetricTypes("gauge"), tags=["env"]
    )
    body = MetricTagConfigurationCreateRequest(
        data=MetricTagConfigurationCreateData(type=TYPE, id="shop.orders", attributes=attributes)
    )
    changed = MetricTagConfigurationUpdateRequest(
        data=MetricTagConfigurationUpdateData(
            type=TYPE, id="shop.orders", attributes=MetricTagConfigurationUpdateAttributes(tags=["env", "host"])
        )
    )
    with _client(server) as client:
        api = MetricsApi(client)
        made = api.create_tag_configuration("shop.orders", body=body).data
        assert made.attributes.tags == ["env"] and made.attributes.aggregations.value[0].time.value == "avg"
        with pytest.raises(ApiException, match="409"):
            api.create_tag_configuration("shop.orders", body=body)
        assert api.update_tag_configuration("shop.orders", body=changed).data.attributes.tags == ["env", "host"]
        assert api.list_tag_configuration_by_name("shop.orders").data.id == "shop.orders"
        assert [one.id for one in api.list_tag_configurations(filter_configured=True).data] == ["shop.orders"]
        assert "shop.carts" in [one.id for one in api.list_tag_configurations(filter_tags="env:prod").data]
        graph = {"type": "timeseries", "requests": [{"q": "sum:shop.carts{*}.as_count()"}]}
        board = {"title": "Carts", "layout_type": "ordered", "widgets": [{"definition": graph}]}
        httpx.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=board).raise_for_status()
        related = [
            {one.id for one in api.list_tag_configurations(filter_related_assets=wanted).data}
            & {"shop.carts", "shop.orders"}
            for wanted in (True, False)
        ]
        assert related == [{"shop.carts"}, {"shop.orders"}]
        paged = [one.id for one in api.list_tag_configurations_with_pagination(page_size=1)]
        assert {"shop.carts", "shop.orders"} <= set(paged) and len(paged) == len(set(paged))
        api.delete_tag_configuration("shop.orders")
        with pytest.raises(NotFoundException):
            api.list_tag_configuration_by_name("shop.orders")
        bulk = MetricBulkTagConfigCreateRequest(
            data=MetricBulkTagConfigCreate(
                type=MetricBulkConfigureTagsType("metric_bulk_configure_tags"),
                id="shop.",
                attributes=MetricBulkTagConfigCreateAttributes(tags=MetricBulkTagConfigTagNameList(["host"])),
            )
        )
        assert api.create_bulk_tags_metrics_configuration(body=bulk).data.attributes.status == "Accepted"
        assert api.list_tag_configuration_by_name("shop.carts").data.attributes.tags == ["host"]


def test_tags_volumes_estimates_and_assets(server: Running) -> None:
    _send(server)
    query = {"q": "avg:shop.orders{env:prod} by {host}"}
    board = {
        "title": "Shop", "layout_type": "ordered",
        "widgets": [{"definition": {"type": "timeseries", "requests": [query]}}],
    }  # fmt: skip
    httpx.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=board)
    with _client(server) as client:
        api = MetricsApi(client)
        tags = api.list_tags_by_metric_name("shop.orders").data.attributes.tags
        assert tags == ["env:prod", "env:test", "host:a", "host:b"]
        assert api.list_volumes_by_metric_name("shop.orders").data.attributes.distinct_volume == 4
        estimate = api.estimate_metrics_output_series("shop.orders", filter_groups="env").data.attributes
        assert estimate.estimated_output_series == 2
        active = api.list_active_metric_configurations("shop.orders").data.attributes.active_tags
        assert active == ["env", "host"]
        found = api.list_metric_assets("shop.orders")
        assert [one.attributes.title for one in found.included] == ["Shop"]
        assert len(found.data.relationships.dashboards.data) == 1
        assert not api.list_metric_assets("shop.order").included
        cardinalities = api.get_metric_tag_cardinality_details("shop.orders")
        assert {one.id: one.attributes.cardinality_delta for one in cardinalities.data} == {"env": 2, "host": 2}
        with pytest.raises(NotFoundException):
            api.list_volumes_by_metric_name("no.such.metric")


def test_metrics_are_listed_searched_and_counted(server: Running) -> None:
    _send(server)
    now = int(time.time())
    edit = {"description": "Open carts", "unit": "cart", "type": "count"}
    assert httpx.put(f"{server.url}/api/v1/metrics/shop.carts", headers=server.headers, json=edit).status_code == 200

    def listed(**params: str | int) -> dict[str, Any]:
        answer = httpx.get(
            f"{server.url}/api/vizsla/metrics/summary", headers=server.headers, params={"from": now - 60} | params
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    (carts,) = listed(query="open -tag:nothing type:count shop")["metrics"]
    today = {time.strftime("%Y-%m-%d", time.gmtime(at)) for at in (now, time.time())}
    assert carts.pop("last_seen") in today
    assert {key: carts[key] for key in ("name", "type", "unit", "series", "tags")} == {
        "name": "shop.carts", "type": "count", "unit": "cart", "series": 4, "tags": ["env", "host"]
    }  # fmt: skip
    both = listed(query="SHOP. tag:env")
    assert [one["name"] for one in both["metrics"]] == ["shop.carts", "shop.orders"] and both["total"] == 2
    assert {"name": "gauge", "count": 1} in both["counts"]["type"]
    assert {"name": "env", "count": 2} in both["counts"]["tag"]
    last = listed(query="shop", sort="-name", limit=1, start=1)
    assert [one["name"] for one in last["metrics"]] == ["shop.carts"]
    assert listed(query="shop.*ts -integration:redis")["total"] == 1
    httpx.put(f"{server.url}/api/v1/metrics/shop.carts", headers=server.headers, json={"description": "It's open"})
    assert listed(query='"it\'s open"')["total"] == listed(query="it's")["total"] == 1
    assert listed(query="carts\\")["total"] == 0
    assert listed(**{"from": now - 90 * 86400, "to": now - 80 * 86400})["total"] == 0
    for params, field in (({"sort": "colour"}, "sort"), ({"query": '"a'}, "query"), ({"limit": "0"}, "limit"),
                          ({"from": "yesteryear"}, "from")):  # fmt: skip
        answer = httpx.get(f"{server.url}/api/vizsla/metrics/summary", headers=server.headers, params=params)
        assert answer.status_code == 400 and field in answer.json()["errors"][0]


def test_the_list_of_metrics_by_volume(server: Running) -> None:
    _send(server)
    now = int(time.time())
    few = {"metric": "shop.rare", "type": "gauge", "points": [[now, 1]], "host": "a"}
    assert httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": [few]}).status_code == 202
    with _client(server) as client:
        api = MetricsApi(client)
        api.create_tag_configuration(
            "shop.carts",
            MetricTagConfigurationCreateRequest(
                data=MetricTagConfigurationCreateData(
                    id="shop.carts",
                    type=TYPE,
                    attributes=MetricTagConfigurationCreateAttributes(
                        metric_type=MetricTagConfigurationMetricTypes("gauge"), tags=["env"]
                    ),
                )
            ),
        )
        listed = api.list_tag_configurations(include="metric_volumes", filter_is_configurable=True)
        volumes = {one.id: one.attributes.to_dict() for one in listed.included}
        assert volumes["shop.orders"] == {"indexed_volume": 4, "ingested_volume": 0}
        assert volumes["shop.carts"] == {"indexed_volume": 4, "ingested_volume": 4}
        assert {one.relationships.metric_volumes.data.id for one in listed.data} == set(volumes)
        assert not api.list_tag_configurations(filter_is_configurable=False).data

        def walked(sort: str) -> list[str]:
            pages = api.list_tag_configurations_with_pagination(sort=sort, page_size=2)
            return [one.id for one in pages]

        assert walked("metric_volumes.indexed_volume") == ["shop.rare", "shop.carts", "shop.orders"]
        assert walked("-metric_volumes.indexed_volume_delta") == ["shop.carts", "shop.orders", "shop.rare"]
        assert walked("-metric_volumes.ingested_volume")[0] == "shop.carts"
    for wrong, field in (
        ({"sort": "name", "page[size]": 2}, "sort"),
        ({"sort": "metric_volumes.indexed_volume"}, "sort"),
        ({"include": "tags"}, "include"),
        ({"filter[is_configurable]": "often"}, "filter[is_configurable]"),
        ({"sort": "metric_volumes.indexed_volume", "page[cursor]": "shop.none"}, "page[cursor]"),
    ):
        answer = httpx.get(f"{server.url}/api/v2/metrics", params=wrong, headers=server.headers)
        assert (answer.status_code, f"'{field}'" in answer.text) == (400, True), answer.text


def test_units(server: Running) -> None:
    _send(server)
    for unit, family, several in (
        ("transaction", "database", "transactions"),
        ("degree celsius", "temperature", "degrees celsius"),
        ("kilobyte", "decimal_bytes", "kilobytes"),
        ("delivery", "general", "deliveries"),
        ("carts", "general", "carts"),
    ):
        body = {"unit": unit, "per_unit": "minute"}
        edited = httpx.put(f"{server.url}/api/v1/metrics/shop.orders", json=body, headers=server.headers)
        assert edited.status_code == 200, edited.text
        given = {"query": "avg:shop.orders{*}", "from": int(time.time()) - 60, "to": int(time.time()) + 10}
        answer = httpx.get(f"{server.url}/api/v1/query", params=given, headers=server.headers)
        counted, per = answer.json()["series"][0]["unit"]
        assert (counted["family"], counted["plural"], per["name"]) == (family, several, "minute")
