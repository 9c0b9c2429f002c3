"""Variables of a composite's message: its members by letter, in the order in which the query names them."""

from collections.abc import Mapping
from string import ascii_lowercase

from vizsla.monitors.kind import Condition, Group, Members
from vizsla.monitors.state import SEVERITY, GroupState


def member_variables(condition: Condition, group: Group, members: Members) -> dict[str, str]:
    """`a.value`, `a.status` and so on, of the member's group with the same values, else of its most severe one."""
    found: dict[str, str] = {}
    for letter, number in zip(ascii_lowercase, condition.members, strict=False):
        state = _own(members.get(number) or {}, group)
        found[f"{letter}.id"] = str(number)
        if state is not None:
            found[f"{letter}.status"] = state.status
            found[f"{letter}.value"] = "" if state.value is None else f"{state.value:.6g}"
    return found


def _own(states: Mapping[Group, GroupState], group: Group) -> GroupState | None:
    values = {tag.partition(":")[2] for tag in group}
    same = [state for tags, state in states.items() if {tag.partition(":")[2] for tag in tags} == values]
    return max(same or states.values(), key=lambda state: SEVERITY[state.status], default=None)
