"""Service checks: `"http.can_connect".over("env:prod").by("host").last(4).count_by_status()`, hosts' own check too."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Any

from vizsla.monitors.chain import Link, taken_apart
from vizsla.monitors.kind import Condition, Group, Kind, Run
from vizsla.monitors.state import Observed, Status, Transition
from vizsla.query.errors import QueryError
from vizsla.store.late import source

_HEAD = re.compile(r"\s*(\"(?:[^\"\\]|\\.)+\"|'(?:[^'\\]|\\.)+')")
_ENDS = ("count_by_status", "pct_by_status")
_LOOK_BACK_S = 3600
_READ_AT_ONCE_S = 4 * 3600
_OK, _WARNING, _CRITICAL, _UNKNOWN = range(4)
_SAID: dict[Status, tuple[str, str]] = {
    "Alert": ("CRITICAL", "critical"), "Warn": ("WARNING", "warning"), "OK": ("OK", "ok"),
    "Unknown": ("UNKNOWN", "unknown"),
}  # fmt: skip
_DEFAULTS = {"critical": 1, "warning": 1, "ok": 1, "unknown": 0}


@dataclass(frozen=True)
class _Runs:
    """The last runs of one host's check with one set of tags, newest first."""

    tags: tuple[str, ...]
    statuses: tuple[int, ...]
    message: str
    at_s: float


def _parsed(text: str, options: Mapping[str, Any]) -> Condition:
    head = _HEAD.match(text)
    if head is None:
        raise QueryError(
            'the query begins with the check\'s name, as in "http.can_connect".over("*").last(2).count_by_status()',
            0, min(len(text), 20),
        )  # fmt: skip
    name = head.group(1)[1:-1]
    links = {link.name: link for link in taken_apart(text, head.end())[0]}
    for link in links.values():
        if link.name not in ("over", "by", "last", "exclude", *_ENDS):
            raise QueryError(
                f"{link.name} is not one of over, exclude, by, last, count_by_status, pct_by_status", *link.span
            )
    end = next((links[one] for one in _ENDS if one in links), None)
    if end is None:
        raise QueryError("the query ends with .count_by_status() or .pct_by_status()", max(0, len(text) - 1), len(text))
    over, by = _tags(links.get("over")), _keys(links.get("by"))
    excluded = _tags(links.get("exclude"))
    runs = _last(links.get("last"))
    thresholds = options.get("thresholds") or {}
    share = end.name == "pct_by_status"
    wanted = {key: _count(thresholds, key, share) for key in _DEFAULTS}

    judge = _by_share if share else _by_runs

    def observe(run: Run, end_s: float) -> dict[Group, Observed]:
        return observe_many(run, [end_s])[0]

    def observe_many(run: Run, ends_s: Sequence[float]) -> list[dict[Group, Observed]]:
        found: list[dict[Group, Observed]] = []
        for some in _together(ends_s):
            groups: dict[Group, list[_History]] = {}
            for one in _read(run, name, over, excluded, some[0], some[-1]):
                groups.setdefault(_group(one.tags, by), []).append(one)
            for end_s in some:
                last = {group: [got for one in own if (got := one.last(end_s, runs))] for group, own in groups.items()}
                found.append({group: judge(own, wanted) for group, own in last.items() if own})
        return found

    return Condition(
        window_s=60.0,
        comparator=">=",
        threshold=wanted["critical"],
        group_by=by or (),
        scope=",".join(over) or "*",
        metric=name,
        observe=observe,
        observe_many=observe_many,
        spread=True,
        sources=frozenset({source("checks", name)}),
        every_s=60.0,
        no_data_after_s=86400.0,
        thresholds=("critical", "warning", "ok", "unknown"),
        sentence=partial(_share_said if share else _runs_said, name, wanted),
    )


@dataclass(frozen=True)
class _History:
    """The runs of one host's check with one set of tags between some moments, oldest first."""

    tags: tuple[str, ...]
    times: list[int]
    statuses: list[int]
    messages: list[str]

    def last(self, end_s: float, count: int) -> _Runs | None:
        """The last ones before a moment, unless it has been silent for long."""
        end = bisect_left(self.times, int(end_s))
        begin = max(bisect_left(self.times, int(end_s) - _LOOK_BACK_S, 0, end), end - max(count, 1))
        if begin == end:
            return None
        statuses = tuple(reversed(self.statuses[begin:end]))
        return _Runs(self.tags, statuses, self.messages[end - 1], float(self.times[end - 1]))


def _together(ends_s: Sequence[float]) -> Iterator[Sequence[float]]:
    """Moments whose runs are read at once."""
    begin = 0
    for i, end_s in enumerate(ends_s):
        if end_s - ends_s[begin] > _READ_AT_ONCE_S:
            yield ends_s[begin:i]
            begin = i
    yield ends_s[begin:]


def _read(
    run: Run, name: str, over: tuple[str, ...], excluded: tuple[str, ...], first_s: float, last_s: float
) -> Iterator[_History]:
    rows = run(
        "WITH arraySort(groupArray((toUnixTimestamp(ts), status, message))) AS runs "
        "SELECT host, tags, runs.1 AS times, runs.2 AS statuses, runs.3 AS messages FROM checks "
        "WHERE name = {name:String} AND ts >= {from:DateTime('UTC')} AND ts < {to:DateTime('UTC')} "
        "AND hasAll(arrayConcat(tags, [concat('host:', host)]), {over:Array(String)}) "
        "AND NOT hasAny(arrayConcat(tags, [concat('host:', host)]), {excluded:Array(String)}) GROUP BY host, tags",
        {
            "name": name,
            "from": int(first_s) - _LOOK_BACK_S,
            "to": int(last_s),
            "over": list(over),
            "excluded": list(excluded),
        },
    )
    for row in rows.to_pylist():
        own = (f"host:{row['host']}",) if row["host"] else ()
        yield _History(tuple(dict.fromkeys((*own, *row["tags"]))), row["times"], row["statuses"], row["messages"])


def _by_runs(found: list[_Runs], wanted: Mapping[str, float]) -> Observed:
    """The worst of a group's checks; each is judged by how often it had the same status without a break."""
    worst: tuple[int, Status | None, _Runs, int] | None = None
    for one in found:
        newest = one.statuses[0]
        streak = next((i for i, status in enumerate(one.statuses) if status != newest), len(one.statuses))
        status: Status | None = None
        if newest == _CRITICAL and streak >= wanted["critical"]:
            status = "Alert"
        elif newest == _WARNING and streak >= wanted["warning"]:
            status = "Warn"
        elif newest == _OK and streak >= wanted["ok"]:
            status = "OK"
        elif newest == _UNKNOWN and 0 < wanted["unknown"] <= streak:
            status = "Unknown"
        rank = {"Alert": 4, "Warn": 3, "Unknown": 2, None: 1, "OK": 0}[status]
        if worst is None or rank > worst[0]:
            worst = rank, status, one, streak
    assert worst is not None
    _, status, one, streak = worst
    return Observed(float(streak), max(r.at_s for r in found), skip=status is None, status=status, note=one.message)


def _by_share(found: list[_Runs], wanted: Mapping[str, float]) -> Observed:
    failing = [one for one in found if one.statuses[0] == _CRITICAL]
    warned = [one for one in found if one.statuses[0] in (_WARNING, _CRITICAL)]
    share = 100 * len(failing) / len(found)
    status: Status = "OK"
    if share >= wanted["critical"]:
        status = "Alert"
    elif wanted["warning"] and 100 * len(warned) / len(found) >= wanted["warning"]:
        status = "Warn"
    note = failing[0].message if failing else warned[0].message if warned else ""
    return Observed(share, max(one.at_s for one in found), status=status, note=note)


def _runs_said(name: str, wanted: Mapping[str, float], scope: str, made: Transition, _known: Mapping[str, str]) -> str:
    word, key = _SAID[made.status]
    if made.value is None:
        return f"{name} over {scope} was {word}."
    times, least = int(made.value), int(wanted[key])
    return f"{name} over {scope} was {word} {_times(times)}; the {key} condition is {_times(least)}."


def _share_said(name: str, wanted: Mapping[str, float], scope: str, made: Transition, _known: Mapping[str, str]) -> str:
    share = "no share" if made.value is None else f"{made.value:.3g} %"
    return f"{share} of {name} over {scope} was CRITICAL; the critical condition is >= {wanted['critical']:g} %."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times in a row"


def _group(tags: tuple[str, ...], by: tuple[str, ...] | None) -> Group:
    if by is None:
        return tuple(sorted(tags))
    values = {key: [] for key in by}  # type: dict[str, list[str]]
    for tag in tags:
        key, _, value = tag.partition(":")
        if key in values:
            values[key].append(value)
    return tuple(f"{key}:{','.join(sorted(found)) or 'N/A'}" for key, found in values.items())


def _tags(link: Link | None) -> tuple[str, ...]:
    given = (part.strip() for word in (link.words if link else ()) for part in word.split(","))
    return tuple(tag for tag in given if tag and tag != "*")


def _keys(link: Link | None) -> tuple[str, ...] | None:
    """The keys of `by`; None for `by("*")`, which tells every set of tags from the others."""
    if link and any(word.strip() == "*" for word in link.words):
        return None
    return tuple(part.strip() for word in (link.words if link else ()) for part in word.split(",") if part.strip())


def _last(link: Link | None) -> int:
    if link is None:
        return 2
    words = link.words
    if len(words) != 1 or not words[0].isdigit() or not 1 <= int(words[0]) <= 100:
        raise QueryError("last takes a number of runs from 1 to 100, as in .last(4)", *link.span)
    return int(words[0])


def _count(thresholds: Mapping[str, Any], key: str, share: bool) -> float:
    given = thresholds.get(key)
    if share:
        return float(given) if given is not None else 100.0 if key == "critical" else 0.0
    return float(ceil(given)) if given else float(_DEFAULTS[key])


check = Kind(
    "check",
    ("service check",),
    "The last runs of a service check, by host or any tag; a host that is silent is found by its own check.",
    _parsed,
    '"http.can_connect".over("env:prod").by("host").last(4).count_by_status()',
)
