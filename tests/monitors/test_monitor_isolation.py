"""A monitor or a message that cannot be handled says why and holds up no other."""

import asyncio
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
import sqlalchemy as sa

from vizsla.monitors.evaluator import Evaluator
from vizsla.monitors.explained import evaluations
from vizsla.monitors.plan import Unplanned, plan_of
from vizsla.monitors.template import Situation, parse, render
from vizsla.notify.channel import Mail, Outside
from vizsla.notify.deliverer import Deliverer
from vizsla.store.engine import NO_PARAMS
from vizsla.store.errors import StoreError
from vizsla.store.outbox import Told
from vizsla.store.writer import Writer

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def test_a_monitor_that_cannot_be_judged_holds_up_no_other(door_server: Running) -> None:
    parts = door_server.parts
    body = {"type": "log alert", "query": 'logs("fine").rollup("count").last("5m") > 5'}
    # As an older version stored it, before its options were checked.
    parts.documents.create("monitor", body | {"options": {"thresholds": {"warning": "much"}}}, id="1")
    parts.documents.create("monitor", body, id="2")
    parts.documents.create("monitor", body | {"query": 'logs("broken").rollup("count").last("5m") > 5'}, id="3")
    # Its alert has samples, which the store refuses as well.
    loud = 'logs("sampled").rollup("count").last("5m") < 5'
    parts.documents.create("monitor", body | {"query": loud, "message": "@a@example.org"}, id="4")

    async def once() -> None:
        writer = Writer(parts.engine)

        # As an evaluation may fail at any time: here the store refuses one monitor's query.
        def run(sql: str, params: Mapping[str, object] = NO_PARAMS) -> pa.Table:
            if "broken" in str(params) or ("sampled" in str(params) and "count()" not in sql):
                raise StoreError("the store is ill")
            return parts.engine.run(sql, params)

        await Evaluator(parts.documents, parts.outbox, run, writer.write, time.time).tick()
        await writer.stop()

    asyncio.run(once())
    fine, broken = (evaluations(parts.documents.get("monitor", id), parts.engine.run) for id in ("2", "3"))
    assert fine[0]["groups"] == {"": {"value": 0.0, "status": "OK"}}
    assert broken[0]["error"] == "the store is ill"
    (told,) = parts.outbox.history(4)
    assert told["kind"] == "Triggered" and [one["handle"] for one in told["deliveries"]] == ["a@example.org"]
    why = plan_of(parts.documents.get("monitor", "1"))
    assert isinstance(why, Unplanned) and "much" in why.why


def test_metrics_that_cannot_be_read_ahead_are_read_one_by_one(door_server: Running) -> None:
    parts = door_server.parts
    for number in ("1", "2"):
        query = f"avg(last_5m):avg:m{number}{{*}} > 5"
        parts.documents.create("monitor", {"type": "query alert", "query": query, "options": {}}, id=number)

    def run(sql: str, params: Mapping[str, object] = NO_PARAMS) -> pa.Table:
        if "m1" in str(params):
            raise StoreError("too many series")
        return parts.engine.run(sql, params)

    async def once() -> None:
        writer = Writer(parts.engine)
        await Evaluator(parts.documents, parts.outbox, run, writer.write, time.time).tick()
        await writer.stop()

    asyncio.run(once())
    one, two = (evaluations(parts.documents.get("monitor", id), parts.engine.run)[0] for id in ("1", "2"))
    assert one["error"] == "too many series" and not two.get("error")


@pytest.mark.parametrize(
    "illness",
    [StoreError("ill"), sa.exc.InterfaceError("select", {}, Exception("closed")), sa.exc.TimeoutError("none is free")],
)
def test_a_message_is_sent_again_when_what_it_needs_could_not_be_read(door_server: Running, illness: Any) -> None:
    outbox, now = door_server.parts.outbox, time.time()
    outbox.record(7, Told("", now, "Triggered", "OK", "Alert", 1.0, "title", "text", ("webhook-a",)))

    def ill(_channel: str) -> Any:
        raise illness

    asyncio.run(Deliverer(outbox, Outside(Mail(), "http://localhost", entries=ill), time.time).tick())
    (sent,) = outbox.history(7)[0]["deliveries"]
    assert sent["state"] == "pending" and "server's log" in sent["error"]


def test_a_time_in_no_zone_stays_as_it_is() -> None:
    situation = Situation({"at": "2026-01-31 12:00:00 UTC"}, frozenset())
    assert render(parse("{{local_time 'at' 'Nowhere/Land'}}"), situation) == "2026-01-31 12:00:00 UTC"


def test_a_mail_that_cannot_be_made_fails_once_and_holds_up_no_other(door_server: Running) -> None:
    outbox, now = door_server.parts.outbox, time.time()
    handles = ("a@example.org", "nobody")
    outbox.record(7, Told("", now, "Triggered", "OK", "Alert", 1.0, "title", "text", handles))
    outside = Outside(Mail(host="127.0.0.1", sender="two\nlines@example.org"), "http://localhost")
    asyncio.run(Deliverer(outbox, outside, time.time).tick())
    sent = outbox.history(7)[0]["deliveries"]
    assert [(one["handle"], one["state"]) for one in sent] == [("a@example.org", "failed"), ("nobody", "failed")]
