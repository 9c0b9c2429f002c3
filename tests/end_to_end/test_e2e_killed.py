"""A server that is killed between an evaluation and its mail: the next one on its data loses no alert, doubles none."""

import asyncio
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from running import Running, eventually, free_port, running
from vizsla.store.database import open_documents
from vizsla.store.outbox import Outbox
from vizsla.store.outbox_tables import deliveries

pytestmark = pytest.mark.end_to_end

DELAY_S = 10
"""What was taken in shortly before the kill is judged only after it."""


class Inbox:
    """While `ill`, mail to unheard@ is taken without an answer and all other mail is refused for now."""

    def __init__(self) -> None:
        self.ill = True
        self.refused = 0
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """aiosmtpd's name."""
        unheard = envelope.rcpt_tos == ["unheard@example.org"]
        if self.ill and not unheard:
            self.refused += 1
            return "451 come back later"
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        if self.ill:
            await asyncio.sleep(3600)
        return "250 OK"

    def to(self, name: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == f"{name}@example.org"]


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    box, port = Inbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def _monitor(server: Running, metric: str, told: str, **options: int) -> int:
    body = {
        "type": "metric alert", "query": f"max(last_1h):max:{metric}{{*}} > 5", "name": f"High for {told}",
        "message": f"@{told}@example.org", "options": {"thresholds": {"critical": 5}, **options},
    }  # fmt: skip
    made = httpx.post(f"{server.url}/api/v1/monitor", headers=server.headers, json=body, timeout=60)
    assert made.status_code == 200, made.text
    return int(made.json()["id"])


def _send(server: Running, metric: str, value: float) -> None:
    series = [{"metric": metric, "points": [[int(time.time()), value]]}]
    answer = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}, timeout=60)
    assert answer.status_code == 202


def test_kill_9_between_evaluation_and_mail(tmp_path: Path, inbox: tuple[Inbox, int]) -> None:
    box, port = inbox
    data, own_port = tmp_path / "data", free_port()  # a server's name has its port: what it leased is its own again
    given = {"VIZSLA_SMTP_HOST": "127.0.0.1", "VIZSLA_SMTP_PORT": str(port), "VIZSLA_EVALUATE_EVERY_S": "1"}
    with running(directory=data, port=own_port, **given) as server:
        unheard, refused = (_monitor(server, "m", told) for told in ("unheard", "refused"))
        missed = _monitor(server, "n", "missed", evaluation_delay=DELAY_S)
        engine = open_documents("", data)
        outbox = Outbox(engine)
        eventually(lambda: missed in outbox.runs())
        _send(server, "m", 9)
        eventually(lambda: box.refused and box.to("unheard"))
        _send(server, "n", 9)
        crossed = time.time() + DELAY_S
        server.process.kill()
        server.process.wait()
    assert time.time() < crossed and not box.to("missed")
    (first,) = box.to("unheard")
    with engine.begin() as db:  # its claim of a minute lapses, and the wait after a refusal ends
        db.execute(deliveries.update().values(lease_until=0.0, next_attempt=0.0))
    box.ill = False
    eventually(lambda: time.time() > crossed + 4)  # evaluations are missed that would have told
    with running(directory=data, port=own_port, **given) as server:
        eventually(lambda: box.to("refused") and box.to("missed") and len(box.to("unheard")) > 1)
        told_at = time.time()
        eventually(lambda: all(run.evaluated_at > told_at + 1 for run in outbox.runs().values()))
        for one in (unheard, refused, missed):
            history = server.query(f"/api/vizsla/monitors/{one}/history")["transitions"]
            assert isinstance(history, list)
            ((state, attempts),) = [(sent["state"], sent["attempts"]) for row in history for sent in row["deliveries"]]
            assert (len(history), history[0]["status"], state) == (1, "Alert", "sent")
            assert attempts == 1 if one == missed else attempts >= 2
    engine.dispose()
    # Whose answer was lost came twice, to be told by its id; the others came once.
    assert [mail["Message-ID"] for mail in box.to("unheard")] == [first["Message-ID"]] * 2
    (refused_mail,), (late,) = box.to("refused"), box.to("missed")
    assert "[Late]" in late["Subject"] and "[Late]" not in refused_mail["Subject"] + first["Subject"]
