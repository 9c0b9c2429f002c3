"""Settings from one declaration: defaults, file, variables, flags."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vizsla.settings import Settings, SettingsError, load


def test_later_sources_win(tmp_path: Path) -> None:
    file = tmp_path / "vizsla.toml"
    file.write_text('port = 1001\nhost = "file"\nsmtp_host = "mail"\n')
    environment = {"VIZSLA_PORT": "1002", "VIZSLA_HOST": "variable"}
    found = load({"port": "1003", "host": None}, environment, file)
    assert (found.port, found.host, found.smtp_host, found.smtp_port) == (1003, "variable", "mail", 25)
    assert load({}, environment | {"VIZSLA_CONFIG": str(file)}).smtp_host == "mail"


@pytest.mark.parametrize(
    ("flags", "environment", "named"),
    [
        ({"port": "0"}, {}, "--port"),
        ({}, {"VIZSLA_PORT": "many"}, "VIZSLA_PORT"),
        ({"smtp_security": "perhaps"}, {}, "--smtp-security"),
        ({"role": "api,dance"}, {}, "--role"),
        ({"retention_logs": "-1"}, {}, "--retention-logs"),
    ],
)
def test_a_wrong_setting_is_named(flags: dict[str, str], environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load(flags, environment)


@pytest.mark.parametrize(("text", "said"), [("prot = 1", "prot in .* is no setting"), ("port = ", "not TOML")])
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "vizsla.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=said):
        load({}, {}, file)
    with pytest.raises(SettingsError, match="cannot be read"):
        load({}, {}, tmp_path / "missing.toml")


def test_days_by_signal_and_the_address() -> None:
    settings = Settings(data=Path("x"), host="0.0.0.0", port=9)
    assert settings.url == "http://localhost:9"
    assert settings.retention_days["logs"] == settings.retention_logs
    assert Settings(data=Path("x"), public_url="https://v.example/").url == "https://v.example"


def _vizsla(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "COLUMNS": "120"} | variables
    command = [str(Path(sys.executable).parent / "vizsla"), *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


def test_help_reads_well_and_keys_are_json(tmp_path: Path) -> None:
    helped = _vizsla("--help").stdout
    for command in ("up", "server", "agent", "migrate", "test", "keys", "version", "demo"):
        assert f"\n  {command} " in helped
    flags = _vizsla("server", "--help").stdout
    assert "VIZSLA_RETENTION_LOGS" in flags and "--smtp-password" not in flags
    first, second = (_vizsla("keys", "--json", "--data", str(tmp_path)).stdout for _ in range(2))
    assert first == second and '"api_key": "' in first and '"app_key": "' in first
    assert _vizsla("keys", "--login-link", VIZSLA_DATA=str(tmp_path)).stdout.startswith("http://localhost:8410/login#")


def test_reasons_not_to_start_are_one_sentence(tmp_path: Path) -> None:
    import socket

    (tmp_path / "file").write_text("")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        cases = [
            (("server", "--data", str(tmp_path / "a"), "--port", port), f"port {port}"),
            (("server", "--data", str(tmp_path / "file" / "b"), "--port", "0"), "--port"),
            (("up", "--data", str(tmp_path / "file" / "b"), "--port", "18499"), "is not writable"),
        ]
        for words, said in cases:
            ended = _vizsla(*words)
            assert ended.returncode == 2 and said in ended.stderr, words
            assert len(ended.stderr.strip().splitlines()) == 1 and "Traceback" not in ended.stderr
