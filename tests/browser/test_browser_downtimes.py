"""Nights and weekends made silent in the browser, seen, carried away as JSON, and cancelled."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from running import Running, free_port, running

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running("server", tmp_path_factory.mktemp("downtimes"), free_port()) as found:
        yield found


def test_nights_and_weekends_are_scheduled_and_cancelled(
    server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]
) -> None:
    monitor = {"type": "metric alert", "name": "Shop is slow", "query": "avg(last_5m):avg:shop.lag{*} > 5"}
    made = httpx.post(f"{server.url}/api/v1/monitor", json=monitor, headers=server.headers, timeout=30).json()
    page, errors = open_page(server)
    page.goto(f"{server.url}/downtimes/new?monitor={made['id']}")
    expect(page.get_by_role("textbox", name="Monitor")).to_have_value("Shop is slow")
    page.get_by_text("Again and again").click()
    page.get_by_role("textbox", name="Time zone").fill("Paris")
    page.get_by_role("option", name="Europe/Paris").click()
    page.get_by_role("button", name="Nights and weekends").click()
    expect(page.get_by_role("group", name="Rule 2").get_by_label("All day")).to_be_checked()
    times = page.get_by_role("table", name="The next times").get_by_role("row")
    expect(times).to_have_count(10)
    expect(times.filter(has_text="19:00").first).to_contain_text("09:00")
    page.get_by_role("group", name="Rule 1").get_by_label("From").fill("18:00")
    expect(times.filter(has_text="18:00").first).to_contain_text("09:00")
    page.get_by_label("Groups").fill("nokey")
    expect(page.get_by_role("alert")).to_contain_text("'scope'")
    page.get_by_label("Groups").fill("env:demo")
    page.get_by_label("Message").fill("Nobody works @ops@example.org")
    page.get_by_role("button", name="Schedule", exact=True).click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("every week on Sat, Sun, all day")
    shown = json.loads(panel.locator("pre").inner_text())
    assert [one["duration"] for one in shown["schedule"]["recurrences"]] == ["15h", "1d"]
    panel.get_by_role("link", name="Clone").click()
    page.get_by_role("button", name="JSON").click()
    shown["scope"] = "env:copy"
    page.get_by_label("The downtime as JSON").fill(json.dumps(shown))
    page.get_by_role("button", name="Schedule", exact=True).click()
    expect(panel).to_contain_text("env:copy")
    panel.get_by_role("button", name="Cancel the downtime").click()
    expect(panel.get_by_text("canceled", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    rows = page.get_by_role("table", name="Downtimes").get_by_role("row")
    page.get_by_role("button", name="canceled").click()
    expect(rows.filter(has_text="env:copy")).to_be_visible()
    expect(rows.filter(has_text="env:demo")).to_have_count(0)
    assert errors == []
