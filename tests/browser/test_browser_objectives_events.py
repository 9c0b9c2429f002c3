"""An objective made in the browser, measured and corrected; events searched and read."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from running import Running, free_port, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running("server", tmp_path_factory.mktemp("slos"), free_port()) as found:
        yield found


def test_an_objective_is_made_and_corrected(
    server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]
) -> None:
    now = int(time.time())
    series = [
        {"metric": "shop.hits", "type": 1, "interval": 10, "tags": [f"status:{status}"],
         "points": [{"timestamp": now - 60 * i, "value": value} for i in range(1, 30)]}
        for status, value in (("ok", 97), ("failed", 3))
    ]  # fmt: skip
    sent = httpx.post(f"{server.url}/api/v2/series", json={"series": series}, headers=server.headers, timeout=60)
    assert sent.status_code == 202
    page, errors = open_page(server)
    page.goto(f"{server.url}/slos")
    page.get_by_role("link", name="New SLO").click()
    page.get_by_label("Good events").fill("sum:shop.hits{status:ok}.as_count()")
    page.get_by_label("All events").fill("sum:shop.hits{*}.as_count()")
    page.get_by_label("Target").first.fill("95")
    page.get_by_role("textbox", name="Name").fill("Checkouts answer")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Checkouts answer")).to_be_visible()
    expect(page.get_by_text("97%", exact=True)).to_be_visible()
    expect(page.get_by_text("40%")).to_be_visible()  # 3 of the 5 per cent that may fail
    page.get_by_role("button", name="Leave out a time").click()
    page.get_by_role("dialog").get_by_label("Description").fill("Release")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text("Release")).to_be_visible()
    page.goto(f"{server.url}/slos")
    expect(page.get_by_role("row").filter(has_text="Checkouts answer").get_by_text("of 95%")).to_be_visible()
    assert errors == []


def test_events_are_searched_and_read(server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]) -> None:
    for title, kind in (("Deployed web 1.4", "success"), ("Disk almost full", "warning")):
        body = {"title": title, "text": "%%%\nby **ci**\n%%%", "alert_type": kind, "tags": ["env:prod"], "host": "db-1"}
        assert (
            httpx.post(f"{server.url}/api/v1/events", json=body, headers=server.headers, timeout=60).status_code == 202
        )
    page, errors = open_page(server)
    page.goto(f"{server.url}/events")
    rows = page.get_by_role("table", name="Events").get_by_role("row")
    expect(rows.filter(has_text="Disk almost full")).to_be_visible()
    facets = page.get_by_role("complementary", name="Facets")
    expect(facets.get_by_text("db-1")).to_have_count(1)
    facets.get_by_text("success").click()
    expect(rows.filter(has_text="Disk almost full")).to_have_count(0)
    rows.filter(has_text="Deployed web 1.4").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_text("ci", exact=True)).to_be_visible()
    assert "query=" in page.url and "event=" in page.url
    assert errors == []
