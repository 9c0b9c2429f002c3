"""What a dashboard of 20 timeseries over 1,000 series and 24 hours costs the server, as the browser asks for it.

Usage: python bench/dashboard.py [series [seconds between points]]

The ratio is to the same aggregations asked of the engine itself, with nothing around them.
"""

import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil

from running import Running, running
from vizsla.store.engine import open_engine

DAY_S = 86400
_AT_ONCE = 6  # of single requests, as many as a browser opens connections to one server
_SERVICES, _HOSTS, _ENVS = 10, 100, 2
_BY = ("", " by {service}", " by {env}", " by {service,env}", " by {host}")
QUERIES = [
    f"{how}:bench.load{{{where}}}{_BY[i % len(_BY)]}"
    for i, (how, where) in enumerate(
        (how, where)
        for where in ("*", "env:env-0", "service:service-1*", "!env:env-1")
        for how in ("avg", "sum", "max")
    )
] + [
    "top(avg:bench.load{*} by {host}, 10, 'mean', 'desc')",
    "sum:bench.load{*} by {service} / sum:bench.load{*}",
    "avg:bench.load{*} by {service}.rollup(max, 600)",
    "max:bench.load{*} by {host}.rollup(max)",
    "hour_before(avg:bench.load{*} by {service})",
    "ewma_5(avg:bench.load{*} by {service})",
    "min:bench.load{env:env-1} by {service}",
    "avg:bench.load{*} by {service,host}",
]


def made(number: int, stamps: list[int]) -> dict[str, Any]:
    """A series as /api/v1/series takes it: the same values whenever it is asked for."""
    rng = np.random.default_rng(number)
    values = (50 + rng.normal(0, 10) + np.cumsum(rng.normal(0, 0.1, len(stamps)))).round(2).tolist()
    tags = [f"service:service-{number % _SERVICES}", f"env:env-{number % _ENVS}", f"number:{number}"]
    points = list(map(list, zip(stamps, values, strict=True)))
    host = f"host-{number % _HOSTS}"
    return {"metric": "bench.load", "type": "gauge", "host": host, "tags": tags, "points": points}


def fill(server: Running, series: int, every_s: int, end: int) -> None:
    """Send a day of points of so many series."""
    stamps = list(range(end - DAY_S, end, every_s))

    def send(first: int) -> None:
        body = [made(number, stamps) for number in range(first, min(first + 20, series))]
        answer = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": body}, timeout=300)
        answer.raise_for_status()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, range(0, series, 20)))


def cpu_s(process: psutil.Process) -> float:
    """Seconds of CPU that the process has used."""
    used = process.cpu_times()
    return float(used.user + used.system)


def quiet(process: psutil.Process) -> None:
    """Wait until merges have ended."""
    for _ in range(60):
        before = cpu_s(process)
        time.sleep(2)
        if cpu_s(process) - before < 0.1:
            return


def attributes(query: str, start: int, end: int) -> dict[str, Any]:
    """What a graph asks."""
    one = {"data_source": "metrics", "name": "query1", "query": query, "aggregator": "avg"}
    return {"from": start * 1000, "to": end * 1000, "formulas": [{"formula": "query1"}], "queries": [one]}


def together(http: httpx.Client, start: int, end: int) -> int:
    """Ask as the browser does; the number of points of all answers."""
    requests = [attributes(query, start, end) for query in QUERIES]
    answer = http.post("/api/vizsla/query/timeseries", json={"requests": requests})
    answer.raise_for_status()
    return sum(points(json.loads(line)["body"]) for line in answer.text.splitlines())


def alone(http: httpx.Client, query: str, start: int, end: int) -> int:
    """Ask for one as other clients do."""
    body = {"data": {"type": "timeseries_request", "attributes": attributes(query, start, end)}}
    answer = http.post("/api/v2/query/timeseries", json=body)
    answer.raise_for_status()
    return points(answer.json())


def points(answer: dict[str, Any]) -> int:
    """How many it has, of at least one series."""
    values = answer["data"]["attributes"]["values"]
    assert values, answer
    return sum(len(row) for row in values)


def bare_s(directory: Path, start: int, end: int) -> float:
    """Seconds of CPU of so many plain aggregations by the engine alone."""
    engine = open_engine(directory)
    sql = (
        "SELECT bucket, avg(value) FROM (SELECT sid, intDiv(toUnixTimestamp(ts), 300) AS bucket, "
        "sum(vsum) / sum(n) AS value FROM rollup_5m WHERE metric = 'bench.load' "
        f"AND ts >= toDateTime({start}) AND ts < toDateTime({end}) GROUP BY sid, bucket) GROUP BY bucket"
    )
    engine.run(sql)
    before = time.process_time()
    for _ in QUERIES:
        engine.run(sql)
    spent = time.process_time() - before
    engine.close()
    return spent


def main() -> None:
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    every_s = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    end = int(time.time()) // 300 * 300
    directory = Path(tempfile.mkdtemp(prefix="vizsla-bench-"))
    with running("server", directory, VIZSLA_ROLE="intake,api") as server:
        fill(server, series, every_s, end)
        quiet(server.process)
        with (
            httpx.Client(base_url=server.url, headers=server.headers, timeout=60) as http,
            ThreadPoolExecutor(_AT_ONCE) as pool,
        ):
            start = end - DAY_S
            for label, ask in (
                ("together, first", lambda: together(http, start, end)),
                ("together, again", lambda: together(http, start, end)),
                ("each alone", lambda: sum(pool.map(lambda query: alone(http, query, start, end), QUERIES))),
            ):
                cpu, begun = cpu_s(server.process), time.perf_counter()
                found = ask()
                wall = time.perf_counter() - begun
                cpu = cpu_s(server.process) - cpu
                print(f"{label}: {len(QUERIES)} queries, {found} points: {cpu:.2f} s of CPU, all there in {wall:.2f} s")
            each = []
            for query in QUERIES:
                before = cpu_s(server.process)
                alone(http, query, start, end)
                each.append((cpu_s(server.process) - before, query))
            for spent, query in sorted(each, reverse=True)[:5]:
                print(f"  {1000 * spent:4.0f} ms  {query}")
    bare = bare_s(directory / "store" if (directory / "store").is_dir() else directory, end - DAY_S, end)
    print(f"the engine alone, {len(QUERIES)} plain aggregations: {bare:.2f} s of CPU; ratio {cpu / bare:.2f}")


if __name__ == "__main__":
    main()
