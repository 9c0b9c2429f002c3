"""From the agent to the server: requests leave in order, and wait on disk while the server is away."""

import logging
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import uuid4

import zstandard

from vizsla.agent.post import Poster
from vizsla.agent.spool import Request, Spool

log = logging.getLogger(__name__)

LANES = ("metrics", "logs", "traces")
"""Lanes go out independently: a slow one holds up no other."""

_GIVEN_UP = frozenset({400, 404, 405, 413, 415, 422})
_ATTEMPTS_AT_A_FAULT = 8


@dataclass
class LaneState:
    """What has become of a lane's requests."""

    sent: int = 0
    sent_bytes: int = 0
    refused: int = 0
    failures: int = 0
    last_sent: float = 0.0
    last_error: str = ""
    away: bool = False
    wake: threading.Condition = field(default_factory=threading.Condition)


class Forwarder:
    """Sends what it is given; `submit` may be called from any thread and returns once the request is kept."""

    def __init__(
        self, spool: Spool, poster: Poster, *, first_wait_s: float = 1.0, longest_wait_s: float = 30.0
    ) -> None:
        self.spool = spool
        self._poster = poster
        self._first_wait_s, self._longest_wait_s = first_wait_s, longest_wait_s
        self._stopping = threading.Event()
        self._compressor = threading.local()
        self.lanes = {lane: LaneState() for lane in LANES}
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=f"send-{lane}", daemon=True) for lane in LANES
        ]

    def start(self) -> None:
        """Begin to send, first what a former run left behind."""
        for thread in self._threads:
            thread.start()

    def submit(
        self,
        lane: str,
        path: str,
        body: bytes,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
        *,
        compress: bool = True,
    ) -> None:
        """Keep a request and send it when its turn comes."""
        found = {"Content-Type": content_type, **(headers or {})}
        if compress:
            if not hasattr(self._compressor, "it"):
                self._compressor.it = zstandard.ZstdCompressor(level=3)
            body = self._compressor.it.compress(body)
            found["Content-Encoding"] = "zstd"
        state = self.lanes[lane]
        # While the server is away this may have to survive a power cut; else it leaves within the second.
        self.spool.put(lane, Request(path, body, found, uuid4().hex, time.time()), durable=state.away)
        state.last_error = self.spool.fault or state.last_error
        with state.wake:
            state.wake.notify()

    def stop(self, within_s: float = 2.0) -> None:
        """Send what can be sent in that time; the rest stays on disk for the next run."""
        end = time.monotonic() + within_s
        while time.monotonic() < end and any(
            waiting and not self.lanes[lane].away
            for lane, waiting in self.spool.waiting().items()
            if lane in self.lanes
        ):
            time.sleep(0.02)
        self._stopping.set()
        for state in self.lanes.values():
            with state.wake:
                state.wake.notify()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, end - time.monotonic()) + 0.2)

    def _run(self, lane: str) -> None:
        while not self._stopping.is_set():
            try:
                self._send(lane)
            except Exception as error:  # a lane that ends would hold its requests for ever
                # Only of faults of the system is it known that they do not tell the key.
                why = error.strerror if isinstance(error, OSError) else type(error).__name__
                self.lanes[lane].last_error = f"what waits cannot be sent: {why}"
                log.error("%s cannot be sent and are tried again: %s", lane, why)
                self._stopping.wait(self._longest_wait_s)
        self._poster.close()

    def _send(self, lane: str) -> None:
        """Send what is in the lane, until the forwarder stops."""
        state = self.lanes[lane]
        failures = faults = 0
        while not self._stopping.is_set():
            found = self.spool.first(lane)
            if found is None:
                with state.wake:
                    state.wake.wait(1.0)
                continue
            number, request = found
            status, asked_wait_s = self._attempt(lane, request)
            if 200 <= status < 300:
                self._arrived(lane, request, failures)
                self.spool.done(lane, number)
                failures = faults = 0
            elif status in _GIVEN_UP or (
                status >= 500 and status not in (502, 503, 504) and (faults := faults + 1) >= _ATTEMPTS_AT_A_FAULT
            ):
                state.refused += 1
                log.error("the server refused a request to %s and it is dropped: %s", request.path, state.last_error)
                self.spool.done(lane, number)
                failures = faults = 0
            else:
                if failures == 0:
                    log.warning("%s wait on disk and are tried again: %s", lane, state.last_error)
                failures += 1
                state.failures += 1
                state.away = True
                wait_s = min(self._longest_wait_s, self._first_wait_s * 2 ** min(failures - 1, 10))
                self._stopping.wait(max(asked_wait_s, wait_s * random.uniform(0.5, 1.0)))

    def _attempt(self, lane: str, request: Request) -> tuple[int, float]:
        state = self.lanes[lane]
        try:
            reply = self._poster.post(request.path, request.body, {**request.headers, "Idempotency-Key": request.token})
        except (OSError, HTTPException) as error:
            state.last_error = f"{self._poster.address} cannot be reached: {error or type(error).__name__}"
            return 0, 0.0
        if reply.status == 403:
            state.last_error = "403: the server does not know this API key; set api_key (DD_API_KEY) to one of its keys"
        elif not 200 <= reply.status < 300:
            state.last_error = f"{reply.status}: {reply.text[:300]}"
        return reply.status, reply.retry_after_s

    def _arrived(self, lane: str, request: Request, failures: int) -> None:
        state = self.lanes[lane]
        if failures:
            log.info("the server takes %s again", lane)
        state.sent += 1
        state.sent_bytes += len(request.body)
        state.last_sent = time.time()
        state.away, state.last_error = False, ""
