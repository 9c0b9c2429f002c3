"""An objective, understood: its targets, and where good and bad come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vizsla.query.errors import QueryError
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import Expr, metrics_of

Queries = tuple[tuple[str, Expr], ...]


@dataclass(frozen=True)
class Target:
    """The share of good that is wanted over a timeframe, in percent; the warning lies above it."""

    timeframe: str
    target: float
    warning: float | None = None


@dataclass(frozen=True)
class Counted:
    """Good events among all, or beside bad ones, as formulas over named queries or as queries by themselves."""

    queries: Queries
    good: Expr
    other: Expr
    other_is_bad: bool
    text: str


@dataclass(frozen=True)
class Sliced:
    """Slices of time in each of which a value keeps to a threshold; a slice without data is good."""

    queries: Queries
    formula: Expr
    comparator: str
    threshold: float
    step_s: int


@dataclass(frozen=True)
class Watched:
    """The time in which monitors do not alert; `groups` chooses groups of a single monitor, none stands for all."""

    monitor_ids: tuple[int, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Objective:
    """What is promised, and of what."""

    name: str
    type: str
    targets: tuple[Target, ...]
    source: Counted | Sliced | Watched
    tags: tuple[str, ...] = ()


def metrics(objective: Objective) -> frozenset[str]:
    """The metrics that it is measured by; none where monitors are watched."""
    match objective.source:
        case Counted(queries, good, other):
            trees = [good, other, *(tree for _, tree in queries)]
        case Sliced(queries, formula):
            trees = [formula, *(tree for _, tree in queries)]
        case Watched():
            trees = []
    return frozenset(leaf.name for tree in trees for leaf in metrics_of(tree))


def understand(body: Mapping[str, Any]) -> Objective:
    """The objective of a document whose JSON was checked; QueryError names the query that cannot be read."""
    targets = tuple(Target(one["timeframe"], float(one["target"]), one.get("warning")) for one in body["thresholds"])
    source: Counted | Sliced | Watched
    match body["type"]:
        case "monitor":
            source = Watched(tuple(body["monitor_ids"]), tuple(body.get("groups") or ()))
        case "metric":
            source = _counted(body)
        case _:
            source = _sliced(body["sli_specification"]["time_slice"])
    return Objective(body["name"], body["type"], targets, source, tuple(body.get("tags") or ()))


def _counted(body: Mapping[str, Any]) -> Counted:
    spec = (body.get("sli_specification") or {}).get("count")
    if spec is None:
        given = body["query"]
        good = _parsed(given["numerator"], "query.numerator")
        total = _parsed(given["denominator"], "query.denominator")
        return Counted((), good, total, False, f"{given['numerator']} / {given['denominator']}")
    place = "sli_specification.count"
    queries = _queries(spec["queries"], f"{place}.queries")
    other = "bad_events_formula" if "bad_events_formula" in spec else "total_events_formula"
    names = frozenset(name for name, _ in queries)
    return Counted(
        queries,
        _parsed(spec["good_events_formula"]["formula"], f"{place}.good_events_formula", names),
        _parsed(spec[other]["formula"], f"{place}.{other}", names),
        other == "bad_events_formula",
        ", ".join(one["query"] for one in spec["queries"]),
    )


def _sliced(spec: Mapping[str, Any]) -> Sliced:
    place = "sli_specification.time_slice.query"
    queries = _queries(spec["query"]["queries"], f"{place}.queries")
    names = frozenset(name for name, _ in queries)
    return Sliced(
        queries,
        _parsed(spec["query"]["formulas"][0]["formula"], f"{place}.formulas[0]", names),
        spec["comparator"],
        float(spec["threshold"]),
        int(spec.get("query_interval_seconds") or 300),
    )


def _queries(given: list[Mapping[str, Any]], place: str) -> Queries:
    return tuple((one["name"], _parsed(one["query"], f"{place}[{i}]")) for i, one in enumerate(given))


def _parsed(text: str, place: str, names: frozenset[str] = frozenset()) -> Expr:
    try:
        return parse(text, names)
    except QueryError as error:
        raise QueryError(f"'{place}' is invalid: {error.message}", error.start, error.end) from None
