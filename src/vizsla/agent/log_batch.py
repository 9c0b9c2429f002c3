"""Log entries on their way out: gathered for a few seconds, then a request."""

import threading
import time
from collections.abc import Mapping
from typing import Any

import msgspec

from vizsla.agent.forwarder import Forwarder

_ENTRIES = 1000
_BYTES = 4 << 20
_LONGEST_WAIT_S = 2.0


class LogBatch:
    """Takes entries from any thread; `tick` sends what has waited long enough."""

    def __init__(self, forwarder: Forwarder) -> None:
        self._forwarder = forwarder
        self._lock = threading.Lock()
        self._entries: list[bytes] = []
        self._bytes = 0
        self._oldest = 0.0
        self.taken = 0

    def add(self, entry: Mapping[str, Any]) -> None:
        """Take an entry in the intake's form: message, status, hostname, service, ddsource, ddtags, timestamp (ms)."""
        encoded = msgspec.json.encode(entry)
        with self._lock:
            if not self._entries:
                self._oldest = time.monotonic()
            self._entries.append(encoded)
            self._bytes += len(encoded)
            self.taken += 1
            if len(self._entries) >= _ENTRIES or self._bytes >= _BYTES:
                self._send()

    def tick(self) -> None:
        """Send what has waited two seconds."""
        with self._lock:
            if self._entries and time.monotonic() - self._oldest >= _LONGEST_WAIT_S:
                self._send()

    def flush(self) -> None:
        """Send everything: once it returns the forwarder has it on disk."""
        with self._lock:
            if self._entries:
                self._send()

    def _send(self) -> None:
        body = b"[" + b",".join(self._entries) + b"]"
        self._entries, self._bytes = [], 0
        self._forwarder.submit("logs", "/api/v2/logs", body, headers={"DD-EVP-ORIGIN": "agent"})
