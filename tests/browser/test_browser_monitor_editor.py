"""The monitor editor: forms, thresholds moved on the picture, messages with their doubts, JSON in and out."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from running import Running, free_port, running

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running("server", tmp_path_factory.mktemp("editor"), free_port()) as found:
        now = int(time.time()) // 60 * 60
        points = [[now - 60 * minute, 900.0 if 100 <= minute < 130 else 100.0] for minute in range(230)]
        body = {"series": [{"metric": "shop.lag", "points": points, "host": "h1"}]}
        sent = httpx.post(f"{found.url}/api/v1/series", headers=found.headers, json=body, timeout=60)
        assert sent.status_code == 202
        yield found


@pytest.fixture
def page(server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]) -> Iterator[Page]:
    found, said = open_page(server)
    yield found
    assert not said
    found.context.close()


def _asked(server: Running, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    answer = httpx.request(method, f"{server.url}{path}", headers=server.headers, json=body, timeout=60)
    assert answer.is_success, answer.text
    return answer.json()


def _created(server: Running, page: Page) -> dict[str, Any]:
    """The monitor that the editor saves now."""
    page.get_by_role("button", name="Create").click()
    page.wait_for_url(lambda url: url.rsplit("/", 1)[-1].isdigit())
    return dict(_asked(server, "GET", f"/api/v1/monitor/{page.url.rsplit('/', 1)[-1]}"))


def _choose(page: Page, label: str, option: str) -> None:
    # By keys alone: where a part of the page unfolds a field moves, and its list is hidden while it is out of sight.
    field = page.get_by_role("textbox", name=label, exact=True)
    field.press("ArrowDown")
    offers = page.locator(f'[id="{field.get_attribute("aria-controls")}"]')
    wanted = offers.get_by_role("option", name=option, exact=True, include_hidden=True)
    wanted.wait_for(state="attached")
    for _ in range(offers.get_by_role("option", include_hidden=True).count()):
        if wanted.get_attribute("data-combobox-selected"):
            break
        field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value(option)


def test_a_threshold_is_moved_on_the_picture_of_the_past(page: Page, server: Running) -> None:
    page.goto(f"{server.url}/monitors/new?q=avg:shop.lag%7B*%7D%20by%20%7Bhost%7D&tried=4h")
    page.get_by_role("textbox", name="Alert at").fill("500")
    tried = page.get_by_role("region", name="When it would have fired")
    expect(tried.get_by_text("1 alert, 1 recovery")).to_be_visible()
    expect(tried.get_by_title("host:h1", exact=True).first).to_be_visible()
    expect(page.get_by_role("region", name="What is watched")).to_be_visible()
    line = tried.get_by_role("slider", name="Alert threshold")
    for _ in range(5):
        line.press("PageUp")
    expect(tried.get_by_text("nothing would have been told")).to_be_visible()
    high = float(line.get_attribute("aria-valuenow") or 0)
    assert high > 900 and page.get_by_role("textbox", name="Alert at").input_value() == f"{high:g}"
    for _ in range(5):
        line.press("PageDown")
    expect(tried.get_by_text("1 alert, 1 recovery")).to_be_visible()

    box, picture = line.bounding_box(), tried.get_by_role("img").bounding_box()
    assert box and picture
    page.mouse.move(box["x"] + 200, box["y"] + 7)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, picture["y"] + picture["height"] - 2, steps=5)
    page.mouse.up()
    expect(tried.get_by_text("1 alert;")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill("The shop lags")
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Dashboards").click()
    assert "not saved" in asked.value.message
    made = _created(server, page)
    assert made["options"]["thresholds"]["critical"] < 100
    assert (
        made["query"] == f"avg(last_5m):avg:shop.lag{{*}} by {{host}} > {made['options']['thresholds']['critical']:g}"
    )


def test_a_message_is_completed_and_its_doubts_are_shown(page: Page, server: Running) -> None:
    _asked(
        server, "POST", "/api/v1/integration/webhooks/configuration/webhooks", {"name": "pager", "url": "http://x.test"}
    )
    page.goto(f"{server.url}/monitors/new?q=avg:shop.lag%7B*%7D%20by%20%7Bhost%7D")
    page.get_by_role("textbox", name="Alert at").fill("50")
    page.get_by_role("textbox", name="Name").fill("Lag of {{host.name}}")
    message = page.get_by_role("textbox", name="Message")
    expect(page.get_by_role("button", name="host.name")).to_be_visible()
    message.press_sequentially("{{val")
    page.get_by_role("option", name="value", exact=True).wait_for()
    page.keyboard.press("Tab")
    expect(message).to_have_text("{{value}}")  # what is typed before a key is done ends the offers
    message.press_sequentially(" ms, {{hots.name}} tell @web")
    expect(page.get_by_role("option").filter(has_text="@webhook-pager").filter(has_text="Webhook")).to_be_visible()
    page.keyboard.press("Tab")
    expect(message).to_have_text("{{value}} ms, {{hots.name}} tell @webhook-pager ")
    doubts = page.get_by_role("status", name="Doubts")
    expect(doubts).to_contain_text("there is no variable hots.name, which will be empty; did you mean host.name?")
    expect(message.locator(".cm-lintRange-warning").first).to_have_text("{{hots.name}}")
    expect(page.get_by_text("[Triggered on {host:h1}] Lag of h1")).to_be_visible()
    page.get_by_role("tab", name="Recovered").click()
    expect(page.get_by_text("[Recovered on {host:h1}] Lag of h1")).to_be_visible()
    expect(page.get_by_role("tabpanel", name="Recovered").get_by_title("Webhook")).to_have_text("@webhook-pager")


def test_formulas_and_schedules_are_made_by_forms(page: Page, server: Running) -> None:
    page.goto(f"{server.url}/monitors/new")
    _choose(page, "Kind", "Formula")
    page.get_by_role("textbox", name="Query a", exact=True).fill("service:shop status:error")
    page.get_by_role("textbox", name="Query a", exact=True).press("Enter")
    page.get_by_role("button", name="Add a query").click()
    _choose(page, "Source of c", "Metrics")
    page.get_by_role("textbox", name="Query c", exact=True).fill("sum:shop.lag{*}")
    page.get_by_role("textbox", name="Formula").fill("a / (b + c)")
    page.get_by_role("button", name="More options").click()
    _choose(page, "Evaluated", "only at certain times")
    time_1 = page.get_by_role("group", name="Time 1")
    time_1.get_by_label("At", exact=True).fill("06:30")
    time_1.get_by_role("textbox", name="Time zone").fill("Tokyo")
    page.get_by_role("option", name="Asia/Tokyo").click()
    expect(time_1.get_by_text("Next:")).to_contain_text("06:30")
    page.get_by_role("textbox", name="Name").fill("Share of failures")
    made = _created(server, page)
    assert (made["type"], made["query"]) == ("query alert", 'formula("a / (b + c)").last("5m") > 5')
    searched = [one.get("search", {}).get("query") for one in made["options"]["variables"]]
    assert searched == ["service:shop status:error", "*", None]
    (rule,) = made["options"]["scheduling_options"]["custom_schedule"]["recurrences"]
    assert (rule["rrule"], rule["start"][10:], rule["timezone"]) == ("FREQ=DAILY;INTERVAL=1", "T06:30:00", "Asia/Tokyo")

    page.goto(f"{server.url}/monitors/new?q=sum:shop.lag%7B*%7D")
    _choose(page, "Window", "current day")
    page.get_by_label("Time at which the day begins").fill("04:00")
    page.get_by_role("textbox", name="Name").fill("Of today")
    made = _created(server, page)
    assert made["query"] == "avg(current_1d):sum:shop.lag{*} > 1"
    assert made["options"]["scheduling_options"] == {"evaluation_window": {"day_starts": "04:00"}}


def test_an_alert_on_an_objective_is_made_by_its_form(page: Page, server: Running) -> None:
    query = {"numerator": "sum:shop.good{*}.as_count()", "denominator": "sum:shop.all{*}.as_count()"}
    objective = {"name": "Orders go well", "type": "metric", "query": query,
                 "thresholds": [{"timeframe": "7d", "target": 99}, {"timeframe": "30d", "target": 98}]}  # fmt: skip
    number = _asked(server, "POST", "/api/v1/slo", objective)["data"][0]["id"]
    page.goto(f"{server.url}/slos/{number}")
    page.get_by_role("link", name="alert").first.click()
    expect(page.get_by_role("textbox", name="SLO")).to_have_value("Orders go well")
    _choose(page, "Timeframe", "30d")
    _choose(page, "Long and short window", "6h, and 30m")
    expect(page.get_by_role("textbox", name="Alert at")).to_have_value("6")
    page.get_by_role("textbox", name="Name").fill("Orders burn")
    assert _created(server, page)["query"] == (
        f'burn_rate("{number}").over("30d").long_window("6h").short_window("30m") > 6'
    )


def test_monitors_are_exported_imported_and_cloned(page: Page, server: Running, tmp_path: Path) -> None:
    given = {
        "type": "log alert", "name": "Errors of a shop",
        "query": 'logs("status:error").index("main").rollup("count").last("5m") > 7',
        "message": "Look! @ops@example.org", "tags": ["team:shop"], "priority": 3,
        "options": {"thresholds": {"critical": 7, "warning": 3}, "avalanche_window": 10, "renotify_interval": 30},
    }  # fmt: skip
    number = _asked(server, "POST", "/api/v1/monitor", given)["id"]
    page.goto(f"{server.url}/monitors/{number}/edit?as=json")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export to a file").click()
    kept = json.loads(Path(download.value.path()).read_text())
    assert {key: kept[key] for key in given if key != "options"} == {k: v for k, v in given.items() if k != "options"}
    assert given["options"].items() <= kept["options"].items()  # type: ignore[attr-defined]

    file = tmp_path / "published.json"
    file.write_text(json.dumps({"version": 2, "title": "published", "definition": {"id": 12, **given}}))
    page.goto(f"{server.url}/monitors/new?as=json")
    page.get_by_label("The monitor as JSON").fill('{"type": "log alert"}')
    expect(page.get_by_text("A monitor has a type and a query")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import a file").click()
    chooser.value.set_files(file)
    page.get_by_role("tab", name="Form").click()
    expect(page.get_by_role("textbox", name="Kind")).to_have_value("Logs")
    expect(page.get_by_role("textbox", name="Warn at")).to_have_value("3")
    made = _created(server, page)
    assert made["id"] != number and all(made[key] == given[key] for key in given if key != "options")
    assert given["options"].items() <= made["options"].items()  # type: ignore[attr-defined]

    page.get_by_label("More").click()
    page.get_by_role("menuitem", name="Clone").click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Errors of a shop (copy)")
    copy = _created(server, page)
    assert (copy["name"], copy["query"], copy["options"]) == ("Errors of a shop (copy)", made["query"], made["options"])
