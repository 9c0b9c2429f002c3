"""Alerts on objectives: the API takes them, and they judge the budget and its burning on real points."""

import asyncio
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from vizsla.monitors.evaluator import Evaluator
from vizsla.monitors.explained import evaluations
from vizsla.store.writer import Writer

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

NOBODY = "0" * 32


@pytest.fixture
def objective(door_server: Running) -> str:
    """99 % of requests are to be good: of 100 a minute, none failed until an hour ago and 20 have since."""
    now = int(time.time())

    def series(status: str, value: Any) -> dict[str, Any]:
        points = [{"timestamp": now - 60 * i, "value": value(i)} for i in range(1, 300)]
        return {"metric": "shop.hits", "type": 1, "interval": 10, "points": points, "tags": [f"status:{status}"]}

    sent = [series("failed", lambda i: 20 if i <= 60 else 0), series("ok", lambda i: 80 if i <= 60 else 100)]
    keys = {"DD-API-KEY": door_server.api_key}
    answer = httpx.post(f"{door_server.url}/api/v2/series", json={"series": sent}, headers=keys, timeout=60)
    assert answer.status_code == 202
    body = {
        "name": "Checkout", "type": "metric", "thresholds": [{"timeframe": "7d", "target": 99}],
        "query": {"numerator": "sum:shop.hits{status:ok}.as_count()", "denominator": "sum:shop.hits{*}.as_count()"},
    }  # fmt: skip
    made = httpx.post(f"{door_server.url}/api/v1/slo", json=body, headers=door_server.headers, timeout=60)
    return str(made.json()["data"][0]["id"])


def monitor(server: Running, query: str, message: str = "") -> httpx.Response:
    critical = float(query.rpartition(">")[2])
    body = {
        "name": query,
        "type": "slo alert",
        "query": query,
        "message": message,
        "options": {"thresholds": {"critical": critical}},
    }
    return httpx.post(f"{server.url}/api/v1/monitor", json=body, headers=server.headers, timeout=60)


def test_alerts_on_an_objective(door_server: Running, objective: str) -> None:
    burn = f'burn_rate("{objective}").over("7d").long_window("1h").short_window("5m")'
    queries = [
        f"{burn} > 16.8", f"{burn} > 90", f'error_budget("{objective}").over("7d") > 75',
        f'error_budget("{NOBODY}").over("7d") > 75',
    ]  # fmt: skip
    ids = []
    for query in queries:
        made = monitor(door_server, query)
        assert made.status_code == 200, made.text
        ids.append(made.json()["id"])
    parts = door_server.parts

    async def once() -> None:
        writer = Writer(parts.engine)
        await Evaluator(parts.documents, parts.outbox, parts.engine.run, writer.write, time.time).tick()
        await writer.stop()

    asyncio.run(once())
    accounts = [evaluations(parts.documents.get("monitor", str(id)), parts.engine.run)[0] for id in ids]
    fast, slow, budget = (account["groups"][""] for account in accounts[:3])
    assert fast["status"] == "Alert" and fast["value"] == pytest.approx(20, abs=0.6)  # 20 % bad where 1 % may be
    assert slow["status"] == "OK"
    assert budget["status"] == "Alert" and budget["value"] == pytest.approx(
        100 * 1200 / 299, rel=0.1
    )  # of whole five minutes
    assert accounts[3]["error"] == f"there is no SLO {NOBODY}"
    shown = httpx.get(
        f"{door_server.url}/api/v1/slo/{objective}?with_configured_alert_ids=true", headers=door_server.headers
    )
    assert shown.json()["data"]["configured_alert_ids"] == ids[:3]
    used = httpx.delete(f"{door_server.url}/api/v1/slo/{objective}", headers=door_server.headers)
    assert used.status_code == 409 and str(ids[0]) in used.text


def test_what_is_no_alert_on_an_objective(door_server: Running) -> None:
    burn = f'burn_rate("{NOBODY}").over("7d").long_window("1h").short_window("5m")'
    for query, said in [
        (f'error_budget("{NOBODY}").over("8d") > 75', "the timeframe is one of"),
        ('error_budget("me").over("7d") > 75', "the query is error_budget"),
        (f"{burn.replace('5m', '2h')} > 3", "shorter than the long one"),
        (f"{burn} > 0", "above 0"),
    ]:
        answer = monitor(door_server, query)
        assert answer.status_code == 400 and said in answer.text, query


def test_what_an_alert_on_an_objective_may_say(door_server: Running, objective: str) -> None:
    both = "{{slo.name}} {{slo.id}} {{slo.target}} {{timeframe}}"
    rates = "short {{short_window_burn_rate}} long {{long_window_burn_rate}}"
    burn = f'burn_rate("{objective}").over("7d").long_window("4h").short_window("5m") > 3'
    used = f'error_budget("{objective}").over("7d") > 75'
    parts = door_server.parts
    made = monitor(door_server, burn, f"{both} {rates}").json()["id"]

    async def once() -> None:
        writer = Writer(parts.engine)
        await Evaluator(parts.documents, parts.outbox, parts.engine.run, writer.write, time.time).tick()
        await writer.stop()

    asyncio.run(once())
    (told,) = parts.outbox.history(int(made))
    words = told["text"].split()
    assert words[:4] == ["Checkout", objective, "99", "7d"]
    assert (words[4], float(words[5]), words[6]) == ("short", pytest.approx(20, abs=0.6), "long")
    assert float(words[7]) == pytest.approx(5, abs=0.5) == told["value"]

    def preview(query: str, message: str) -> Any:
        body = {"type": "slo alert", "name": "N", "query": query, "message": message, "options": {}}
        where = f"{door_server.url}/api/vizsla/monitors/preview"
        return httpx.post(where, json=body, headers=door_server.headers, timeout=60).json()

    shown = preview(burn, f"{both} {rates}")
    assert shown["warnings"] == [] and not shown["example"]
    assert shown["states"][0]["text"].startswith(f"Checkout {objective} 99 7d short 20")
    shown = preview(used, f"{both} {{{{short_window_burn_rates}}}}")
    assert shown["states"][0]["text"] == f"Checkout {objective} 99 7d"
    (doubt,) = shown["warnings"]
    assert "there is no variable short_window_burn_rates" in doubt["message"]
    # An objective that is not there leaves the words empty.
    assert preview(used.replace(objective, NOBODY), "of {{slo.name}}")["states"][0]["text"] == "of"
