"""The scripts of tests/golden/metrics on the real engine."""

from pathlib import Path

import pytest

from vizsla.store.engine import Engine
from vizsla.testing.metrics import run_on
from vizsla.testing.script import parse
from vizsla.testing.times import ScriptError

SCRIPTS = sorted((Path(__file__).parent.parent / "golden" / "metrics").glob("*.test"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_script(script: Path, engine: Engine) -> None:
    failures = run_on(engine, script.read_text(), script.name)
    assert not failures, "\n".join(failures)


def test_failures_say_what_was_wanted_and_what_came(engine: Engine) -> None:
    script = "load 10s\n  a{host:x} 1 2\n\neval 0s..20s step 10s  avg:a{*}\n  {} 1 3\n"
    (failure,) = run_on(engine, script, "mine.test")
    assert failure == "mine.test:4: avg:a{*}\n  expected \n    {} 1 3\n  got \n    {} 1 2"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("  a{} 1", "line 1: a script begins with load or eval"),
        ("lod 10s", "line 1: write 'load 10s"),
        ("load often\n  a{} 1", "line 1: 'often' is no length of time"),
        ("load 10s\n  a 1", "line 2: a series is written"),
        ("load 10s\n  a{} one", "line 2: 'one' is no value"),
        ("eval 0s..1m  avg:a{*}", "line 1: say what to expect"),
        ("eval 0s..1m  avg:a{*}\n  1 2", "line 2: an expected group is written"),
    ],
)
def test_mistakes_in_scripts_name_the_line(script: str, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        parse(script)
