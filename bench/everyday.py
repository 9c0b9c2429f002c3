"""Telemetry as a small shop has it: hosts, three services that call one another, logs, events, checks, monitors."""

import json
import math
import time
from collections.abc import Iterator
from typing import Any

import httpx

from running import Running
from vizsla.wire import proto

HOSTS = ("web-1", "web-2", "db-1")
_MESSAGES = (
    ("info", "order {n} paid with card by customer {n}"),
    ("info", "GET /orders/{n} answered in 12 ms"),
    ("warn", "stock of article {n} is low"),
    ("error", "order {n} could not be paid: card declined"),
)
_SPANS = (
    ("web.request", "shop", "POST /pay", "web", None),
    ("http.request", "payments", "POST /charge", "http", 0),
    ("postgres.query", "shop-db", "SELECT * FROM orders", "sql", 0),
    ("postgres.query", "payments-db", "INSERT INTO charges", "sql", 1),
)


def send(server: Running, minutes: int = 55) -> None:
    """Everything, over the past minutes."""
    now = int(time.time())
    times = range(now - minutes * 60, now, 60)
    _post(server, "/api/v1/series", {"series": list(_series(times))})
    _post(server, "/api/v1/distribution_points", {"series": list(_latencies(times))})
    _post(server, "/api/v2/logs", list(_logs(times)))
    _post(server, "/api/v1/check_run", list(_checks(now)))
    _traces(server, times)
    for i in range(8):
        event = {
            "title": f"Deployed shop 1.{i}", "text": f"Version 1.{i} of **shop** runs on web-1.", "host": "web-1",
            "date_happened": now - i * 400, "alert_type": ("info", "success", "error", "warning")[i % 4],
            "source_type_name": "deploy", "tags": ["env:prod", "service:shop"],
        }  # fmt: skip
        _post(server, "/api/v1/events", event)


def documents(server: Running) -> None:
    """Two monitors, an objective and a powerpack."""
    hits, errors = (f"sum:trace.web.request.{name}{{service:shop}}.as_count()" for name in ("hits", "errors"))
    slo = {
        "name": "Payments answer", "type": "metric", "thresholds": [{"timeframe": "7d", "target": 90.0}],
        "query": {"numerator": f"{hits} - {errors}", "denominator": hits},
    }  # fmt: skip
    _post(server, "/api/v1/slo", slo)
    note = {
        "definition": {"type": "note", "content": "Every dashboard of $team has this."},
        "layout": {"x": 0, "y": 0, "width": 12, "height": 1},
    }
    group = {"definition": {"type": "group", "layout_type": "ordered", "title": "Shared", "widgets": [note]}}
    attributes = {"name": "Shared notes", "group_widget": group, "template_variables": [{"name": "team"}]}
    _post(server, "/api/v2/powerpacks", {"data": {"type": "powerpack", "attributes": attributes}})
    for name, query in (
        ("Load is high on {{host.name}}", "avg(last_5m):avg:system.load.1{*} by {host} > 1"),
        ("The queue is long", "avg(last_5m):avg:shop.queue{*} > 1000"),
    ):
        body = {"name": name, "type": "metric alert", "query": query, "message": "", "tags": ["team:shop"]}
        _post(server, "/api/v1/monitor", body)


def _series(times: range) -> Iterator[dict[str, Any]]:
    for number, host in enumerate(HOSTS):
        for metric, size, swing in (
            ("system.load.1", 1.5 + number, 0.5), ("system.cpu.user", 30 + 12 * number, 9), ("shop.queue", 40, 20),
            ("system.disk.used", 4e10 + number * 1e10, 1e8), ("system.mem.used", 2e9 + number * 1e9, 2e8),
        ):  # fmt: skip
            points = [[at, size + swing * math.sin(at / 700 + number)] for at in times]
            yield {"metric": metric, "points": points, "host": host, "type": "gauge", "tags": ["env:prod"]}
    for name, service, resource, _, _ in _SPANS:
        tags = ["env:prod", f"service:{service}", f"resource_name:{resource}"]
        for metric, count in (("hits", 120.0), ("errors", 6.0)):
            points = [[at, count + count / 4 * math.sin(at / 500)] for at in times]
            named = f"trace.{name}.{metric}"
            yield {"metric": named, "points": points, "type": "count", "interval": 60, "host": "web-1", "tags": tags}


def _latencies(times: range) -> Iterator[dict[str, Any]]:
    for name, service, resource, _, _ in _SPANS:
        tags = ["env:prod", f"service:{service}", f"resource_name:{resource}"]
        points = [[at, [0.01 * (1 + (at // 60 + i) % 9) for i in range(10)]] for at in times]
        yield {"metric": f"trace.{name}", "points": points, "host": "web-1", "tags": tags}


def _logs(times: range) -> Iterator[dict[str, Any]]:
    for number, at in enumerate(times):
        for offset, (status, text) in enumerate(_MESSAGES):
            yield {
                "message": text.format(n=number * 7 + offset), "status": status,
                "service": ("shop", "payments")[offset % 2], "hostname": HOSTS[number % 2],
                "ddsource": "python", "ddtags": "env:prod", "timestamp": at * 1000,
                "customer": {"id": number % 5, "country": ("DE", "FR", "US", "JP", "BR")[number % 5]},
            }  # fmt: skip


def _checks(now: int) -> Iterator[dict[str, Any]]:
    for number, host in enumerate(HOSTS):
        for check, status in (("datadog.agent.up", 0), ("postgres.can_connect", (0, 1, 2)[number])):
            yield {"check": check, "status": status, "host_name": host, "timestamp": now - 20, "tags": ["env:prod"]}


def _traces(server: Running, times: range) -> None:
    payload = proto.new("AgentPayload")
    payload.host_name, payload.env = "web-1", "prod"
    tracer = payload.tracer_payloads.add()
    for number, at in enumerate(times):
        chunk = tracer.chunks.add(priority=1)
        for order, (name, service, resource, kind, parent) in enumerate(_SPANS):
            span = chunk.spans.add(
                name=name, service=service, resource=resource, trace_id=number + 1, span_id=number * 10 + order + 1,
                parent_id=0 if parent is None else number * 10 + parent + 1, type=kind,
                start=int((at + order / 100) * 1e9), duration=int((80 - 15 * order) * 1e6),
                error=int(number % 10 == 0 and order < 2),
            )  # fmt: skip
            span.metrics["_top_level"] = 1
            span.meta["version"] = "1.1" if number > 30 else "1.0"
            if span.error:
                span.meta["error.type"], span.meta["error.message"] = "CardDeclined", f"card {number} was declined"
    _post(server, "/api/v0.2/traces", payload.SerializeToString())


def _post(server: Running, path: str, body: Any) -> Any:
    kind = "application/x-protobuf" if isinstance(body, bytes) else "application/json"
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = httpx.post(server.url + path, content=content, headers=server.headers | {"Content-Type": kind}, timeout=60)
    assert answer.status_code in (200, 202), (path, answer.text)
    return answer.json()
