"""A browser that is logged in to a server."""

import os
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from running import VIZSLA, Running

# The browser says so itself when a search that is not finished is answered with 400.
_OF_THE_BROWSER = "status of 400"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not for the session: while Playwright runs, no other test of the process can run an event loop of its own.
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


Opened = tuple[Page, list[str]]


@pytest.fixture(scope="module")
def open_page(chromium: Browser) -> Iterator[Callable[[Running], Opened]]:
    """Opens a page on a server with a session; what it complains of is collected beside it."""

    def opened(server: Running) -> Opened:
        words = server.process.cmdline()
        command = [VIZSLA, "keys", "--login-link", "--data", words[words.index("--data") + 1]]
        link = subprocess.check_output(command, text=True, env=os.environ | {"VIZSLA_PUBLIC_URL": server.url}).strip()
        page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(20_000)
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "console",
            lambda line: said.append(line.text) if line.type == "error" and _OF_THE_BROWSER not in line.text else None,
        )
        page.goto(link)
        page.wait_for_url(lambda url: "login" not in url)
        return page, said

    yield opened
    for context in chromium.contexts:
        context.close()
