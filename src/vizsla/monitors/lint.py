"""What is doubtful in a monitor's message while it is written: unknown names, wrong calls, blocks left open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from string import ascii_lowercase
from typing import Any
from zoneinfo import ZoneInfo

from vizsla.monitors.arithmetic import evaluate
from vizsla.monitors.kind import Condition
from vizsla.monitors.message import CONDITIONS, PRIORITY
from vizsla.monitors.template import Use, uses

_ALWAYS = (
    "value", "threshold", "warn_threshold", "ok_threshold", "comparator", "priority", "monitor.name",
    "first_triggered_at", "first_triggered_at_epoch", "last_triggered_at", "last_triggered_at_epoch",
    "triggered_duration_sec",
)  # fmt: skip
_OF_A_HOST = ("host.name", "host.ip", "host.metadata_agent_version", "host.metadata_machine", "host.metadata_platform",
              "host.metadata_processor")  # fmt: skip
_FUNCTIONS = ("eval", "local_time", "urlencode", "override_priority")
_OF_A_RECORD = {"log alert": "log", "event-v2 alert": "event", "event alert": "event", "trace-analytics alert": "span"}
_FIELDS = ("name", "message", "options.escalation_message")


@dataclass(frozen=True)
class Doubt:
    """Something in a field that will not do what its author may think, and where."""

    field: str
    message: str
    start: int
    end: int


def names_of(monitor: Mapping[str, Any], condition: Condition) -> list[str]:
    """Variables that the monitor's message may use, in the order in which people look for them."""
    keys = [key.removeprefix("@") for key in condition.group_by]
    found = [*_ALWAYS[:5], *(f"{key}.name" for key in keys)]
    found += _OF_A_HOST if "host" in keys else ()
    if record := _OF_A_RECORD.get(str(monitor.get("type"))):
        first = "title" if record == "event" else "message" if record == "log" else "resource_name"
        found += [f"{record}.{first}", f"{record}.service", f"{record}.host", f"{record}.timestamp"]
    if monitor.get("type") == "service check":
        found.append("check_message")
    found += condition.variables
    for letter, _ in zip(ascii_lowercase, condition.members, strict=False):
        found += [f"{letter}.value", f"{letter}.status"]
    return list(dict.fromkeys([*found, *_ALWAYS]))


def doubts(monitor: Mapping[str, Any], condition: Condition) -> list[Doubt]:
    """Every doubt about the monitor's name, message and escalation message, in the order of their places."""
    known = names_of(monitor, condition)
    record = _OF_A_RECORD.get(str(monitor.get("type")), "")
    free = (f"{record}.",) if record else ()
    if "host" in condition.group_by:
        free = (*free, "host.")
    texts = {"name": monitor.get("name"), "message": monitor.get("message")}
    texts["options.escalation_message"] = (monitor.get("options") or {}).get("escalation_message")
    return [
        Doubt(field, message, use.start, use.end)
        for field in _FIELDS
        for use, message in _of_text(str(texts[field] or ""), known, free)
    ]


def _of_text(text: str, known: list[str], free: tuple[str, ...]) -> Iterator[tuple[Use, str]]:
    opened: list[Use] = []
    for use in uses(text):
        match use.sign:
            case "#" | "^":
                opened.append(use)
                yield from ((use, message) for message in _of_block(use, known, free))
            case "/":
                if opened and opened[-1].name == use.name:
                    opened.pop()
                else:
                    yield use, f"nothing that is open here ends with {{{{/{use.name}}}}}"
            case _ if use.name == "else":
                if not opened:
                    yield use, "{{else}} belongs into a block such as {{#is_alert}}"
            case _:
                yield from ((use, message) for message in _of_variable(use, known, free))
    for use in opened:
        yield use, f"this block is not closed; write {{{{/{use.name}}}}} at its end"


def _of_block(use: Use, known: list[str], free: tuple[str, ...]) -> Iterator[str]:
    if use.name not in CONDITIONS:
        yield f"there is no condition {use.name}{_meant(use.name, sorted(CONDITIONS))}"
    elif use.name in ("is_match", "is_exact_match"):
        if len(use.arguments) < 2:
            yield f"{use.name} takes a variable and at least one text"
        elif not _is_known(use.arguments[0], known, free):
            yield _unknown(use.arguments[0], known)


def _of_variable(use: Use, known: list[str], free: tuple[str, ...]) -> Iterator[str]:
    if use.name not in _FUNCTIONS:
        if not _is_known(use.name, known, free):
            yield _unknown(use.name, known)
    elif not use.arguments:
        yield f"{use.name} takes an argument in quotes"
    elif use.name == "override_priority":
        if not PRIORITY.fullmatch(use.arguments[0]):
            yield "override_priority takes one of 'P1' to 'P5'"
    elif use.name == "eval":
        try:
            evaluate(use.arguments[0], lambda name: 1.0 if _is_known(name, known, free) else None)
        except ValueError as error:
            yield str(error)
    elif use.name in ("local_time", "urlencode"):
        if not _is_known(use.arguments[0], known, free):
            yield _unknown(use.arguments[0], known)
        if use.name == "local_time" and len(use.arguments) > 1:
            try:
                ZoneInfo(use.arguments[1])
            except (ValueError, OSError, KeyError):
                yield f"there is no time zone {use.arguments[1]}"


def _is_known(name: str, known: list[str], free: tuple[str, ...]) -> bool:
    plain = name.replace("[", "").replace("]", "").removeprefix("@")
    return plain in known or f"{plain}.name" in known or plain.startswith(free)


def _unknown(name: str, known: list[str]) -> str:
    return f"there is no variable {name}, which will be empty{_meant(name, known)}"


def _meant(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, 1, 0.6)
    return f"; did you mean {close[0]}?" if close else ""
