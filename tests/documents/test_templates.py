"""Template variables are filled in as the browser app fills them; vitest reads the same cases."""

import json
from pathlib import Path

import pytest

from vizsla.documents.templates import Variable, fill_metric, fill_search, fill_tags, fill_text

CASES = json.loads(Path(__file__).with_name("templates.json").read_text())


def _variables(given: dict[str, list[str]]) -> list[Variable]:
    prefixes = {"env": "env", "host": "host", "free": None}
    return [Variable(name, prefix, tuple(given.get(name, ()))) for name, prefix in prefixes.items()]


@pytest.mark.parametrize(("query", "given", "wanted"), CASES["metrics"])
def test_metrics_queries(query: str, given: dict[str, list[str]], wanted: str) -> None:
    assert fill_metric(query, _variables(given)) == wanted


@pytest.mark.parametrize(("query", "given", "wanted"), CASES["searches"])
def test_searches(query: str, given: dict[str, list[str]], wanted: str) -> None:
    assert fill_search(query, _variables(given)) == wanted


@pytest.mark.parametrize(("tags", "given", "wanted"), CASES["tags"])
def test_tags(tags: list[str], given: dict[str, list[str]], wanted: list[list[str]]) -> None:
    assert [list(one) for one in fill_tags(tags, _variables(given))] == wanted


def test_texts() -> None:
    assert fill_text("CPU of $host.value ($env)", _variables({"host": ["web-1"]})) == "CPU of web-1 (*)"
