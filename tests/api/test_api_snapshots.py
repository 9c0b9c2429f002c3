"""Snapshots by the real library: asked for, drawn, looked at without a key."""

import struct
import time
from typing import TYPE_CHECKING, Any

import datadog
import httpx
import msgspec
import pytest

from vizsla.api.graph_picture import mark_of
from vizsla.notify.picture import Mark
from vizsla.store.snapshots import SnapshotTable

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _filled(server: Running) -> int:
    now = int(time.time()) // 60 * 60
    series = [
        {"metric": "load", "host": host, "points": [[now - 3600 + 60 * at, at % 10 + by] for at in range(60)]}
        for host, by in (("a", 1), ("b", 5))
    ]
    series[0]["points"][50][1] = 300
    answer = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series})
    assert answer.status_code == 202
    event = {"title": "deployed", "text": "x", "tags": ["kind:deploy"], "date_happened": now - 1800}
    assert httpx.post(f"{server.url}/api/v1/events", headers=server.headers, json=event).status_code == 202
    return now


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_library_makes_a_snapshot_that_anybody_with_its_address_sees(door_server: Running) -> None:
    now = _filled(door_server)
    datadog.initialize(
        api_key=door_server.api_key, app_key=door_server.app_key, api_host=door_server.url, hostname_from_config=False
    )
    made = datadog.api.Graph.create(
        metric_query="anomalies(avg:load{host:a}, 'basic', 2)", start=now - 3600, end=now, title="Load",
        event_query="kind:deploy", width=500, height=200,
    )  # fmt: skip
    address = made["snapshot_url"].replace(door_server.parts.settings.url, door_server.url)
    assert "/snapshot/view/" in address and address.endswith(".png")
    assert datadog.api.Graph.status(address)["status_code"] in (200, 202)
    seen = httpx.get(address, timeout=60)
    assert seen.status_code == 200 and seen.headers["content-type"] == "image/png"
    assert _size(seen.content) == (500, 200)
    assert datadog.api.Graph.status(address)["status_code"] == 200
    assert httpx.get(address, timeout=60).content == seen.content
    assert httpx.get(address.replace(".png", "x.png")).status_code == 404


def _asked(server: Running, **given: Any) -> httpx.Response:
    now = int(time.time())
    given = {"start": now - 3600, "end": now} | given
    return httpx.get(f"{server.url}/api/v1/graph/snapshot", params=given, headers=server.headers)


def test_definitions_of_widgets_are_drawn(door_server: Running) -> None:
    _filled(door_server)
    definitions: list[dict[str, Any]] = [
        {"viz": "timeseries", "requests": [{"q": "avg:load{*} by {host}", "type": "area"}], "events": [{"q": "*"}]},
        {
            "type": "timeseries",
            "requests": [
                {
                    "queries": [{"data_source": "metrics", "name": "a", "query": "avg:load{*}"}],
                    "formulas": [{"formula": "a * 2"}],
                    "display_type": "bars",
                    "response_format": "timeseries",
                }
            ],
            "markers": [{"value": "y > 5", "display_type": "warning dashed", "label": "much"}],
        },
        {"type": "query_value", "requests": [{"q": "avg:load{*}", "aggregator": "avg",
         "conditional_formats": [{"comparator": ">", "value": 1, "palette": "white_on_red"}]}]},
        {"type": "toplist", "requests": [{"q": "top(avg:load{*} by {host}, 10, 'mean', 'desc')"}]},
        {"type": "timeseries", "requests": [{"queries": [
            {"data_source": "events", "name": "e", "search": {"query": "*"}, "compute": {"aggregation": "count"}}]}]},
    ]  # fmt: skip
    for definition in definitions:
        made = _asked(door_server, graph_def=msgspec.json.encode(definition).decode(), theme="dark").json()
        path = made["snapshot_url"].partition("/snapshot/")[2]
        assert _size(httpx.get(f"{door_server.url}/snapshot/{path}", timeout=60).content) == (600, 240)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "metric_query"),
        ({"metric_query": "avg:load{"}, ""),
        ({"metric_query": "avg:load{*}", "start": 5, "end": 4}, "start"),
        ({"metric_query": "avg:load{*}", "start": "soon"}, "start"),
        ({"metric_query": "avg:load{*}", "width": 99999}, "width"),
        ({"metric_query": "avg:load{*}", "theme": "pink"}, "theme"),
        ({"graph_def": "{"}, "graph_def"),
        ({"graph_def": '{"type": "hostmap", "requests": [{"q": "avg:load{*}"}]}'}, "graph_def"),
        ({"graph_def": '{"requests": [{"q": 5}]}'}, "requests"),
        ({"graph_def": '{"requests": [{}]}'}, "graph_def"),
        ({"graph_def": '{"requests": [{"q": "avg:load{*}"}], "markers": ["y = 5"]}'}, "markers"),
        ({"metric_query": "avg:load{*}", "event_query": "(a"}, ""),
    ],
)
def test_what_cannot_be_drawn_is_refused(door_server: Running, given: dict[str, Any], field: str) -> None:
    answer = _asked(door_server, **given)
    assert answer.status_code == 400 and field in answer.json()["errors"][0]


def test_so_many_an_hour(door_server: Running) -> None:
    kept = SnapshotTable(door_server.parts.documents.engine)
    for _ in range(door_server.parts.settings.snapshots_per_hour):
        kept.add({}, time.time())
    assert _asked(door_server, metric_query="avg:load{*}").status_code == 429


@pytest.mark.parametrize(
    ("value", "mark"),
    [
        ("y = 15", Mark(15, 15)),
        ("y>2.5", Mark(2.5, None)),
        ("y < -1e3", Mark(None, -1000)),
        ("0 < y < 10", Mark(0, 10)),
        ("x = 2", None),
        ("y = 1.2.3", None),
    ],
)
def test_markers(value: str, mark: Mark | None) -> None:
    assert mark_of({"value": value}) == mark
