"""Judging again the windows into which points came late: what nobody heard of is told, late."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from vizsla.monitors.evaluation import Course, NotificationRules, observe, tell_late
from vizsla.monitors.judge import judge
from vizsla.monitors.kind import Group, Run
from vizsla.monitors.plan import Plan
from vizsla.monitors.silences import Silence
from vizsla.monitors.standing import Standing
from vizsla.monitors.state import GroupState, Transition
from vizsla.query.metrics.ahead import Ahead
from vizsla.store.changes import Change
from vizsla.store.late import Late, LateMetrics
from vizsla.store.outbox import Evaluation

log = logging.getLogger(__name__)

BOUND_S = 2 * 3600.0
"""How far back windows are judged again."""
SETTLED_S = 75.0
"""Seconds after which windows that still reach the late points have been judged in their turn."""
_LOOK_BACK_S = 900.0
_AT_ONCE = 50
_LOUD = frozenset({"Alert", "Warn"})

Changes = Callable[[int], Iterable[Change]]
"""What is stored of a monitor's changes of status."""


class LateWork:
    """Monitors whose windows got late points, a few at a time.

    What a server had in hand when it stopped is found again.
    """

    def __init__(self, metrics: LateMetrics) -> None:
        self._metrics = metrics
        self._last_id = 0
        self._waiting: dict[int, float] = {}

    def take(self, plans: Mapping[int, Plan], now: float) -> list[tuple[Plan, float]]:
        """The next monitors, each with the moment of its oldest late point."""
        noted = self._metrics.noted(self._last_id, now - _LOOK_BACK_S, now - SETTLED_S)
        if noted:
            self._last_id = noted[-1].id
            self._sort(noted, plans)
        chosen = list(self._waiting)[:_AT_ONCE]
        found = [(number, self._waiting.pop(number)) for number in chosen]
        return [(plans[number], at) for number, at in found if number in plans]

    def _sort(self, noted: Sequence[Late], plans: Mapping[int, Plan]) -> None:
        oldest: dict[str, float] = {}
        for one in noted:
            oldest[one.metric] = min(one.oldest, oldest.get(one.metric, one.oldest))
        for number, plan in plans.items():
            # Longer periods go with windows that reach back for hours anyway.
            if plan.schedule.is_custom or plan.schedule.period_s > 60:
                continue
            at = min((oldest[name] for name in plan.metrics if name in oldest), default=None)
            if at is not None:
                self._waiting[number] = min(at, self._waiting.get(number, at))


def rejudged(
    work: Sequence[tuple[Plan, float]], standing: Standing, run: Run, changes: Changes, now: float,
    rules: NotificationRules, silences: Sequence[Silence],
) -> list[tuple[Plan, Evaluation]]:  # fmt: skip
    """What is to be told of each monitor; no state is changed, since the newest windows were judged in their turn."""
    found = []
    for plan, oldest in work:
        try:
            one = _rejudged(plan, oldest, standing, run, changes, now, rules, silences)
        except Exception as error:  # the others are judged all the same
            log.warning("monitor %s could not be judged again for late points: %s", plan.id, error)
            continue
        if one is not None:
            found.append((plan, one))
    return found


def _rejudged(
    plan: Plan, oldest: float, standing: Standing, run: Run, changes: Changes, now: float,
    rules: NotificationRules, silences: Sequence[Silence],
) -> Evaluation | None:  # fmt: skip
    last = standing.evaluated_at(plan.id)
    start = max(oldest, now - BOUND_S) + plan.delay_s
    moments = plan.schedule.between(start, last)
    known = standing.of(plan.id)
    heard = {one.group for one in changes(plan.id) if one.at >= start and {one.status, one.previous} & _LOUD}
    heard |= {",".join(group) for group, state in known.items() if state.status in _LOUD}
    late = [one for one in _missed(plan, moments, standing, run) if ",".join(one[0]) not in heard]
    if not late:
        return None
    course = Course(plan, dict(known), False, rules, silences, last)
    course.late = [
        (group, state, replace(made, told=not course.mute(group, state, made, made.at))) for group, state, made in late
    ]
    told = tell_late(course, now, standing, run, "This is told late: its points came after the window had been judged.")
    return Evaluation(plan.id, last, {}, told=told, version=plan.version, edits=standing.edits(plan.id))


def _missed(
    plan: Plan, moments: Sequence[float], standing: Standing, run: Run
) -> list[tuple[Group, GroupState, Transition]]:
    """Alerts, warnings and their recoveries, as if every window had been judged with all its points."""
    wants = [want for at in moments for want in plan.wants(at)]
    reader = Ahead(run, wants) if len(wants) > 1 else run
    states: dict[Group, GroupState] = {}
    found = []
    for i, at in enumerate(moments):
        judged = judge(states, observe(plan, at, standing, reader), plan.rules, at, first=not i)
        states = judged.states
        for group, made in judged.transitions.items():
            loud = made.kind in ("Triggered", "Warn") or (made.kind == "Recovered" and made.previous in _LOUD)
            if loud and made.told:
                found.append((group, states[group], made))
    return found
