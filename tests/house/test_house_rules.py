"""Rules that hold for every file of the project."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400
LONG_BY_NATURE = ("requirements.lock", "ui/package-lock.json", "LICENSE")
SOURCES = (".py", ".sql", ".ts", ".tsx", ".css", ".sh", ".md", ".test", ".json", ".toml", ".html")


def _files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def _sources() -> list[Path]:
    found = [file for file in _files() if file.suffix in SOURCES and str(file.relative_to(ROOT)) not in LONG_BY_NATURE]
    assert len(found) > 100
    return found


def test_no_file_is_long() -> None:
    long = {str(f.relative_to(ROOT)): n for f in _sources() if (n := len(f.read_text().splitlines())) > LONGEST}
    assert not long


@pytest.mark.parametrize(
    "rule", [r"(?<![\w/])/(work|root|home)/\w", r"\b(TODO|FIXME|XXX)\b", r"https?://registry\.|pypi\.org/simple"]
)
def test_nothing_of_this_machine_and_nothing_unfinished(rule: str) -> None:
    pattern = re.compile(rule)
    this = Path(__file__)
    found = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in [*_sources(), ROOT / "requirements.lock", ROOT / "ui" / "package-lock.json"]
        if file != this
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found


def test_scripts_can_be_run() -> None:
    for name in ("run.sh", "test.sh", ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o111, name
        subprocess.run(["bash", "-n", str(ROOT / name)], check=True)
