"""What a public dashboard lets its viewers ask: the data that its own widgets ask for, and nothing else.

A request may put other functions around a metric, since they make nothing of it that its points do not hold; but those
that show another time only as the dashboard does. Which series, which records and which of their fields are read is
fixed by the dashboard and the variables its owner opened.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from vizsla.api.public_widgets import Shown, dicts, objects, parts_of, shown_by
from vizsla.documents.templates import Variable, fill_metric, fill_search
from vizsla.query.errors import QueryError
from vizsla.query.functions.function import functions
from vizsla.query.metrics.parser import parse as parse_metric
from vizsla.query.metrics.parser import parse_list
from vizsla.query.metrics.syntax import Binary, Call, Expr, Filter, Metric, Reference, metrics_of
from vizsla.query.search import parse, printer

_PLAIN = re.compile(r"[\w./:@+-]+")
_CLOCKS_S = 600.0  # how far a viewer's clock may be off
_SPANS_S = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}
_LIVE = re.compile(r"(\d+)(mo|m|h|d|w|y)")
_LIVE_S = {"m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 2592000, "y": 31536000}
_STREAMS = {
    "logs_stream": "logs", "logs_pattern_stream": "logs", "trace_stream": "spans", "event_stream": "events",
    "logs": "logs", "spans": "spans", "events": "events",
}  # fmt: skip
_BEFORE = ("hour_before", "day_before", "week_before", "month_before")
_OLD = {"log_query": "logs", "apm_query": "spans", "event_query": "events"}


class NotShared(Exception):
    """The request asks for what the dashboard does not show."""


Shift = tuple[str, tuple[Expr, ...], tuple[tuple[str, Expr], ...]]
"""A call that shows another time: its name, and its arguments behind the query."""


@dataclass(frozen=True)
class _Records:
    source: str
    search: str
    facets: frozenset[str]
    measures: frozenset[str]
    whole: bool  # the records themselves, not only figures of them


@dataclass(frozen=True)
class Scope:
    """What may be asked with one choice of variables."""

    metrics: frozenset[tuple[str, Filter, frozenset[str]]]
    shifts: frozenset[tuple[Shift, ...]]
    """Shifts of time around a query, the outermost first."""
    records: tuple[_Records, ...]
    shown: Shown
    longest_s: float
    any_time: bool = False

    def allow_time(self, start: float, end: float, now: float, longest_s: float | None = None) -> None:
        """Raise NotShared where a widget that looks back so far, by default any, does not show this time."""
        longest = self.longest_s if longest_s is None else longest_s
        # Forecasts are drawn for half the time again.
        if not self.any_time and not (
            now - longest * 1.02 - _CLOCKS_S <= start and end <= now + longest * 0.51 + _CLOCKS_S
        ):
            raise NotShared("this time is not shown to the public")

    def allow_metrics(self, text: str) -> None:
        """Raise NotShared unless every metric of the query is one of the dashboard's, with its filter."""
        for tree in parse_list(text):
            self.allow_shifts(tree)
            for leaf in metrics_of(tree):
                mine = [by for name, filter_, by in self.metrics if (name, filter_) == (leaf.name, leaf.filter)]
                if not any(set(leaf.by) <= by for by in mine):
                    raise NotShared(f"{leaf.name} with this filter is not part of the dashboard")

    def allow_shifts(self, tree: Expr, named: Mapping[str, Expr] = MappingProxyType({})) -> None:
        """Raise NotShared where a query, or a formula over named ones, shows a time at another's place and no widget
        does so."""
        if not self.shifts.issuperset(_shifts(tree, named)):
            raise NotShared("this time is not shown to the public")

    def allow_records(self, source: str, search: str, facets: set[str], measures: set[str], whole: bool) -> None:
        """Raise NotShared unless one of the dashboard's widgets asks for these records by these fields."""
        wanted = _canonical(search)
        for one in self.records:
            if (
                (one.source, one.search) == (source, wanted)
                and facets <= one.facets
                and measures <= one.measures
                and (one.whole or not whole)
            ):
                return
        raise NotShared(f"this search of {source} is not part of the dashboard")


def choices(share: Mapping[str, Any], board: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[Variable, ...]:
    """The dashboard's variables as the viewer chose them where the owner opened them, else as they stand at first."""
    opened = {str(one.get("name")): one for one in share.get("selectable_template_vars") or []}
    found = []
    for declared in board.get("template_variables") or []:
        name, prefix = str(declared["name"]), declared.get("prefix")
        own = declared.get("defaults") or ([declared["default"]] if declared.get("default") else [])
        if name in opened:
            first = opened[name].get("default_value")
            values = [str(first)] if first else [str(one) for one in own]
            if name in given:
                values = _chosen(name, prefix, given[name], opened[name].get("visible_tags") or [], values)
        else:
            values = [str(one) for one in own]
        found.append(Variable(name, prefix, tuple(one for one in values if one and one != "*")))
    return tuple(found)


def _chosen(name: str, prefix: str | None, given: Any, visible: list[str], first: list[str]) -> list[str]:
    if not isinstance(given, list) or len(given) > 50 or not all(isinstance(one, str) for one in given):
        raise NotShared(f"the values of {name} are no list of texts")
    values = given or ["*"]
    for value in values:
        if visible and value not in {*visible, *first}:
            raise NotShared(f"{value!r} is not among the values of {name}")
        if not visible and not (value == "*" or (prefix is not None and _PLAIN.fullmatch(value))):
            raise NotShared(f"{value!r} cannot be chosen for {name}")
    return values


@lru_cache(maxsize=128)
def scope_of(board: bytes, variables: tuple[Variable, ...], span_s: float) -> Scope:
    """The scope of a dashboard, given as JSON with its powerpacks' groups and monitors' graphs.

    `span_s` is what its owner lets it span.
    """
    body = msgspec.json.decode(board)
    metrics: set[tuple[str, Filter, frozenset[str]]] = set()
    shifts: set[tuple[Shift, ...]] = {()}
    records: list[_Records] = []
    longest = span_s
    parts = list(parts_of(body.get("widgets") or [], body.get("powerpacks") or {}, body.get("graphs") or {}, variables))
    for part, own in parts:
        longest = max(longest, _span_s(part.get("time")))
        for text in _metric_texts(part):
            try:
                trees = parse_list(fill_metric(text, own))
            except QueryError:
                continue  # what cannot be read can be asked by nobody
            metrics |= {(leaf.name, leaf.filter, frozenset(leaf.by)) for tree in trees for leaf in metrics_of(tree)}
            shifts |= {chain for tree in trees for chain in _shifts(tree, {})}
        shifts |= _formula_shifts(part, own)
        for source, search, facets, measures, whole in _searches(part):
            try:
                filled = _canonical(fill_search(search, own))
            except QueryError:
                continue
            records.append(_Records(source, filled, facets, measures, whole))
    return Scope(frozenset(metrics), frozenset(shifts), tuple(records), shown_by(parts, span_s), longest)


def _metric_texts(part: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(part.get("q"), str) and "tags_execution" not in part:
        yield part["q"]
    if part.get("data_source", "metrics") == "metrics" and isinstance(part.get("query"), str) and "name" in part:
        yield part["query"]


def _formula_shifts(part: Mapping[str, Any], variables: Sequence[Variable]) -> set[tuple[Shift, ...]]:
    """Of a request's formulas with the queries that they name, and of
    the change widget, which puts the shift around them that it compares with."""
    if part.get("type") == "change":
        return {
            ((before if before in _BEFORE else "hour_before", (), ()), *chain)
            for request in objects(part.get("requests"))
            for before in (str(request.get("compare_to")),)
            for chain in (*_formula_shifts(request, variables), ())
        }
    queries = dicts(part.get("queries"))
    names = frozenset(str(one.get("name")) for one in queries)
    named: dict[str, Expr] = {}
    for one in queries:
        with suppress(QueryError):
            for text in _metric_texts(one):
                named[str(one["name"])] = parse_metric(fill_metric(text, variables))
    found: set[tuple[Shift, ...]] = set()
    for one in dicts(part.get("formulas")):
        with suppress(QueryError):
            trees = parse_list(str(one.get("formula")), names)
            found |= {chain for tree in trees for chain in _shifts(tree, named)}
    return found


def _shifts(tree: Expr, named: Mapping[str, Expr], around: tuple[Shift, ...] = ()) -> Iterator[tuple[Shift, ...]]:
    match tree:
        case Reference(name) if name in named:
            yield from _shifts(named[name], {}, around)
        case Call(name, args, keywords):
            function = functions().get(name)
            if function is not None and function.moved is not None:
                around = (*around, (name, args[1:], keywords))
            for arg in args:
                yield from _shifts(arg, named, around)
        case Binary():
            yield from _shifts(tree.left, named, around)
            yield from _shifts(tree.right, named, around)
        case Metric() | Reference():
            yield around


def _searches(part: Mapping[str, Any]) -> Iterator[tuple[str, str, frozenset[str], frozenset[str], bool]]:
    nothing: frozenset[str] = frozenset()
    source = _STREAMS.get(str(part.get("data_source")))
    if source and isinstance(part.get("query_string"), str):
        facets = frozenset(_names(part.get("group_by")))
        yield source, part["query_string"], facets, frozenset(_measures(part.get("compute"))), True
    elif source and "compute" in part:
        search = (part.get("search") or {}).get("query") or ""
        yield source, search, frozenset(_names(part.get("group_by"))), frozenset(_measures(part["compute"])), False
    for key, source in _OLD.items():
        old = part.get(key)
        if isinstance(old, dict):
            computes = [old.get("compute"), *(old.get("multi_compute") or [])]
            measures = frozenset(name for one in computes for name in _measures(one))
            search = (old.get("search") or {}).get("query") or ""
            yield source, search, frozenset(_names(old.get("group_by"))), measures, False
    kind = part.get("type")
    if kind in ("log_stream", "event_stream", "event_timeline") and isinstance(part.get("query"), str):
        yield "logs" if kind == "log_stream" else "events", part["query"], nothing, nothing, True
    if isinstance(part.get("q"), str) and ("tags_execution" in part or len(part) == 1):
        yield "events", part["q"], nothing, nothing, True


def _names(groups: Any) -> Iterator[str]:
    if isinstance(groups, dict):
        yield from (str(one) for one in groups.get("fields") or [])
    for one in groups if isinstance(groups, list) else []:
        if isinstance(one, dict) and "facet" in one:
            yield str(one["facet"])


def _measures(compute: Any) -> Iterator[str]:
    for one in compute if isinstance(compute, list) else [compute]:
        if isinstance(one, dict) and (one.get("metric") or one.get("facet")):
            yield str(one.get("metric") or one["facet"])


def _canonical(search: str) -> str:
    return printer.text(parse(search))


def _span_s(time: Any) -> float:
    if not isinstance(time, dict):
        return 0.0
    if time.get("type") == "live":
        value = time.get("value")
        return float(_SPANS_S.get(str(time.get("unit")), 0)) * (value if isinstance(value, int | float) else 1)
    return live_s(str(time.get("live_span") or ""))


def live_s(text: str) -> float:
    """Seconds of `15m`, `1mo` and the like; 0 for any other text."""
    found = _LIVE.fullmatch(text)
    return float(int(found[1]) * _LIVE_S[found[2]]) if found else 0.0
