"""Backtest: the evaluator's own observation and judgement, over moments that are past."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from vizsla.monitors.evaluation import observe
from vizsla.monitors.judge import judge
from vizsla.monitors.kind import Gauge, Group, Run
from vizsla.monitors.plan import Plan, Unplanned, plan_of
from vizsla.monitors.standing import States
from vizsla.monitors.state import GroupState, Observed, Rules, Transition
from vizsla.query.metrics.ahead import Ahead
from vizsla.store.documents import Document

MOST_EVALUATIONS = 50_000
MOST_OBSERVED = 3_000_000
_READ_AT_ONCE_S = 86400.0

Observations = list[tuple[float, Mapping[Group, Observed]]]
"""What a monitor saw at each moment."""


@dataclass
class Course:
    """What a monitor would have done: of each group, its values, and every change of its status with the moment."""

    moments: list[float]
    values: dict[Group, list[tuple[float, float]]] = field(default_factory=dict)
    transitions: list[tuple[Group, Transition]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Past:
    """Other monitors' states at the moment that is being judged; objectives are measured as they are asked for."""

    def __init__(self, gauge: Gauge) -> None:
        self.gauge = gauge
        self.states: dict[int, States] = {}

    def others(self, monitor_ids: Iterable[int]) -> dict[int, States]:
        """The states of these monitors."""
        return {number: self.states[number] for number in monitor_ids if number in self.states}


def planned(monitor: Mapping[str, Any], number: int = 0) -> Plan:
    """The plan of a monitor that need not be stored; ValueError where it is not evaluated."""
    now = datetime.now(UTC)
    plan = plan_of(Document("monitor", str(number), 1, dict(monitor), "", now, now))
    if isinstance(plan, Unplanned):
        raise ValueError(plan.why)
    return plan


def moments_of(plan: Plan, start_s: float, end_s: float) -> list[float]:
    """The moments of evaluation after the start and up to the end."""
    count = (end_s - start_s) / plan.schedule.period_s
    if count > MOST_EVALUATIONS and not plan.schedule.is_custom:
        raise ValueError(f"these are {count:.0f} evaluations; a backtest makes {MOST_EVALUATIONS} at most")
    return plan.schedule.between(start_s, end_s)


def observations(
    plan: Plan, moments: Sequence[float], run: Run, gauge: Gauge, find: Callable[[int], Mapping[str, Any] | None]
) -> tuple[Observations, list[str]]:
    """What the monitor would have seen; thresholds play no part in it. With what could not be asked, in words."""
    past, errors = Past(gauge), []
    members = {number: planned(body, number) for number in plan.condition.members if (body := find(number)) is not None}
    first = set(members)
    found: Observations = []
    counted, counted_until = 0, 0
    for part in _parts(moments):
        counted += sum(len(groups) for _, groups in found[counted_until:])
        counted_until = len(found)
        if counted > MOST_OBSERVED:
            until = datetime.fromtimestamp(part[0], UTC)
            raise ValueError(
                f"until {until:%Y-%m-%d %H:%M} it saw {counted} values of groups; a backtest takes {MOST_OBSERVED} at "
                "most: ask for a shorter time, or a query with fewer groups"
            )
        wants = [want for one in (plan, *members.values()) for at in part for want in one.wants(at)]
        reader = Ahead(run, wants) if wants else run
        if plan.condition.observe_many is not None:
            try:
                seen_at = plan.condition.observe_many(reader, [at - plan.delay_s for at in part])
                found += zip(part, seen_at, strict=True)
            except Exception as error:
                errors.append(f"{datetime.fromtimestamp(part[0], UTC):%Y-%m-%d %H:%M} and a day on: {error}")
            continue
        for at in part:
            try:
                for number, member in members.items():
                    seen = observe(member, at, past, reader)
                    past.states[number] = judge(
                        past.states.get(number, {}), seen, member.rules, at, number in first
                    ).states
                    first.discard(number)
                found.append((at, observe(plan, at, past, reader)))
            except Exception as error:  # the other moments are judged all the same
                errors.append(f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}: {error}")
    return found, errors


def replay(observed: Observations, rules: Rules) -> Course:
    """Judge what was seen, moment by moment."""
    course = Course([at for at, _ in observed])
    states: dict[Group, GroupState] = {}
    first = True
    for at, seen in observed:
        judged = judge(states, seen, rules, at, first)
        states, first = judged.states, False
        for group, state in states.items():
            if state.value is not None:
                course.values.setdefault(group, []).append((at, state.value))
            else:
                course.values.setdefault(group, [])
        course.transitions += judged.transitions.items()
    return course


@dataclass(frozen=True)
class Timed:
    """A course, and how long it took."""

    course: Course
    milliseconds: float


def backtest(
    plan: Plan, start_s: float, end_s: float, run: Run, gauge: Gauge,
    find: Callable[[int], Mapping[str, Any] | None] = lambda _: None,
) -> Timed:  # fmt: skip
    """What the monitor would have done between two moments. Raises ValueError where that cannot be told."""
    started = time.perf_counter()
    found, errors = observations(plan, moments_of(plan, start_s, end_s), run, gauge, find)
    course = replay(found, plan.rules)
    course.errors = errors
    return Timed(course, round((time.perf_counter() - started) * 1000, 1))


def _parts(moments: Sequence[float]) -> Iterable[Sequence[float]]:
    """Stretches of a day at most, whose points are read at once."""
    begin = 0
    for i, at in enumerate(moments):
        if at - moments[begin] >= _READ_AT_ONCE_S:
            yield moments[begin:i]
            begin = i
    if begin < len(moments):
        yield moments[begin:]
