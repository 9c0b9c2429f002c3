"""Delivery: claim what is due, send it through its channel, note success or try again later."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from vizsla.clock import Clock
from vizsla.notify.channel import DeliveryFailed, Outside, channel_for
from vizsla.store.errors import StoreError
from vizsla.store.outbox import Delivery, Outbox

log = logging.getLogger(__name__)

LEASE_S = 60.0
ATTEMPTS = 12
AT_ONCE = 40
EVERYBODY = ("all", "here")


def retry_after_s(attempts: int) -> float:
    """Back-off: 5 s, 10 s, 20 s … at most ten minutes."""
    return min(5.0 * 2.0 ** (attempts - 1), 600.0)


class Deliverer:
    """Sends stored transitions, at least once each; a crash between send and note repeats with the same message id.

    `told` hears how each attempt ended: sent, retried or failed.
    """

    def __init__(
        self, outbox: Outbox, outside: Outside, clock: Clock, told: Callable[[str], None] = lambda _: None
    ) -> None:
        self._outbox, self._outside, self._clock = outbox, outside, clock
        self._told = told
        self._sending: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once for what is due, from the event loop."""
        self._woken.set()

    async def forever(self) -> None:
        """Deliver what is due, looking once a second and when woken, until cancelled.

        A slow receiver holds up no other.
        """
        try:
            while True:
                try:
                    await self._begin()
                except Exception:
                    log.exception("notifications could not be delivered; trying again")
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), 1.0)
                self._woken.clear()
        finally:
            for task in self._sending:
                task.cancel()

    async def tick(self) -> None:
        """Send everything that is due now, and wait for its end."""
        await self._begin()
        while self._sending:
            await asyncio.wait(self._sending)

    async def _begin(self) -> None:
        free = AT_ONCE - len(self._sending)
        if free <= 0:
            return
        for one in await asyncio.to_thread(self._outbox.due, self._clock(), LEASE_S, free):
            task = asyncio.create_task(self._deliver(one))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _deliver(self, one: Delivery) -> None:
        error, retry_at = "", None
        tests = bool(one.facts.get("test"))  # whoever tries a channel waits for what it says, and not for hours
        try:
            channel = channel_for(one.handle)
            if one.handle in EVERYBODY:
                await self._spread(one, lambda: list(self._outside.addresses()), "there are no users with an address")
            elif channel is None:
                raise DeliveryFailed(f"@{one.handle} names nobody that can be reached", permanent=True)
            elif channel.members is not None:
                await self._spread(one, partial(channel.members, one.handle, self._outside), "it has no members")
            else:
                await asyncio.wait_for(channel.send(one, self._outside), LEASE_S - 10)
        except (DeliveryFailed, TimeoutError) as failed:
            error = str(failed) or "no answer in time"
            if not getattr(failed, "permanent", False) and one.attempts < ATTEMPTS and not tests:
                retry_at = self._clock() + max(retry_after_s(one.attempts), getattr(failed, "after_s", 0.0))
            log.warning("notification %s to %s: %s", one.id, one.handle, error)
        except (StoreError, OperationalError, InterfaceError, NoConnection, OSError) as failed:
            error = "what the message needs could not be read; the server's log says why"
            if one.attempts < ATTEMPTS and not tests:
                retry_at = self._clock() + retry_after_s(one.attempts)
            log.warning("notification %s to %s: %s", one.id, one.handle, failed)
        except Exception:  # what nobody foresaw holds up no other notification, and is not tried for ever
            log.exception("notification %s could not be sent", one.id)
            error = "the message could not be made or sent; the server's log says why"
        self._told("sent" if not error else "failed" if retry_at is None else "retried")
        try:
            await asyncio.to_thread(self._outbox.finish, one.id, self._clock(), error, retry_at)
        except Exception:  # its lease lapses, and it is sent again with the same id
            log.exception("the end of notification %s could not be noted", one.id)

    async def _spread(self, one: Delivery, found: Callable[[], Sequence[str]], nobody: str) -> None:
        handles = await asyncio.to_thread(found)
        await asyncio.to_thread(self._outbox.spread, one.id, handles)
        if not handles:
            raise DeliveryFailed(nobody, permanent=True)
        self.wake()
