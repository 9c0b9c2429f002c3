"""What the forwarder is given reaches the server once, in order, whatever the server does meanwhile."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vizsla.agent.forwarder import Forwarder
from vizsla.agent.post import Poster
from vizsla.agent.spool import Request, Spool
from vizsla.testing.recorder import Recorded, Recorder


@pytest.fixture
def server() -> Iterator[Recorder]:
    one = Recorder()
    one.start()
    yield one
    one.stop()


def forwarder(server: Recorder, directory: Path, limit: int = 1 << 24) -> Forwarder:
    made = Forwarder(Spool(directory, limit), Poster(server.url, "secret"), first_wait_s=0.02, longest_wait_s=0.1)
    made.start()
    return made


def bodies(requests: list[Recorded]) -> list[bytes]:
    return [one.body for one in requests]


def test_a_request_arrives_with_key_and_whole(server: Recorder, tmp_path: Path) -> None:
    made = forwarder(server, tmp_path)
    made.submit("metrics", "/api/v2/series", b'{"series":[]}')
    one = server.wait_for(lambda all_: len(all_) == 1)[0]
    made.stop()
    assert (one.path, one.body) == ("/api/v2/series", b'{"series":[]}')
    assert one.headers["dd-api-key"] == "secret"
    assert one.headers["content-encoding"] == "zstd"
    assert len(one.headers["idempotency-key"]) == 32
    assert list(tmp_path.iterdir()) == []


def test_what_is_sent_while_the_server_is_away_arrives_in_order_when_it_is_back(
    server: Recorder, tmp_path: Path
) -> None:
    made = forwarder(server, tmp_path)
    made.submit("metrics", "/a", b"0")
    server.wait_for(lambda all_: len(all_) == 1)
    server.stop()
    for i in range(1, 20):
        made.submit("metrics", "/a", str(i).encode())
    while not made.lanes["metrics"].failures:
        pass
    assert "cannot be reached" in made.lanes["metrics"].last_error
    made.stop(0.05)
    again = forwarder(server, tmp_path)  # a new run finds what the former one left
    again.submit("metrics", "/a", b"20")
    server.start()
    found = server.wait_for(lambda all_: len(all_) == 21)
    again.stop()
    assert bodies(found) == [str(i).encode() for i in range(21)]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_pushes_back_gets_the_same_request_again(server: Recorder, tmp_path: Path, status: int) -> None:
    server.answer = lambda _: (status, {"Retry-After": "0.01"}, b"") if len(server.requests) < 2 else (202, {}, b"{}")
    made = forwarder(server, tmp_path)
    made.submit("logs", "/api/v2/logs", b"[]")
    found = server.wait_for(lambda all_: len(all_) == 3)
    made.stop()
    assert len({one.headers["idempotency-key"] for one in found}) == 1
    assert made.lanes["logs"].sent == 1


@pytest.mark.parametrize("status", [400, 404, 413])
def test_what_the_server_cannot_use_is_dropped_and_told(
    server: Recorder, tmp_path: Path, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = lambda one: (status, {}, b"no such metric") if one.body == b"bad" else (202, {}, b"{}")
    made = forwarder(server, tmp_path)
    made.submit("metrics", "/a", b"bad")
    made.submit("metrics", "/a", b"good")
    server.wait_for(lambda all_: bodies(all_) == [b"bad", b"good"])
    made.stop()
    assert made.lanes["metrics"].refused == 1
    assert "no such metric" in caplog.text


def test_a_wrong_key_is_told_once_and_without_the_key(
    server: Recorder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = lambda _: (403, {}, b"{}")
    made = forwarder(server, tmp_path)
    made.submit("metrics", "/a", b"1")
    server.wait_for(lambda all_: len(all_) >= 3)
    made.stop(0.05)
    assert caplog.text.count("does not know this API key") == 1
    assert "secret" not in caplog.text
    assert made.spool.waiting() == {"metrics": 1}


def test_lanes_do_not_wait_for_one_another(server: Recorder, tmp_path: Path) -> None:
    server.answer = lambda one: (503, {}, b"") if one.path == "/traces" else (202, {}, b"{}")
    made = forwarder(server, tmp_path)
    made.submit("traces", "/traces", b"t")
    made.submit("metrics", "/series", b"m")
    server.wait_for(lambda all_: b"m" in bodies(all_))
    made.stop(0.05)
    assert made.spool.waiting() == {"metrics": 0, "traces": 1}


def test_a_full_spool_drops_the_oldest_and_counts(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 10_000)
    for i in range(20):
        spool.put("metrics" if i % 2 else "logs", Request("/a", b"x" * 900, {}, "", float(i)))
    size = sum(file.stat().st_size for file in tmp_path.iterdir())
    assert spool.bytes == size <= 10_000
    assert spool.dropped == 20 - sum(spool.waiting().values()) > 0
    oldest = min(found[1].made for lane in ("metrics", "logs") if (found := spool.first(lane)))
    assert oldest == spool.dropped


def test_a_torn_file_is_passed_over(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 10_000)
    for body in (b"one", b"two"):
        spool.put("metrics", Request("/a", body, {}, "", 1.0))
    torn = min(tmp_path.iterdir())
    torn.write_bytes(torn.read_bytes()[:-1])
    (tmp_path / "0000000000000009.metrics.part").write_bytes(b"unfinished")
    again = Spool(tmp_path, 10_000)
    found = again.first("metrics")
    assert found is not None
    assert found[1].body == b"two"
    assert again.dropped == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_what_the_disk_does_not_take_is_sent_all_the_same(server: Recorder, tmp_path: Path) -> None:
    made = forwarder(server, tmp_path / "spool")
    made.submit("metrics", "/a", b"0")
    server.wait_for(lambda all_: len(all_) == 1)
    shutil.rmtree(tmp_path / "spool")
    made.submit("metrics", "/a", b"1")
    made.submit("metrics", "/a", b"2")
    server.wait_for(lambda all_: len(all_) == 3)
    made.stop()
    assert bodies(server.requests) == [b"0", b"1", b"2"] and made.spool.bytes == 0


def test_what_waits_in_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizsla.agent.spool._MOST_IN_MEMORY", 5000)
    spool = Spool(tmp_path / "spool", 1 << 20)
    shutil.rmtree(tmp_path / "spool")
    for i in range(10):
        spool.put("metrics", Request("/a", b"x" * 900, {}, "", float(i)))
    found = spool.first("metrics")
    assert found is not None and found[1].made == spool.dropped > 0
    assert spool.bytes <= 5000 and "cannot be written" in spool.fault


_KILLED = """
import sys
from pathlib import Path
from vizsla.agent.forwarder import Forwarder
from vizsla.agent.post import Poster
from vizsla.agent.spool import Spool
made = Forwarder(Spool(Path(sys.argv[1]), 1 << 24), Poster("http://127.0.0.1:9", "k"))
made.start()
for i in range(10):
    made.submit("metrics", "/a", str(i).encode())
print("kept", flush=True)
import time
time.sleep(60)
"""


def test_what_a_killed_agent_kept_is_sent_by_the_next(server: Recorder, tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", _KILLED, str(tmp_path)], stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"kept\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    made = forwarder(server, tmp_path)
    found = server.wait_for(lambda all_: len(all_) == 10)
    made.stop()
    assert bodies(found) == [str(i).encode() for i in range(10)]
