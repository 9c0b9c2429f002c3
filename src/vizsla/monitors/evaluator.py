"""Evaluation: observe a monitor's groups, move their states, and store states and transitions in one commit."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import msgspec

from vizsla.clock import Clock
from vizsla.model.batch import Batch
from vizsla.monitors.event import event_of
from vizsla.monitors.host import facts_of
from vizsla.monitors.kind import Condition, Group, Run, kind_of, rules_of
from vizsla.monitors.message import compose
from vizsla.monitors.mute import muted_by
from vizsla.monitors.state import GroupState, Observed, Rules, Transition, transition
from vizsla.store.documents import Document, Documents
from vizsla.store.outbox import Evaluation, Outbox, Told

log = logging.getLogger(__name__)

LEASE_S = 120.0


@dataclass(frozen=True)
class Judgement:
    """What one evaluation decided of every group."""

    states: dict[Group, GroupState]
    transitions: dict[Group, Transition]
    forgotten: tuple[Group, ...]


def judge(
    previous: Mapping[Group, GroupState], observed: Mapping[Group, Observed], rules: Rules, now: float
) -> Judgement:
    """Move every known or newly observed group; one silent for longer than it is retained is forgotten."""
    states: dict[Group, GroupState] = {}
    made: dict[Group, Transition] = {}
    forgotten: list[Group] = []
    for group in dict.fromkeys((*previous, *observed)):
        before = previous.get(group)
        after, told = transition(before, observed.get(group, Observed(None)), rules, now)
        if before is None and after.value is None:
            continue
        silent_s = now - (after.last_data or after.first_seen)
        if group and told is None and after.status in ("OK", "No Data") and silent_s > rules.retain_s:
            forgotten.append(group)
            continue
        states[group] = after
        if told:
            made[group] = told
    return Judgement(states, made, tuple(forgotten))


def period_s(window_s: float) -> float:
    """Seconds between evaluations, by the window's length, as the real product has it."""
    return 60.0 if window_s < 86400 else 600.0 if window_s < 2 * 86400 else 1800.0


class Evaluator:
    """Evaluates every monitor on its schedule; the state lives in the outbox, so a restart forgets nothing."""

    def __init__(
        self,
        documents: Documents,
        outbox: Outbox,
        run: Run,
        write: Callable[[Batch], Awaitable[None]],
        clock: Clock,
        at_most_every_s: float = 60.0,
    ) -> None:
        self._documents, self._outbox, self._run, self._write = documents, outbox, run, write
        self._clock, self._at_most_every_s = clock, at_most_every_s

    async def forever(self) -> None:
        """Evaluate what is due, once a second, until cancelled."""
        while True:
            try:
                await self.tick()
            except Exception:
                log.exception("monitors could not be evaluated; trying again")
            await asyncio.sleep(1.0)

    async def tick(self) -> None:
        """Evaluate every monitor whose turn has come."""
        now = self._clock()
        last = await asyncio.to_thread(self._outbox.evaluated_at)
        for document in await asyncio.to_thread(self._documents.all, "monitor"):
            try:
                if self._is_due(document, last.get(int(document.id), 0.0), now):
                    await self.evaluate(document, now)
            except Exception:  # the other monitors are evaluated all the same
                log.exception("monitor %s could not be evaluated", document.id)

    async def evaluate(self, document: Document, now: float) -> Evaluation | None:
        """Evaluate one monitor at a moment; None when its kind is not evaluated or another server has it."""
        if not await asyncio.to_thread(self._outbox.claim, int(document.id), now, LEASE_S):
            return None
        done, events = await asyncio.to_thread(self._evaluated, document, now)
        await asyncio.to_thread(self._outbox.commit, done)
        if events is not None:
            await self._write(events)
        return done

    def _is_due(self, document: Document, last: float, now: float) -> bool:
        kind = kind_of(str(document.body.get("type")))
        if kind is None:
            return False
        try:
            window_s = kind.parse(str(document.body.get("query")), document.body.get("options") or {}).window_s
        except ValueError:
            window_s = 0.0
        every = min(period_s(window_s), self._at_most_every_s) if window_s < 86400 else period_s(window_s)
        jitter = crc32(document.id.encode()) % 1000 / 1000 * min(every, 10.0)
        return (now - jitter) // every > (last - jitter) // every

    def _evaluated(self, document: Document, now: float) -> tuple[Evaluation, Batch | None]:
        started = time.perf_counter()
        try:
            return self._judged(document, now, started)
        except Exception as error:  # a monitor that cannot be evaluated keeps its state and says why
            log.warning("monitor %s could not be evaluated: %s", document.id, error)
            explained = {"at": now, "query": document.body.get("query"), "error": str(error)}
            explained["milliseconds"] = _milliseconds(started)
            return Evaluation(int(document.id), now, {}, explained=explained), None

    def _judged(self, document: Document, now: float, started: float) -> tuple[Evaluation, Batch | None]:
        monitor, number = document.body, int(document.id)
        options = monitor.get("options") or {}
        before = self._states(number)
        explained: dict[str, Any] = {"at": now, "query": monitor.get("query")}
        kind = kind_of(str(monitor.get("type")))
        assert kind is not None
        condition = kind.parse(str(monitor.get("query")), options)
        observed = condition.observe(self._run, now - float(options.get("evaluation_delay") or 0))
        rules = rules_of(condition, options)
        judged = judge(before, observed, rules, now)
        told = [
            self._told(monitor, condition, group, judged.states[group], made, now)
            for group, made in judged.transitions.items()
        ]
        explained |= {
            "milliseconds": _milliseconds(started),
            "comparator": rules.comparator,
            "critical": rules.critical,
            "warning": rules.warning,
            "groups": {
                ",".join(group): {"value": state.value, "status": state.status}
                for group, state in list(judged.states.items())[:100]
            },
        }
        changed = {
            ",".join(group): (state.status, msgspec.json.encode(state))
            for group, state in judged.states.items()
            if before.get(group) != state
        }
        gone = [",".join(group) for group in judged.forgotten]
        done = Evaluation(number, now, changed, gone, told, explained)
        return done, event_of(number, monitor, told) if told else None

    def _states(self, monitor_id: int) -> dict[Group, GroupState]:
        return {
            tuple(key.split(",")) if key else (): msgspec.json.decode(state, type=GroupState)
            for key, state in self._outbox.states(monitor_id).items()
        }

    def _told(
        self,
        monitor: Mapping[str, Any],
        condition: Condition,
        group: Group,
        state: GroupState,
        made: Transition,
        now: float,
    ) -> Told:
        host = next((tag[5:] for tag in group if tag.startswith("host:")), "")
        facts = facts_of(host, self._run) if host else {}
        said = compose(monitor, condition, group, state, made, facts)
        return Told(
            group=",".join(group),
            at=now,
            kind=made.kind,
            previous=made.previous,
            status=made.status,
            value=made.value,
            title=said.title,
            text=said.text,
            handles=said.handles,
            silenced_by=muted_by(monitor.get("options") or {}, group, now),
        )


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
