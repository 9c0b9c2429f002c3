"""Published dashboards and monitors, from a folder outside of the project, and telemetry that answers what they ask."""

import json
import os
import re
import tarfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from vizsla.query.errors import QueryError
from vizsla.query.metrics import syntax as metrics
from vizsla.query.metrics.parser import parse_list
from vizsla.query.search import syntax as search
from vizsla.query.search.parser import parse

FOLDER = Path(os.environ.get("VIZSLA_CORPUS") or Path(__file__).parents[2] / "shared/corpus")
ABSENT = f"no published dashboards and monitors in {FOLDER}; VIZSLA_CORPUS names their folder"
_VARIABLE = re.compile(r"[\w.@-]+:\$[\w.-]+|[-!]?\$[\w.-]+")
_ATTRIBUTES = {"iso": "DE", "country": "DE", "ip": "198.51.100.7", "port": "443"}


@cache
def documents(kind: str) -> dict[str, dict[str, Any]]:
    """The JSON of the `dashboards` or `monitors` by the names of their files; none where the folder is not there."""
    found = {path.stem: json.loads(path.read_text()) for path in FOLDER.glob(f"{kind}/*.json")}
    for packed in FOLDER.glob("*.tar.xz"):
        with tarfile.open(packed) as archive:
            for member in archive:
                file = archive.extractfile(member) if f"/{kind}/" in f"/{member.name}" else None
                if file and member.name.endswith(".json"):
                    found[Path(member.name).stem] = json.load(file)
    return dict(sorted(found.items()))


def widgets(part: Any) -> Iterator[dict[str, Any]]:
    """Every widget's definition, those within groups too."""
    for widget in part.get("widgets") or []:
        yield widget["definition"]
        yield from widgets(widget["definition"])


def series(dashboard: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Points of the past half hour for each metric that it asks for, two values of each tag that it groups by: those of
    gauges, and those of distributions where it asks for percentiles."""
    now = int(time.time())
    spread: set[str] = set()
    found: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
    for text, names in _metric_queries(dashboard):
        try:
            trees = parse_list(_VARIABLE.sub("*", text), names)
        except QueryError:
            continue
        for leaf in (leaf for tree in trees for leaf in metrics.metrics_of(tree)):
            if re.match(r"p\d|count", leaf.aggregator or ""):
                spread.add(leaf.name)
            for number, value in enumerate(("one", "two")):
                tags = [*_tags(leaf.filter), *(f"{key}:{value}" for key in leaf.by), f"host:{value}"]
                points = [[now - ago, 10 + 5 * number + ago % 7] for ago in range(0, 1800, 120)]
                key = (leaf.name, tuple(sorted(tags)))
                found[key] = {"metric": leaf.name, "tags": list(key[1]), "points": points, "type": "gauge"}
    gauges = [one for one in found.values() if one["metric"] not in spread]
    distributions = [
        one | {"points": [[at, [value, value + 1]] for at, value in one["points"]]}
        for one in found.values()
        if one["metric"] in spread
    ]
    return gauges, distributions


def logs(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    """Three logs for each search in it, with the attributes that it counts by."""
    found = {}
    now = int(time.time() * 1000)
    for text, fields in _searches(dashboard):
        for number in range(3):
            log: dict[str, Any] = {"message": f"corpus log {number}", "timestamp": now - number * 60_000}
            tags = []
            wanted = [(name, _guess(name, number)) for name in fields]
            try:
                wanted += _met(parse(_VARIABLE.sub("", text)))
            except QueryError:
                continue
            for name, value in wanted:
                if name.startswith("@"):
                    _put(log, name[1:].split("."), value)
                elif name in ("service", "status", "message"):
                    log[name] = value
                elif name in ("host", "source"):
                    log[{"host": "hostname", "source": "ddsource"}[name]] = value
                else:
                    tags.append(f"{name}:{value}")
            log["ddtags"] = ",".join(tags)
            found[json.dumps(log)] = log
    return list(found.values())


def checks(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    """A result of every service check that it shows."""
    return [
        {"check": one["check"], "status": number % 3, "host_name": f"host-{number}", "tags": [
            *(tag for tag in one.get("tags") or [] if "$" not in tag and ":" in tag),
            *(f"{key}:{number}" for key in one.get("group_by") or []),
        ]}
        for one in widgets(dashboard) if one["type"] == "check_status" and one.get("check")
        for number in range(3)
    ]  # fmt: skip


def _requests(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for definition in widgets(dashboard):
        given = definition.get("requests")
        parts = given.values() if isinstance(given, dict) else given or []
        yield from (one for one in parts if isinstance(one, dict))


def _metric_queries(dashboard: dict[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    for request in _requests(dashboard):
        if isinstance(request.get("q"), str):
            yield request["q"], frozenset()
        for query in request.get("queries") or []:
            if query.get("data_source") == "metrics":
                yield query["query"], frozenset()


def _searches(dashboard: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for request in _requests(dashboard):
        for query in request.get("queries") or []:
            if query.get("data_source") == "logs":
                groups = query.get("group_by") or []
                facets = [one["facet"] for one in (groups if isinstance(groups, list) else [groups]) if "facet" in one]
                measured = (query.get("compute") or {}).get("metric")
                yield (query.get("search") or {}).get("query", ""), [*facets, *([measured] if measured else [])]
        query = request.get("query") or {}
        if query.get("data_source") in ("logs_stream", "logs_pattern_stream"):
            yield query.get("query_string") or "", []


def _tags(part: metrics.Filter) -> list[str]:
    match part:
        case metrics.Term(text) if ":" in text:
            return [text.replace("*", "x")]
        case metrics.All(parts):
            return [tag for one in parts for tag in _tags(one)]
        case metrics.Any_(parts):
            return _tags(parts[0])
    return []


def _met(tree: search.Tree) -> list[tuple[str, str]]:
    match tree:
        case search.And(parts):
            return [pair for part in parts for pair in _met(part)]
        case search.Or(parts):
            return _met(parts[0])
        case search.Words(text):
            return [("message", text)]
        case search.Has(field, search.Equals(value) | search.Compare(_, value)):
            return [(str(field), value)]
        case search.Has(field, search.Like(pattern)):
            return [(str(field), pattern.replace("*", "x"))]
        case search.Has(field, search.Present()):
            return [(str(field), _guess(str(field), 0))]
    return []


def _guess(name: str, number: int) -> str:
    last = re.split(r"[._]", name)[-1]
    return _ATTRIBUTES.get(last, str(number + 1))


def _put(into: dict[str, Any], path: list[str], value: str) -> None:
    for part in path[:-1]:
        below = into.setdefault(part, {})
        if not isinstance(below, dict):
            return
        into = below
    into.setdefault(path[-1], value)
