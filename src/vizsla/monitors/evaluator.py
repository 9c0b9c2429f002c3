"""Evaluation: observe monitors' groups, move their states, and store states and transitions in one commit."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import isfinite

from vizsla.clock import Clock
from vizsla.model.batch import Batch
from vizsla.monitors.evaluation import Work, evaluated
from vizsla.monitors.event import event_of
from vizsla.monitors.explained import rows
from vizsla.monitors.kind import Run
from vizsla.monitors.lane import Lane
from vizsla.monitors.late import LateJudge
from vizsla.monitors.mute import MUTED_HOST, muted_hosts
from vizsla.monitors.plan import GRAIN_S, Plan
from vizsla.monitors.plans import Plans, Share
from vizsla.monitors.silences import KIND as DOWNTIME
from vizsla.monitors.silences import silences_of
from vizsla.monitors.slo.measuring import gauge
from vizsla.monitors.standing import Standing
from vizsla.store.documents import Document, Documents
from vizsla.store.outbox import Outbox
from vizsla.store.shards import LeaseLost, Leases

log = logging.getLogger(__name__)

CATCH_UP_S = 2 * 3600.0
"""How far back windows are evaluated that were missed while no server ran."""

_AT_ONCE = 500

Told = Callable[[int, float, float], None]
"""Hears of monitors that were evaluated together: how many, in how many seconds, how long after their moment."""


@dataclass(frozen=True, order=True)
class _Together:
    """What plans have in common that are evaluated in one go."""

    last: bool
    moments: tuple[float, ...]
    window_s: float
    delay_s: float


class Evaluator:
    """Evaluates every monitor on its schedule; the state is stored, so a restart forgets nothing.

    Monitors that ask for the same metrics are evaluated together and share what is read. Several servers share the
    monitors by leases; what is computed by one that has lost its lease is not stored. Those that take longer than
    `slow_s` hold up no others; they and what is judged again are read with `spare_run`, where that is another one.
    """

    def __init__(
        self,
        documents: Documents,
        outbox: Outbox,
        run: Run,
        write: Callable[[Batch], Awaitable[None]],
        clock: Clock,
        at_most_every_s: float = 60.0,
        server: str = "vizsla",
        told: Told = lambda *_: None,
        url: str = "",
        spare_run: Run | None = None,
        slow_s: float = 2.0,
    ) -> None:
        self._documents, self._outbox, self._run = documents, outbox, run
        self._spare_run = spare_run or run
        self._lane = Lane(self._done, slow_s)
        self._told = told
        self._write, self._clock = write, clock
        self._plans = Plans(documents, at_most_every_s)
        self._standing = Standing(outbox, gauge(documents, run), url)
        self._leases = Leases(documents.engine, server)
        self._at_most_every_s = at_most_every_s
        self._share = Share(frozenset(), {}, {})
        self._idle_until = float("-inf")
        self.late = LateJudge(
            documents, outbox, self._spare_run, write, clock, self._leases, lambda: self._share,
            self._standing.evaluated_at, url,
        )  # fmt: skip

    async def forever(self) -> None:
        """Evaluate what is due as soon as it is, until cancelled; then let other servers go on at once."""
        late = asyncio.create_task(self.late.forever())
        try:
            while True:
                try:
                    await self.tick()
                except LeaseLost as lost:
                    log.warning("%s", lost)
                except Exception:
                    log.exception("monitors could not be evaluated; trying again")
                ahead_s = self._idle_until - self._clock() if isfinite(self._idle_until) else 1.0
                await asyncio.sleep(min(1.0, max(0.05, ahead_s)))
        finally:
            late.cancel()
            self._lane.stop()
            await asyncio.to_thread(self._leases.release)

    async def tick(self) -> None:
        """Evaluate every monitor whose turn has come; windows that were missed first, oldest first."""
        try:
            due = await asyncio.to_thread(self._due, self._clock())
            self._lane.begin(work for work in due if work.slow)
            for work in due:
                if not work.slow:
                    await self._done(work)
        except Exception:
            self._idle_until = float("-inf")
            raise

    async def ended(self) -> None:
        """Wait for evaluations that take long."""
        await self._lane.ended()

    async def evaluate(self, documents: Sequence[Document], at: float) -> None:
        """Evaluate these monitors at a moment, whether it is their turn or not."""
        plans = await asyncio.to_thread(self._ready, at)
        await asyncio.to_thread(self._standing.refresh, list(plans.values()))
        chosen = [plans[int(one.id)] for one in documents if int(one.id) in plans]
        if chosen:
            silences = await asyncio.to_thread(lambda: silences_of(self._documents.all(DOWNTIME)))
            muted = await asyncio.to_thread(lambda: muted_hosts(self._documents.all(MUTED_HOST), at))
            await self._done(Work(chosen, [at], at, silences=silences, muted=muted))

    async def _done(self, work: Work) -> None:
        began = time.monotonic()
        batches = await asyncio.to_thread(self._stored, work)
        self._told(len(work.plans), time.monotonic() - began, self._clock() - work.moments[-1])
        for batch in batches:
            await self._write(batch)

    def _ready(self, now: float) -> Mapping[int, Plan]:
        held = self._leases.renew(now)
        gone = self._plans.refresh()
        for number in gone or ():
            self._standing.forget(number)
        if gone is not None or held != self._share.shards:
            known = {plan.id: plan for plan in self._plans.planned()}
            self._share = Share(held, {number: plan for number, plan in known.items() if plan.shard in held}, known)
            self._idle_until = float("-inf")
        return self._share.plans

    def _due(self, now: float) -> list[Work]:
        plans = self._ready(now)
        if self._idle_until - CATCH_UP_S <= now < self._idle_until:
            return []
        busy = self._lane.busy  # before states are read, which those that end meanwhile would not be in
        self._standing.refresh([plan for plan in plans.values() if plan.id not in busy])
        grain_s = min(GRAIN_S, self._at_most_every_s)
        self._idle_until = (now // grain_s + 1) * grain_s
        together: dict[_Together, list[Plan]] = {}
        slow: list[tuple[Plan, float]] = []
        for plan in plans.values():
            moments = self._moments(plan, now) if plan.id not in busy else []
            if moments and self._lane.is_slow(plan.id):
                slow.append((plan, moments[-1]))
            elif moments:
                # A composite is judged after its members, and needs no past of its own.
                last = bool(plan.condition.members)
                key = _Together(last, tuple(moments[-1:] if last else moments), plan.condition.window_s, plan.delay_s)
                together.setdefault(key, []).append(plan)
        if not together and not slow:
            return []
        rules = [one.body for one in self._documents.all("notification_rule")]
        silences = silences_of(self._documents.all(DOWNTIME))
        muted = muted_hosts(self._documents.all(MUTED_HOST), now)
        found = [Work([plan], [at], now, rules, silences, muted, slow=True) for plan, at in slow]
        for key in sorted(together):
            chosen = sorted(together[key], key=lambda plan: plan.shape)
            for i in range(0, len(chosen), _AT_ONCE):
                found.append(Work(chosen[i : i + _AT_ONCE], key.moments, now, rules, silences, muted))
        return found

    def _moments(self, plan: Plan, now: float) -> list[float]:
        newest = plan.schedule.newest(now)
        last = self._standing.evaluated_at(plan.id)
        if newest < now - CATCH_UP_S or newest == last:
            return []
        if not last or last > newest + CATCH_UP_S:  # never before, or by a clock that ran ahead
            return [newest]
        if last > newest:  # the clock was set back a little: what was judged stays judged
            return []
        return plan.schedule.between(max(last, now - CATCH_UP_S), now)

    def _stored(self, work: Work) -> list[Batch]:
        began = time.monotonic()
        if work.slow:
            spare = copy(self._standing)  # which measures objectives in a way that holds up nobody either
            spare.gauge = gauge(self._documents, self._spare_run)
            done = evaluated(work, spare, self._spare_run)
        else:
            done = evaluated(work, self._standing, self._run)
        for one in done:
            longest_s = max((account.milliseconds for account in one.accounts), default=0.0) / 1000
            self._lane.took(one.evaluation.monitor_id, time.monotonic() - began if work.slow else longest_s)
        shards = frozenset(plan.shard for plan in work.plans)
        try:
            overtaken = self._outbox.commit(
                [one.evaluation for one in done], lambda db: self._leases.fence(db, shards, self._clock())
            )
        except Exception:
            self._standing.drop([plan.id for plan in work.plans])  # what is stored is true, not what was computed
            raise
        if overtaken:  # they are evaluated again, as they are now
            self._standing.drop(overtaken)
            self._idle_until = float("-inf")
            done = [one for one in done if one.evaluation.monitor_id not in overtaken]
        for one in done:
            self._standing.keep(one.evaluation.monitor_id, one.states, work.moments[-1])
        if unread := {one.evaluation.monitor_id: min(one.unread) for one in done if one.unread}:
            self.late.note(unread)
        batches = [rows([account for one in done for account in one.accounts])]
        batches += [event_of(one.evaluation.monitor_id, one.monitor, one.heard) for one in done if one.heard]
        return batches
