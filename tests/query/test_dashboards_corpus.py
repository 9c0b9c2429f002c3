"""Metrics queries of published dashboards, in the folder that VIZSLA_CORPUS names: each parses and prints back."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vizsla.query.errors import QueryError
from vizsla.query.metrics.parser import parse_list
from vizsla.query.metrics.printer import text

CORPUS = Path(os.environ.get("VIZSLA_CORPUS", ""), "dashboards")
_SHARE = 0.998

pytestmark = pytest.mark.skipif(
    "VIZSLA_CORPUS" not in os.environ, reason="VIZSLA_CORPUS names no folder with dashboards/*.json"
)


def queries(part: Any) -> Iterator[tuple[str, frozenset[str]]]:
    """Each query and formula of a dashboard, with the names that it may refer to."""
    match part:
        case dict():
            if isinstance(part.get("q"), str):
                yield part["q"], frozenset()
            if part.get("data_source") == "metrics":
                yield part["query"], frozenset()
            names = frozenset(query["name"] for query in part.get("queries") or [] if "name" in query)
            for formula in part.get("formulas") or []:
                yield formula["formula"], names
            for inner in part.values():
                yield from queries(inner)
        case list():
            for inner in part:
                yield from queries(inner)


def test_queries_parse_and_print_back() -> None:
    found = {one for path in sorted(CORPUS.glob("*.json")) for one in queries(json.loads(path.read_text()))}
    assert found, f"no dashboards in {CORPUS}"
    reasons: Counter[str] = Counter()
    for query, names in found:
        try:
            trees = parse_list(re.sub(r"\$[\w.-]+", "v:x", query), names)
        except QueryError as error:
            reasons[str(error)] += 1
            continue
        printed = [text(tree) for tree in trees]
        assert [text(tree) for tree in parse_list(", ".join(printed), names)] == printed, query
    assert reasons.total() <= (1 - _SHARE) * len(found), f"of {len(found)}: {reasons.most_common()}"
