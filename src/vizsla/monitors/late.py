"""Which monitors are judged again for late data, and when: beside what is due, which never waits for it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from vizsla.clock import Clock
from vizsla.model.batch import Batch
from vizsla.monitors.event import event_of
from vizsla.monitors.kind import Run
from vizsla.monitors.mute import MUTED_HOST, muted_hosts
from vizsla.monitors.plan import GRAIN_S, Plan
from vizsla.monitors.plans import Share
from vizsla.monitors.rejudge import Again, Given, rejudged
from vizsla.monitors.silences import KIND as DOWNTIME
from vizsla.monitors.silences import silences_of
from vizsla.monitors.slo.measuring import gauge, gauge_over, metrics_by
from vizsla.monitors.standing import Standing
from vizsla.store.changes import changes
from vizsla.store.documents import Documents
from vizsla.store.late import Late, LateNotes, of_all, source
from vizsla.store.outbox import Outbox
from vizsla.store.shards import LeaseLost, Leases

log = logging.getLogger(__name__)

SETTLED_S = 60.0
"""Of what comes late, more may come for so long without being noted anew."""
_LOOK_BACK_S = 900.0
_AT_ONCE = 50

Evaluated = Callable[[int], float]
"""The last moment that a monitor was judged for in its turn."""


class LateWork:
    """Monitors whose windows got late data, a few at a time, until they are settled.

    What a server had in hand when it stopped is found again, by itself or by whoever evaluates its monitors then.
    """

    def __init__(self, notes: LateNotes, metrics_of: Callable[[str], frozenset[str]]) -> None:
        self._notes, self._metrics_of = notes, metrics_of
        self._seen = float("-inf")
        self._waiting: dict[int, dict[float, float]] = {}
        """By monitor, the time of the oldest by when it was noted."""
        self._failed: dict[int, float] = {}

    def anew(self) -> None:
        """Look again at what was noted lately: there may be other monitors to judge than before."""
        self._seen = float("-inf")

    def take(
        self, plans: Mapping[int, Plan], known: Mapping[int, Plan], evaluated_at: Evaluated, now: float
    ) -> list[Again]:
        """The next of these monitors; `known` are all there are.

        Each was judged in its turn since, so that what its newest window tells of is told, or told of already.
        """
        until = now - SETTLED_S
        since = self._seen if self._seen <= until else float("-inf")  # or the clock was set back
        noted = self._notes.noted(max(since, now - _LOOK_BACK_S), until)
        self._seen = until
        self._sort(noted, plans, known)
        self._waiting = {number: notes for number, notes in self._waiting.items() if number in plans}
        self._failed = {number: at for number, at in self._failed.items() if number in self._waiting}
        found = []
        for number, notes in self._waiting.items():
            plan = plans[number]
            # On a schedule of its own each evaluation stands alone, and the next may be far off.
            judged = now if plan.schedule.is_custom else evaluated_at(number)
            settled = [at for at in notes if at + SETTLED_S <= judged]
            if settled:
                found.append(Again(plan, min(notes[at] for at in settled), max(settled)))
                if len(found) == _AT_ONCE:
                    break
        return found

    def settle(self, work: Sequence[Again], failed: Collection[int], now: float) -> None:
        """Be done with these, but for those that failed: they wait behind the others, for so long as notes are read."""
        for one in work:
            number = one.plan.id
            notes, since = self._waiting.pop(number), self._failed.pop(number, now)
            again = number in failed and now - since < _LOOK_BACK_S
            left = notes if again else {at: oldest for at, oldest in notes.items() if at > one.noted}
            if left:
                self._waiting[number] = left
            if again:
                self._failed[number] = since

    def tries(self, monitor_id: int) -> bool:
        """Whether a monitor could not be judged again so far."""
        return monitor_id in self._failed

    def _sort(self, noted: Sequence[Late], plans: Mapping[int, Plan], known: Mapping[int, Plan]) -> None:
        by_source: dict[str, dict[float, float]] = {}
        for one in noted:
            for name in {one.source, of_all(one.source)}:
                _keep(by_source.setdefault(name, {}), one.noted, one.oldest)
        for number, plan in plans.items() if by_source else ():
            # Longer periods go with windows that reach back for hours anyway.
            if plan.schedule.period_s > 60 and not plan.schedule.is_custom:
                continue
            for name in self._sources(plan, known) & by_source.keys():
                for at, oldest in by_source[name].items():
                    _keep(self._waiting.setdefault(number, {}), at, oldest)

    def _sources(self, plan: Plan, known: Mapping[int, Plan]) -> frozenset[str]:
        own = {source("monitor", str(plan.id))}
        if plan.condition.objective:
            return self._metrics_of(plan.condition.objective) | own
        members = (known[number].condition.sources for number in plan.condition.members if number in known)
        return plan.condition.sources.union(own, *members)


def _keep(notes: dict[float, float], noted: float, oldest: float) -> None:
    notes[noted] = min(oldest, notes.get(noted, oldest))


class LateJudge:
    """Judges again, a little at a time, with states read for it alone; `share` tells which monitors it judges."""

    def __init__(
        self, documents: Documents, outbox: Outbox, run: Run, write: Callable[[Batch], Awaitable[None]], clock: Clock,
        leases: Leases, share: Callable[[], Share], evaluated_at: Evaluated, url: str,
    ) -> None:  # fmt: skip
        self._documents, self._outbox, self._run = documents, outbox, run
        self._write, self._clock, self._leases = write, clock, leases
        self._share, self._evaluated_at, self._url = share, evaluated_at, url
        self._notes = LateNotes(documents.engine)
        self._work = LateWork(self._notes, metrics_by(documents))
        self._shards: frozenset[int] = frozenset()

    def note(self, unread: Mapping[int, float]) -> None:
        """Judge monitors again from the moments on whose data could not be read; may be called from any thread."""
        plans = self._share().plans
        oldest = {
            source("monitor", str(number)): at - plans[number].delay_s - 1
            for number, at in unread.items()
            if number in plans and not self._work.tries(number)  # from further back, and until it can
        }
        try:
            if oldest:
                self._notes.note(oldest, self._clock())
        except Exception:  # what was judged is stored all the same
            log.exception("monitors whose data could not be read will not be judged again")

    async def forever(self) -> None:
        """Look once in ten seconds, until cancelled; while there is more to do, rest as long as was worked."""
        while True:
            began, left = time.monotonic(), 0
            try:
                left = await self.tick()
            except LeaseLost as lost:
                log.warning("%s", lost)
            except Exception:
                log.exception("monitors could not be judged again for late data; trying again")
            await asyncio.sleep(min(GRAIN_S, time.monotonic() - began) if left else GRAIN_S)

    async def tick(self) -> int:
        """Judge the next of them again; how many were put off."""
        batches, left = await asyncio.to_thread(self._rejudged, self._clock())
        for batch in batches:
            await self._write(batch)
        return left

    def _rejudged(self, now: float) -> tuple[Iterable[Batch], int]:
        share = self._share()
        if share.shards != self._shards:
            self._work.anew()
            self._shards = share.shards
        work = self._work.take(share.plans, share.known, self._evaluated_at, now)
        if not work:
            return (), 0
        documents, engine = self._documents, self._documents.engine
        standing = Standing(self._outbox, gauge(documents, self._run), self._url)
        standing.refresh([one.plan for one in work])
        given = Given(
            standing, self._run, partial(gauge_over, documents, self._run),
            lambda number: share.known[number].monitor if number in share.known else None,
            lambda number, since: changes(engine, number, now, since), now,
            [one.body for one in documents.all("notification_rule")],
            silences_of(documents.all(DOWNTIME)), muted_hosts(documents.all(MUTED_HOST), now),
        )  # fmt: skip
        found, failed, tried = rejudged(work, given)
        shards = frozenset(plan.shard for plan, _ in found)
        if found:
            failed |= self._outbox.commit(
                [one for _, one in found], lambda db: self._leases.fence(db, shards, self._clock())
            )
        self._work.settle(work[:tried], failed, now)
        told = [event_of(plan.id, plan.monitor, one.told) for plan, one in found if plan.id not in failed]
        return told, len(work) - tried
