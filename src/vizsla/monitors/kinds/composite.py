"""Composite monitors: `12345 && !67890`, the states of other monitors combined."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from string import ascii_lowercase
from typing import Any

from vizsla.monitors.kind import Condition, Group, Kind, Members
from vizsla.monitors.state import GroupState, Observed, Status, Transition
from vizsla.query.errors import QueryError

_TOKEN = re.compile(r"\s*(\d{1,15}|&&|\|\||!|\(|\))")
_MOST = 10
_RANK: dict[Status, int] = {"OK": 0, "No Data": 1, "Warn": 2, "Alert": 3}
_BY_RANK: tuple[Status, ...] = ("OK", "No Data", "Warn", "Alert")

Joined = Callable[[Mapping[int, Status]], Status]


@dataclass
class _Reader:
    """Reads the expression by descent; `monitors` are its operands in order."""

    tokens: list[tuple[str, int, int]]
    text: str
    at: int = 0

    def here(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def fault(self, message: str) -> QueryError:
        _, start, end = (
            self.tokens[self.at] if self.at < len(self.tokens) else ("", max(0, len(self.text) - 1), len(self.text))
        )
        return QueryError(message, start, end)

    def any_(self) -> Joined:
        found = self.all_()
        while self.here() == "||":
            self.at += 1
            found = _either(found, self.all_())
        return found

    def all_(self) -> Joined:
        found = self.one()
        while self.here() == "&&":
            self.at += 1
            found = _both(found, self.one())
        return found

    def one(self) -> Joined:
        word = self.here()
        if word == "!":
            self.at += 1
            return _not(self.one())
        if word == "(":
            self.at += 1
            found = self.any_()
            if self.here() != ")":
                raise self.fault("a closing parenthesis is missing")
            self.at += 1
            return found
        if not word.isdigit():
            raise self.fault("a monitor's number is wanted here")
        self.at += 1
        number = int(word)
        return lambda statuses: statuses[number]


def _both(left: Joined, right: Joined) -> Joined:
    def joined(statuses: Mapping[int, Status]) -> Status:
        return _BY_RANK[min(_RANK[left(statuses)], _RANK[right(statuses)])]

    return joined


def _either(left: Joined, right: Joined) -> Joined:
    return lambda statuses: _BY_RANK[max(_RANK[left(statuses)], _RANK[right(statuses)])]


def _not(inner: Joined) -> Joined:
    def joined(statuses: Mapping[int, Status]) -> Status:
        found = inner(statuses)
        return "No Data" if found == "No Data" else "Alert" if found == "OK" else "OK"

    return joined


def _parsed(text: str, _options: Mapping[str, Any]) -> Condition:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise QueryError("a composite joins monitors' numbers by &&, || and !, as in 12 && !34", at, len(text))
        tokens.append((found.group(1), *found.span(1)))
        at = found.end()
    reader = _Reader(tokens, text)
    joined = reader.any_()
    if reader.here():
        raise reader.fault(f"{reader.here()!r} is not understood here")
    members = tuple(dict.fromkeys(int(token) for token, _, _ in tokens if token.isdigit()))
    if not 1 <= len(members) <= _MOST:
        raise QueryError(f"a composite joins 1 to {_MOST} monitors", 0, len(text))

    def combine(states: Members) -> dict[Group, Observed]:
        return _combined(members, joined, states)

    return Condition(
        window_s=60.0, comparator=">=", threshold=1.0, group_by=(), scope="*", metric=f"composite of {text.strip()}",
        every_s=60.0, members=members, combine=combine, thresholds=(),
        sentence=partial(_said, text.strip(), members),
    )  # fmt: skip


def _said(text: str, members: Sequence[int], scope: str, made: Transition, known: Mapping[str, str]) -> str:
    each = [
        f"{number} is {known[f'{letter}.status']}"
        for letter, number in zip(ascii_lowercase, members, strict=False)
        if f"{letter}.status" in known
    ]
    where = "" if scope == "*" else f" over {scope}"
    return f"{text}{where} is {made.status}{': ' if each else ''}{', '.join(each)}."


def _combined(members: tuple[int, ...], joined: Joined, states: Members) -> dict[Group, Observed]:
    """A status for each group that every grouped member has by its values; ungrouped members count for all."""
    missing = [number for number in members if not states.get(number)]
    if missing:
        return {}
    grouped = {
        number: {_values(group): group for group in states[number]} for number in members if () not in states[number]
    }
    shared = set.intersection(*(set(groups) for groups in grouped.values())) if grouped else {()}
    found: dict[Group, Observed] = {}
    for values in sorted(shared):
        statuses = {}
        for number in members:
            own = states[number][grouped[number][values]] if number in grouped else states[number][()]
            statuses[number] = _status(own)
        group = next((groups[values] for groups in grouped.values()), ())
        status = joined(statuses)
        found[group] = Observed(float(_RANK[status]), status=status)
    return found


def _status(state: GroupState) -> Status:
    """No Data counts where the member tells of it; else what it last told. What is unknown is no data here."""
    if "Unknown" in (state.status, state.told):
        return "No Data" if state.status in ("Unknown", "No Data") else state.status
    return state.told if state.status == "No Data" and state.told != "No Data" else state.status


def _values(group: Group) -> tuple[str, ...]:
    return tuple(sorted(tag.partition(":")[2] for tag in group))


composite = Kind(
    "composite",
    ("composite",),
    "The states of other monitors, joined by && (both), || (either) and ! (not).",
    _parsed,
    "12345 && !67890",
)
