"""Evaluating monitors at moments, without storing or telling anything: what there is to store and tell is returned."""

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any

from vizsla.documents.inert import inert
from vizsla.monitors.explained import Account
from vizsla.monitors.host import facts_of
from vizsla.monitors.judge import Judgement, bundled, encoded, judge
from vizsla.monitors.kind import Group, Members, Run
from vizsla.monitors.members import member_variables
from vizsla.monitors.message import compose
from vizsla.monitors.mute import muted_by
from vizsla.monitors.observing import observe
from vizsla.monitors.plan import Plan
from vizsla.monitors.rules import recipients
from vizsla.monitors.sample import samples_of
from vizsla.monitors.silences import Silence, Target, resumed, silenced, target_of, with_resumed
from vizsla.monitors.standing import Standing, States
from vizsla.monitors.state import SEVERITY, GroupState, Transition
from vizsla.query.metrics.ahead import Ahead
from vizsla.store.errors import LimitExceeded, Refused, StoreError
from vizsla.store.outbox import Evaluation, Told

log = logging.getLogger(__name__)

NotificationRules = Sequence[Mapping[str, Any]]

_LATE_PERIODS = 2
_SHOWN = 50
_STOPPED = "This is told late: no server evaluated the monitor when it happened."


@dataclass(frozen=True)
class Work:
    """Monitors to be evaluated together at each of the moments, oldest first; it is `now`."""

    plans: Sequence[Plan]
    moments: Sequence[float]
    now: float
    rules: NotificationRules = ()
    """Notification rules, which add recipients."""
    silences: Sequence[Silence] = ()
    """Downtimes, during which nobody is told."""
    muted: Collection[str] = ()
    """Hosts of which nobody is told."""
    slow: bool = False
    """Whether it is one monitor that holds up others when it is evaluated with them."""


@dataclass(frozen=True)
class Done:
    """What the evaluations of one monitor came to."""

    monitor: Mapping[str, Any]
    evaluation: Evaluation
    states: States
    accounts: Sequence[Account]
    heard: Sequence[Told]
    """The transitions that belong into the stream of events."""
    unread: Sequence[float] = ()
    """Moments whose data could not be read, though they may be later."""


@dataclass
class Course:
    """One monitor on its way through the moments."""

    plan: Plan
    states: dict[Group, GroupState]
    first: bool
    rules: NotificationRules = ()
    silences: Sequence[Silence] = ()
    muted: Collection[str] = ()
    before: float = 0.0
    """The moment that was judged last; 0 before the first."""
    changed: dict[Group, None] = field(default_factory=dict)
    forgotten: dict[Group, None] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    late: list[tuple[Group, GroupState, Transition]] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    unread: list[float] = field(default_factory=list)
    """Moments whose data could not be read, though they may be later."""
    silent: set[tuple[str, float]] = field(default_factory=set)
    """Groups and moments of changes that nobody is to hear of."""

    @cached_property
    def target(self) -> Target:
        """The monitor as downtimes see it."""
        return target_of(self.plan.id, self.plan.monitor)

    def mute(self, group: Group, state: GroupState, made: Transition, at: float) -> str:
        """What silences a transition at a moment, or an empty text."""
        muted = muted_by(self.plan.monitor.get("options") or {}, group, at)
        muted = muted or (silenced(self.silences, self.target, group, at, made, state) if self.silences else "")
        return muted or next((tag for tag in group if tag.startswith("host:") and tag[5:] in self.muted), "")


def evaluated(work: Work, standing: Standing, run: Run) -> list[Done]:
    """Evaluate every monitor of the work; one that cannot be evaluated keeps its state and says why."""
    wants = [want for plan in work.plans for at in work.moments for want in plan.wants(at)]
    try:
        run = Ahead(run, wants) if len(wants) > 1 else run
    except Exception as error:  # one of them asks for too much, say; the others need not suffer for it
        log.warning("what monitors ask for could not be read ahead; each reads its own: %s", error)
    courses = [
        Course(
            plan,
            dict(standing.of(plan.id)),
            not (last := standing.evaluated_at(plan.id)),
            work.rules,
            work.silences,
            work.muted,
            last,
        )
        for plan in work.plans
    ]
    for at in work.moments:
        for course in courses:
            _step(course, at, work.now, standing, run)
    return [_done(course, work, standing, run) for course in courses]


def _step(course: Course, at: float, now: float, standing: Standing, run: Run) -> None:
    plan, started = course.plan, time.perf_counter()
    late = at < now - _LATE_PERIODS * plan.schedule.period_s and not plan.schedule.is_custom
    try:
        observed = observe(plan, at, standing, run)
        judged = judge(course.states, observed, plan.rules, at, course.first)
        if course.silences:
            more = resumed(course.silences, course.target, judged, observed, course.before, at)
            judged = with_resumed(judged, more)
        told = _tell(course, judged, at, standing, run) if judged.transitions and not late else []
    except Exception as error:  # the other monitors are evaluated all the same
        log.warning("monitor %s could not be evaluated: %s", plan.id, error)
        course.accounts.append(Account(plan.id, at, _milliseconds(started), {}, late, str(error) or repr(error)))
        if isinstance(error, StoreError) and not isinstance(error, LimitExceeded | Refused):
            course.unread.append(at)
        return
    course.first, course.before = False, at
    course.states = judged.states
    for group in judged.forgotten:
        course.changed.pop(group, None)
        course.forgotten[group] = None
    for group in judged.changed:
        course.forgotten.pop(group, None)
        course.changed[group] = None
    if judged.transitions:
        course.silent |= {(",".join(group), at) for group, made in judged.transitions.items() if not made.told}
        if late:
            course.late += [(group, judged.states[group], made) for group, made in judged.transitions.items()]
    course.told += told
    course.accounts.append(Account(plan.id, at, _milliseconds(started), judged.states, late))


def _done(course: Course, work: Work, standing: Standing, run: Run) -> Done:
    plan, at, edits = course.plan, work.moments[-1], standing.edits(course.plan.id)
    try:
        told = (tell_late(course, work.now, standing, run, _STOPPED) if course.late else []) + course.told
    except Exception as error:  # it stays where it stood, so that the next evaluation tells of it
        log.warning("monitor %s could not be told late: %s", plan.id, error)
        states = standing.of(plan.id)
        failed = Account(plan.id, at, 0.0, states, True, str(error) or repr(error))
        return Done(plan.monitor, Evaluation(plan.id, at, {}, version=plan.version, edits=edits), states, [failed], [])
    changed = {
        ",".join(group): (course.states[group].status, encoded(group, course.states[group])) for group in course.changed
    }
    forgotten = [",".join(group) for group in course.forgotten]
    evaluation = Evaluation(plan.id, at, changed, forgotten, told, plan.version, edits)
    heard = [one for one in told if (one.group, one.at) not in course.silent]
    return Done(plan.monitor, evaluation, course.states, course.accounts, heard, course.unread)


def _tell(course: Course, judged: Judgement, at: float, standing: Standing, run: Run) -> list[Told]:
    plan = course.plan
    options = plan.monitor.get("options") or {}
    muted = {group: course.mute(group, judged.states[group], made, at) for group, made in judged.transitions.items()}
    words = partial(_words, plan, run, course.rules, standing, standing.others(plan.condition.members))
    found = []
    loud: dict[Group, Transition] = {}
    for group, made in judged.transitions.items():
        if not made.told or muted[group]:
            found.append(words(group, judged.states[group], made, muted[group], quiet=not made.told))
        else:
            loud[group] = made
    for bundle in bundled(loud, options):
        head, *others = bundle
        told = words(head, judged.states[head], loud[head])
        if others:
            told = _listing(told, "The same holds for", [_in_braces(group) for group in others])
        found.append(told)
        found += [words(group, judged.states[group], loud[group], quiet=True) for group in others]
    return found


def tell_late(course: Course, now: float, standing: Standing, run: Run, why: str) -> list[Told]:
    """Every transition of the windows that were missed is stored; one message tells of all of them, and why."""
    plan, late = course.plan, course.late
    words = partial(_words, plan, run, course.rules, standing, standing.others(plan.condition.members))
    found = [words(group, state, made, course.mute(group, state, made, made.at), quiet=True)
             for group, state, made in late]  # fmt: skip
    last = {
        group: (state, made) for group, state, made in late if made.told and not course.mute(group, state, made, now)
    }
    if not last:
        return found
    head = max(last, key=lambda group: SEVERITY[last[group][1].status])
    state, made = last[head]
    told = words(head, state, made, prefix="[Late] ")
    index = next(i for i, (group, _, one) in enumerate(late) if group == head and one is made)
    found[index] = _listing(told, why, [f" {_clock(one.at)} {one.kind}{_in_braces(group)}" for group, _, one in late])
    return found


def _listing(told: Told, words: str, items: Sequence[str]) -> Told:
    """What is told, with a list of groups below it."""
    more = [f"- and {len(items) - _SHOWN} more"] if len(items) > _SHOWN else []

    def listed(text: str, written: Callable[[str], str]) -> str:
        return "\n".join([text, "", words, *(f"-{written(item)}" for item in items[:_SHOWN]), *more])

    markdown = listed(str(told.facts["markdown"] or told.text), inert)
    return replace(told, text=listed(told.text, str), facts={**told.facts, "markdown": markdown})


def _words(
    plan: Plan, run: Run, rules: NotificationRules, standing: Standing, members: Members,
    group: Group, state: GroupState, made: Transition,
    silenced_by: str = "", *, quiet: bool = False, prefix: str = "",
) -> Told:  # fmt: skip
    """The transition with its words; a quiet one is stored, and nobody is told of it."""
    host = next((tag[5:] for tag in group if tag.startswith("host:")), "")
    more, seen_at = member_variables(plan.condition, group, members), made.at - plan.delay_s
    known, samples = {"name": host} if host else {}, None
    try:
        more |= plan.condition.words(standing.gauge, seen_at)
        known = facts_of(host, run) if host else {}
        if not quiet:
            samples = samples_of(plan.monitor, plan.condition, group, seen_at, run, standing.url)
    except Exception as error:  # an alert without them is better than none
        log.warning("monitor %s is told without what is known of its group: %s", plan.id, error)
    said = compose(plan.monitor, plan.condition, group, state, made, known, prefix, samples, more)
    about = {**plan.monitor, "priority": said.facts["priority"]}
    handles = dict.fromkeys((*said.handles, *recipients(rules, about, group, made)))
    return Told(
        group=",".join(group),
        at=made.at,
        kind=made.kind,
        previous=made.previous,
        status=made.status,
        value=made.value,
        title=said.title,
        text=said.text,
        handles=() if quiet else tuple(handles),
        facts=said.facts,
        silenced_by=silenced_by,
    )


def _in_braces(group: Group) -> str:
    return f" {{{','.join(group)}}}" if group else ""


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M")


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)
