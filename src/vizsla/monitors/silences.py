"""Downtimes over monitors: which of their groups nobody is told of, and what is told when a downtime is over."""

import dataclasses
import logging
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from vizsla.documents.downtimes import newer, older
from vizsla.documents.downtimes.downtime import Downtime
from vizsla.documents.downtimes.schedule import Occurrence, ended
from vizsla.monitors.judge import Judgement
from vizsla.monitors.kind import Group, condition_of
from vizsla.monitors.state import GroupState, Observed, Transition, TransitionKind
from vizsla.query.search.parser import parse
from vizsla.query.search.predicate import compile
from vizsla.query.search.syntax import And, Everything, Field, Has, Not, Or, Tree
from vizsla.store.documents import Document

log = logging.getLogger(__name__)

KIND = "downtime"
_TERM = re.compile(r"(?<![\w!.-])([A-Za-z][\w./-]*:[^\s,(){}*!]+)")
_COMMA = re.compile(r"\s*,\s*(?=-?[A-Za-z][\w./-]*:)")
_OWN = "tag."  # so that a key such as `host` is a tag here, and no column
_STATES = {"Alert": "alert", "No Data": "no data", "Warn": "warn"}
_KINDS: dict[str, TransitionKind] = {"Alert": "Triggered", "No Data": "No Data", "Warn": "Warn"}


@dataclass(frozen=True)
class Silence:
    """A downtime, and which tags its scope covers."""

    id: str
    downtime: Downtime
    covers: Callable[[Collection[str]], bool]

    def holds(self, target: "Target", group: Group) -> bool:
        """Whether it is for this group of this monitor, whenever that may be."""
        return self.downtime.holds_for(target.id, target.tags) and self.covers(tags_of(group, target.scope))


@dataclass(frozen=True)
class Target:
    """What of a monitor tells whether a downtime is for it: its number, its tags, and the filter of its query."""

    id: int
    tags: list[str]
    scope: str


def target_of(number: int, monitor: Mapping[str, Any]) -> Target:
    """A monitor as downtimes see it."""
    try:
        scope = condition_of(monitor).scope
    except ValueError:
        scope = ""
    return Target(number, [str(tag) for tag in monitor.get("tags") or []], scope)


def downtime_of(document: Document) -> Downtime:
    """A stored downtime, whichever form it was given in."""
    read = older.read if document.body["form"] == "v1" else newer.read
    found = read(document.body["given"], document.body.get("canceled"))
    cut = tuple((start, end) for start, end in document.body.get("cut", ()))
    return msgspec.structs.replace(found, schedule=msgspec.structs.replace(found.schedule, cut=cut)) if cut else found


def silences_of(documents: Iterable[Document]) -> list[Silence]:
    """What stored downtimes silence."""
    found = []
    for one in documents:
        try:
            downtime = downtime_of(one)
            found.append(Silence(one.id, downtime, covering(downtime.scope)))
        except (ValueError, KeyError) as error:  # as an older version may have stored it: alerts go on without it
            log.warning("downtime %s silences nothing: %s", one.id, error)
    return found


def tags_of(group: Group, scope: str) -> list[str]:
    """The tags that are true of a group: its own, and those that the monitor's query asks for."""
    return [*group, *(_TERM.findall(scope) if " OR " not in scope else ())]


@cache
def covering(scope: str) -> Callable[[Collection[str]], bool]:
    """A predicate over tags from a scope such as `env:(a OR b) AND -host:x*`; ValueError where it cannot be read.

    A comma joins terms as AND does, as it does in filters of metrics; tags hold none.
    """
    if scope.strip() == "*":
        return lambda _tags: True
    try:
        holds = compile(_over_tags(parse(_COMMA.sub(" AND ", scope))), "events")
    except ValueError as error:
        raise ValueError(f"scope: {error}") from None
    return lambda tags: holds({"tags": [f"{_OWN}{tag}" for tag in tags]})


def _over_tags(tree: Tree) -> Tree:
    match tree:
        case Everything():
            return tree
        case Has(Field(name, False)):
            return dataclasses.replace(tree, field=Field(f"{_OWN}{name}"))
        case Not(part):
            return dataclasses.replace(tree, part=_over_tags(part))
        case And(parts) | Or(parts):
            return dataclasses.replace(tree, parts=tuple(_over_tags(part) for part in parts))
        case _:
            raise ValueError("its terms are tags such as env:prod, joined by AND; a word alone is none")


def silenced(
    silences: Sequence[Silence], target: Target, group: Group, at: float, made: Transition, state: GroupState
) -> str:
    """The downtime by which nobody is told of a transition, or an empty text.

    The first recovery of what had triggered before the downtime began is told, unless that is muted as well.
    """
    for one in silences:
        occurrence = one.downtime.active(at)
        if occurrence is None or not one.holds(target, group):
            continue
        before = state.first_triggered is not None and state.first_triggered < occurrence[0]
        if made.kind == "Recovered" and before and not one.downtime.mute_first_recovery:
            continue
        return f"downtime {one.id}"
    return ""


def resumed(
    silences: Sequence[Silence], target: Target, judged: Judgement, observed: Mapping[Group, Observed],
    before: float, at: float,
) -> Mapping[Group, Transition]:  # fmt: skip
    """What is told of groups whose downtime ended after `before`: states that began during it and still hold."""
    over = [one for one in silences if _ended(one.downtime, before, at)] if before else []
    found: dict[Group, Transition] = {}
    for group, state in judged.states.items() if over else ():
        if state.status == "OK" or group in judged.transitions:
            continue
        for one in over:
            missed = any(start <= state.since < end for start, end in _ended(one.downtime, before, at))
            if missed and _STATES.get(state.status) in one.downtime.end_states and one.holds(target, group):
                limits = observed[group].limits if group in observed else None
                found[group] = Transition(_KINDS[state.status], "OK", state.status, at, state.value, limits=limits)
                break
    return found


def with_resumed(judged: Judgement, more: Mapping[Group, Transition]) -> Judgement:
    """The same judgement, with these told too."""
    if not more:
        return judged
    told = {
        group: msgspec.structs.replace(judged.states[group], last_notified=one.at, told=one.status)
        for group, one in more.items()
    }
    return Judgement(
        dict(judged.states) | told,
        dict(judged.transitions) | dict(more),
        list(dict.fromkeys([*judged.changed, *more])),
        judged.forgotten,
    )


def _ended(one: Downtime, before: float, at: float) -> list[Occurrence]:
    """Occurrences that ended meanwhile in a way that is told."""
    canceled = one.canceled
    if canceled is not None and canceled <= at:
        if canceled <= before or "canceled" not in one.end_types:
            return []
        found = one.active(canceled - 1e-3)
        return [(found[0], canceled)] if found else []
    cut = dict(one.schedule.cut)
    return [
        (start, end)
        for start, end in ended(one.schedule, before, at)
        if ("canceled" if cut.get(start) == end else "expired") in one.end_types
    ]


def matching(one: Silence, groups: Sequence[str], now: float) -> dict[str, Any]:
    """A downtime as a monitor lists those that match it."""
    occurrence = one.downtime.active(now)
    older_form = older.as_older(one.downtime, now)
    return {
        "id": int(one.id),
        "active": occurrence is not None,
        "monitor_id": one.downtime.monitor_id,
        "start": older_form["start"],
        "end": older_form["end"],
        "scope": older_form["scope"],
        "groups": list(groups),
    }
