"""What monitors see: at one moment, or at many that are past, whose data are read together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from vizsla.monitors.judge import collapsed, judge
from vizsla.monitors.kind import Gauge, Group, Members, Run
from vizsla.monitors.plan import Plan, Unplanned, plan_of
from vizsla.monitors.standing import States
from vizsla.monitors.state import Observed
from vizsla.query.metrics.ahead import Ahead
from vizsla.store.documents import Document

MOST_OBSERVED = 3_000_000
_READ_AT_ONCE_S = 86400.0
_MEMBERS_AT_ONCE_S = 2 * 3600.0
NOTHING: Mapping[int, States] = {}

Observations = list[tuple[float, Mapping[Group, Observed]]]
"""What a monitor saw at each moment."""

Find = Callable[[int], Mapping[str, Any] | None]
"""The body of a monitor by its number."""

Fault = Callable[[float, Exception], None]
"""Hears what could not be asked, and for which moment; that is left out unless it raises."""


class Elsewhere(Protocol):
    """What a monitor may look at besides the store: other monitors, and objectives."""

    gauge: Gauge

    def others(self, monitor_ids: Iterable[int]) -> Members: ...


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


def observe(plan: Plan, at: float, elsewhere: Elsewhere, run: Run) -> Mapping[Group, Observed]:
    """What the monitor sees at a moment."""
    condition = plan.condition
    if condition.combine is not None:
        return condition.combine(elsewhere.others(condition.members))
    if condition.gauge is not None:
        return condition.gauge(elsewhere.gauge, at - plan.delay_s)
    return _told_apart(plan, condition.observe(run, at - plan.delay_s))


def observations(
    plan: Plan, moments: Sequence[float], run: Run, gauge: Gauge, find: Find, fault: Fault,
    before: Mapping[int, States] = NOTHING,
) -> Observations:  # fmt: skip
    """What the monitor would have seen; thresholds play no part in it. ValueError where that is too much.

    `before` are the states of its members before the first moment, where they are known.
    """
    past = Past(gauge)
    past.states |= before
    members = {number: planned(body, number) for number in plan.condition.members if (body := find(number)) is not None}
    first = members.keys() - before.keys()
    found: Observations = []
    counted, counted_until = 0, 0
    for part in _parts(moments, _MEMBERS_AT_ONCE_S if members else _READ_AT_ONCE_S):
        counted += sum(len(groups) for _, groups in found[counted_until:])
        counted_until = len(found)
        if counted > MOST_OBSERVED:
            until = datetime.fromtimestamp(part[0], UTC)
            raise ValueError(
                f"until {until:%Y-%m-%d %H:%M} it saw {counted} values of groups; a backtest takes {MOST_OBSERVED} at "
                "most: ask for a shorter time, or a query with fewer groups"
            )
        wants = [want for one in (plan, *members.values()) for at in part for want in one.wants(at)]
        reader = Ahead(run, wants) if len(wants) > 1 else run
        if not members:
            found += _seen(plan, part, past, reader, fault)
            continue
        of_members = {number: dict(_seen(member, part, past, reader, fault)) for number, member in members.items()}
        for at in part:
            if not all(at in seen for seen in of_members.values()):
                continue
            for number, member in members.items():
                states = past.states.get(number, {})
                past.states[number] = judge(states, of_members[number][at], member.rules, at, number in first).states
            first = set()
            found.append((at, observe(plan, at, past, reader)))
    return found


def _seen(plan: Plan, moments: Sequence[float], past: Past, run: Run, fault: Fault) -> Observations:
    if plan.condition.observe_many is not None:
        try:
            seen_at = plan.condition.observe_many(run, [at - plan.delay_s for at in moments])
            return [(at, _told_apart(plan, seen)) for at, seen in zip(moments, seen_at, strict=True)]
        except Exception as error:
            fault(moments[0], error)
            return []
    found: Observations = []
    for at in moments:
        try:
            found.append((at, observe(plan, at, past, run)))
        except Exception as error:  # the other moments are judged all the same
            fault(at, error)
    return found


def _told_apart(plan: Plan, observed: Mapping[Group, Observed]) -> Mapping[Group, Observed]:
    options = plan.monitor.get("options") or {}
    return collapsed(observed, plan.rules) if options.get("groupby_simple_monitor") else observed


def _parts(moments: Sequence[float], longest_s: float) -> Iterable[Sequence[float]]:
    """Stretches whose data are read at once."""
    begin = 0
    for i, at in enumerate(moments):
        if at - moments[begin] >= longest_s:
            yield moments[begin:i]
            begin = i
    if begin < len(moments):
        yield moments[begin:]
