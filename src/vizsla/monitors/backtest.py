"""Backtest: the evaluator's own observation and judgement, over moments that are past."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from vizsla.monitors.judge import judge
from vizsla.monitors.kind import Gauge, Group, Run
from vizsla.monitors.observing import Find, Observations, observations
from vizsla.monitors.plan import Plan
from vizsla.monitors.state import GroupState, Rules, Transition

MOST_EVALUATIONS = 50_000


@dataclass
class Course:
    """What a monitor would have done: of each group, its values, and every change of its status with the moment."""

    moments: list[float]
    values: dict[Group, list[tuple[float, float]]] = field(default_factory=dict)
    transitions: list[tuple[Group, Transition]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def moments_of(plan: Plan, start_s: float, end_s: float) -> list[float]:
    """The moments of evaluation after the start and up to the end."""
    count = (end_s - start_s) / plan.schedule.period_s
    if count > MOST_EVALUATIONS and not plan.schedule.is_custom:
        raise ValueError(f"these are {count:.0f} evaluations; a backtest makes {MOST_EVALUATIONS} at most")
    return plan.schedule.between(start_s, end_s)


def observed(
    plan: Plan, moments: Sequence[float], run: Run, gauge: Gauge, find: Find
) -> tuple[Observations, list[str]]:
    """What the monitor would have seen, with what could not be asked, in words."""
    errors: list[str] = []

    def fault(at: float, error: Exception) -> None:
        errors.append(f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}: {error}")

    return observations(plan, moments, run, gauge, find, fault), errors


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
