"""Judging again the windows into which data came late: what nobody heard of is told, late."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import cast

from msgspec.structs import replace

from vizsla.monitors.evaluation import Course, NotificationRules, tell_late
from vizsla.monitors.judge import judge
from vizsla.monitors.kind import Group, Run
from vizsla.monitors.observing import Find, observations, planned
from vizsla.monitors.plan import Plan
from vizsla.monitors.silences import Silence
from vizsla.monitors.standing import Standing, States
from vizsla.monitors.state import GroupState, Status, Transition
from vizsla.store.changes import Change
from vizsla.store.errors import LimitExceeded, Refused
from vizsla.store.late import Late, LateNotes
from vizsla.store.outbox import Evaluation

log = logging.getLogger(__name__)

BOUND_S = 2 * 3600.0
"""How far back windows are judged again."""
SETTLED_S = 75.0
"""Seconds after which windows that still reach the late data have been judged in their turn."""
_LOOK_BACK_S = 900.0
_AT_ONCE = 50
_LONGEST_S = 2.0
"""So long at a time, since what is due is evaluated after it."""
_LOUD = frozenset({"Alert", "Warn"})

Changes = Callable[[int, float], Iterable[Change]]
"""What is stored of a monitor's changes of status from a moment on."""


class LateWork:
    """Monitors whose windows got late data, a few at a time, until they are settled.

    What a server had in hand when it stopped is found again, by itself or by whoever evaluates its monitors then.
    """

    def __init__(self, notes: LateNotes) -> None:
        self._notes = notes
        self._seen = float("-inf")
        self._waiting: dict[int, float] = {}
        self._failed: dict[int, float] = {}

    def anew(self) -> None:
        """Look again at what was noted lately: there may be other monitors to judge than before."""
        self._seen = float("-inf")

    def take(self, plans: Mapping[int, Plan], known: Mapping[int, Plan], now: float) -> list[tuple[Plan, float]]:
        """The next of these monitors, each with the time of the oldest that came late; `known` are all there are."""
        until = now - SETTLED_S
        since = self._seen if self._seen <= until else float("-inf")  # or the clock was set back
        noted = self._notes.noted(max(since, now - _LOOK_BACK_S), until)
        self._seen = until
        self._sort(noted, plans, known)
        self._waiting = {number: at for number, at in self._waiting.items() if number in plans}
        self._failed = {number: at for number, at in self._failed.items() if number in self._waiting}
        return [(plans[number], self._waiting[number]) for number in list(self._waiting)[:_AT_ONCE]]

    def settle(self, work: Sequence[tuple[Plan, float]], failed: Collection[int], now: float) -> None:
        """Be done with these, but for those that failed: they wait behind the others, for so long as notes are read."""
        for plan, at in work:
            del self._waiting[plan.id]
            since = self._failed.pop(plan.id, now)
            if plan.id in failed and now - since < _LOOK_BACK_S:
                self._waiting[plan.id], self._failed[plan.id] = at, since

    def _sort(self, noted: Sequence[Late], plans: Mapping[int, Plan], known: Mapping[int, Plan]) -> None:
        oldest: dict[str, float] = {}
        for one in noted:
            oldest[one.source] = min(one.oldest, oldest.get(one.source, one.oldest))
        for number, plan in plans.items() if oldest else ():
            # Longer periods go with windows that reach back for hours anyway.
            if plan.schedule.is_custom or plan.schedule.period_s > 60:
                continue
            at = min((oldest[name] for name in _sources(plan, known) if name in oldest), default=None)
            if at is not None:
                self._waiting[number] = min(at, self._waiting.get(number, at))


def _sources(plan: Plan, known: Mapping[int, Plan]) -> frozenset[str]:
    members = (known[number].condition.sources for number in plan.condition.members if number in known)
    return plan.condition.sources.union(*members)


def rejudged(
    work: Sequence[tuple[Plan, float]], standing: Standing, run: Run, find: Find, changes: Changes, now: float,
    rules: NotificationRules, silences: Sequence[Silence], muted: Collection[str],
) -> tuple[list[tuple[Plan, Evaluation]], set[int], int]:  # fmt: skip
    """What is to be told of each monitor, which could not be judged, and how many were tried before time was up.

    No state is changed, since the newest windows were judged in their turn.
    """
    found, failed, tried, until = [], set(), 0, time.monotonic() + _LONGEST_S
    for plan, oldest in work:
        if tried and time.monotonic() > until:
            break
        tried += 1
        try:
            one = _rejudged(plan, oldest, standing, run, find, changes, now, rules, silences, muted)
        except Exception as error:  # the others are judged all the same
            log.warning("monitor %s could not be judged again for late data: %s", plan.id, error)
            # A monitor that asks for too much, or for what the store refuses, does so each time again.
            if not isinstance(error, ValueError | LimitExceeded | Refused):
                failed.add(plan.id)
            continue
        if one is not None:
            found.append((plan, one))
    return found, failed, tried


def _rejudged(
    plan: Plan, oldest: float, standing: Standing, run: Run, find: Find, changes: Changes, now: float,
    rules: NotificationRules, silences: Sequence[Silence], muted: Collection[str],
) -> Evaluation | None:  # fmt: skip
    last = standing.evaluated_at(plan.id)
    start = max(oldest + plan.delay_s, now - BOUND_S + plan.delay_s, plan.edited)
    known = standing.of(plan.id)
    heard = {one.group for one in changes(plan.id, start) if {one.status, one.previous} & _LOUD}
    heard |= {",".join(group) for group, state in known.items() if state.status in _LOUD}
    before = {number: _at(start, number, states, changes)
              for number, states in standing.others(plan.condition.members).items()}  # fmt: skip
    late = [one for one in _missed(plan, start, last, standing, run, find, before) if ",".join(one[0]) not in heard]
    if not late:
        return None
    course = Course(plan, dict(known), False, rules, silences, muted, last)
    course.late = [
        (group, state, replace(made, told=not course.mute(group, state, made, made.at))) for group, state, made in late
    ]
    told = tell_late(course, now, standing, run, "This is told late: its data came after the window had been judged.")
    return Evaluation(plan.id, last, {}, told=told, version=plan.version, edits=standing.edits(plan.id))


def _at(start: float, number: int, states: States, changes: Changes) -> States:
    """A monitor's states at a moment, told by what changed since."""
    was: dict[str, Status] = {}
    for one in changes(number, start):
        was.setdefault(one.group, cast(Status, one.previous))
    return {
        group: replace(state, status=was.get(",".join(group), state.status))
        for group, state in states.items()
        if state.first_seen <= start
    }


def _missed(
    plan: Plan, start: float, last: float, standing: Standing, run: Run, find: Find, before: Mapping[int, States]
) -> list[tuple[Group, GroupState, Transition]]:
    """Alerts, warnings and their recoveries, as if every window had been judged with all its data."""
    # A composite follows each of its members, whose seconds differ; here all are judged at whole minutes.
    plan = planned(plan.monitor, plan.id) if plan.condition.members else plan
    new_s = start - plan.rules.new_group_delay_s
    states = {
        group: GroupState(since=state.first_seen, first_seen=state.first_seen)
        for group, state in standing.of(plan.id).items()
        if new_s < state.first_seen <= start  # whatever it did then, it was new
    }
    found = []
    seen_at = observations(plan, plan.schedule.between(start, last), run, standing.gauge, find, _raise, before)
    for i, (at, seen) in enumerate(seen_at):
        judged = judge(states, seen, plan.rules, at, first=not i)
        states = judged.states
        for group, made in judged.transitions.items():
            loud = made.kind in ("Triggered", "Warn") or (made.kind == "Recovered" and made.previous in _LOUD)
            if loud and made.told:
                found.append((group, states[group], made))
    return found


def _raise(_at: float, error: Exception) -> None:
    raise error
