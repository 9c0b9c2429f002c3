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


def test_what_cannot_be_a_downtime_is_told_and_loses_nothing(
    server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]
) -> None:
    page, errors = open_page(server)
    page.goto(f"{server.url}/downtimes/new?scope=env:demo")
    schedule = page.get_by_role("button", name="Schedule", exact=True)
    calendar = page.get_by_role("img", name="Silent hours")
    until = page.get_by_label("To", exact=True)
    expect(calendar).to_be_visible()
    kept = until.input_value()
    until.press("Delete")
    expect(until).to_have_value(kept)
    expect(page.get_by_label("Without end")).not_to_be_checked()
    since = page.get_by_label("From", exact=True)
    since.fill("0002-11-30T10:00")
    expect(since).to_have_value("0002-11-30T10:00")
    expect(calendar).to_be_visible()

    page.get_by_role("button", name="JSON").click()
    field = page.get_by_label("The downtime as JSON")
    given = json.loads(field.input_value())
    for broken in ("scope", "monitor_identifier"):
        field.fill(json.dumps({**given, broken: None}))
        expect(page.get_by_role("alert")).to_contain_text(f"{broken}: ")
        expect(schedule).to_be_disabled()
    rule = {"rrule": "FREQ=WEEKLY", "start": "2026-11-30T10:00", "duration": "2d"}
    field.fill(json.dumps({**given, "schedule": {"timezone": "Europe/Pari", "recurrences": [rule]}}))
    expect(page.get_by_role("alert")).to_contain_text("Europe/Pari")
    field.fill(json.dumps({**given, "schedule": {"end": None}}))
    page.get_by_role("button", name="Form").click()
    page.get_by_label("Without end").click()
    expect(until).to_be_enabled()

    page.get_by_role("button", name="JSON").click()
    field.fill(json.dumps({**given, "schedule": {"timezone": "Europe/Paris", "recurrences": [rule]}}))
    page.get_by_role("button", name="Form").click()
    long = page.get_by_role("group", name="Rule 1")
    long.get_by_label("From").fill("11:00")
    long.get_by_label("Beginning on").fill("")
    times = page.get_by_role("table", name="The next times").get_by_role("row")
    expect(times.filter(has_text="11:00").first).to_contain_text("10:00")
    schedule.click()
    panel = page.get_by_role("dialog")
    (kept_rule,) = json.loads(panel.locator("pre").inner_text())["schedule"]["recurrences"]
    assert (kept_rule["start"], kept_rule["duration"]) == ("2026-11-30T11:00", "47h")

    opened = page.url.rsplit("/", 1)[-1]
    panel.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Groups")).to_have_value("env:demo")
    page.go_back()
    change = {"data": {"type": "downtime", "id": opened, "attributes": {"scope": "env:other"}}}
    httpx.patch(f"{server.url}/api/v2/downtime/{opened}", headers=server.headers, json=change)
    panel.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Groups")).to_have_value("env:other")

    body = {"scope": "env:daily", "monitor_identifier": {"monitor_tags": ["*"]}, "schedule": {"recurrences": [
        {"rrule": "FREQ=DAILY", "duration": "20h", "start": "2026-01-01T00:00"},
        {"rrule": "FREQ=DAILY", "duration": "20h", "start": "2026-01-01T12:00"}]}}  # fmt: skip
    given = {"data": {"type": "downtime", "attributes": body}}
    daily = httpx.post(f"{server.url}/api/v2/downtime", json=given, headers=server.headers, timeout=30).json()["data"]
    page.goto(f"{server.url}/downtimes/{daily['id']}")
    expect(panel.get_by_text("active", exact=True)).to_be_visible()
    panel.get_by_role("button", name="End this occurrence").click()
    expect(panel.get_by_text("scheduled", exact=True)).to_be_visible()
    expect(panel.get_by_role("button", name="End this occurrence")).to_be_disabled()
    assert errors == []


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
