"""The examples of the guide do what it says."""

import re
from pathlib import Path

from vizsla.monitors.kind import kind_of
from vizsla.query.metrics import parser
from vizsla.query.search import parse, sql
from vizsla.store.engine import Engine
from vizsla.testing.metrics import run_on

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "queries.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```\n(.*?)```", GUIDE, re.DOTALL)


def test_the_script_holds(engine: Engine) -> None:
    (script,) = [block for block in BLOCKS if "load 10s" in block]
    assert run_on(engine, script, "queries.md") == []


def test_searches_monitors_and_queries_are_understood() -> None:
    table = GUIDE[GUIDE.index("| search | finds |") :]
    searches = [row for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) if not row.startswith("`*`")]
    assert len(searches) == 11
    for search in re.findall(r"`([^`]+)`", " ".join(searches)):
        sql.compile(parse(search.replace("…", "17")), "logs")
    (monitors,) = [block for block in BLOCKS if block.startswith("logs(")]
    kind = kind_of("log alert")
    assert kind
    assert [kind.parse(line, {}).window_s for line in monitors.splitlines()] == [300, 900]
    for query in (
        "top(avg:a{*} by {host}, 5, 'max', 'desc')",
        "hour_before(sum:b{*})",
        "anomalies(avg:c{*}, 'agile', 3)",
    ):
        assert f"`{query}`" in GUIDE
        parser.parse(query)
    parser.parse(BLOCKS[0].splitlines()[0])
