"""Judging: what was observed moves the groups of a monitor, and says whom to tell of what."""

from collections.abc import Mapping
from typing import Any

import msgspec

from vizsla.monitors.kind import Group
from vizsla.monitors.state import SEVERITY, GroupState, Observed, Rules, Transition, same, transition

_SILENT = Observed(None)
ALL_GROUPS: Group = ()


class Judgement(msgspec.Struct, frozen=True):
    """What one evaluation decided of every group."""

    states: dict[Group, GroupState]
    transitions: dict[Group, Transition]
    changed: list[Group]
    """Groups whose state has to be stored: more than their value differs."""
    forgotten: list[Group]


def judge(
    previous: Mapping[Group, GroupState], observed: Mapping[Group, Observed], rules: Rules, now: float,
    first: bool = False,
) -> Judgement:  # fmt: skip
    """Move every known or newly observed group; one silent for longer than it is retained is forgotten.

    At a monitor's first evaluation its groups are none that have just appeared: no delay for new groups applies.
    """
    states: dict[Group, GroupState] = {}
    made: dict[Group, Transition] = {}
    changed: list[Group] = []
    forgotten: list[Group] = []
    silent = {group: _SILENT for group in previous if group not in observed}
    for group, seen in {**observed, **silent}.items():
        before = previous.get(group)
        nothing = seen.value is None and seen.status is None
        if before is None:
            if nothing:
                continue
            if first:
                before = GroupState(since=now, first_seen=now - rules.new_group_delay_s)
        after, told = transition(before, seen, rules, now)
        silent_s = now - (after.last_data or after.first_seen) if nothing and not seen.skip else 0.0
        if group and told is None and after.status in ("OK", "No Data") and silent_s > rules.retain_s:
            forgotten.append(group)
            continue
        states[group] = after
        if told:
            made[group] = told
        if group not in previous or not same(previous[group], after):
            changed.append(group)
    return Judgement(states, made, changed, forgotten)


def collapsed(observed: Mapping[Group, Observed], rules: Rules) -> dict[Group, Observed]:
    """All groups as one, with the value nearest to alerting: for `groupby_simple_monitor`."""
    seen = [one for one in observed.values() if one.value is not None and not one.skip]
    if not seen:  # none can be judged; or all are silent, which a count is held against its thresholds for
        seen = [one for one in observed.values() if one.skip] or [one for one in observed.values() if one.limits]
    if not seen:
        return {ALL_GROUPS: _SILENT} if observed else {}
    sign = -1.0 if rules.comparator in ("<", "<=") else 1.0
    return {ALL_GROUPS: max(seen, key=lambda one: sign * _beyond(one, rules))}


def _beyond(one: Observed, rules: Rules) -> float:
    return (one.value or 0.0) - (one.limits.critical if one.limits else rules.critical)


def bundled(transitions: Mapping[Group, Transition], options: Mapping[str, Any]) -> list[list[Group]]:
    """Which groups' transitions are told together: those that `notify_by` does not tell apart, or a storm of them."""
    keys = options.get("notify_by")
    bundles: dict[object, list[Group]] = {}
    for group, one in transitions.items():
        if not keys:
            bundles[(one.kind, group)] = [group]
            continue
        own = () if "*" in keys else tuple(tag for tag in group if tag.partition(":")[0] in keys)
        bundles.setdefault((one.kind, own), []).append(group)
    found: list[list[Group]] = []
    kinds: dict[str, list[list[Group]]] = {}
    for bundle in bundles.values():
        kinds.setdefault(transitions[bundle[0]].kind, []).append(bundle)
    for same_kind in kinds.values():
        found += same_kind[:_ALONE]
        rest = [group for bundle in same_kind[_ALONE:] for group in bundle]
        if rest:
            found.append(rest)
    return sorted(found, key=lambda bundle: -SEVERITY[transitions[bundle[0]].status])


_ALONE = 2
"""Of several notifications of one kind at once, so many are sent by themselves; the rest are merged."""


def encoded(group: Group, state: GroupState) -> bytes:
    """A group and its state, to be stored."""
    return msgspec.json.encode((group, state))


def decoded(key: str, stored: bytes, evaluated_at: float) -> tuple[Group, GroupState]:
    """A stored group and its state; one that reported had data until the last evaluation."""
    if stored[:1] == b"{":  # as the first versions wrote it: without the group, and told of what it is
        state = msgspec.json.decode(stored, type=GroupState)
        return tuple(key.split(",")) if key else (), msgspec.structs.replace(state, told=state.status)
    group, state = _DECODER.decode(stored)
    if not state.silent and evaluated_at > (state.last_data or 0.0):
        state = msgspec.structs.replace(state, last_data=evaluated_at)
    return group, state


_DECODER = msgspec.json.Decoder(tuple[Group, GroupState])
