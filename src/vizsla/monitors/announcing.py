"""Telling people of downtimes: when one is scheduled, begins, is over or is cancelled, as its message mentions them."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, takewhile
from typing import Literal

from vizsla.clock import Clock, zone
from vizsla.documents.downtimes.downtime import Downtime
from vizsla.documents.downtimes.schedule import FOREVER, Occurrence, ended, occurrences
from vizsla.documents.handles import handles_in
from vizsla.monitors.silences import KIND, downtime_of
from vizsla.store.documents import Conflict, Document, Documents
from vizsla.store.outbox import Outbox, Told

log = logging.getLogger(__name__)

What = Literal["scheduled", "started", "over", "cancelled", "cancelled once", "changed"]

_PROGRESS = ("downtime_progress", "told")
_EVERY_S = 5.0
_NEXT = 3
_AT_ONCE_S = 60.0  # a downtime that begins with its making is told once


@dataclass(frozen=True)
class News:
    """What happened to a downtime, and when."""

    document: Document
    what: What
    at: float


def news(documents: Sequence[Document], since: float, until: float) -> Iterator[News]:
    """The beginnings after `since` and up to `until`, and the ends of those downtimes that will not come again."""
    for document in documents:
        downtime, created = downtime_of(document), document.created.timestamp()
        last = min(until, downtime.canceled or until)
        for start, _ in takewhile(lambda one: one[0] <= last, occurrences(downtime.schedule, since)):  # noqa: B023
            if start > max(since, created + _AT_ONCE_S):
                yield News(document, "started", start)
        over = list(ended(downtime.schedule, since, last))
        cut = {start for start, _ in downtime.schedule.cut}  # whose end was told when it was cancelled
        if over and over[-1][0] not in cut and not next(iter(occurrences(downtime.schedule, until)), None):
            yield News(document, "over", over[-1][1])


def tell(outbox: Outbox, one: News, url: str) -> None:
    """Put the news into the outbox for whom the downtime's message mentions; nobody mentioned, nothing to tell."""
    downtime = downtime_of(one.document)
    handles = handles_in(downtime.message)
    if not handles:
        return
    title = f"[Downtime {one.what}] {subject(downtime)}"
    text = f"{downtime.message}\n\n{when(downtime, one.at)}".strip()
    facts = {"link": f"{url}/downtimes/{one.document.body['uuid']}", "handles": list(handles)}
    # It changes no state: what a monitor's states were is read from the same table.
    told = Told("", one.at, "Downtime", "Downtime", "Downtime", None, title, text, handles, "", facts)
    outbox.record(downtime.monitor_id or 0, told)


def subject(one: Downtime) -> str:
    """For what it is, in a few words."""
    tagged = [tag for tag in one.monitor_tags if tag != "*"]
    which = f"monitor {one.monitor_id}" if one.monitor_id else f"monitors tagged {', '.join(tagged)}" if tagged else ""
    where = "everything" if one.scope == "*" else one.scope
    return f"{which}, {where}" if which and one.scope != "*" else which or where


def when(one: Downtime, now: float) -> str:
    """Its rules and what comes next, as Markdown, by the clock that it is shown in."""
    rules = [
        f"- {rule.rule}, from {rule.start:%H:%M} for {_hours(rule.duration_s)}" for rule in one.schedule.recurrences
    ]
    lines = [f"Again and again, in {one.schedule.timezone}:", *rules, ""] if rules else []
    if one.canceled is None:
        coming = [span(found, one.display_timezone) for found in islice(occurrences(one.schedule, now), _NEXT)]
        lines += ["Now or next:" if rules else "When:", *(f"- {line}" for line in coming)] if coming else []
    return "\n".join(lines)


def span(one: Occurrence, timezone: str) -> str:
    """An occurrence in words."""
    there = zone(timezone)
    begin = datetime.fromtimestamp(one[0], there)
    if one[1] == FOREVER:
        return f"from {begin:%a %Y-%m-%d %H:%M} on ({timezone})"
    return f"{begin:%a %Y-%m-%d %H:%M} to {datetime.fromtimestamp(one[1], there):%a %Y-%m-%d %H:%M} ({timezone})"


def _hours(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h" + (f" {minutes} min" if minutes else "") if hours else f"{minutes} min"


class Announcer:
    """Tells of beginnings and ends as they come; how far it got is stored, and one server of several goes on."""

    def __init__(self, documents: Documents, outbox: Outbox, clock: Clock, url: str) -> None:
        self._documents, self._outbox, self._clock, self._url = documents, outbox, clock, url

    async def forever(self) -> None:
        """Look every few seconds, until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.tick)
            except Exception:
                log.exception("downtimes could not be told of; trying again")
            await asyncio.sleep(_EVERY_S)

    def tick(self) -> None:
        """Tell what happened since the last time."""
        now = self._clock()
        progress = self._documents.get(*_PROGRESS)
        since = float(progress.body["until"]) if progress else now
        found = list(news(self._documents.all(KIND), since, now)) if now > since else []
        try:
            if progress is None:
                self._documents.create(_PROGRESS[0], {"until": now}, id=_PROGRESS[1])
            elif found or now - since > 3600:  # nothing to tell need not be written down each time
                self._documents.save(*_PROGRESS, {"until": now}, expected=progress.version)
        except Conflict:
            return  # another server tells
        for one in found:
            tell(self._outbox, one, self._url)
