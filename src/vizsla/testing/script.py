"""Test scripts as text: what to load, what to ask, what to expect."""

import ast
import re
from dataclasses import dataclass
from math import nan

from vizsla.testing import monitor_script
from vizsla.testing.monitor_script import Monitor, Objective, Run
from vizsla.testing.times import ScriptError, seconds

TYPES = ("gauge", "count", "rate", "distribution")
RECORDS = ("log", "span", "event", "check")
_LOAD = re.compile(r"load\s+(\S+)(?:\s+(gauge|count|rate|distribution|log|span|event|check))?(?:\s+at\s+(\S+))?")
_EVAL = re.compile(r"eval\s+(-?\w+)\.\.(-?\w+)(?:\s+step\s+(\S+))?\s+(\S.*)")
_SERIES = re.compile(r"([A-Za-z][\w.\-/]*)\{([^}]*)\}\s+(\S.*)")
_GROUP = re.compile(r"\{([^}]*)\}\s*(.*)")
_ERROR = re.compile(r"expect error (.+) at (\d+)\.\.(\d+)")
_NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_REPEATED = re.compile(rf"({_NUMBER}|_)(?:([+-]{_NUMBER.removeprefix('-?')}))?(?:x(\d+))?")


@dataclass(frozen=True)
class Series:
    """One series' samples, one a step; NaN or an empty tuple where there is none. Distributions have many a step."""

    metric: str
    tags: tuple[str, ...]
    samples: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Load:
    """Series whose samples are `step_s` apart, from `at_s` on."""

    line: int
    step_s: int
    type: str
    at_s: int
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Row:
    """An expected group and its values, NaN for none."""

    tags: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Fault:
    """An expected error: what it says and the part of the query that it is about."""

    message: str
    start: int
    end: int


@dataclass(frozen=True)
class Eval:
    """A query over a window, and what it must answer."""

    line: int
    start_s: int
    end_s: int
    step_s: int | None
    query: str
    expected: tuple[Row, ...] | Fault


Step = Load | Eval | Monitor | Objective | Run


def parse(text: str) -> list[Step]:
    """The steps of a script; ScriptError names the line that is not understood."""
    blocks: list[tuple[int, str, list[tuple[int, str]]]] = []
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        if raw[0].isspace():
            if not blocks:
                raise ScriptError(f"line {number}: a script begins with load or eval")
            blocks[-1][2].append((number, raw.strip()))
        else:
            blocks.append((number, raw.strip(), []))
    return [_step(number, head, lines) for number, head, lines in blocks]


def _step(number: int, head: str, lines: list[tuple[int, str]]) -> Step:
    if monitor_script.is_monitor_step(head):
        return monitor_script.step(number, head, lines)
    loading = _LOAD.fullmatch(head)
    if loading:
        step, type_, at = loading.groups()
        kind = type_ or "gauge"
        series = tuple(_series(n, line, kind) for n, line in lines)
        return Load(number, seconds(step, number), kind, seconds(at or "0s", number), series)
    asked = _EVAL.fullmatch(head)
    if not asked:
        raise ScriptError(
            f"line {number}: write 'load 10s [count] [at -1d]' or 'eval 0s..1m step 10s  query', not {head!r}"
        )
    start, end, step, query = asked.groups()
    return Eval(
        number,
        seconds(start, number),
        seconds(end, number),
        seconds(step, number) if step else None,
        query,
        _expected(number, lines),
    )


def _expected(number: int, lines: list[tuple[int, str]]) -> tuple[Row, ...] | Fault:
    if not lines:
        raise ScriptError(f"line {number}: say what to expect: lines such as '{{host:a}} 1 2', 'nothing', or an error")
    fault = _ERROR.fullmatch(lines[0][1])
    if fault:
        return Fault(str(ast.literal_eval(fault.group(1))), int(fault.group(2)), int(fault.group(3)))
    if [line for _, line in lines] == ["nothing"]:
        return ()
    rows = []
    for at, line in lines:
        found = _GROUP.fullmatch(line)
        if not found:
            raise ScriptError(f"line {at}: an expected group is written '{{host:a}} 1 2 _', not {line!r}")
        rows.append(Row(_tags(found.group(1)), tuple(sample[0] for sample in _samples(at, found.group(2), "gauge"))))
    return tuple(rows)


def _series(number: int, line: str, type_: str) -> Series:
    found = _SERIES.fullmatch(line)
    if not found:
        raise ScriptError(f"line {number}: a series is written 'name{{key:value}} 1 2 _ 4x3', not {line!r}")
    return Series(found.group(1), _tags(found.group(2)), tuple(_samples(number, found.group(3), type_)))


def _tags(text: str) -> tuple[str, ...]:
    return tuple(tag.strip() for tag in text.split(",") if tag.strip() not in ("", "*"))


def _samples(number: int, text: str, type_: str) -> list[tuple[float, ...]]:
    samples: list[tuple[float, ...]] = []
    for token in text.split():
        if type_ == "distribution" and "," in token:
            samples.append(
                tuple(value for part in token.split(",") for one in _repeated(number, part) for value in one)
            )
        else:
            samples.extend(_repeated(number, token))
    return samples


def _repeated(number: int, token: str) -> list[tuple[float, ...]]:
    # `5x3` is 5 5 5; `1+2x3` is 1 3 5; `_x2` is two gaps.
    found = _REPEATED.fullmatch(token)
    if not found or (found.group(2) and not found.group(3)):
        raise ScriptError(f"line {number}: {token!r} is no value; write 5, 5x3, 1+2x3 or _")
    first, step, times = found.groups()
    if first == "_":
        return [(nan,)] * int(times or 1)
    return [(float(first) + float(step or 0) * i,) for i in range(int(times or 1))]
