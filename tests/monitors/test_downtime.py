"""During a downtime states change and nobody is told; what holds when it is over is told then."""

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from vizsla.monitors.announcing import Announcer
from vizsla.monitors.evaluator import Evaluator
from vizsla.monitors.silences import covering
from vizsla.notify.channel import Mail, Outside
from vizsla.notify.content import content_of
from vizsla.store.changes import changes
from vizsla.store.writer import Writer

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

NOW = 0  # the minute in which the test began
MONITOR = {
    "type": "metric alert",
    "query": "avg(last_1m):avg:a{env:prod} by {host} > 5",
    "message": "@x@example.org",
    "tags": ["team:shop"],
}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.NOW", int(time.time()) // 60 * 60)


def _send(server: Running, values: Mapping[str, float], at: float) -> None:
    series = [
        {"metric": "a", "points": [[at - ago, value] for ago in (10, 30, 50)], "host": host, "tags": ["env:prod"]}
        for host, value in values.items()
    ]
    sent = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, timeout=30, json={"series": series})
    assert sent.status_code == 202


def _downtime(server: Running, start: float, end: float, **more: Any) -> dict[str, Any]:
    given = {"scope": ["env:prod", "host:quiet"], "monitor_tags": ["team:shop"], "start": int(start), "end": int(end)}
    answer = httpx.post(f"{server.url}/api/v1/downtime", headers=server.headers, timeout=30, json=given | more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _evaluate(server: Running, at: float) -> None:
    async def once() -> None:
        writer = Writer(server.parts.engine)
        evaluator = Evaluator(
            server.parts.documents, server.parts.outbox, server.parts.engine.run, writer.write, time.time
        )
        await evaluator.evaluate(server.parts.documents.all("monitor"), at)
        await writer.stop()

    asyncio.run(once())


def _told(server: Running) -> list[tuple[str, str, str]]:
    rows = reversed(server.parts.outbox.history(1))
    return [(row["grp"], row["kind"], row["silenced_by"]) for row in rows]


def test_what_began_in_a_downtime_is_told_when_it_is_over(door_server: Running) -> None:
    server = door_server
    server.parts.documents.create("monitor", MONITOR, id="1")
    made = _downtime(server, NOW - 300, NOW - 90)
    for at, values in ((NOW - 240, {"loud": 9, "quiet": 9}), (NOW - 120, {"loud": 9, "quiet": 9}),
                       (NOW - 60, {"loud": 9, "quiet": 9})):  # fmt: skip
        _send(server, values, at)
        _evaluate(server, at)
    label = f"downtime {made['id']}"
    assert sorted(_told(server)) == [
        ("host:loud", "Triggered", ""), ("host:quiet", "Triggered", ""), ("host:quiet", "Triggered", label)
    ]  # fmt: skip
    assert _told(server)[-1] == ("host:quiet", "Triggered", "")
    _evaluate(server, NOW - 30)
    assert len(_told(server)) == 3  # once


@pytest.mark.parametrize(("muted", "silent"), [(False, False), (True, True)])
def test_the_first_recovery_is_told_unless_it_is_muted(door_server: Running, muted: bool, silent: bool) -> None:
    server = door_server
    server.parts.documents.create("monitor", MONITOR, id="1")
    _send(server, {"quiet": 9}, NOW - 240)
    _evaluate(server, NOW - 240)
    _downtime(server, NOW - 200, NOW + 600, mute_first_recovery_notification=muted)
    for at, value in ((NOW - 180, 1), (NOW - 120, 9), (NOW - 60, 1)):
        _send(server, {"quiet": value}, at)
        _evaluate(server, at)
    kinds = [(kind, bool(by)) for _, kind, by in _told(server)]
    assert kinds == [("Triggered", False), ("Recovered", silent), ("Triggered", True), ("Recovered", True)]
    (shown,) = httpx.get(f"{server.url}/api/v1/monitor", headers=server.headers, timeout=30).json()
    (match,) = shown["matching_downtimes"]
    assert match["active"] and match["groups"] == ["host:quiet"] and match["scope"] == ["env:prod", "host:quiet"]


@pytest.mark.parametrize(("types", "told"), [(["canceled"], 1), (["expired"], 0)])
def test_an_occurrence_that_was_cancelled_silences_no_more(door_server: Running, types: list[str], told: int) -> None:
    server = door_server
    server.parts.documents.create("monitor", MONITOR, id="1")
    recurrence = {"type": "days", "period": 1}
    made = _downtime(server, NOW - 300, NOW + 3600, recurrence=recurrence, notify_end_types=types)
    for at in (NOW - 180, NOW - 120):
        _send(server, {"quiet": 9}, at)
        _evaluate(server, at)
    child = f"{server.url}/api/v1/downtime/{made['active_child']['id']}"
    assert httpx.delete(child, headers=server.headers, timeout=30).status_code == 204
    for at, value in ((NOW + 60, 9), (NOW + 120, 1), (NOW + 180, 9)):
        _send(server, {"quiet": value}, at)
        _evaluate(server, at)
    label = f"downtime {made['id']}"
    assert _told(server)[:1] == [("host:quiet", "Triggered", label)]
    assert _told(server)[1:] == [
        *[("host:quiet", "Triggered", "")] * told,
        *[("host:quiet", "Recovered", "")],
        ("host:quiet", "Triggered", ""),
    ]


def test_beginnings_and_ends_are_told_once(door_server: Running) -> None:
    server, moment = door_server, [time.time()]
    announcer = Announcer(server.parts.documents, server.parts.outbox, lambda: moment[0], server.url)
    announcer.tick()
    _downtime(server, moment[0] + 600, moment[0] + 1200, message="Upgrade @ops@example.org")
    for ahead in (300, 700, 800, 1300, 1400):
        moment[0] += ahead if ahead == 300 else 0
        Announcer(server.parts.documents, server.parts.outbox, lambda at=ahead: moment[0] - 300 + at, server.url).tick()
    titles = [row["title"].split("]")[0] for row in reversed(server.parts.outbox.history(0))]
    assert titles == ["[Downtime scheduled", "[Downtime started", "[Downtime over"]


def test_news_of_a_monitors_downtime_are_no_change_of_its_state(door_server: Running) -> None:
    """Objectives measure monitors by their changes; the mail leads to the downtime, and to no graph of the monitor."""
    server = door_server
    number = httpx.post(f"{server.url}/api/v1/monitor", headers=server.headers, json=MONITOR).json()["id"]
    _downtime(server, time.time() + 60, time.time() + 600, monitor_id=number, message="Upgrade @ops@example.org")
    (row,) = server.parts.outbox.history(number)
    assert row["kind"] == "Downtime" and row["title"].startswith(f"[Downtime scheduled] monitor {number}")
    assert not changes(server.parts.documents.engine, number, time.time() + 60)
    (due,) = server.parts.outbox.due(time.time(), 60.0)
    found = content_of(due, Outside(Mail(), server.url))
    assert "/downtimes/" in found.link and (found.link_text, found.more, found.footer) == ("Open in Vizsla", [], "")


@pytest.mark.parametrize(
    ("scope", "tags", "held"),
    [
        ("*", [], True),
        ("env:prod", ["env:prod", "host:a"], True),
        ("env:prod", ["host:a"], False),
        ("env:(staging OR prod) AND -host:a*", ["env:prod", "host:b1"], True),
        ("env:(staging OR prod) AND -host:a*", ["env:prod", "host:a1"], False),
        ("host:web-* service:(shop OR cart)", ["host:web-1", "service:cart"], True),
        ("status:ok AND priority:high", ["status:ok", "priority:high"], True),
        ("NOT env:prod", ["env:dev"], True),
        ("env:prod,-host:a", ["env:prod", "host:b"], True),
        ("env:prod, host:a", ["env:prod", "host:b"], False),
    ],
)
def test_scopes_are_over_tags(scope: str, tags: list[str], held: bool) -> None:
    assert covering(scope)(tags) is held
