"""Monitors of every kind whose data can come late: windows that were judged without them are judged again."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from vizsla.monitors.evaluator import Evaluator
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents
from vizsla.store.engine import Engine
from vizsla.store.late import LateNotes, source
from vizsla.store.outbox import Outbox
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

ZERO = int(time.time()) // 86400 * 86400 - 2 * 86400
PLANE = {"name": "query1", "data_source": "metrics", "query": "avg:plane{*} by {host}", "aggregator": "avg"}
FAILED = {"name": "query1", "data_source": "logs", "search": {"query": "status:error"},
          "compute": {"aggregation": "avg", "metric": "@ms"}, "group_by": [{"facet": "service"}]}  # fmt: skip
SLO = "0123456789abcdef0123456789abcdef"
PROMISED = {
    "name": "Flights",
    "type": "metric",
    "thresholds": [{"timeframe": "30d", "target": 99.0}],
    "query": {"numerator": "sum:flights{ok:yes}.as_count()", "denominator": "sum:flights{*}.as_count()"},
}
MONITORS: dict[int, tuple[str, str, dict[str, Any]]] = {
    1: ("log alert", 'logs("status:error").index("*").rollup("count").by("service").last("5m") > 7', {}),
    2: ("log alert", 'logs("status:error").index("*").rollup("pc95", "@ms").by("service").last("5m") > 3', {}),
    3: ("trace-analytics alert", 'trace-analytics("env:prod").rollup("count").by("service").last("5m") > 7', {}),
    4: ("event-v2 alert", 'events("source:plane").rollup("count").last("5m") > 7', {}),
    5: ("service check", '"up".over("*").by("host").last(4).count_by_status()', {"thresholds": {"critical": 2}}),
    6: ("query alert", 'formula("query1 * 2").last("5m") > 10', {"variables": [PLANE]}),
    7: ("log alert", 'formula("query1 * 2").last("5m") > 10', {"variables": [FAILED]}),
    8: ("query alert", "avg(last_10m):outliers(avg:plane{*} by {host}, 'DBSCAN', 3) > 0", {}),
    9: (
        "query alert",
        "avg(last_1h):anomalies(avg:plane{host:a}, 'basic', 3, alert_window='last_5m', interval=60) >= 1",
        {},
    ),
    10: ("query alert", "avg(last_5m):avg:plane{*} by {host} > 5", {}),
    11: ("query alert", "avg(last_5m):avg:plane{host:b} > 5", {}),
    12: ("composite", "10 && !11", {}),
    13: ("composite", "1 && 5", {}),
    # It stays in alert all along, though no window that is judged again would begin one.
    14: ("query alert", "avg(last_5m):avg:tank{*} > 5", {"thresholds": {"critical": 5, "critical_recovery": 1}}),
    15: ("query alert", "avg(last_5m):avg:plane{host:a} > 5", {}),
    16: ("composite", "15 && !14", {}),
    17: ("slo alert", f'burn_rate("{SLO}").over("30d").long_window("10m").short_window("5m") > 14', {}),
    18: (
        "query alert",
        "avg(last_5m):avg:plane{*} by {host} > 5",
        {
            "scheduling_options": {
                "custom_schedule": {"recurrences": [{"rrule": "FREQ=DAILY;BYHOUR=0;BYMINUTE=20", "timezone": "UTC"}]}
            }
        },
    ),
    19: ("log alert", 'logs("status:error service:(a OR c)").index("*").rollup("count").last("5m") > 7', {}),
}


def put(engine: Engine, kind: str, name: str, tags: str, values: dict[range, float]) -> None:
    """Store so many records a minute, or a metric that wobbles about a value."""
    wobble = 0.1 if kind == "gauge" else 0
    found = {m: value + m % 3 * wobble for span, value in values.items() for m in span}
    samples = tuple((found.get(m, float("nan")),) for m in range(min(found), max(found) + 1))
    load(engine, Load(1, 60, kind, min(found) * 60, (Series(name, tuple(tags.split(",")), samples),)), ZERO)


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    found = Documents(open_documents("", tmp_path))
    for number, (type_, query, options) in MONITORS.items():
        body = {"type": type_, "name": "Plane", "query": query, "message": "@ops@example.org", "options": options}
        found.create("monitor", body, id=str(number))
    found.create("slo", PROMISED, id=SLO)
    with found.engine.begin() as db:
        db.execute(sa.text("UPDATE documents SET modified = 0"))  # what they were long before
    return found


def test_windows_of_every_kind_are_judged_again(documents: Documents, engine: Engine) -> None:
    outbox, now = Outbox(documents.engine), [0.0]
    evaluator = Evaluator(documents, outbox, engine.run, _kept, lambda: now[0])

    def run(first: int, last: int) -> None:
        for minute in range(first, last):
            now[0] = float(ZERO + minute * 60)
            asyncio.run(evaluator.tick())
            asyncio.run(evaluator.late.tick())

    for host, value in (("b", 1.0), ("c", 1.2), ("d", 0.8)):
        put(engine, "gauge", "plane", f"host:{host}", {range(60): value})
    put(engine, "check", "up", "host:b", {range(60): 0})
    put(engine, "count", "flights", "ok:yes", {range(60): 100})
    put(engine, "gauge", "tank", "host:e", {range(8): 50.0, range(8, 60): 3.0})
    # What is of plane a comes when it has landed.
    put(engine, "gauge", "plane", "host:a", {range(-120, 10): 1.0})
    put(engine, "check", "up", "host:a", {range(10): 0})
    put(engine, "log", "ok", "service:a,status:error,@ms:1", {range(10): 1})
    put(engine, "span", "fly", "service:a,env:prod", {range(10): 1})
    run(12, 32)
    assert [(row["monitor_id"], row["kind"]) for number in MONITORS for row in outbox.history(number)] == [
        (14, "Triggered")
    ]
    flight, landed = range(15, 22), range(22, 32)
    put(engine, "gauge", "plane", "host:a", {range(10, 15): 1.0, flight: 9.0, landed: 1.0})
    put(engine, "check", "up", "host:a", {range(10, 15): 0, flight: 2, landed: 0})
    put(engine, "log", "failed", "service:a,status:error,@ms:9", {flight: 2})
    put(engine, "log", "ok", "service:a,status:error,@ms:1", {landed: 1})
    put(engine, "span", "fly", "service:a,env:prod", {flight: 2, landed: 0})
    put(engine, "count", "flights", "ok:no", {flight: 50})
    put(engine, "event", "high", "source:plane", {flight: 2})
    notes = ["plane", "flights", source("checks", "up"), source("logs", "a"), source("spans", "a"),
             source("events", "plane")]  # fmt: skip
    LateNotes(documents.engine).note(dict.fromkeys(notes, ZERO + 780.0), now[0])
    run(32, 38)
    found = {number: [(row["grp"], row["kind"]) for row in reversed(outbox.history(number))] for number in MONITORS}
    service, host = ([(group, "Triggered"), (group, "Recovered")] for group in ("service:a", "host:a"))
    alone = [("", "Triggered"), ("", "Recovered")]
    assert found == {1: service, 2: service, 3: service, 4: alone, 5: host, 6: host, 7: service, 8: host, 9: alone,
                     10: host, 11: [], 12: host, 13: service, 14: [("", "Triggered")], 15: alone, 16: [], 17: alone,
                     18: host[:1], 19: alone}  # fmt: skip
    for number in MONITORS.keys() - {14}:
        told = [row for row in outbox.history(number) if row["deliveries"]]
        kind = "Triggered" if number == 18 else "Recovered"
        assert len(told) == (number not in (11, 16))
        assert all(row["title"].startswith(f"[Late] [{kind}") for row in told)


async def _kept(_batch: object) -> None:
    """Events and accounts play no part here."""
