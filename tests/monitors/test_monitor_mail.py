"""A monitor made by the real library crosses, and mails reach a real SMTP server; the state outlives a restart."""

import asyncio
import socket
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import datadog
import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from vizsla.monitors.evaluator import Evaluator
from vizsla.notify.channel import Mail, Outside
from vizsla.notify.deliverer import Deliverer
from vizsla.store.writer import Writer

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

MESSAGE = (
    "{{#is_alert}}ALERT {{value}} on {{host.name}}{{/is_alert}}{{#is_warning}}WARN {{value}}{{/is_warning}}"
    "{{#is_no_data}}SILENT {{host.name}}{{/is_no_data}} @ops@example.org"
)


class Inbox:
    """What an SMTP server got."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def take(self) -> list[str]:
        """The texts of the mails since the last time."""
        texts = [str(mail["subject"]) + "\n" + mail.get_body(("plain",)).get_content() for mail in self.mails]  # type: ignore[union-attr]
        self.mails.clear()
        return texts


class Site:
    """The evaluator and the deliverer over a server's parts, with a clock that the test moves."""

    def __init__(self, server: Running, smtp: Controller) -> None:
        parts = server.parts
        self.server, self.now = server, time.time()
        self._parts = parts
        mail = Mail(host=smtp.hostname, port=smtp.port)
        self._deliverer = Deliverer(parts.outbox, Outside(mail, server.url), lambda: self.now)

    def send(self, value: float) -> None:
        series = [{"metric": "my_metric", "points": [[int(self.now) - 20, value]], "host": "h1"}]
        answer = httpx.post(
            f"{self.server.url}/api/v1/series", headers=self.server.headers, json={"series": series}, timeout=60
        )
        assert answer.status_code == 202

    def evaluate(self, monitor_id: int) -> None:
        """One evaluation by an evaluator that was just started, and all deliveries."""

        async def once() -> None:
            writer = Writer(self._parts.engine)
            evaluator = Evaluator(
                self._parts.documents, self._parts.outbox, self._parts.engine.run, writer.write, lambda: self.now
            )
            document = self._parts.documents.get("monitor", str(monitor_id))
            assert document is not None
            await evaluator.evaluate([document], self.now)
            await self._deliverer.tick()
            await writer.stop()

        asyncio.run(once())


def test_alert_warning_no_data_and_recovery_by_mail(door_server: Running) -> None:
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    smtp = Controller(inbox, hostname="127.0.0.1", port=port)
    smtp.start()
    server = door_server
    site = Site(server, smtp)
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    made = datadog.api.Monitor.create(
        type="metric alert", query="avg(last_5m):avg:my_metric{*} by {host} > 800", name="Mine on {{host.name}}",
        message=MESSAGE, options={"thresholds": {"critical": 800, "warning": 500}, "notify_no_data": True,
                                  "no_data_timeframe": 10},
    )  # fmt: skip
    number = int(made["id"])

    site.send(100)
    site.evaluate(number)
    assert inbox.take() == []

    site.now += 400
    site.send(900)
    site.evaluate(number)
    (text,) = inbox.take()
    assert "Mine on h1" in text and "ALERT 900" in text and "on h1" in text

    site.evaluate(number)
    assert inbox.take() == []

    site.now += 400
    site.send(600)
    site.evaluate(number)
    (text,) = inbox.take()
    assert "WARN 600" in text

    assert datadog.api.Monitor.mute(number)["options"]["silenced"] == {"*": None}
    site.now += 400
    site.send(900)
    site.evaluate(number)
    assert inbox.take() == []
    assert datadog.api.Monitor.get(number, group_states="all")["overall_state"] == "Alert"
    datadog.api.Monitor.unmute(number)

    site.now += 400
    site.send(10)
    site.evaluate(number)
    (text,) = inbox.take()
    assert "Recovered" in text

    site.now += 1200
    site.evaluate(number)
    (text,) = inbox.take()
    assert "No Data" in text and "SILENT h1" in text
    history = httpx.get(f"{server.url}/api/vizsla/monitors/{number}/history", headers=server.headers).json()
    assert history["transitions"][0]["status"] == "No Data"
    smtp.stop()
