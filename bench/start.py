"""Seconds from the command to the first page, and memory when idle, of server and agent: `python bench/start.py`."""

import statistics
import tempfile
import time
from pathlib import Path

import httpx

from running import free_port, running

ROUNDS = 5


def main() -> None:
    ports = {"DD_DOGSTATSD_PORT": str(free_port()), "DD_APM_RECEIVER_PORT": str(free_port())}
    times: list[float] = []
    with tempfile.TemporaryDirectory(prefix="vizsla-bench-") as directory:
        for round_ in range(ROUNDS + 1):
            with running("up", Path(directory), **ports) as server:
                asked = time.perf_counter()
                httpx.get(server.url + "/").raise_for_status()
                elapsed = server.started_s + time.perf_counter() - asked
                if round_ == 0:
                    print(f"first start, to the first page: {elapsed:.2f} s")
                else:
                    times.append(elapsed)
                if round_ == ROUNDS:
                    time.sleep(30)
                    print(f"memory of server and agent when idle: {server.rss_mb():.0f} MB (aim: under 450)")
    median = statistics.median(times)
    print(f"later starts, to the first page: median {median:.2f} s, worst {max(times):.2f} s (aim: under 5)")


if __name__ == "__main__":
    main()
