"""What queries of metrics cost, against VictoriaMetrics with the same points; their answers must agree.

Usage: python bench/query.py [series [seconds between points, 20 at most so that no bucket is empty]]

It wants Debian's package victoria-metrics, whose binary is run as a process of its own. Both are asked over HTTP in
turns, for buckets of the same length. VictoriaMetrics is kept from its cache of answers (`nocache`): Vizsla has none.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
import psutil

from dashboard import DAY_S, cpu_s, fill, made, quiet
from running import eventually, free_port, running

_REPEATS = 15  # CPU is counted in hundredths of seconds, so over all of them
_WINDOWS = {"1 h": 3600, "24 h": DAY_S}

Answer = dict[str, list[float]]
"""Values of the buckets by the tag's value, or by "" where all series are merged."""


@dataclass(frozen=True)
class Peer:
    """A server that runs and answers."""

    http: httpx.Client
    process: psutil.Process


@dataclass(frozen=True)
class Scope:
    """How many series are asked for, their filter in both languages, and the tag that has ten values among them."""

    series: int
    vizsla: str
    victoria: str
    groups: str


@dataclass(frozen=True)
class Compared:
    """A query in both languages; where it says SCOPE the filter goes, MEANS is the mean of each series in a bucket."""

    name: str
    vizsla: str
    victoria: str
    tag: str = ""


def compared(groups: str) -> list[Compared]:
    """The queries; `groups` is the tag of ten values."""
    by_series = "avg:bench.load{SCOPE} by {number}"
    return [
        Compared("sum of all", "sum:bench.load{SCOPE}", "sum(MEANS)"),
        Compared(
            f"avg by {groups} (10)", f"avg:bench.load{{SCOPE}} by {{{groups}}}", f"avg by ({groups}) (MEANS)", groups
        ),
        Compared("top 10 by mean", f"top({by_series}, 10, 'mean', 'desc')", "topk_avg(10, MEANS)", "number"),
        # The 95th percentile across series of their means in a bucket, not that of all points in it.
        Compared("p95 across series", f"percentile({by_series}, 'p95', {{*}})", "quantile(0.95, MEANS)"),
    ]


@contextmanager
def victoria() -> Iterator[Peer]:
    """VictoriaMetrics on a fresh directory until the block ends."""
    binary = shutil.which("victoria-metrics") or sys.exit("install Debian's package victoria-metrics first")
    with tempfile.TemporaryDirectory(prefix="victoria-bench-") as data:
        address = f"127.0.0.1:{free_port()}"
        words = [binary, f"-storageDataPath={data}", f"-httpListenAddr={address}", "-retentionPeriod=1"]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://{address}", timeout=300) as http:
                eventually(lambda: process.poll() is None and _healthy(http))
                yield Peer(http, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait(30)


def _healthy(http: httpx.Client) -> bool:
    try:
        return http.get("/health").status_code == 200
    except httpx.TransportError:
        return False


def fill_victoria(http: httpx.Client, series: int, every_s: int, end: int) -> None:
    """The points that `fill` sends to Vizsla."""
    stamps = list(range(end - DAY_S, end, every_s))
    for first in range(0, series, 20):
        lines = []
        for one in (made(number, stamps) for number in range(first, min(first + 20, series))):
            tags = dict(tag.split(":", 1) for tag in one["tags"])
            metric = {"__name__": "bench_load", "host": one["host"], **tags}
            values = [value for _, value in one["points"]]
            lines.append(json.dumps({"metric": metric, "values": values, "timestamps": [1000 * at for at in stamps]}))
        http.post("/api/v1/import", content="\n".join(lines)).raise_for_status()
    http.get("/internal/force_flush").raise_for_status()


def ask_vizsla(http: httpx.Client, query: str, start: int, end: int) -> list[dict[str, Any]]:
    answer = http.get("/api/v1/query", params={"query": query, "from": start, "to": end})
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["series"]
    return found


def ask_victoria(http: httpx.Client, query: str, start: int, end: int, step_s: int) -> list[dict[str, Any]]:
    # Its windows end with a moment, inclusive; Vizsla's begin with one: a second less makes them the same points.
    params: dict[str, str | int] = {
        "query": query,
        "start": start + step_s - 1,
        "end": end - 1,
        "step": step_s,
        "nocache": 1,
    }
    answer = http.get("/api/v1/query_range", params=params)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["data"]["result"]
    return found


def agree(name: str, ours: Answer, theirs: Answer) -> None:
    """AssertionError where the answers differ by more than rounding."""
    assert ours and ours.keys() == theirs.keys(), f"{name}: {sorted(ours)} and {sorted(theirs)}"
    for group, values in ours.items():
        np.testing.assert_allclose(values, theirs[group], rtol=1e-6, err_msg=f"{name} {group}")


def measured(asks: list[Callable[[], object]], processes: list[psutil.Process]) -> list[tuple[float, float]]:
    """Of each the median of milliseconds, and milliseconds of CPU of its server, asked in turns."""
    for ask in asks:
        ask()
    before = [cpu_s(process) for process in processes]
    took: list[list[float]] = [[] for _ in asks]
    for _ in range(_REPEATS):
        for mine, ask in zip(took, asks, strict=True):
            begun = time.perf_counter()
            ask()
            mine.append(1000 * (time.perf_counter() - begun))
    cpu = [1000 * (cpu_s(process) - was) / _REPEATS for process, was in zip(processes, before, strict=True)]
    return [(statistics.median(mine), spent) for mine, spent in zip(took, cpu, strict=True)]


def compare(one: Compared, scope: Scope, span: tuple[int, int], ours: Peer, theirs: Peer) -> str:
    """The figures of a row of the table."""
    query = one.vizsla.replace("SCOPE", scope.vizsla)
    step_s = ask_vizsla(ours.http, query, *span)[0]["interval"]
    promql = one.victoria.replace("MEANS", f"avg_over_time(bench_load{scope.victoria}[{step_s}s])")

    def mine() -> list[dict[str, Any]]:
        return ask_vizsla(ours.http, query, *span)

    def other() -> list[dict[str, Any]]:
        return ask_victoria(theirs.http, promql, *span, step_s)

    agree(
        query,
        {",".join(a["tag_set"]).partition(":")[2]: [v for _, v in a["pointlist"]] for a in mine()},
        {a["metric"].get(one.tag, ""): [float(v) for _, v in a["values"]] for a in other()},
    )
    (ms, cpu), (their_ms, their_cpu) = measured([mine, other], [ours.process, theirs.process])
    return f"{ms:8.1f}{their_ms:8.1f}{ms / their_ms:8.2f}{cpu:8.1f}{their_cpu:8.1f}{cpu / max(their_cpu, 0.1):8.2f}"


def main() -> None:
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    every_s = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    end = int(time.time()) // 300 * 300 - 300
    # Of the series a tenth has the same service, and these are on ten hosts.
    scopes = [
        Scope(series // 10, "service:service-1", '{service="service-1"}', "host"),
        Scope(series, "*", "", "service"),
    ]
    with (
        running("server", VIZSLA_ROLE="intake,api") as server,
        victoria() as theirs,
        httpx.Client(base_url=server.url, headers=server.headers, timeout=60) as http,
    ):
        ours = Peer(http, server.process)
        fill(server, series, every_s, end)
        fill_victoria(theirs.http, series, every_s, end)
        quiet(ours.process)
        quiet(theirs.process)
        print(f"{series} series, a point every {every_s} s for a day; medians of {_REPEATS}; VM is VictoriaMetrics")
        heads = ("ms", "VM's", "ratio", "CPU ms", "VM's", "ratio")
        print(f"{'series':>6} {'window':>6}  {'query':20}" + "".join(f"{head:>8}" for head in heads))
        for scope in scopes:
            for window, seconds in _WINDOWS.items():
                for one in compared(scope.groups):
                    figures = compare(one, scope, (end - seconds, end), ours, theirs)
                    print(f"{scope.series:6} {window:>6}  {one.name:20}{figures}", flush=True)


if __name__ == "__main__":
    main()
