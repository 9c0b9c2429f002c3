"""Messages a second that DogStatsD takes without loss, against npm's statsd, in one run on this machine.

Both get the same lines (counters, gauges, timers, sets; no tags, which statsd does not know) over UDP from one paced
sender; a rate counts when every line sent in three seconds was counted within half a second of the last.
Needs node and npm; statsd is installed into a temporary directory.

Usage: python bench/dogstatsd.py
"""

import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 3.0
TICK_S = 0.002
STEP = 1.4
PACKED = 1432
CONFIG = """{port: %d, mgmt_port: %d, address: "127.0.0.1", mgmt_address: "127.0.0.1", flushInterval: 3600000,
backends: [], graphitePort: 1}"""


def lines(count: int) -> list[bytes]:
    """A mixture of lines of 400 metrics."""
    chance = random.Random(1)
    kinds = ("c", "c", "c", "g", "g", "ms", "ms", "s")
    made = []
    for _ in range(count):
        kind = chance.choice(kinds)
        value = "1" if kind == "c" else str(chance.randrange(500)) if kind == "s" else f"{chance.random() * 300:.3f}"
        made.append(f"shop.{kind}.checkout.requests{chance.randrange(100)}:{value}|{kind}".encode())
    return made


def datagrams(packed: bool) -> list[tuple[bytes, int]]:
    """Datagrams and the number of lines in each: one, or as many as official clients pack."""
    if not packed:
        return [(line, 1) for line in lines(20_000)]
    made, held, size = [], [], 0
    for line in lines(60_000):
        if size + len(line) + 1 > PACKED:
            made.append((b"\n".join(held), len(held)))
            held, size = [], 0
        held.append(line)
        size += len(line) + 1
    return made


def send(port: int, given: list[tuple[bytes, int]], rate: float) -> tuple[int, float]:
    """Send so many lines a second for three seconds; returns lines sent and the rate that was reached."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", port))
    put, at, sent = sock.send, 0, 0
    began = time.perf_counter()
    while (elapsed := time.perf_counter() - began) < SECONDS:
        due = int(rate * (elapsed + TICK_S))
        while sent < due and time.perf_counter() - began < SECONDS:
            for _ in range(8):
                data, count = given[at % len(given)]
                put(data)
                sent += count
                at += 1
        time.sleep(max(0.0, TICK_S - (time.perf_counter() - began - elapsed)))
    return sent, sent / (time.perf_counter() - began)


def best(port: int, count: Callable[[], int], packed: bool, first: float) -> float:
    """The highest rate in steps of two fifths at which nothing was lost, in lines a second."""
    given, rate, found, lost = datagrams(packed), first, 0.0, 0
    while lost < 2:
        before = count()
        sent, reached = send(port, given, rate)
        until = time.perf_counter() + 0.5
        while (taken := count() - before) < sent and time.perf_counter() < until:
            time.sleep(0.05)
        print(f"    {reached:>12,.0f} a second: {sent - taken:,} of {sent:,} lost", flush=True)
        if taken >= sent:
            found, lost = max(found, reached), 0
            if reached < rate * 0.8:
                print("    (the sender can do no more)")
                return found
            rate *= STEP
        else:
            lost += 1  # once more: one loss may be the machine's
            time.sleep(2)
    return found


@contextmanager
def ours() -> Iterator[tuple[int, Callable[[], int]]]:
    """Our server in a process of its own; asked for its count over a pipe."""
    port = free_port()
    child = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def count() -> int:
        assert child.stdin and child.stdout
        child.stdin.write("\n")
        child.stdin.flush()
        return int(child.stdout.readline())

    count()
    yield port, count
    child.terminate()
    child.wait()


@contextmanager
def theirs(directory: Path) -> Iterator[tuple[int, Callable[[], int]]]:
    """npm's statsd; asked for its count at its admin port."""
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", "statsd"], cwd=directory, check=True)
    port, admin = free_port(), free_port()
    (directory / "config.js").write_text(CONFIG % (port, admin))
    child = subprocess.Popen(
        ["node", "node_modules/statsd/stats.js", "config.js"], cwd=directory, stdout=subprocess.DEVNULL
    )

    def count() -> int:
        with socket.create_connection(("127.0.0.1", admin), timeout=30) as asked:
            asked.sendall(b"counters\n")
            answer = b""
            while not answer.endswith(b"END\n\n"):
                answer += asked.recv(65536)
        found = re.search(rb"'statsd.metrics_received': (\d+)", answer)
        return int(found[1]) if found else 0

    time.sleep(1.5)
    yield port, count
    child.terminate()
    child.wait()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def serve(port: int) -> None:
    """The agent's receiver, parser and aggregator, with the defaults of the agent."""
    from vizsla.agent.aggregator import Aggregator, Rules
    from vizsla.agent.config import Config
    from vizsla.agent.dogstatsd import DogStatsD

    server = DogStatsD(Config(dogstatsd_port=port), Aggregator(Rules("bench")), lambda _: None)
    server.start()
    for _ in sys.stdin:
        print(server.aggregator.lines, flush=True)


def main() -> None:
    """Measure both and print the ratios."""
    found: dict[tuple[str, bool], float] = {}
    with tempfile.TemporaryDirectory() as directory:
        for name, opened in (("vizsla", ours()), ("statsd", theirs(Path(directory)))):
            with opened as (port, count):
                for packed in (False, True):
                    print(f"  {name}, {'packed datagrams' if packed else 'one line a datagram'}")
                    found[name, packed] = best(port, count, packed, 16_000)
    for packed in (False, True):
        own, other = found["vizsla", packed], found["statsd", packed]
        print(
            f"{'packed' if packed else 'one line a datagram'}: vizsla {own:,.0f}/s, statsd {other:,.0f}/s, "
            f"ratio {own / other:.2f}"
            if other
            else f"vizsla {own:,.0f}/s, statsd lost lines at every rate"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
    else:
        main()
