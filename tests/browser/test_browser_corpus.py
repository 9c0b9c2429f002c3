"""Published dashboards in the browser, over telemetry that answers their queries: no widget shows an error."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

import corpus
from running import Running, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not corpus.documents("dashboards"), reason=corpus.ABSENT),
]
expect.set_options(timeout=60_000)
_SAMPLE = 8
DASHBOARDS = corpus.documents("dashboards")


def _sample() -> list[str]:
    """The dashboards that together show most kinds of widgets."""
    kinds = {name: {one["type"] for one in corpus.widgets(body)} for name, body in DASHBOARDS.items()}
    chosen: list[str] = []
    seen: set[str] = set()
    while len(chosen) < min(_SAMPLE, len(kinds)):
        best = max(kinds.keys() - chosen, key=lambda name: (len(kinds[name] - seen), len(kinds[name]), name))
        chosen.append(best)
        seen |= kinds[best]
    return chosen


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", list(DASHBOARDS) if metafunc.config.getoption("--corpus") else _sample())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running("server", tmp_path_factory.mktemp("corpus")) as found:
        yield found


@pytest.fixture(scope="module")
def opened(server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]) -> tuple[Page, list[str]]:
    page, said = open_page(server)
    # All of a dashboard is in sight, so that all of it is drawn.
    page.set_viewport_size({"width": 1440, "height": 4000})
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(server.url) else route.abort())
    return page, said


def test_a_published_dashboard_is_drawn(name: str, server: Running, opened: tuple[Page, list[str]]) -> None:
    page, said = opened
    body = DASHBOARDS[name]
    gauges, distributions = corpus.series(body)
    _send(server, "/api/v1/series", {"series": gauges})
    _send(server, "/api/v1/distribution_points", {"series": distributions})
    _send(server, "/api/v2/logs", corpus.logs(body))
    _send(server, "/api/v1/check_run", corpus.checks(body))
    made = httpx.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=body, timeout=60)
    assert made.status_code == 200, made.text
    said.clear()
    page.goto(f"{server.url}{made.json()['url']}?span=1h")
    board = page.get_by_label("Widgets", exact=True)
    # Some of them are empty and say so.
    expect(board.locator("section[data-widget], [role=status]").first).to_be_visible()
    expect(board.locator(".mantine-Skeleton-root")).to_have_count(0, timeout=120_000)
    wrong = board.get_by_role("alert")
    assert wrong.count() == 0, wrong.all_inner_texts()
    # What the browser says of pictures from elsewhere, which this test does not let it ask for, is no fault.
    assert [line for line in said if "Failed to load resource" not in line] == []


def _send(server: Running, path: str, body: Any) -> None:
    if body and body != {"series": []}:
        answer = httpx.post(server.url + path, headers=server.headers, json=body, timeout=60)
        assert answer.status_code == 202, answer.text
