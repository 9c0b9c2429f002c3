"""How long from a point's arrival to the e-mail in the inbox, through a whole server and a mail server of its own.

Usage: python bench/alert.py [rounds] [seconds between evaluations]

The bar is the time between evaluations and five seconds more; the mail holds the graph.
"""

import statistics
import sys
import tempfile
import time
from email import message_from_bytes
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.controller import Controller

from running import Running, free_port, running

MARGIN_S = 5


class Inbox:
    """When each mail came, by its subject, and whether a picture was in it."""

    def __init__(self) -> None:
        self.came: dict[str, tuple[float, bool]] = {}

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content)
        pictured = any(part.get_content_type() == "image/png" for part in mail.walk())
        self.came[" ".join(str(mail["subject"]).split())] = (time.perf_counter(), pictured)
        return "250 OK"


def send(server: Running, metric: str, value: float, ago_s: int = 0) -> None:
    series = [{"metric": metric, "host": "h1", "points": [[int(time.time()) - ago_s, value]]}]
    answer = httpx.post(f"{server.url}/api/v1/series", json={"series": series}, headers=server.headers, timeout=60)
    assert answer.status_code == 202


def waited(server: Running, inbox: Inbox, number: int, every_s: int) -> tuple[float, bool]:
    """Seconds from the answer to a point that crosses a threshold, to its mail; and whether it had a picture."""
    metric = f"bench.m{number}"
    monitor = {
        "type": "query alert", "name": f"round {number}", "query": f"max(last_5m):max:{metric}{{*}} by {{host}} > 5",
        "message": "{{value}} @ops@example.org", "options": {"thresholds": {"critical": 5}},
    }  # fmt: skip
    send(server, metric, 1, 120)  # of another bucket, so that it is not averaged with what comes
    made = httpx.post(f"{server.url}/api/v1/monitor", json=monitor, headers=server.headers, timeout=60)
    assert made.status_code == 200
    time.sleep(every_s * (1 + number / 7))  # so that rounds begin at different moments between evaluations
    send(server, metric, 9)
    began = time.perf_counter()
    while time.perf_counter() - began < every_s + 60:
        for subject, (at, pictured) in inbox.came.items():
            if f"round {number}" in subject:
                return at - began, pictured
        time.sleep(0.01)
    raise SystemExit(f"no mail came in round {number}: {server.query('/api/vizsla/deliveries')}")


def main(rounds: int, every_s: int) -> None:
    inbox, port = Inbox(), free_port()
    smtp = Controller(inbox, hostname="127.0.0.1", port=port)
    smtp.start()
    variables = {
        "VIZSLA_SMTP_HOST": "127.0.0.1", "VIZSLA_SMTP_PORT": str(port), "VIZSLA_EVALUATE_EVERY_S": str(every_s)
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as data, running("server", Path(data), free_port(), **variables) as server:
        found = [waited(server, inbox, number, every_s) for number in range(rounds)]
    smtp.stop()
    times = [seconds for seconds, _ in found]
    print(f"evaluations every {every_s} s, {rounds} alerts, {sum(p for _, p in found)} of the mails with a picture")
    print(f"point to mail: median {statistics.median(times):.1f} s, longest {max(times):.1f} s")
    print(f"longest / bar of {every_s + MARGIN_S} s: {max(times) / (every_s + MARGIN_S):.2f}")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3]) if len(sys.argv) > 2 else (6, 10))
