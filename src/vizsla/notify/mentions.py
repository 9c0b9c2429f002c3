"""Events that come in and mention somebody: users, and what was set up to be told, hear of them."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from vizsla.clock import Clock
from vizsla.documents.handles import handles_in
from vizsla.documents.inert import inert
from vizsla.notify.channel import Outside, channel_for
from vizsla.notify.deliverer import EVERYBODY
from vizsla.notify.recipients import recipients_of
from vizsla.store.outbox import Outbox, Told

log = logging.getLogger(__name__)

NEWEST_S = 3600.0
MOST_AN_HOUR = 100
_MOST_WAITING = 1000

Mention = tuple[dict[str, Any], tuple[str, ...]]
"""An event and the handles that it holds."""


class Mentions:
    """Stores what is to be told of events; not of old ones, nor of more than a hundred an hour.

    Whoever may send events need not be trusted with mail to any address: only users' own are told.
    """

    def __init__(self, outbox: Outbox, outside: Outside, clock: Clock, again_s: float = 5.0) -> None:
        self._outbox, self._outside, self._clock, self._again_s = outbox, outside, clock, again_s
        self._stopping = False
        self._told: deque[float] = deque(maxlen=MOST_AN_HOUR)
        self._waiting: list[Mention] = []
        self._telling: asyncio.Task[None] | None = None

    def hear(self, events: pa.Table) -> Sequence[asyncio.Task[None]]:
        """Take notice of events that were stored; what tells of them, if there is anything to tell."""
        marked = pc.or_(pc.match_substring(events.column("text"), "@"), pc.match_substring(events.column("title"), "@"))
        now = self._clock()
        for row in events.filter(marked).to_pylist():
            handles = handles_in(f"{row['title']}\n{row['text']}")
            if handles and now - row["ts"].timestamp() < NEWEST_S:
                self._waiting.append((row, handles))
        if len(self._waiting) > _MOST_WAITING:
            log.warning("%d events that mention somebody are told to nobody", len(self._waiting) - _MOST_WAITING)
            del self._waiting[_MOST_WAITING:]
        if not self._waiting:
            return ()
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_waiting())
        return (self._telling,)

    async def stop(self) -> None:
        """Tell of what is waiting; what cannot be told of even now is not tried again."""
        self._stopping = True
        if self._telling is not None:
            await self._telling

    async def _tell_waiting(self) -> None:
        while self._waiting:
            found, self._waiting, last = self._waiting, [], self._stopping
            try:
                await asyncio.to_thread(self._tell, found)
            except Exception:
                if last:
                    log.exception("events that mention somebody could not be told of")
                    return
                log.exception("events that mention somebody could not be told of; trying again")
                self._waiting = found + self._waiting
                await asyncio.sleep(self._again_s)

    def _tell(self, found: list[Mention]) -> None:
        """Tell of these, and take out of the list what is done."""
        now = self._clock()
        known: frozenset[str] | None = None
        while found:
            if len(self._told) == MOST_AN_HOUR and now - self._told[0] < 3600:
                log.warning("%d events mention somebody, but %s did in this hour already", len(found), MOST_AN_HOUR)
                return
            if known is None:
                known = self._known({handle for _, some in found for handle in some})
            row, handles = found[0]
            told = [handle for handle in handles if handle in known]
            if told:
                self._record(row, told)
                self._told.append(now)
            del found[0]

    def _record(self, row: dict[str, Any], handles: list[str]) -> None:
        facts = {
            "link": f"{self._outside.public_url}/events?event={row['id']}",
            "handles": handles,
            "event_id": row["id"],
            "tags": list(row["tags"] or ()),
            "host": row["host"] or "",
            # Whoever may send events need not know who reads their mail, as a picture from elsewhere would tell.
            "markdown": row["text"].replace("![", f"{inert('!')}["),
        }
        at = row["ts"].timestamp()
        told = Told("", at, "Event", "OK", "Event", None, row["title"], row["text"], tuple(handles), "", facts)
        self._outbox.record(0, told)

    def _known(self, handles: set[str]) -> frozenset[str]:
        own = {one.lower() for pair in self._outside.addresses().items() for one in pair}
        set_up = {one.handle for one in recipients_of(handles, self._outside) if not one.problem}

        def is_known(handle: str) -> bool:
            channel = channel_for(handle)
            if channel is not None and channel.name == "email":
                return handle.lower() in own
            return handle in EVERYBODY or handle in set_up

        return frozenset(handle for handle in handles if is_known(handle))
