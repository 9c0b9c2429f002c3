"""Thresholds that are queries: `options.thresholds.critical_query` of a formula that ends with `> threshold`."""

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from vizsla.monitors.chain import TEXT, last_s, plain, taken_apart
from vizsla.monitors.comparison import reduced
from vizsla.monitors.kind import Group, Run
from vizsla.monitors.state import Limits
from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import Expr

QUERIES = ("critical_query", "warning_query", "critical_recovery_query", "warning_recovery_query")
_HEAD = re.compile(rf"\s*formula\(\s*({TEXT})\s*\)")
_METHODS = ("avg", "min", "max", "sum", "last")
_FORM = 'formula("2 * query1").rollup("avg").last("1mo")'
_LONGEST_S = 455 * 86400
_KEPT = 8

Ask = Callable[[Expr, float, float, Run], Frame]
"""The frame of a formula over the monitor's variables, between two moments."""


@dataclass(frozen=True)
class _Threshold:
    """A formula over a time of its own, reduced to one value a group."""

    tree: Expr
    method: str
    window_s: float

    @property
    def holds_s(self) -> float:
        """Seconds for which it is computed once: a long past changes slowly."""
        return min(3600.0, max(60.0, self.window_s / 360 // 60 * 60))


@dataclass(frozen=True)
class Thresholds:
    """The thresholds of a moment: by key, the value of each group that has a past."""

    values: Mapping[str, Mapping[Group, float]]

    @property
    def groups(self) -> list[Group]:
        """The groups that have thresholds of their own."""
        return list(self.values["critical"])

    def of(self, group: Group) -> Limits | None:
        """A group's; None where the past does not say how much is too much."""
        own = {key: known.get(group, known.get((), float("nan"))) for key, known in self.values.items()}
        known = {key: value for key, value in own.items() if value == value}
        return Limits(**known) if "critical" in known else None


def limits_of(options: Mapping[str, Any], names: frozenset[str], ask: Ask) -> Callable[[Run, float], Thresholds]:
    """What tells the thresholds at a second; QueryError where they cannot be read."""
    given = options.get("thresholds")
    queries = {
        key.removesuffix("_query"): _parsed(key, given[key], names)
        for key in QUERIES
        if isinstance(given, Mapping) and given.get(key) is not None
    }
    if "critical" not in queries:
        raise QueryError(f"options.thresholds.critical_query is missing; it is written {_FORM}")
    kept: OrderedDict[tuple[str, float], dict[Group, float]] = OrderedDict()
    keeping = Lock()  # windows of late data are judged beside those that are due

    def values(key: str, run: Run, end_s: float) -> dict[Group, float]:
        one = queries[key]
        until = end_s // one.holds_s * one.holds_s
        found = kept.get((key, until))
        if found is None:
            frame = ask(one.tree, until - one.window_s, until, run)
            found = dict(zip(frame.groups, reduced(frame.values, one.method).tolist(), strict=True))
            with keeping:
                kept[key, until] = found
                while len(kept) > _KEPT:
                    kept.popitem(last=False)
        return found

    return lambda run, end_s: Thresholds({key: values(key, run, end_s) for key in queries})


def _parsed(key: str, text: object, names: frozenset[str]) -> _Threshold:
    place = f"options.thresholds.{key}"
    head = _HEAD.match(text) if isinstance(text, str) else None
    if head is None or not isinstance(text, str):
        raise QueryError(f"{place} is written {_FORM}")
    links, at = taken_apart(text, head.end())
    given = {link.name: link for link in links}
    rollup = given["rollup"].words if "rollup" in given else ("avg",)
    if text[at:].strip() or set(given) - {"rollup", "last"} or len(rollup) != 1 or rollup[0] not in _METHODS:
        raise QueryError(f"{place} is written {_FORM}; the rollup is one of {', '.join(_METHODS)}")
    try:
        window_s = last_s(given.get("last"), at)
        tree = parse(plain(head.group(1)), names)
    except QueryError as error:
        raise QueryError(f"{place}: {error.message}") from None
    if not 60 <= window_s <= _LONGEST_S:
        raise QueryError(f"{place}: a minute is the least, and fifteen months are the most")
    return _Threshold(tree, rollup[0], window_s)
