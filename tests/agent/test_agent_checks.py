"""Custom checks, written as for the Agent, run unmodified."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

CHECK = """
import random
from datadog_checks.base import AgentCheck

class RandomMetrics(AgentCheck):
    def check(self, instance):
        self.gauge("my_metric", random.randint(0, 1000), tags=["a:b"])
"""

EVERYTHING = """
from datadog_checks.base import AgentCheck

class Everything(AgentCheck):
    runs = 0

    def check(self, instance):
        Everything.runs += 1
        self.monotonic_count("m", 10 * Everything.runs)
        self.rate("r", 5 * Everything.runs)
        self.count("c", 2)
        self.count("c", 3)
        for value in range(1, 101):
            self.histogram("h", value)
        self.submit_histogram_bucket("d", 10, 1, 2, False, "", [])
        self.service_check("thing.ok", AgentCheck.CRITICAL, message="down")
        self.event({"msg_title": "title", "msg_text": "text", "timestamp": 5})
        self.warning("careful")
        if instance.get("fail"):
            raise ValueError("it broke")
"""


def write(data: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = data / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def vizsla(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "vizsla.cli.agent", *arguments],
        env={"VIZSLA_AGENT_DATA": str(data), "DD_HOSTNAME": "box", "PATH": ""},
        capture_output=True,
        text=True,
    )


def test_the_check_of_the_exercise_runs_and_keeps_its_interval(tmp_path: Path) -> None:
    write(tmp_path, {
        "checks.d/my_random_metrics.py": CHECK,
        "conf.d/my_random_metrics.yaml": "init_config:\ninstances:\n  - min_collection_interval: 45\n",
    })  # fmt: skip
    done = vizsla(tmp_path, "check", "my_random_metrics")
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert "(every 45 s" in lines[0]
    kind, name, value, tag = lines[1].split()
    assert (kind, name, tag) == ("gauge", "my_metric", "a:b")
    assert 0 <= float(value) <= 1000
    assert lines[2].split() == ["check", "datadog.agent.check_status", "ok", "check:my_random_metrics"]


def test_every_kind_of_submission_is_aggregated(tmp_path: Path) -> None:
    write(
        tmp_path, {"checks.d/everything.py": EVERYTHING, "conf.d/everything.d/conf.yaml": "instances: [{service: web}]"}
    )
    done = vizsla(tmp_path, "check", "everything", "--check-rate")
    lines = [line.strip() for line in done.stdout.splitlines()]
    for expected in (
        "count  m 10 service:web", "count  c 5 service:web", "gauge  h.max 100 service:web",
        "gauge  h.95percentile 95 service:web", "rate   h.count 100 service:web", "sketch d of 10 values service:web",
        "check  thing.ok critical down service:web", "event  title: text", "warning: careful",
    ):  # fmt: skip
        assert expected in lines
    (rate,) = [line for line in lines if line.startswith("gauge  r ")]
    assert 0 < float(rate.split()[2]) <= 5.1  # of a second or, where much else is to be done, of a little more


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "no file of"),
        ({"conf.d/x.yaml": "instances: [{}]"}, "there is no check x: put it into"),
        ({"conf.d/x.yaml": "a: ["}, "it is not YAML"),
        ({"conf.d/x.yaml": "instances: 3"}, "`instances:` must be a list"),
        ({"conf.d/x.yaml": "init_config:"}, "it has neither `instances:` nor `logs:`"),
        ({"conf.d/x.yaml": "instances: [{}]", "checks.d/x.py": "import nothing_like_it"}, "nothing_like_it"),
        ({"conf.d/x.yaml": "instances: [{}]", "checks.d/x.py": "1/0"}, "ZeroDivisionError"),
        ({"conf.d/x.yaml": "instances: [{}]", "checks.d/x.py": "a = 1"}, "has no class that derives from"),
        ({"conf.d/x.yaml": "instances: [{fail: true}]", "checks.d/x.py": EVERYTHING}, "x: it broke"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, files: dict[str, str], told: str) -> None:
    write(tmp_path, files)
    done = vizsla(tmp_path, "check", "x")
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


async def test_the_runner_runs_checks_and_takes_up_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vizsla.agent import runner as runner_module
    from vizsla.agent.aggregator import Flushed, Rules
    from vizsla.agent.config import Config
    from vizsla.agent.payload import check_body, series_bodies

    monkeypatch.setattr(runner_module, "_LOOK_EVERY_S", 0.1)
    odd = ('tags=["a:b"])', "tags=['file:\\udcff'])\n        self.service_check('s', 0, message='\\udcff')")
    write(tmp_path, {
        "checks.d/changing_check.py": CHECK, "conf.d/changing_check.yaml": "instances: [{}]",
        "checks.d/exits_check.py": "import sys\nsys.exit(1)", "conf.d/exits_check.yaml": "instances: [{}]",
        "checks.d/files_check.py": CHECK.replace(*odd), "conf.d/files_check.yaml": "instances: [{}]",
    })  # fmt: skip
    config = Config(hostname="box", confd_path=str(tmp_path / "conf.d"), checksd_path=str(tmp_path / "checks.d"),
                    run_path=str(tmp_path), min_collection_interval=0.2)  # fmt: skip
    found: list[Flushed] = []

    def deliver(flushed: Flushed) -> None:
        found.append(flushed)
        if len(found) <= 2:
            raise OSError("the first cannot be delivered")

    runner = runner_module.Runner(config, Rules("box"), deliver)
    task = asyncio.create_task(runner.run())

    async def until(metric: str, times: int = 1) -> None:
        while sum(one.metric == metric for flushed in found for one in flushed.series) < times:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    await asyncio.wait_for(until("my_metric", 6), 20)
    (tmp_path / "checks.d/changing_check.py").write_text(CHECK.replace("my_metric", "other_metric_with_another_name"))
    await asyncio.wait_for(until("other_metric_with_another_name"), 20)
    before = sum(one.metric == "my_metric" for flushed in found for one in flushed.series)
    await asyncio.wait_for(until("my_metric", before + 2), 20)
    shown = runner.status()
    task.cancel()
    assert "SystemExit" in shown.pop("files with errors")[str(tmp_path / "conf.d/exits_check.yaml")]
    assert [(one["state"], one["metrics in it"]) for one in shown.values()] == [("ok", 1)] * 2
    assert {series.host for flushed in found for series in flushed.series} == {"box"}
    bodies = b"".join(body for flushed in found for body in series_bodies(flushed.series))
    assert b'"file:?"' in bodies and all(check_body(flushed.checks) for flushed in found)


def test_a_count_says_how_long_it_counted() -> None:
    from vizsla.agent.aggregator import Rules
    from vizsla.agent.check_sampler import COUNT, MONOTONIC_COUNT, Sampler

    sampler = Sampler(Rules("box"), 45.0)
    sampler.submit(COUNT, "c", 3, (), "box", 1.0)
    sampler.submit(MONOTONIC_COUNT, "m", 5, (), "box", 1.0)
    sampler.submit(MONOTONIC_COUNT, "m", 9, (), "box", 2.0)
    sampler.submit(MONOTONIC_COUNT, "m", 2, (), "box", 3.0)  # begun anew
    sampler.submit(MONOTONIC_COUNT, "m", 3, (), "box", 4.0)
    series, _ = sampler.commit(5.0)
    assert [(one.metric, one.kind, one.interval, one.points) for one in series] == [
        ("c", "count", 45, ((5, 3.0),)),
        ("m", "count", 45, ((5, 5.0),)),
    ]


def test_counters_that_are_gone_for_a_day_are_forgotten() -> None:
    from vizsla.agent.aggregator import Rules
    from vizsla.agent.check_sampler import MONOTONIC_COUNT, RATE, Sampler

    sampler = Sampler(Rules("box"))
    for number in range(100):
        sampler.submit(MONOTONIC_COUNT, "m", 5, (f"pod:{number}",), "box", 1000.0)
        sampler.submit(RATE, "r", 5, (f"pod:{number}",), "box", 1000.0)
    sampler.commit(1000.0)
    sampler.submit(MONOTONIC_COUNT, "m", 7, ("pod:1",), "box", 90_000.0)
    assert [one.points for one in sampler.commit(91_500.0)[0]] == [((91_500, 2.0),)]
    assert len(sampler._last) == 1
