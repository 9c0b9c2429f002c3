"""The demonstration, started as a newcomer does, where Datadog's own agent holds the usual ports."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from socket import SOCK_DGRAM, SOCK_STREAM, socket

import httpx
import psutil
import pytest

from running import VIZSLA, eventually, free_port

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def usual_ports_taken() -> Iterator[None]:
    with ExitStack() as stack:
        for port, kind in ((8125, SOCK_DGRAM), (8126, SOCK_STREAM), (8411, SOCK_STREAM)):
            sock = stack.enter_context(socket(type=kind))
            with suppress(OSError):  # somebody else has it: all the better
                sock.bind(("127.0.0.1", port))
                if kind == SOCK_STREAM:
                    sock.listen()
        yield


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A directory that PostgreSQL's own user may enter, whoever runs the tests."""
    with tempfile.TemporaryDirectory(prefix="vizsla-demo-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        yield Path(place)


@pytest.mark.usefixtures("usual_ports_taken")
def test_the_demonstration_shows_all_that_it_tells_of(open_place: Path) -> None:
    data, port, said = open_place / "data", free_port(), open_place / "said"
    unset = {name: value for name, value in os.environ.items() if not name.startswith("DD_")}
    with said.open("wb") as out:
        process = subprocess.Popen(
            [VIZSLA, "demo", "--data", str(data), "--port", str(port)], env=unset, stdout=out, stderr=out
        )
    try:
        eventually(lambda: "The demonstration runs." in said.read_text())
        text = said.read_text()
        assert "(site at " in text and "(dogstatsd at " in text and "(traces at " in text
        site, inbox = (re.search(rf"{name} +(http://localhost:\d+/)", text)[1] for name in ("Site", "Inbox"))  # type: ignore[index]
        assert "Mail" in httpx.get(inbox).text
        assert httpx.get(site, follow_redirects=True).status_code == 200
        keys = httpx.Headers(_keys(data))

        def points(query: str) -> object:
            params = {"from": int(time.time()) - 900, "to": int(time.time()), "query": query}
            return httpx.get(f"http://localhost:{port}/api/v1/query", params=params, headers=keys).json()["series"]

        for query in ("avg:my_metric{env:demo}", "sum:postgresql.commits{*}", "avg:runtime.python.thread_count{*}",
                      "sum:trace.django.request.hits{service:data-wizard}"):  # fmt: skip
            eventually(lambda query=query: points(query), 120)  # type: ignore[misc]
        _part(process.pid, "vizsla.demo.stack").kill()
        eventually(lambda: said.read_text().count("The demonstration runs.") == 2, 60)
        assert httpx.get(site, follow_redirects=True).status_code == 200
        database = int((data / "demo" / "postgres" / "postmaster.pid").read_text().split()[0])
        parts = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(database)]
    finally:
        process.terminate()
        assert process.wait(30) == 0
    assert not psutil.wait_procs(parts, 10)[1]
    left = re.sub("^.* the demonstration ended with code -9.*$", "", said.read_text().partition("\n\n")[2], flags=re.M)
    assert not re.search("ERROR|WARNING|Traceback", left), left


def _part(pid: int, module: str) -> psutil.Process:
    (found,) = [one for one in psutil.Process(pid).children(recursive=True) if module in one.cmdline()]
    return found


def _keys(data: Path) -> dict[str, str]:
    words = subprocess.check_output([VIZSLA, "keys", "--data", str(data)], text=True).split()
    return {"DD-API-KEY": words[2], "DD-APPLICATION-KEY": words[5]}
