"""SQL by a person: what a SELECT answers, and all that is refused."""

import csv
import io
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from vizsla.store.engine import Engine

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _ask(server: Running, query: object, accept: str = "application/json", **more: object) -> httpx.Response:
    headers = dict(server.headers) | {"Accept": accept}
    return httpx.post(f"{server.url}/api/vizsla/sql", json={"query": query, **more}, headers=headers)


def test_the_tables_are_asked(door_server: Running) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    point = {"metric": "bought", "type": 3, "points": [{"timestamp": int(at.timestamp()), "value": 2.5}],
             "resources": [{"type": "host", "name": "a"}], "tags": ["shop:x"]}  # fmt: skip
    sent = httpx.post(f"{door_server.url}/api/v2/series", json={"series": [point]}, headers=door_server.headers)
    assert sent.status_code == 202
    query = """
        SELECT metric, tags, ts, value, 1 = 1 AS `it's` -- each point with its series
        FROM points INNER JOIN series USING (metric, sid) WHERE metric = 'bought'
    """
    found = _ask(door_server, query).json()
    assert [column["name"] for column in found["columns"]] == ["metric", "tags", "ts", "value", "it's"]
    assert found["columns"][3]["type"].startswith("Float64") and not found["more"]
    assert found["rows"] == [["bought", "['host:a','shop:x']", f"{at:%Y-%m-%d %H:%M:%S}", 2.5, 1]]
    rows = list(csv.reader(io.StringIO(_ask(door_server, query, "text/csv").text)))
    assert rows[0][2] == "ts" and rows[1][3] == "2.5"


def test_every_table_can_be_read_whole(door_server: Running) -> None:
    named = "SELECT name FROM system.tables WHERE database = currentDatabase() AND name NOT LIKE '%view'"
    point = {"metric": "bought", "type": 3, "points": [{"timestamp": int(time.time()), "value": 2.5}]}
    httpx.post(f"{door_server.url}/api/v2/series", json={"series": [point]}, headers=door_server.headers)
    httpx.post(f"{door_server.url}/api/v2/unheard-of", content=b"\xff\xfe", headers=door_server.headers)
    read = {}
    for (name,) in _ask(door_server, named).json()["rows"]:
        answer = _ask(door_server, f"SELECT * FROM {name}")
        assert answer.status_code == 200, (name, answer.text)
        read[name] = answer.json()
    assert read["rollup_5m"]["rows"][0][3:] == [2.5, 2.5, 2.5, 1, "2.5"]
    assert read["quarantine"]["rows"]


def test_order_and_limit(door_server: Running) -> None:
    found = _ask(door_server, "SELECT number AS n FROM numbers(10) ORDER BY n DESC", limit=3).json()
    assert found["rows"] == [[9], [8], [7]] and found["more"]
    limits = "SELECT getSetting('readonly') AS r, getSetting('max_execution_time') AS s SETTINGS max_execution_time = 0"
    assert _ask(door_server, limits).json()["rows"] == [[1, 30.0]]
    assert _ask(door_server, "SELECT 1 UNION ALL SELECT 2", "text/csv", limit=1).headers["vizsla-more"] == "true"
    names = "SELECT name FROM system.tables WHERE database = currentDatabase()"
    assert {"points", "logs", "spans"} <= {row[0] for row in _ask(door_server, names).json()["rows"]}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("DROP TABLE points", "only SELECT"),
        ("INSERT INTO points SELECT 1", "only SELECT"),
        ("SELECT 1; DROP TABLE points", "Multi-statements"),
        ("SELECT 1) UNION ALL (SELECT 2", "Syntax error"),
        ("SELECT * FROM file('/etc/passwd', 'LineAsString')", "files are not read"),
        ("SELECT fIlE('/etc/passwd')", "files are not read"),
        ("SELECT `file`('/etc/passwd')", "files are not read"),
        ("SELECT * FROM url('http://127.0.0.1/', 'LineAsString')", "readonly"),
        ("SELECT * FROM remote('127.0.0.1', 'system', 'one')", "readonly"),
        ("SELECT * FROM executable('ls', 'TabSeparated', 'a String')", "readonly"),
        ("SELECT * FROM url('http://127.0.0.1/', 'LineAsString') SETTINGS readonly = 0", "readonly"),
        ("SELECT 1 INTO OUTFILE 'x'", "Syntax error"),
        ("SELECT nothing FROM points", "nothing"),
        ("SELEC 1", "Syntax error"),
        ("", "Empty query"),
    ],
)
def test_nothing_but_a_select_of_the_tables_is_answered(door_server: Running, query: str, said: str) -> None:
    answer = _ask(door_server, query)
    assert answer.status_code == 400 and said in answer.json()["errors"][0], answer.text


def test_odd_requests_are_refused(door_server: Running, engine: Engine) -> None:
    assert _ask(door_server, 5).status_code == 400
    assert _ask(door_server, "SELECT 1", limit=0).status_code == 400
    assert _ask(door_server, "SELECT 1", limit=10**9).status_code == 400
    assert "points" in engine.run("SELECT name FROM system.tables").column("name").to_pylist()
    assert not Path("x").exists()
    keys = {"DD-API-KEY": door_server.api_key}
    assert httpx.post(f"{door_server.url}/api/vizsla/sql", json={"query": "SELECT 1"}, headers=keys).status_code == 403
