"""Delivery: claim what is due, send it through its channel, note success or try again later."""

import asyncio
import logging

from vizsla.clock import Clock
from vizsla.notify.channel import DeliveryFailed, Outside, channel_for
from vizsla.store.outbox import Delivery, Outbox

log = logging.getLogger(__name__)

LEASE_S = 60.0
ATTEMPTS = 12


def retry_after_s(attempts: int) -> float:
    """Back-off: 5 s, 10 s, 20 s … at most ten minutes."""
    return min(5.0 * 2.0 ** (attempts - 1), 600.0)


class Deliverer:
    """Sends stored transitions, at least once each; a crash between send and note repeats with the same message id."""

    def __init__(self, outbox: Outbox, outside: Outside, clock: Clock) -> None:
        self._outbox, self._outside, self._clock = outbox, outside, clock

    async def forever(self) -> None:
        """Deliver what is due, once a second, until cancelled."""
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("notifications could not be delivered; trying again")
            await asyncio.sleep(1.0)

    async def tick(self) -> None:
        """Send everything that is due now, several at a time."""
        due = await asyncio.to_thread(self._outbox.due, self._clock(), LEASE_S)
        await asyncio.gather(*(self._deliver(one) for one in due))

    async def _deliver(self, one: Delivery) -> None:
        error, retry_at = "", None
        try:
            channel = channel_for(one.handle)
            if channel is None:
                raise DeliveryFailed(f"@{one.handle} names nobody that can be reached", permanent=True)
            await asyncio.wait_for(channel.send(one, self._outside), LEASE_S - 10)
        except (DeliveryFailed, TimeoutError) as failed:
            error = str(failed) or "no answer in time"
            if not getattr(failed, "permanent", False) and one.attempts < ATTEMPTS:
                retry_at = self._clock() + retry_after_s(one.attempts)
            log.warning("notification %s to %s: %s", one.id, one.handle, error)
        except Exception:  # what nobody foresaw holds up no other notification, and is not tried for ever
            log.exception("notification %s could not be sent", one.id)
            error = "the message could not be made or sent; the server's log says why"
        await asyncio.to_thread(self._outbox.finish, one.id, self._clock(), error, retry_at)
