"""The scripts of tests/golden/monitors on the real engine, and what is said of scripts that cannot be read."""

from pathlib import Path

import pytest

from vizsla.store.engine import Engine
from vizsla.testing.metrics import run_on
from vizsla.testing.script import parse
from vizsla.testing.times import ScriptError

SCRIPTS = sorted((Path(__file__).parent.parent / "golden" / "monitors").glob("*.test"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_script(script: Path, engine: Engine) -> None:
    failures = run_on(engine, script.read_text(), script.name)
    assert not failures, "\n".join(failures)


def test_failures_say_what_was_wanted_and_what_came(engine: Engine) -> None:
    script = "load 1m\n  a{host:x} 9x3\nmonitor\n  query: avg(last_1m):avg:a{*} > 5\nrun 1m..2m\n  {} OK\n  quiet\n"
    states, words = run_on(engine, script, "mine.test")
    assert states == "mine.test:5:\n  expected \n    {} OK\n  got \n    {} Alert"
    assert words == "mine.test:5:\n  expected to be told nothing\n  got\n    1m Triggered {}"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("monitor one", "line 1: write 'monitor' or 'monitor 2'"),
        ("monitor\n  query", "line 2: fields are written"),
        ("monitor\n  options: {x}", "line 2: options is no JSON"),
        ("run soon", "line 1: write 'run 0m..30m'"),
        ("run 0m..5m", "line 1: say what to expect"),
        ("run 0m..5m\n  {a} Fine", "line 2: a status is OK"),
        ("run 0m..5m\n  {a} OK 3m", "line 2: a status is missing after 3m"),
        ("run 0m..5m\n  5m Triggered {a} words", "line 2: words of a message are quoted"),
    ],
)
def test_mistakes_in_scripts_name_the_line(script: str, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        parse(script)
