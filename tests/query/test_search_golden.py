"""The scripts of tests/golden/search run on both back ends."""

import ast
import json
import re
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from vizsla.query.errors import QueryError
from vizsla.query.search import parse, predicate, printer, sql
from vizsla.store.engine import Engine

SCRIPTS = sorted((Path(__file__).parent.parent / "golden" / "search").glob("*.test"))
_spec = spec_from_file_location("search_records", Path(__file__).parent / "search_records.py")
assert _spec and _spec.loader
search_records = module_from_spec(_spec)
_spec.loader.exec_module(search_records)


@dataclass(frozen=True)
class Case:
    line: int
    search: str
    wanted: str


def read(script: Path) -> tuple[str, list[dict[str, Any]], list[Case]]:
    table, given, cases = "", [], []
    lines = [line for line in enumerate(script.read_text().splitlines(), 1) if line[1] and not line[1].startswith("#")]
    search: tuple[int, str] | None = None
    for number, line in lines:
        if line in ("logs", "spans", "events"):
            table = line
        elif line.startswith("search"):
            search = (number, line.removeprefix("search").removeprefix(" "))
        elif search is not None:
            cases.append(Case(*search, line.strip()))
        else:
            given.append(search_records.whole(table, json.loads(line), len(given)))
    return table, given, cases


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_script(script: Path, engine: Engine) -> None:
    table, given, cases = read(script)
    key = {"logs": "id", "spans": "span_id", "events": "title"}[table]
    engine.insert(table, search_records.rows(table, given))
    numbers = {record[key]: i for i, record in enumerate(given, 1)}
    assert cases
    for case in cases:
        where = f"{script.name}:{case.line} {case.search!r}"
        failure = re.fullmatch(r"error (.*) at (\d+)\.\.(\d+)", case.wanted)
        if failure:
            for compile in (sql.compile, predicate.compile):
                with pytest.raises(QueryError) as raised:
                    compile(parse(case.search), table)  # type: ignore[operator]
                at = (raised.value.start, raised.value.end)
                assert (raised.value.message, at) == (_text(failure[1]), (int(failure[2]), int(failure[3]))), where
            continue
        wanted = [] if case.wanted == "none" else [int(number) for number in case.wanted.split()]
        tree = parse(case.search)
        assert parse(printer.text(tree)) == tree, where
        found = predicate.compile(tree, table)  # type: ignore[arg-type]
        assert [i for i, record in enumerate(given, 1) if found(record)] == wanted, f"{where} predicate"
        condition, params = sql.compile(tree, table)  # type: ignore[arg-type]
        answer = engine.run(f"SELECT {key} AS k FROM {table} WHERE {condition}", params)
        assert sorted(numbers[k] for k in answer.column("k").to_pylist()) == wanted, f"{where} {condition}"


def _text(quoted: str) -> str:
    return quoted[1:-1] if "\\" in quoted else str(ast.literal_eval(quoted))
