"""Hostile requests at every door: none costs a 500, every refusal is JSON that says what is wrong."""

import json
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Any

import httpx

from vizsla.api.routes import ROUTES

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

Case = tuple[str, str, dict[str, Any]]
"""Method, path, and what httpx is to send."""

NOW = int(time.time())
HUGE = 10**30
DEEP = b'{"a":' * 5000 + b"1" + b"}" * 5000

ODD: tuple[bytes, ...] = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b"[null]",
    b'"text"',
    b"1e999",
    b"NaN",
    b"{",
    b"\xff\xfe\x00",
    b'{"a":"\xff"}',
    b'{"a":"\\ud800"}',
    b"[" * 100_000,
    DEEP,
    b'{"series":' + DEEP + b"}",
    b'{"a":1,"a":[]}',
    b"\x00" * 64,
    b"\x0a\xff\xff\xff\xff\x0f",
    b"\x28\xb5\x2f\xfd\x00",
    b"\x1f\x8b\x08",
)
VALUES: tuple[Any, ...] = (
    None, True, -1, 0, 2**31, 2**63, 2**64, HUGE, -HUGE, 1e308, -1e308, "", "x", "nan", "-inf", "²", "9" * 5000,
    "\x00", "0001-01-01", "1960-01-01T00:00:00Z", "2020-01-01 00:00:00 +9999", [],
    [None], {}, {"a": HUGE}, {"a": {"b": []}},
)  # fmt: skip
"""What a field is set to in place of what belongs there."""

SERIES_V1 = {
    "metric": "a.b",
    "points": [[NOW, 1.5]],
    "tags": ["a:b"],
    "host": "h",
    "device": "d",
    "type": "gauge",
    "interval": 10,
    "unit": "byte",
    "source_type_name": "s",
}
SERIES_V2 = {
    "metric": "a.b",
    "points": [{"timestamp": NOW, "value": 1.5}],
    "tags": ["a:b"],
    "resources": [{"type": "host", "name": "h"}],
    "type": 3,
    "interval": 10,
    "unit": "byte",
}
CHECK = {"check": "up", "status": 0, "host_name": "h", "timestamp": NOW, "message": "fine", "tags": ["a:b"]}
EVENT = {
    "title": "t",
    "text": "x",
    "date_happened": NOW,
    "priority": "low",
    "host": "h",
    "tags": ["a:b"],
    "alert_type": "info",
    "aggregation_key": "k",
    "related_event_id": 5,
}
LOG = {
    "message": '{"level":"warn"}',
    "timestamp": NOW * 1000,
    "status": "info",
    "ddtags": "a:b",
    "hostname": "h",
    "service": "s",
    "dd": {"trace_id": "5", "span_id": "6"},
    "syslog": {"severity": "3"},
    "more": {"deep": [1]},
}
METADATA = {
    "internalHostname": "h",
    "agentVersion": "7",
    "os": "linux",
    "systemStats": {"platform": "linux", "processor": "x"},
    "gohai": '{"platform":{"os":"linux"}}',
    "host-tags": {"system": ["a:b"]},
    "meta": {"socket-hostname": "h"},
    "resources": {"processes": {"snaps": [[NOW, [["root", 1.5, 2.5, 10, 5, "init", 1]]]]}, "meta": {"host": "h"}},
}
INTAKE_EVENTS = {"events": {"api": [{"msg_title": "t", "msg_text": "x", "timestamp": NOW, "tags": ["a:b"]}]}}
ATTRIBUTES = [{"key": "service.name", "value": {"stringValue": "web"}}]
NUMBER_POINT = {"timeUnixNano": str(NOW * 10**9), "startTimeUnixNano": "1", "asDouble": 1.5, "attributes": ATTRIBUTES}
HISTOGRAM_POINT = NUMBER_POINT | {"count": "3", "sum": 6.0, "bucketCounts": ["1", "2"], "explicitBounds": [1.0]}
EXPONENTIAL_POINT = {
    "timeUnixNano": str(NOW * 10**9),
    "count": "3",
    "sum": 6.0,
    "scale": 3,
    "zeroCount": "1",
    "positive": {"offset": 1, "bucketCounts": ["1", "1"]},
}
DELTA = {"aggregationTemporality": 1}
OTLP_METRICS = {
    "resourceMetrics": [
        {
            "resource": {"attributes": ATTRIBUTES},
            "scopeMetrics": [
                {
                    "metrics": [
                        {"name": "g", "unit": "s", "gauge": {"dataPoints": [NUMBER_POINT]}},
                        {"name": "s", "sum": DELTA | {"isMonotonic": True, "dataPoints": [NUMBER_POINT]}},
                        {"name": "h", "histogram": DELTA | {"dataPoints": [HISTOGRAM_POINT]}},
                        {"name": "e", "exponentialHistogram": DELTA | {"dataPoints": [EXPONENTIAL_POINT]}},
                    ]
                }
            ],
        }
    ]
}  # fmt: skip
OTLP_LOGS = {
    "resourceLogs": [
        {
            "resource": {"attributes": ATTRIBUTES},
            "scopeLogs": [
                {
                    "logRecords": [
                        {
                            "timeUnixNano": str(NOW * 10**9),
                            "severityNumber": 9,
                            "severityText": "info",
                            "body": {"stringValue": "hello"},
                            "traceId": "0" * 31 + "1",
                            "spanId": "0" * 15 + "1",
                        }
                    ]
                }
            ],
        }
    ]
}
OTLP_SPAN = {
    "traceId": "0" * 31 + "1",
    "spanId": "0" * 15 + "1",
    "parentSpanId": "",
    "name": "GET",
    "kind": 2,
    "startTimeUnixNano": str(NOW * 10**9),
    "endTimeUnixNano": str(NOW * 10**9 + 5),
    "attributes": [
        {"key": "http.status_code", "value": {"stringValue": "200"}},
        {"key": "n", "value": {"doubleValue": 1.5}},
    ],
    "status": {"code": 2, "message": "bad"},
    "events": [{"timeUnixNano": "5", "name": "exception", "attributes": ATTRIBUTES}],
    "links": [{"traceId": "01", "spanId": "02"}],
}
OTLP_TRACES = {"resourceSpans": [{"resource": {"attributes": ATTRIBUTES}, "scopeSpans": [{"spans": [OTLP_SPAN]}]}]}
INTAKE: dict[str, Any] = {
    "/api/v1/series": {"series": [SERIES_V1]},
    "/api/v2/series": {"series": [SERIES_V2]},
    "/api/v1/distribution_points": {"series": [{"metric": "d", "points": [[NOW, [1, 2]]], "tags": ["a:b"]}]},
    "/api/v1/check_run": [CHECK],
    "/api/v1/events": EVENT,
    "/api/v2/logs": [LOG],
    "/v1/input": LOG,
    "/intake/": METADATA,
    "/intake": INTAKE_EVENTS,
    "/api/v1/metadata": {"hostname": "h", "agent_metadata": {"a": "b"}, "check_metadata": {"disk": [{"a": 1}]}},
    "/api/v2/apmtelemetry": {"request_type": "app-started", "application": {"service_name": "s", "env": "e"},
                             "host": {"hostname": "h"}, "payload": {"configuration": [{"name": "a", "value": 1}]}},
    "/v1/metrics": OTLP_METRICS,
    "/v1/logs": OTLP_LOGS,
    "/v1/traces": OTLP_TRACES,
    "/api/v9/nobody/knows": {"a": 1},
}  # fmt: skip
BINARY = ("/api/beta/sketches", "/api/v0.2/traces", "/api/v0.2/stats", "/api/v2/series", "/v1/metrics", "/v1/traces")

WINDOW = {"query": "*", "from": "now-1h", "to": "now"}
FORMULA = {
    "data": {
        "type": "timeseries_request",
        "attributes": {
            "from": (NOW - 600) * 1000,
            "to": NOW * 1000,
            "interval": 60_000,
            "queries": [
                {"name": "a", "data_source": "metrics", "query": "avg:a.b{*} by {host}", "aggregator": "avg"},
                {
                    "name": "l",
                    "data_source": "logs",
                    "search": {"query": "*"},
                    "compute": {"aggregation": "count"},
                    "group_by": [{"facet": "service", "limit": 5}],
                },
            ],
            "formulas": [{"formula": "a / l", "limit": {"count": 5, "order": "desc"}}],
        },
    }
}
AGGREGATE = {
    "filter": WINDOW,
    "compute": [
        {"aggregation": "count", "type": "timeseries", "interval": "5m"},
        {"aggregation": "avg", "metric": "@n"},
    ],
    "group_by": [{"facet": "service", "limit": 5, "sort": {"aggregation": "count", "order": "desc"}}],
}  # fmt: skip
LISTING = {"filter": WINDOW, "sort": "-timestamp", "page": {"limit": 5, "cursor": ""}}
MONITOR = {
    "type": "metric alert",
    "name": "m",
    "query": "avg(last_5m):avg:a.b{*} by {host} > 5",
    "message": "@a@example.com",
    "tags": ["a:b"],
    "priority": 3,
    "options": {
        "thresholds": {"critical": 5, "warning": 3},
        "silenced": {"*": None},
        "notify_no_data": True,
        "no_data_timeframe": 10,
        "renotify_interval": 5,
        "renotify_statuses": ["alert"],
        "renotify_occurrences": 3,
        "evaluation_delay": 0,
        "new_group_delay": 0,
        "timeout_h": 0,
        "escalation_message": "x",
    },
}
DASHBOARD = {
    "title": "t",
    "layout_type": "ordered",
    "widgets": [
        {"definition": {"type": "group", "widgets": [{"definition": {"type": "note", "content": "x"}}]}},
        {"definition": {"type": "timeseries", "requests": [{"q": "avg:a.b{*}"}]}},
    ],
    "template_variables": [{"name": "env", "prefix": "env", "defaults": ["*"]}],
}
CELL = {"attributes": {"definition": {"type": "markdown", "text": "x"}, "time": None}, "type": "notebook_cells"}
NOTEBOOK = {"name": "n", "time": {"live_span": "1h"}, "cells": [CELL], "metadata": {"type": "report"}}
GROUP = {"definition": {"type": "group", "layout_type": "ordered", "widgets": [{"definition": {"type": "note"}}]}}
TAGS = {"type": "manage_tags", "id": "a.b", "attributes": {"metric_type": "gauge", "tags": ["a"], "aggregations": [{}]}}
BODIES: dict[str, Any] = {
    "/api/vizsla/login": {"token": "", "handle": "a", "password": "b"},
    "/api/vizsla/password": {"password": "short"},
    "/api/v1/dashboard": DASHBOARD | {"data": [{"type": "dashboard", "id": "a"}]},
    "/api/v1/dashboard/{id}": DASHBOARD | {"tags": ["team:a"], "expected_version": 1},
    "/api/v1/dashboard/lists/manual": {"name": "n"},
    "/api/v2/dashboard/lists/manual/{list}/dashboards": {"dashboards": [{"type": "custom_timeboard", "id": "a"}]},
    "/api/v1/dash": {
        "title": "t",
        "graphs": [{"title": "g", "definition": {"viz": "table", "requests": [{"q": "a"}]}}],
    },
    "/api/v1/screen": {
        "board_title": "t",
        "widgets": [{"type": "note", "x": 1, "title": True, "tile_def": {"viz": "a"}}],
    },
    "/api/v1/notebooks": {"data": {"type": "notebooks", "attributes": NOTEBOOK}},
    "/api/v2/powerpacks": {"data": {"type": "powerpack", "attributes": {"name": "n", "group_widget": GROUP}}},
    "/api/v1/metrics/{name}": {"type": "gauge", "unit": "byte", "statsd_interval": 10},
    "/api/v2/metrics/{name}/tags": {"data": TAGS},
    "/api/v2/metrics/config/bulk-tags": {"data": TAGS | {"type": "metric_bulk_configure_tags"}},
    "/api/v1/host/{host}/mute": {"end": NOW + 60, "message": "m", "override": True},
    "/api/v2/query/timeseries": FORMULA,
    "/api/v2/query/scalar": FORMULA,
    "/api/vizsla/query/timeseries": {"requests": [FORMULA["data"]["attributes"], 1]},
    "/api/v1/tags/hosts/{host}": {"tags": ["a:b"]},
    "/api/v1/monitor": MONITOR,
    "/api/v1/monitor/validate": MONITOR,
    "/api/v1/monitor/{id}": MONITOR,
    "/api/v1/monitor/{id}/mute": {"scope": "*", "end": NOW + 60, "override": True},
    "/api/v1/monitor/{id}/unmute": {"scope": "*", "all_scopes": True},
    "/api/v2/logs/events/search": LISTING,
    "/api/v2/events/search": LISTING,
    "/api/v2/spans/events/search": {"data": {"attributes": LISTING}},
    "/api/v2/logs/analytics/aggregate": AGGREGATE,
    "/api/v2/spans/analytics/aggregate": {"data": {"attributes": AGGREGATE}},
    "/api/v1/logs-queries/list": {"query": "*", "time": {"from": NOW - 60, "to": NOW}, "sort": "asc", "limit": 5},
}
PARAMETERS = (
    "from", "to", "start", "end", "count", "page", "page_size", "per_page", "query", "metric", "q", "filter", "env",
    "sort_field", "monitor_tags", "monitor_ids", "filter[query]", "filter[from]", "page[limit]", "page[cursor]", "host",
    "tags", "sources", "priority", "operation", "name",
)  # fmt: skip
ODD_TEXTS = ("", "-1", "0", "9" * 30, "9" * 5000, "1e400", "nan", "²", "%ff", "\x00", "'\"\\{}()", "(" * 3000, "a:b")


def _spoiled(value: Any) -> Iterator[Any]:
    """The value with each of its members in turn replaced by each odd one, or gone."""
    places = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in places:
        for odd in (*VALUES, *_spoiled(inner)):
            changed = value.copy()
            changed[key] = odd
            yield changed
        without = value.copy()
        del without[key]
        yield without


def _sample(cases: list[Case], one_of: int) -> list[Case]:
    return random.Random(5).sample(cases, len(cases) // one_of)


def _faults(server: Running, cases: list[Case]) -> list[str]:
    def ask(client: httpx.Client, case: Case) -> str:
        method, path, given = case
        try:
            answer = client.request(method, path, **given)
        except httpx.TransportError as error:
            return f"{method} {path} {str(given)[:500]}: {error}"
        refused = answer.status_code >= 400
        if answer.status_code >= 500 or (refused and not answer.json()["errors"]):
            return f"{method} {path} {str(given)[:500]}: {answer.status_code} {answer.text[:200]}"
        return ""

    def some(part: list[Case]) -> list[str]:
        with httpx.Client(base_url=server.url, headers=server.headers, timeout=60) as client:
            return [fault for case in part if (fault := ask(client, case))]

    with ThreadPoolExecutor(8) as pool:
        return [fault for found in pool.map(some, [cases[i::8] for i in range(8)]) for fault in found]


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_every_way_in(door_server: Running) -> None:
    kinds = [(path, "application/json") for path in INTAKE] + [(path, "application/x-protobuf") for path in BINARY]
    cases: list[Case] = [
        ("POST", path, {"content": body, "headers": {"Content-Type": kind}}) for path, kind in kinds for body in ODD
    ]
    spoiled: list[Case] = [
        ("POST", path, {"content": _json(body), "headers": {"Content-Type": "application/json"}})
        for path, given in INTAKE.items()
        for body in _spoiled(given)
    ]
    faults = _faults(door_server, cases + _sample(spoiled, 40))
    assert not faults, "\n".join(faults)
    quarantine = httpx.get(f"{door_server.url}/api/vizsla/quarantine", headers=door_server.headers).json()["items"]
    unforeseen = [one for one in quarantine if "log says why" in one["error"]]
    assert not unforeseen, unforeseen[0]


def test_every_route_of_the_api(door_server: Running) -> None:
    headers = door_server.headers
    made = {
        kind: str(httpx.post(f"{door_server.url}/api/v1/{kind}", json=body, headers=headers).json()["id"])
        for kind, body in (("monitor", MONITOR), ("dashboard", DASHBOARD))
    }
    fixed: list[Case] = []
    varied: list[Case] = []
    for route in ROUTES:
        id = made["monitor" if "monitor" in route.path else "dashboard"]
        names = {"{id}": id, "{host}": "h", "{name}": "a.b", "{service:path}": "web", "{list}": "1", "{version}": "1"}
        path = reduce(lambda text, pair: text.replace(*pair), names.items(), route.path)
        body = BODIES.get(route.path, {})
        if route.method in ("POST", "PUT", "PATCH") or (route.method == "DELETE" and body):
            fixed += [(route.method, path, {"content": odd}) for odd in ODD]
            varied += [(route.method, path, {"content": _json(one)}) for one in _spoiled(body)]
        elif route.method == "GET":
            usual = {"from": str(NOW - 60), "to": str(NOW), "start": str(NOW - 60), "end": str(NOW)}
            for name, text in product(PARAMETERS, ODD_TEXTS):
                given = usual | {"query": "avg:a.b{*}"} if path == "/api/v1/query" else usual
                varied.append((route.method, path, {"params": given | {name: text}}))
        if "{" in route.path:
            for odd_name in ("²", "%FF", "%00", "9" * 400, "..%2f", "x y"):
                odd_path = reduce(lambda text, name, odd=odd_name: text.replace(name, odd), names, route.path)  # type: ignore[misc]
                fixed.append((route.method, odd_path, {"content": _json(body)} if body else {}))
    faults = _faults(door_server, fixed + _sample(varied, 20))
    assert not faults, "\n".join(faults)
    lists: list[Case] = [("GET", one.path, {}) for one in ROUTES if one.method == "GET" and "{" not in one.path]
    faults = _faults(door_server, lists)  # what was stored meanwhile can be shown
    assert not faults, "\n".join(faults)
