"""Judging again the windows into which data came late: what nobody heard of is told, late."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from msgspec.structs import replace

from vizsla.monitors.evaluation import Course, NotificationRules, tell_late
from vizsla.monitors.judge import judge
from vizsla.monitors.kind import Gauge, Group, Run
from vizsla.monitors.observing import Find, observations, planned
from vizsla.monitors.plan import Plan
from vizsla.monitors.silences import Silence
from vizsla.monitors.standing import Standing, States
from vizsla.monitors.state import GroupState, Status, Transition
from vizsla.store.changes import Change
from vizsla.store.errors import LimitExceeded, Refused
from vizsla.store.outbox import Evaluation

log = logging.getLogger(__name__)

BOUND_S = 2 * 3600.0
"""How far back windows are judged again."""
_LONGEST_S = 2.0
"""So long at a time, since whoever evaluates what is due has use for the machine as well."""
_WHY = "This is told late: its data came after the window had been judged, or could not be read then."
_LOUD = frozenset({"Alert", "Warn"})

Over = Callable[[float, float], Gauge]
"""Measures objectives over many windows between two moments."""

Changes = Callable[[int, float], Iterable[Change]]
"""What is stored of a monitor's changes of status from a moment on."""


@dataclass(frozen=True)
class Again:
    """A monitor to be judged again: the time of the oldest that came late, and by when all of it had come."""

    plan: Plan
    oldest: float
    noted: float


@dataclass(frozen=True)
class Given:
    """What judging again takes besides the monitors."""

    standing: Standing
    run: Run
    over: Over
    find: Find
    changes: Changes
    now: float
    rules: NotificationRules
    silences: Sequence[Silence]
    muted: Collection[str]


def rejudged(work: Sequence[Again], given: Given) -> tuple[list[tuple[Plan, Evaluation]], set[int], int]:
    """What is to be told of each monitor, which could not be judged, and how many were tried before time was up.

    No state is changed, since the newest windows were judged in their turn.
    """
    found, failed, tried, until = [], set(), 0, time.monotonic() + _LONGEST_S
    for one in work:
        if tried and time.monotonic() > until:
            break
        tried += 1
        plan = one.plan
        try:
            late = _rejudged(plan, one.oldest, given)
        except Exception as error:  # the others are judged all the same
            log.warning("monitor %s could not be judged again for late data: %s", plan.id, error)
            # A monitor that asks for too much, or for what the store refuses, does so each time again.
            if not isinstance(error, ValueError | LimitExceeded | Refused):
                failed.add(plan.id)
            continue
        if late is not None:
            found.append((plan, late))
    return found, failed, tried


def _rejudged(plan: Plan, oldest: float, given: Given) -> Evaluation | None:
    standing, changes, now = given.standing, given.changes, given.now
    last = standing.evaluated_at(plan.id)
    start = max(oldest + plan.delay_s, now - BOUND_S + plan.delay_s, plan.edited)
    known = standing.of(plan.id)
    heard = {one.group for one in changes(plan.id, start) if {one.status, one.previous} & _LOUD}
    heard |= {",".join(group) for group, state in known.items() if state.status in _LOUD}
    before = {number: _at(start, number, states, changes)
              for number, states in standing.others(plan.condition.members).items()}  # fmt: skip
    late = [one for one in _missed(plan, start, last, given, before) if ",".join(one[0]) not in heard]
    if not late:
        return None
    course = Course(plan, dict(known), False, given.rules, given.silences, given.muted, last)
    course.late = [
        (group, state, replace(made, told=not course.mute(group, state, made, made.at))) for group, state, made in late
    ]
    told = tell_late(course, now, standing, given.run, _WHY)
    return Evaluation(plan.id, None, {}, told=told, version=plan.version, edits=standing.edits(plan.id))


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
    plan: Plan, start: float, last: float, given: Given, before: Mapping[int, States]
) -> list[tuple[Group, GroupState, Transition]]:
    """Alerts, warnings and their recoveries, as if every window had been judged with all its data."""
    # A composite follows each of its members, whose seconds differ; here all are judged at whole minutes.
    plan = planned(plan.monitor, plan.id) if plan.condition.members else plan
    new_s = start - plan.rules.new_group_delay_s
    states = {
        group: GroupState(since=state.first_seen, first_seen=state.first_seen)
        for group, state in given.standing.of(plan.id).items()
        if new_s < state.first_seen <= start  # whatever it did then, it was new
    }
    found = []
    condition, moments = plan.condition, plan.schedule.between(start, last)
    gauge = given.over(start - plan.delay_s - condition.window_s, last) if condition.gauge else given.standing.gauge
    seen_at = observations(plan, moments, given.run, gauge, given.find, _raise, before)
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
