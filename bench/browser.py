"""Seconds until a browser has drawn a dashboard of 20 timeseries, each over 1,000 series and 24 hours.

Usage: python bench/browser.py [series [seconds between points]]

From the navigation of a browser that is logged in and has the app's files, until the last graph's lines are on the
screen; the server and the browser share the machine. Each round asks of another time, so that all is read anew.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
from playwright.sync_api import Page, sync_playwright

from dashboard import cpu_s, fill, quiet
from running import VIZSLA, Running, running

ROUNDS = 7
_FILTERS = ("*", "!env:none", "service:service-*", "env:env-*", "host:host-*")  # each of all series
DASHBOARDS = {
    "averages of all series": "",
    "a line for each of 100 hosts": " by {host}",
    "a line for each series": " by {number}",
}
# Said by the page itself: a graph's canvas is there when its lines are drawn on it; then the frame is to be shown.
_WATCH = """
new MutationObserver((_, watch) => {
  if (document.querySelectorAll('.uplot canvas').length < 20) return;
  watch.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { window.drawnMs = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""


def made(server: Running, title: str, by: str) -> str:
    """The path of a dashboard of 20 graphs that lie in five rows."""
    queries = [f"{how}:bench.load{{{where}}}{by}" for how in ("avg", "sum", "min", "max") for where in _FILTERS]
    widgets = [
        {
            "definition": {"type": "timeseries", "title": query, "requests": [{"q": query, "display_type": "line"}]},
            "layout": {"x": 3 * (at % 4), "y": 2 * (at // 4), "width": 3, "height": 2},
        }
        for at, query in enumerate(queries)
    ]
    body: dict[str, Any] = {"title": title, "layout_type": "ordered", "reflow_type": "fixed", "widgets": widgets}
    answer = httpx.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=body, timeout=60)
    answer.raise_for_status()
    return f"{server.url}/dashboard/{answer.json()['id']}"


def opened(page: Page, address: str) -> float:
    """Seconds until all is drawn after the navigation."""
    page.goto(address, wait_until="commit")
    page.wait_for_function("window.drawnMs > 0", polling=100, timeout=120_000)
    return float(page.evaluate("window.drawnMs")) / 1000


def main() -> None:
    series = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    every_s = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    with (
        tempfile.TemporaryDirectory(prefix="vizsla-bench-") as directory,
        running("server", Path(directory), VIZSLA_ROLE="intake,api") as server,
        sync_playwright() as playwright,
    ):
        fill(server, series, every_s, int(time.time()))
        quiet(server.process)
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 1000}, bypass_csp=True).new_page()
        command = [VIZSLA, "keys", "--login-link", "--data", directory]
        link = subprocess.check_output(command, text=True, env=os.environ | {"VIZSLA_PUBLIC_URL": server.url})
        page.goto(link.strip())
        page.wait_for_url(lambda url: "login" not in url)
        page.add_init_script(_WATCH)
        for title, by in DASHBOARDS.items():
            address = made(server, title, by)
            opened(page, f"{address}?span=1d")  # for the app's files
            took, cpu = [], cpu_s(server.process)
            for number in range(ROUNDS):
                to = int(time.time() - 60 * number) // 60 * 60000
                took.append(opened(page, f"{address}?from={to - 86_400_000}&to={to}"))
            cpu = (cpu_s(server.process) - cpu) / ROUNDS
            load = psutil.getloadavg()[0]
            print(
                f"20 graphs, {title}: drawn after {statistics.median(took):.2f} s (median of {ROUNDS}, best "
                f"{min(took):.2f}); {cpu:.2f} s of the server's CPU; load {load:.1f}",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
