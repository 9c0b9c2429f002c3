"""Two servers on one PostgreSQL share monitors and mails: each alert is told once, whoever took in the points."""

import time
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _send(server: Running, value: float) -> None:
    series = [{"metric": "shared", "points": [[int(time.time()), value]], "host": "h1"}]
    answer = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}, timeout=60)
    assert answer.status_code == 202


def test_each_alert_is_told_once(start_server: Any, postgres_url: str, mailbox: Any, until: Any) -> None:
    given = {"documents": postgres_url, "smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "evaluate_every_s": 1}
    first, second = start_server(**given), start_server(**given)
    assert (first.api_key, first.app_key) == (second.api_key, second.app_key)
    count = 6
    for n in range(count):
        body = {"type": "metric alert", "query": "max(last_1h):max:shared{*} by {host} > 5", "name": f"number {n}",
                "message": "@ops@example.org", "options": {"thresholds": {"critical": 5}}}  # fmt: skip
        made = httpx.post(f"{(first, second)[n % 2].url}/api/v1/monitor", headers=first.headers, json=body, timeout=60)
        assert made.status_code == 200, made.text
    _send(second, 9)
    until(lambda: len(mailbox.mails) >= count)

    # Both go on evaluating: every monitor is judged again, and nothing is told again.
    outbox = first.parts.outbox
    told_at = time.time()
    until(lambda: all(run.evaluated_at > told_at + 2 for run in outbox.runs().values()))
    assert len({mail["subject"] for mail in mailbox.mails}) == count
    assert len(mailbox.mails) == count
    everybody = {monitor["id"]: monitor["overall_state"] for monitor in httpx.get(
        f"{second.url}/api/v1/monitor", headers=second.headers, timeout=60).json()}  # fmt: skip
    assert list(everybody.values()) == ["Alert"] * count
    for number in everybody:
        assert [row["status"] for row in outbox.history(number)] == ["Alert"]
