"""Events that come in and mention somebody: users, and what was set up to be told, hear of them."""

import asyncio
import logging
from collections import deque
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from vizsla.clock import Clock
from vizsla.documents.handles import handles_in
from vizsla.notify.channel import Outside, channel_for
from vizsla.notify.deliverer import EVERYBODY
from vizsla.notify.recipients import recipients_of
from vizsla.store.outbox import Outbox, Told

log = logging.getLogger(__name__)

NEWEST_S = 3600.0
MOST_AN_HOUR = 100


class Mentions:
    """Stores what is to be told of events; not of old ones, nor of more than a hundred an hour.

    Whoever may send events need not be trusted with mail to any address: only users' own are told.
    """

    def __init__(self, outbox: Outbox, outside: Outside, clock: Clock) -> None:
        self._outbox, self._outside, self._clock = outbox, outside, clock
        self._told: deque[float] = deque(maxlen=MOST_AN_HOUR)

    async def hear(self, events: pa.Table) -> None:
        """Take notice of events that were stored."""
        marked = pc.or_(pc.match_substring(events.column("text"), "@"), pc.match_substring(events.column("title"), "@"))
        rows = events.filter(marked).to_pylist()
        if rows:
            await asyncio.to_thread(self._tell, rows)

    def _tell(self, rows: list[dict[str, Any]]) -> None:
        now = self._clock()
        for row in rows:
            at = row["ts"].timestamp()
            handles = self._known(handles_in(f"{row['title']}\n{row['text']}")) if now - at < NEWEST_S else ()
            if not handles:
                continue
            if len(self._told) == MOST_AN_HOUR and now - self._told[0] < 3600:
                log.warning("event %s mentions somebody, but %s did in this hour already", row["id"], MOST_AN_HOUR)
                continue
            self._told.append(now)
            facts = {
                "link": f"{self._outside.public_url}/events?event={row['id']}",
                "handles": list(handles),
                "event_id": row["id"],
                "tags": list(row["tags"] or ()),
                "host": row["host"] or "",
            }
            told = Told("", at, "Event", "OK", "Event", None, row["title"], row["text"], handles, "", facts)
            self._outbox.record(0, told)

    def _known(self, handles: tuple[str, ...]) -> tuple[str, ...]:
        addresses = self._outside.addresses()
        own = {one.lower() for pair in addresses.items() for one in pair}
        set_up = {one.handle for one in recipients_of(handles, self._outside) if not one.problem}

        def is_known(handle: str) -> bool:
            channel = channel_for(handle)
            if channel is not None and channel.name == "email":
                return handle.lower() in own
            return handle in EVERYBODY or handle in set_up

        return tuple(handle for handle in handles if is_known(handle))
