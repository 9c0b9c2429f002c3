"""Log files are followed: whole entries, once each, over rotation and restarts."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vizsla.agent import log_batch as log_batch_module
from vizsla.agent import log_file as log_file_module
from vizsla.agent import tailer as tailer_module
from vizsla.agent.config import Config
from vizsla.agent.forwarder import Forwarder
from vizsla.agent.log_batch import LogBatch
from vizsla.agent.log_rules import RuleError, compile_rules
from vizsla.agent.post import Poster
from vizsla.agent.spool import Spool
from vizsla.agent.tailer import Tailer
from vizsla.testing.recorder import Recorded, Recorder

CONF = """
logs:
  - type: file
    path: {logs}/*.log
    exclude_paths: ["{logs}/not.log"]
    service: shop
    source: python
    tags: ["dept:enablement"]
    start_position: {position}
    log_processing_rules:
      - {{type: multi_line, name: date, pattern: '\\d{{4}}-'}}
      - {{type: mask_sequences, name: cards, pattern: '(card=)\\d+', replace_placeholder: '${{1}}****'}}
      - {{type: exclude_at_match, name: health, pattern: /health}}
"""


@pytest.fixture
def server() -> Iterator[Recorder]:
    one = Recorder()
    one.start()
    yield one
    one.stop()


class Agent:
    """A tailer and its forwarder, as the agent joins them."""

    def __init__(self, server: Recorder, data: Path, position: str = "beginning") -> None:
        (data / "conf.d").mkdir(exist_ok=True)
        (data / "conf.d" / "app.yaml").write_text(CONF.format(logs=data, position=position))
        config = Config(hostname="box", confd_path=str(data / "conf.d"), run_path=str(data / "run"))
        self.forwarder = Forwarder(Spool(data / "run" / "spool", 1 << 24), Poster(server.url, "k"))
        self.forwarder.start()
        self.batch = LogBatch(self.forwarder)
        self.tailer = Tailer(config, self.batch)
        self.tailer.start()

    def stop(self) -> None:
        self.tailer.stop()
        self.batch.flush()
        self.forwarder.stop()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tailer_module, "_PAUSE_S", 0.02)
    monkeypatch.setattr(tailer_module, "_LOOK_EVERY_S", 0.1)
    monkeypatch.setattr(log_batch_module, "_LONGEST_WAIT_S", 0.1)
    monkeypatch.setattr(log_file_module, "_GRACE_S", 0.3)


def entries(requests: list[Recorded]) -> list[dict[str, Any]]:
    return [entry for one in requests if one.path == "/api/v2/logs" for entry in one.json]


def messages(requests: list[Recorded]) -> list[str]:
    return [entry["message"] for entry in entries(requests)]


def test_entries_of_several_lines_masks_and_exclusions(server: Recorder, tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text(
        "2026-01-01 ERROR it broke\nTraceback:\n  line 1\n2026-01-02 GET /health\n2026-01-03 paid card=4111\n"
    )
    (tmp_path / "not.log").write_text("2026-01-01 never\n")
    agent = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) == 2)
    agent.stop()
    found = entries(server.requests)
    assert [one["message"] for one in found] == [
        "2026-01-01 ERROR it broke\\nTraceback:\\n  line 1",
        "2026-01-03 paid card=****",
    ]
    assert (found[0]["service"], found[0]["ddsource"], found[0]["hostname"]) == ("shop", "python", "box")
    assert found[0]["ddtags"] == f"dept:enablement,filename:app.log,dirname:{tmp_path}"
    assert abs(found[0]["timestamp"] / 1000 - time.time()) < 60


def test_rotation_and_restart_lose_and_repeat_nothing(server: Recorder, tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text("".join(f"2026-{n}\n" for n in range(3)))
    agent = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) == 3)
    with path.open("a") as file:
        file.write("2026-3\n2026-4 half")
    path.rename(tmp_path / "app.old")  # as logrotate does; what was read and written meanwhile is of the old file
    path.write_text("2026-5\n")
    with (tmp_path / "app.old").open("a") as file:
        file.write(" whole\n")
    server.wait_for(lambda all_: len(messages(all_)) == 6)
    agent.stop()
    with path.open("a") as file:
        file.write("2026-6\n")
    again = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) == 7)
    path.write_text("2026-7\n")  # cut and written anew, as copytruncate does
    server.wait_for(lambda all_: len(messages(all_)) == 8)
    again.stop()
    assert messages(server.requests) == [f"2026-{n}" + (" half whole" if n == 4 else "") for n in range(8)]


def test_old_lines_are_passed_over_unless_asked_for(server: Recorder, tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text("2026-old\n")
    agent = Agent(server, tmp_path, "end")
    while not agent.tailer.status()["files"]:
        time.sleep(0.01)
    with (tmp_path / "app.log").open("a") as file:
        file.write("2026-new\n")
    (tmp_path / "later.log").write_text("2026-first of a new file\n")
    server.wait_for(lambda all_: len(messages(all_)) == 2)
    agent.stop()
    assert sorted(messages(server.requests)) == ["2026-first of a new file", "2026-new"]


def test_what_was_written_before_a_rotation_while_nobody_read_arrives(server: Recorder, tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text("2026-0\n")
    agent = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) == 1)
    agent.stop()
    with path.open("a") as file:
        file.write("2026-1")
    path.rename(tmp_path / "app.log.1")
    path.write_text("2026-2\n")
    again = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) == 3)
    again.stop()
    assert messages(server.requests) == ["2026-0", "2026-1", "2026-2"]


def test_a_pattern_that_matches_rotated_files_too_repeats_nothing(server: Recorder, tmp_path: Path) -> None:
    names = [tmp_path / name for name in ("app.log", "app.1.log", "app.2.log", "app.3.log")]

    def rotate(number: int) -> None:
        for older, newer in zip(names[::-1], names[-2::-1], strict=False):
            if newer.exists():
                newer.rename(older)
        names[0].write_text(f"2026-{number}\n")

    def follows(agent: Agent, files: int) -> None:
        server.wait_for(lambda all_: len(messages(all_)) >= files)
        while len(agent.tailer.status()["files"]) < files:
            time.sleep(0.01)

    agent = Agent(server, tmp_path)
    for number in range(3):
        rotate(number)
        follows(agent, number + 1)
    agent.stop()
    with names[0].open("a") as file:
        file.write("2026-3\n")
    rotate(4)
    again = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) >= 5)
    follows(again, 4)
    again.stop()
    assert sorted(messages(server.requests)) == [f"2026-{n}" for n in range(5)]


def test_a_file_that_was_written_anew_while_nobody_read_begins_anew(server: Recorder, tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    path.write_text("2026-0\n")
    agent = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) == 1)
    agent.stop()
    path.write_text("2026-1\n2026-2\n")  # the same inode, and longer
    again = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) == 3)
    again.stop()
    assert messages(server.requests) == ["2026-0", "2026-1", "2026-2"]


def test_files_that_are_removed_are_closed_and_one_that_cannot_be_read_stops_no_other(
    server: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file_module, "_GONE_S", 0.1)
    for name in ("gone", "odd", "good"):
        (tmp_path / f"{name}.log").write_text(f"2026-{name}\n")
    agent = Agent(server, tmp_path)
    server.wait_for(lambda all_: len(messages(all_)) == 3)
    (tmp_path / "gone.log").unlink()
    (tmp_path / "odd.log").unlink()
    (tmp_path / "odd.log").mkdir()
    while set(agent.tailer.status()["files"]) != {str(tmp_path / f"{name}.log") for name in ("odd", "good")}:
        time.sleep(0.01)
    while "errors" not in agent.tailer.status():
        time.sleep(0.01)
    with (tmp_path / "good.log").open("a") as file:
        file.write("2026-more\n")
    server.wait_for(lambda all_: "2026-more" in messages(all_))
    agent.stop()


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"type": "skip"}, "log_processing_rules 1: its type must be one of multi_line"),
        ({"type": "multi_line", "name": "n"}, "log_processing_rules 1 (n) needs a pattern"),
        ({"type": "multi_line", "pattern": "("}, "the pattern is not a regular expression"),
    ],
)
def test_a_wrong_rule_is_named(rule: dict[str, str], told: str) -> None:
    with pytest.raises(RuleError) as caught:
        compile_rules([rule])
    assert told in str(caught.value)
