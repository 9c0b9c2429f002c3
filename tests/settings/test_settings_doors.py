"""Commands that cannot start say so in one sentence, without what is secret in their settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vizsla.settings import Settings, SettingsError, load


def _run(command: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vizsla.cli.main", command, "--data", str(data)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("address", ["mysql://u:hunter2@h/x", "hunter2", "postgresql://u:hunter2@h:port/x"])
def test_an_address_of_no_database_tells_no_password(tmp_path: Path, address: str) -> None:
    done = _run("keys", tmp_path, VIZSLA_DOCUMENTS=address)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "VIZSLA_DOCUMENTS" in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("command", ["keys", "migrate"])
def test_a_documents_file_that_is_none(tmp_path: Path, command: str) -> None:
    (tmp_path / "documents.sqlite").write_bytes(b"no database " * 500)
    done = _run(command, tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "file is not a database" in done.stderr


@pytest.mark.parametrize("content", [b"data = 5", b'data = "\xff"', b'data = "~nobody-of-this-name/x"'])
def test_a_file_with_no_directory(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "vizsla.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"vizsla\.toml"):
        load({}, {}, file)


def test_the_address_of_an_ipv6_host() -> None:
    assert Settings(host="::1", port=8410).url == "http://[::1]:8410"
