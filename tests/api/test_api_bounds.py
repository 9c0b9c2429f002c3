"""Limits of the API: large bodies, numbers that JSON does not have, and times that the store does not reach."""

import time
from typing import TYPE_CHECKING, Any

import httpx

from vizsla.api.spans import nested
from vizsla.monitors.explained import Account, rows
from vizsla.monitors.state import GroupState
from vizsla.store.outbox import Told

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def test_a_body_is_no_larger_than_four_megabytes(door_server: Running) -> None:
    def endless() -> Any:
        yield b'{"handle": "'
        yield from (b"x" * (1 << 20) for _ in range(8))

    answer = httpx.post(f"{door_server.url}/api/vizsla/login", content=endless())
    assert (answer.status_code, answer.json()) == (413, {"errors": ["The body is larger than 4 MB"]})


def test_a_sum_that_is_not_finite_is_a_gap(door_server: Running) -> None:
    now = int(time.time()) - 60
    series = [{"metric": "big", "points": [[now, 1e308]], "host": host} for host in ("a", "b")]
    httpx.post(f"{door_server.url}/api/v1/series", json={"series": series}, headers=door_server.headers)
    given = {"from": now - 600, "to": now + 60, "query": "sum:big{*}"}
    answer = httpx.get(f"{door_server.url}/api/v1/query", params=given, headers=door_server.headers)
    assert (answer.status_code, answer.json()["series"]) == (200, [])


def test_a_monitor_of_a_sum_that_is_not_finite_can_be_looked_at(door_server: Running) -> None:
    server, now = door_server, int(time.time())
    series = [{"metric": "big", "points": [[now - 60, 1e308]], "host": host} for host in ("a", "b")]
    httpx.post(f"{server.url}/api/v1/series", json={"series": series}, headers=server.headers)
    monitor = {"type": "query alert", "name": "big", "query": "sum(last_5m):sum:big{*} > 5"}
    number = httpx.post(f"{server.url}/api/v1/monitor", json=monitor, headers=server.headers).json()["id"]
    batch = rows([Account(number, now, 1.0, {(): GroupState("Alert", float("inf"))})])
    server.parts.engine.insert("evaluations", batch["evaluations"])
    server.parts.outbox.record(number, Told("", now, "Triggered", "OK", "Alert", float("inf"), "title", "text"))
    for path in (
        f"vizsla/monitors/{number}/history",
        f"vizsla/monitors/{number}/evaluations",
        f"vizsla/monitors/{number}/value",
        f"v1/monitor/{number}?group_states=all",
        "v1/monitor?group_states=all",
        "v1/monitor/groups/search",
    ):
        answer = httpx.get(f"{server.url}/api/{path}", headers=server.headers)
        assert answer.status_code == 200, f"{path}: {answer.text}"
    count = {"metric": "good", "points": [[now - 60, 1e308]], "type": "count"}
    httpx.post(f"{server.url}/api/v1/series", json={"series": [count, count | {"host": "b"}]}, headers=server.headers)
    objective = {
        "type": "metric", "name": "s", "thresholds": [{"timeframe": "7d", "target": 99}],
        "query": {"numerator": "sum:good{*}.as_count()", "denominator": "sum:good{*}.as_count()"},
    }  # fmt: skip
    made = httpx.post(f"{server.url}/api/v1/slo", json=objective, headers=server.headers).json()["data"][0]["id"]
    for path in ("v1/slo/search", f"v1/slo/{made}/history?from_ts={now - 600}&to_ts={now}"):
        answer = httpx.get(f"{server.url}/api/{path}", headers=server.headers)
        assert answer.status_code == 200, f"{path}: {answer.text}"
    asked = {"monitor": monitor, "from": now - 600, "to": now}
    answer = httpx.post(f"{server.url}/api/vizsla/monitors/backtest", json=asked, headers=server.headers)
    assert answer.status_code == 200, answer.text


def test_times_from_the_beginning_to_the_end(door_server: Running) -> None:
    plain, before = "avg:a{*}", "anomalies(avg:a{*}, 'basic', 2), day_before(avg:a{*})"
    for query, first, last, status in (
        (plain, 0, 100, 200),
        (plain, 2**32 - 100, 2**32 - 1, 200),
        (plain, 2**32, 2**32 + 5, 400),
        (plain, time.time() - 60.5, time.time(), 200),
        (before.partition(", day")[0], 100, 200, 200),
        (before, 100, 200, 400),
    ):
        given: dict[str, Any] = {"from": first, "to": last, "query": query}
        answer = httpx.get(f"{door_server.url}/api/v1/query", params=given, headers=door_server.headers)
        assert answer.status_code == status, answer.text


def test_what_stands_where_an_objective_has_none_is_not_read(door_server: Running) -> None:
    server = door_server
    monitor = {"type": "query alert", "name": "m", "query": "avg(last_5m):avg:a{*} > 5"}
    number = httpx.post(f"{server.url}/api/v1/monitor", json=monitor, headers=server.headers).json()["id"]
    objective = {
        "type": "metric", "name": "s", "thresholds": [{"timeframe": "7d", "target": 99}], "monitor_ids": True,
        "query": {"numerator": "sum:a{*}.as_count()", "denominator": "sum:b{*}.as_count()"},
    }  # fmt: skip
    made = httpx.post(f"{server.url}/api/v1/slo", json=objective, headers=server.headers).json()["data"][0]["id"]
    now = int(time.time())
    past = {"from_ts": now - 600, "to_ts": now}
    answer = httpx.get(f"{server.url}/api/v1/slo/{made}/history", params=past, headers=server.headers)
    assert answer.status_code == 200, answer.text
    answer = httpx.delete(f"{server.url}/api/v1/monitor/{number}", headers=server.headers)
    assert answer.status_code == 200, answer.text


def test_fields_of_other_types_are_named(door_server: Running) -> None:
    graph = {"graph_json": {"viz": "timeseries"}}
    for path, body, field in (
        ("graph/embed", graph | {"timeframe": ["1_hour"]}, "timeframe"),
        ("graph/embed", graph | {"size": {"a": 1}}, "size"),
        ("downtime/cancel/by_scope", {"scope": [None]}, "scope"),
    ):
        answer = httpx.post(f"{door_server.url}/api/v1/{path}", json=body, headers=door_server.headers)
        assert answer.status_code == 400 and f"'{field}'" in answer.text


def test_a_path_that_is_both_a_text_and_a_number() -> None:
    assert nested([("http.status_code", 200.0), ("http.status_code", "200")]) == {"http": {"status_code": "200"}}


def test_a_monitor_of_odd_options_names_each(door_server: Running) -> None:
    options = {
        "thresholds": {"warning": "much"},
        "silenced": {"*": "always"},
        "renotify_statuses": [1],
        "renotify_occurrences": "x",
    }
    body = {"type": "metric alert", "query": "avg(last_5m):avg:a{*} > 5", "options": options}
    answer = httpx.post(f"{door_server.url}/api/v1/monitor/validate", json=body, headers=door_server.headers)
    assert answer.status_code == 400
    said = " ".join(answer.json()["errors"])
    assert all(f"options.{name}" in said for name in ("thresholds.warning", *list(options)[1:]))
