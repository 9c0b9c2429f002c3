"""Log and trace monitors: their query, and what they observe on the real engine."""

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from vizsla.monitors.kind import kind_of
from vizsla.query.errors import QueryError

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def observed(server: Running, query: str, end_s: float) -> dict[tuple[str, ...], float | None]:
    kind = kind_of("log alert")
    assert kind
    return {g: one.value for g, one in kind.parse(query, {}).observe(server.parts.engine.run, end_s).items()}


def test_what_a_log_monitor_sees(door_server: Running) -> None:
    now = time.time()
    logs = [
        {"message": f"failed \"{i}\"", "service": service, "status": "error", "timestamp": int((now - age) * 1000),
         "ms": i, "http": {"route": "/a"}}
        for i, (service, age) in enumerate([("web", 30), ("web", 60), ("api", 90), ("api", 900)])
    ]  # fmt: skip
    sent = httpx.post(f"{door_server.url}/api/v2/logs", json=logs, headers={"DD-API-KEY": door_server.api_key})
    assert sent.status_code == 202
    head = 'logs("status:error")'
    assert observed(door_server, f'{head}.index("*").rollup("count").last("5m") > 2', now) == {(): 3.0}
    assert observed(door_server, f'{head}.rollup("count").by("service").last("1h") > 2', now) == {
        ("service:web",): 2.0, ("service:api",): 2.0,
    }  # fmt: skip
    assert observed(door_server, f'{head}.rollup("max", "@ms").by("service,@http.route").last("5m") >= 2', now) == {
        ("service:api", "http.route:/a"): 2.0, ("service:web", "http.route:/a"): 1.0,
    }  # fmt: skip
    assert observed(door_server, 'logs("failed \\"0\\"").index("main").rollup("count").last("5m") > 0', now) == {
        (): 1.0
    }
    assert observed(door_server, 'logs("nothing").rollup("count").last("5m") > 0', now) == {(): 0.0}
    assert observed(door_server, 'logs("nothing").rollup("avg", "@ms").last("5m") > 0', now) == {(): None}


def test_the_api_takes_them(door_server: Running) -> None:
    url = f"{door_server.url}/api/v1/monitor"
    monitor = {
        "name": "Errors of {{service.name}}", "type": "log alert", "message": "@a@example.org",
        "query": 'logs("status:error").index("*").rollup("count").by("service").last("5m") > 10',
        "options": {"thresholds": {"critical": 10}},
    }  # fmt: skip
    made = httpx.post(url, json=monitor, headers=door_server.headers)
    assert made.status_code == 200 and made.json()["multi"] is True
    broken = monitor | {"query": 'logs("a OR").rollup("count").last("5m") > 10'}
    answer = httpx.post(f"{url}/validate", json=broken, headers=door_server.headers)
    assert answer.status_code == 400 and "search ends" in answer.text


@pytest.mark.parametrize(
    ("query", "message", "start", "end"),
    [
        ("avg(last_5m):avg:a{*} > 1", "the query is written logs", 0, 20),
        ('logs("a").rollup("count").last("5m")', "ends with a comparison", 35, 36),
        ('logs("a b:").rollup("count").last("5m") > 1', "a value is missing after b:", 8, 10),
        ('logs("a").rollup("mode").last("5m") > 1', "rollup is one of count", 10, 24),
        ('logs("a").rollup("avg").last("5m") > 1', "rollup needs a field", 10, 23),
        ('logs("a").rollup("count").last("soon") > 1', "the window is missing", 26, 38),
        ('logs("a").rollup("count") > 1', "the window is missing", 24, 25),
        ('logs("a").roll("count").last("5m") > 1', "roll is not one of", 10, 23),
    ],
)
def test_mistakes_are_named(query: str, message: str, start: int, end: int) -> None:
    kind = kind_of("log alert")
    assert kind
    with pytest.raises(QueryError, match=message) as raised:
        kind.parse(query, {})
    assert (raised.value.start, raised.value.end) == (start, end)
