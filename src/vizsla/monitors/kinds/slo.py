"""Alerts on objectives: how much of the error budget is used, or how fast it burns."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from vizsla.documents.slo import TIMEFRAME_DAYS
from vizsla.monitors.comparison import TAIL
from vizsla.monitors.kind import Condition, Gauge, Group, Kind
from vizsla.monitors.message import number
from vizsla.monitors.naming import length
from vizsla.monitors.slo.standing import burn_rate, consumed
from vizsla.monitors.state import Observed, Transition
from vizsla.monitors.timeframe import SECONDS
from vizsla.query.errors import QueryError

_ID = r'\(\s*"([0-9a-f]{32})"\s*\)'
_OVER = r'\s*\.\s*over\(\s*"(\w+)"\s*\)'
_BUDGET = re.compile(rf"\s*error_budget{_ID}{_OVER}\s*$")
_BURN = re.compile(
    rf"\s*burn_rate{_ID}{_OVER}\s*\.\s*long_window\(\s*\"(\d+)([mhd])\"\s*\)"
    r"\s*\.\s*short_window\(\s*\"(\d+)([mhd])\"\s*\)\s*$"
)
_NAMES: tuple[str, ...] = ("slo.name", "slo.id", "slo.target", "timeframe")
_BURN_NAMES = ("short_window_burn_rate", "long_window_burn_rate")
_EXAMPLE = 'burn_rate("0123456789abcdef0123456789abcdef").over("30d").long_window("1h").short_window("5m") > 14.4'


def _parsed(text: str, _options: Mapping[str, Any]) -> Condition:
    tail = TAIL.search(text)
    if tail is None or tail.group(1) not in (">", ">=") or tail.group(2) == "threshold":
        raise QueryError("the query ends with > or >= and a number, such as > 75", max(0, len(text) - 1), len(text))
    head, end = text[: tail.start()], (tail.start(), len(text))
    budget, burn = _BUDGET.match(head), _BURN.match(head)
    found = budget or burn
    if found is None:
        raise QueryError(f'the query is error_budget("id").over("7d") > 75, or like {_EXAMPLE}', 0, tail.start())
    id, timeframe = found.group(1, 2)
    if timeframe not in TIMEFRAME_DAYS:
        raise QueryError(f"the timeframe is one of {', '.join(TIMEFRAME_DAYS)}", *found.span(2))
    if burn is None:
        window_s, names = TIMEFRAME_DAYS[timeframe] * 86400.0, _NAMES
        windows: tuple[float, ...] = (window_s,)
        observe, what, every_s = _budget(id, timeframe, window_s), "% of the error budget used", 300.0
    else:
        long_s, short_s = (int(burn.group(i)) * float(SECONDS[burn.group(i + 1)]) for i in (3, 5))
        if not 60 <= short_s < long_s <= 2 * 86400:
            raise QueryError("the short window is shorter than the long one, which is 2 days at most", *burn.span(3))
        window_s, windows, names = long_s, (short_s, long_s), (*_NAMES, *_BURN_NAMES)
        observe, what, every_s = _burn(id, timeframe, windows), "burn rate", 60.0
    threshold = float(tail.group(2))
    if threshold <= 0:
        raise QueryError("the threshold is above 0", *end)
    over = " and ".join(map(length, windows)) if burn else ""
    return Condition(
        window_s=window_s, comparator=tail.group(1), threshold=threshold, group_by=(), scope="*", metric=what,
        objective=id if burn else "", gauge=observe, every_s=every_s, variables=names,
        words=_words(id, timeframe, windows, names),
        sentence=partial(_said, timeframe, over, f"{tail.group(1)} {number(threshold)}"),
    )  # fmt: skip


def _budget(id: str, timeframe: str, window_s: float) -> Callable[[Gauge, float], dict[Group, Observed]]:
    def observe(gauge: Gauge, end_s: float) -> dict[Group, Observed]:
        seen = gauge(id, timeframe, end_s - window_s, end_s)
        return _one(consumed(seen.sli, seen.target), end_s)

    return observe


def _burn(id: str, timeframe: str, windows: Sequence[float]) -> Callable[[Gauge, float], dict[Group, Observed]]:
    def observe(gauge: Gauge, end_s: float) -> dict[Group, Observed]:
        seen = [gauge(id, timeframe, end_s - window_s, end_s) for window_s in windows]
        rates = [burn_rate(one.sli, one.target) for one in seen]
        known = [rate for rate in rates if rate is not None]
        # Both windows have to burn: the long one says that it matters, the short one that it goes on.
        return _one(min(known) if len(known) == len(rates) else None, end_s)

    return observe


def _words(
    id: str, timeframe: str, windows: Sequence[float], names: Sequence[str]
) -> Callable[[Gauge, float], dict[str, str]]:
    def words(gauge: Gauge, end_s: float) -> dict[str, str]:
        try:
            seen = [gauge(id, timeframe, end_s - window_s, end_s) for window_s in windows]
        except ValueError:  # it is gone since it was judged
            return {}
        own = (seen[0].name, id, number(seen[0].target), timeframe)
        rates = (burn_rate(one.sli, one.target) for one in seen)
        return dict(zip(names, (*own, *("" if rate is None else number(rate) for rate in rates)), strict=False))

    return words


def _said(timeframe: str, over: str, limit: str, _scope: str, made: Transition, known: Mapping[str, str]) -> str:
    value = "no value" if made.value is None else number(made.value)
    of = known.get("slo.name") or "the objective"
    if over:
        return f"The error budget of {of} burned {value} times as fast as it may over {over}; the condition is {limit}."
    return f"{value} % of the error budget of {of} over {timeframe} is used; the condition is {limit}."


def _one(value: float | None, end_s: float) -> dict[Group, Observed]:
    return {(): Observed(value, None if value is None else end_s)}


slo = Kind("slo", ("slo alert",), "The error budget of an objective: used up, or burning too fast.", _parsed, _EXAMPLE)
