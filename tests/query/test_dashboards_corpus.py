"""Published dashboards and monitors: each query is understood, printed back, and answered on data that it asks for.

A sample each time, all with `--corpus`.
"""

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import httpx
import pytest

import corpus
from vizsla.query.metrics.parser import parse_list
from vizsla.query.metrics.printer import text
from vizsla.query.metrics.syntax import All, Any_, Filter, Term, metrics_of
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

_MONITOR = re.compile(
    r"\s*\w+\((?:[\w]+\()?(?:last|next)_\w+\)?(?:\s*,\s*\w+\))?\s*:(.*?)(?:>=|<=|==|!=|>|<)\s*-?[\d.]+\s*$", re.S
)
_VARIABLE = re.compile(r"[\w.@-]+:\$[\w.-]+|[-!]?\$[\w.-]+")
_NOW = int(time.time()) // 60 * 60

pytestmark = pytest.mark.skipif(not corpus.documents("dashboards"), reason=corpus.ABSENT)


def requests(part: Any) -> Iterator[dict[str, Any]]:
    """Each request of a widget."""
    match part:
        case dict():
            if isinstance(part.get("q"), str) or "queries" in part:
                yield part
            for inner in part.values():
                yield from requests(inner)
        case list():
            for inner in part:
                yield from requests(inner)


def asked(all_of_them: bool) -> Iterator[tuple[str, frozenset[str]]]:
    """Each query and formula with the names that it may refer to; a search of events is none."""
    found: dict[tuple[str, frozenset[str]], None] = {}
    for request in requests(corpus.documents("dashboards")):
        names = frozenset(query["name"] for query in request.get("queries") or [] if "name" in query)
        if isinstance(request.get("q"), str) and "{" in request["q"]:
            found[request["q"], frozenset()] = None
        for query in request.get("queries") or []:
            if query.get("data_source") == "metrics":
                found[query["query"], frozenset()] = None
        for formula in request.get("formulas") or []:
            found[formula["formula"], names] = None
    for given in corpus.documents("monitors").values():
        monitor = given.get("definition", given)
        inner = _MONITOR.match(monitor["query"])
        if inner and monitor["type"] in ("query alert", "metric alert"):
            found[inner.group(1), frozenset()] = None
    yield from list(found)[:: 1 if all_of_them else 11]


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--corpus", default=False))


def test_queries_are_understood_and_printed_back(whole: bool) -> None:
    count = 0
    for query, names in asked(whole):
        trees = parse_list(query, names)
        assert parse_list(", ".join(text(tree) for tree in trees), names) == trees, query
        count += 1
    assert count > 300


def test_queries_are_answered(whole: bool, door_server: Running) -> None:
    wanted = list(requests(corpus.documents("dashboards")))[:: 1 if whole else 60]
    bare = [query for query, names in asked(whole) if not names][:: 1 if whole else 6]
    _fill(door_server, wanted, bare)
    headers, empty, count = door_server.headers, [], 0
    window = {"from": _NOW - 3600, "to": _NOW}
    with httpx.Client(base_url=door_server.url, headers=headers, timeout=60) as http:
        for query in bare:
            answer = http.get("/api/v1/query", params=window | {"query": query})
            assert answer.status_code == 200, (query, answer.text)
            empty += [] if answer.json()["series"] else [query]
            count += 1
        for request in wanted:
            queries = [_v2(one) for one in request.get("queries") or []]
            if not queries or any(not one.get("name") for one in queries):
                continue
            attributes = {"from": 1000 * (_NOW - 3600), "to": 1000 * _NOW, "queries": queries}
            if request.get("formulas"):
                kept = [{key: one[key] for key in ("formula", "limit") if key in one} for one in request["formulas"]]
                attributes["formulas"] = kept
            kind = "scalar" if request.get("response_format") == "scalar" else "timeseries"
            body = {"data": {"type": f"{kind}_request", "attributes": attributes}}
            answer = http.post(f"/api/v2/query/{kind}", json=body)
            assert answer.status_code == 200, (attributes, answer.text)
            count += 1
    assert count > 80
    assert len(empty) < 0.1 * len(bare), empty


def _v2(query: dict[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in query.items() if key not in ("storage",)}
    if "search" in found:
        found["search"] = {"query": _VARIABLE.sub("", found["search"].get("query", ""))}
    return found


def _fill(server: Running, wanted: list[dict[str, Any]], bare: list[str]) -> None:
    texts = [
        *bare,
        *(
            one["query"]
            for request in wanted
            for one in request.get("queries") or []
            if one.get("data_source") == "metrics"
        ),
    ]
    leaves = [leaf for query in texts for tree in parse_list(query) for leaf in metrics_of(tree)]
    sketched = {leaf.name for leaf in leaves if leaf.threshold or re.match(r"p\d", leaf.aggregator or "")}
    counted = {leaf.name for leaf in leaves if leaf.mode} - sketched
    series: dict[tuple[str, tuple[str, ...]], Series] = {}
    for leaf in leaves:
        for number in range(2):
            tags = tuple(sorted({*_tags(leaf.filter), *(f"{key}:{number}" for key in leaf.by), f"host:{number}"}))
            values = tuple((float(10 + number + i % 7),) for i in range(60))
            series[leaf.name, tags] = Series(leaf.name, tags, values)
    for type_, names in (("distribution", sketched), ("count", counted), ("gauge", {leaf.name for leaf in leaves})):
        chosen = tuple(one for one in series.values() if one.metric in names)
        series = {key: one for key, one in series.items() if one.metric not in names}
        load(server.parts.engine, Load(1, 60, type_, 0, chosen), _NOW - 3600)


def _tags(part: Filter) -> list[str]:
    match part:
        case Term(term) if not term.startswith("$"):
            return [re.sub(r"\$.*", "x", term).replace("*", "x")]
        case All(parts):
            return [tag for one in parts for tag in _tags(one)]
        case Any_(parts):
            return _tags(parts[0])
    return []
