"""Monitors in test scripts as text: the monitor, the time it runs, what it should come to and say."""

import ast
import json
import re
from dataclasses import dataclass
from typing import Any, get_args

from vizsla.documents.slo import filled, problems
from vizsla.monitors.state import Status
from vizsla.testing.times import ScriptError, seconds

_RUN = re.compile(r"run\s+(-?\w+)\.\.(-?\w+)(?:\s+stopped\s+(-?\w+)\.\.(-?\w+))?")
_MONITOR = re.compile(r"monitor(?:\s+(\d+))?")
_OBJECTIVE = re.compile(r"slo\s+(\d+)")
_FIELD = re.compile(r"(\w+):\s*(.*)")
_LINE = re.compile(r"\{([^}]*)\}\s+(.*)")
_SAID = re.compile(r"(\w+)\s+([A-Z][\w-]*(?: Data)?)\s+\{([^}]*)\}\s*(muted|.*)")
_STATUS = re.compile("|".join(get_args(Status)))
_FORM = "'run 0m..30m', 'run 0m..2h stopped 20m..50m'"


@dataclass(frozen=True)
class Monitor:
    """A monitor; scripts name several of them by numbers."""

    line: int
    number: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Objective:
    """A service level objective; alerts name it by its number, in 32 digits."""

    line: int
    id: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Said:
    """A transition that people are to be told of, with words of its message; `muted` where they are not to be."""

    at_s: int
    kind: str
    group: str
    words: str
    muted: bool


@dataclass(frozen=True)
class Run:
    """A time in which the monitors are evaluated; `states` are each group's statuses and when they began."""

    line: int
    start_s: int
    end_s: int
    stopped: tuple[int, int] | None
    states: dict[str, tuple[tuple[int, str], ...]]
    said: tuple[Said, ...] | None
    """Everything that is to be told; None where the script does not say."""


def is_monitor_step(head: str) -> bool:
    """Whether a block is one of these."""
    return head.split()[0] in ("monitor", "slo", "run")


def step(number: int, head: str, lines: list[tuple[int, str]]) -> Monitor | Objective | Run:
    """The step that a block is; ScriptError names the line that is not understood."""
    if head.startswith("slo"):
        return _objective(number, head, lines)
    return _monitor(number, head, lines) if head.startswith("monitor") else _run(number, head, lines)


def _monitor(number: int, head: str, lines: list[tuple[int, str]]) -> Monitor:
    found = _MONITOR.fullmatch(head)
    if not found:
        raise ScriptError(f"line {number}: write 'monitor' or 'monitor 2', not {head!r}")
    body: dict[str, Any] = {"type": "query alert", "name": "monitor", "message": "", "tags": []}
    return Monitor(number, int(found.group(1) or 1), body | _fields(lines))


def _objective(number: int, head: str, lines: list[tuple[int, str]]) -> Objective:
    found = _OBJECTIVE.fullmatch(head)
    if not found:
        raise ScriptError(f"line {number}: write 'slo 1', not {head!r}")
    body: dict[str, Any] = {"type": "metric", "name": "objective", "tags": []} | _fields(lines)
    if wrong := problems(body):
        raise ScriptError(f"line {number}: {wrong[0]}")
    return Objective(number, f"{int(found.group(1)):032d}", filled(body))


def _fields(lines: list[tuple[int, str]]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for at, line in lines:
        field = _FIELD.fullmatch(line)
        if not field:
            raise ScriptError(f"line {at}: fields are written 'query: …', 'options: {{…}}', not {line!r}")
        key, text = field.groups()
        if text[:1] in ("{", "[") and text[:2] != "{{":
            try:
                body[key] = json.loads(text)
            except ValueError as error:
                raise ScriptError(f"line {at}: {key} is no JSON: {error}") from None
        else:
            body[key] = int(text) if key == "priority" else text
    return body


def _run(number: int, head: str, lines: list[tuple[int, str]]) -> Run:
    found = _RUN.fullmatch(head)
    if not found:
        raise ScriptError(f"line {number}: write {_FORM}, not {head!r}")
    start, end, stop, go = (seconds(one, number) if one else 0 for one in found.groups())
    states: dict[str, tuple[tuple[int, str], ...]] = {}
    said: list[Said] | None = None
    for at, line in lines:
        group, told = _LINE.fullmatch(line), _SAID.fullmatch(line)
        if line == "quiet":
            said = []
        elif group:
            states[group.group(1).replace(" ", "")] = _timeline(at, group.group(2))
        elif told:
            moment, kind, name, words = told.groups()
            text = str(ast.literal_eval(words)) if words[:1] in "'\"" and words else ""
            if words and words != "muted" and not text:
                raise ScriptError(f"line {at}: words of a message are quoted, as in 'too high'")
            said = [*(said or []), Said(seconds(moment, at), kind, name.replace(" ", ""), text, words == "muted")]
        else:
            raise ScriptError(
                f"line {at}: write '{{host:a}} OK 5m Alert 9m OK', '5m Triggered {{host:a}} \\'words\\'' or 'quiet', "
                f"not {line!r}"
            )
    if not states and said is None:
        raise ScriptError(f"line {number}: say what to expect: groups' statuses, what is told, or 'quiet'")
    return Run(
        number, start, end, (stop, go) if found.group(3) else None, states, None if said is None else tuple(said)
    )


def _timeline(number: int, text: str) -> tuple[tuple[int, str], ...]:
    """`OK 5m Alert 9m OK`: a status from the start on, and each later one with its moment."""
    found: list[tuple[int, str]] = []
    at, rest = 0, text
    while rest:
        status = _STATUS.match(rest)
        if not status:
            raise ScriptError(f"line {number}: a status is {', '.join(get_args(Status))}, not {rest!r}")
        found.append((at, status.group()))
        rest = rest[status.end() :].strip()
        if rest:
            moment, _, rest = rest.partition(" ")
            at, rest = seconds(moment, number), rest.strip()
            if not rest:
                raise ScriptError(f"line {number}: a status is missing after {moment}")
    return tuple(found)
