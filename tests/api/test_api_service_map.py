"""Service map, service checks and log patterns over HTTP."""

import time
from typing import TYPE_CHECKING, Any

import httpx

from vizsla.wire import proto

if TYPE_CHECKING:
    from tests.conftest import Running


def _span(
    chunk: Any, number: int, parent: int, service: str, kind: str, top: bool, error: int = 0, **meta: str
) -> None:
    span = chunk.spans.add(
        name="op", service=service, resource="r", trace_id=7, span_id=number, parent_id=parent, type=kind, error=error,
        start=int((time.time() - 30) * 1e9), duration=2_000_000,
    )  # fmt: skip
    span.metrics["_top_level"] = int(top)
    for key, value in meta.items():
        span.meta[key.replace("__", ".")] = value


def _get(server: "Running", path: str, **params: str) -> Any:
    answer = httpx.get(server.url + path, headers=server.headers, params=params, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_map_joins_services_by_their_spans_and_names_what_sends_none(door_server: "Running") -> None:
    payload = proto.new("AgentPayload")
    payload.env = "prod"
    chunk = payload.tracer_payloads.add().chunks.add(priority=1)
    _span(chunk, 1, 0, "web", "web", True)
    _span(chunk, 2, 1, "web", "http", False, span__kind="client", out__host="shop.internal")
    _span(chunk, 3, 2, "shop", "web", True, error=1)
    _span(chunk, 4, 3, "shop", "sql", False, span__kind="client", db__name="orders")
    _span(chunk, 5, 3, "redis", "redis", True, span__kind="client", out__host="cache-1")
    _span(chunk, 6, 3, "shop", "http", False, span__kind="client", peer__service="card-issuer")
    _span(chunk, 7, 3, "shop", "queue", False, span__kind="producer", messaging__destination="mails")
    _span(chunk, 8, 0, "redis", "", True, span__kind="client", db__system="redis", out__host="/run/redis.sock")
    _span(chunk, 9, 1, "web", "http", False, span__kind="client", out__host="/run/docker.sock")
    answer = httpx.post(
        f"{door_server.url}/api/v0.2/traces", content=payload.SerializeToString(),
        headers=door_server.headers | {"Content-Type": "application/x-protobuf"},
    )  # fmt: skip
    assert answer.status_code == 202
    found = _get(door_server, "/api/vizsla/service_map", env="prod")
    assert {one["service"]: one["kind"] for one in found["nodes"]} == {
        "web": "service", "shop": "service", "redis": "database",
        "orders": "database", "card-issuer": "external", "mails": "queue",
    }  # fmt: skip
    edges = {(one["source"], one["target"]): (one["hits"], one["errors"]) for one in found["edges"]}
    assert edges == {
        ("web", "shop"): (1, 1), ("shop", "redis"): (1, 0), ("shop", "orders"): (1, 0),
        ("shop", "card-issuer"): (1, 0), ("shop", "mails"): (1, 0),
    }  # fmt: skip
    assert found["sampled"] == 1
    assert {one["p95"] for one in found["edges"]} == {0.002}
    spread = _get(door_server, "/api/vizsla/services/shop/latencies")["latencies"]
    assert [(one["hits"], one["errors"]) for one in spread] == [(1, 1)]
    assert spread[0]["from_s"] <= 0.002 < spread[0]["to_s"]
    assert _get(door_server, "/api/vizsla/service_map", env="other") == {"nodes": [], "edges": [], "sampled": 1}


def test_checks_answer_the_newest_result_of_each_host_and_tags(door_server: "Running") -> None:
    now = int(time.time())
    runs = [
        {
            "check": "db.up",
            "status": status,
            "host_name": host,
            "timestamp": now - ago,
            "tags": [f"port:{port}", "env:prod"],
        }
        for host, port, ago, status in (("a", 1, 90, 2), ("a", 1, 30, 0), ("a", 2, 60, 1), ("b", 1, 10, 3))
    ]
    sent = httpx.post(f"{door_server.url}/api/v1/check_run", headers=door_server.headers, json=runs)
    assert sent.status_code == 202
    found = _get(door_server, "/api/vizsla/checks", check="db.up")["checks"]
    assert [(one["host"], one["status"]) for one in found] == [("a", 0), ("a", 1), ("b", 3)]
    assert found[0]["at"] == now - 30 and "port:1" in found[0]["tags"]
    some = _get(door_server, "/api/vizsla/checks", check="db.up", tags="port:1, host:a*")["checks"]
    assert [one["host"] for one in some] == ["a"]
    assert _get(door_server, "/api/vizsla/checks", check="none.such") == {"checks": []}
    assert _get(door_server, "/api/vizsla/checks/names") == {"names": ["db.up"]}


def test_logs_that_differ_only_in_numbers_are_one_pattern(door_server: "Running") -> None:
    logs = [
        {"message": f"order {n} took {n}.5ms from 10.0.0.{n} 'quoted {n}'", "service": f"s{n % 2}", "ddsource": "x"}
        for n in range(6)
    ]
    sent = httpx.post(f"{door_server.url}/api/v2/logs", headers=door_server.headers, json=[*logs, {"message": "other"}])
    assert sent.status_code == 202
    found = _get(door_server, "/api/vizsla/patterns/logs", query="order")["patterns"]
    assert [(one["pattern"], one["count"]) for one in found] == [("order * took * from * *", 6)]
    assert found[0]["example"].startswith("order ")
    by_service = _get(door_server, "/api/vizsla/patterns/logs", query="order", group_by="service")["patterns"]
    assert sorted((one["service"], one["count"]) for one in by_service) == [("s0", 3), ("s1", 3)]
    wrong = httpx.get(f"{door_server.url}/api/vizsla/patterns/logs?query=(a", headers=door_server.headers)
    assert wrong.status_code == 400 and wrong.json()["errors"]
