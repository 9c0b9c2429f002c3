"""What a person on call does: find monitors and act on many, look at one, try its notifications, set channels up."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Page, expect

from running import Running, free_port, running

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)


class _Taking:
    async def handle_DATA(self, *_: Any) -> str:
        return "250 OK"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    smtp = Controller(_Taking(), hostname="127.0.0.1", port=free_port())
    smtp.start()
    variables = {"VIZSLA_SMTP_HOST": "127.0.0.1", "VIZSLA_SMTP_PORT": str(smtp.port), "VIZSLA_EVALUATE_EVERY_S": "1"}
    with running("server", tmp_path_factory.mktemp("notifications"), free_port(), **variables) as found:
        for name, metric in (("Load", "load"), ("Memory", "memory")):
            monitor = {
                "type": "query alert", "name": f"{name} is high", "tags": [f"team:{metric}"],
                "query": f"avg(last_5m):avg:{metric}{{*}} by {{host}} > 5",
                "message": "{{value}} on {{host.name}} @ops@example.org", "options": {"thresholds": {"critical": 5}},
            }  # fmt: skip
            made = httpx.post(f"{found.url}/api/v1/monitor", json=monitor, headers=found.headers, timeout=60)
            assert made.status_code == 200, made.text
        yield found
    smtp.stop()


@pytest.fixture
def page(server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]) -> Page:
    now = int(time.time())
    points = [[now - 30 * at, 9] for at in range(8)]
    series = [{"metric": "load", "host": "h1", "points": points}, {"metric": "memory", "host": "h1", "points": points}]
    address = f"{server.url}/api/v1/series"
    assert httpx.post(address, json={"series": series}, headers=server.headers, timeout=60).status_code == 202
    page, _ = open_page(server)
    return page


def test_monitors_are_found_and_acted_upon_together(server: Running, page: Page) -> None:
    page.goto(f"{server.url}/monitors")
    rows = page.get_by_role("table", name="Monitors")
    expect(rows.get_by_text("Alert")).to_have_count(2)
    facets = page.get_by_label("Facets")
    facets.get_by_role("button", name="team:load").click()
    expect(rows.get_by_role("link")).to_have_text(["Load is high"])
    assert "team" in page.url
    page.get_by_label("Clear the search").click()
    expect(rows.get_by_role("link")).to_have_count(2)

    page.get_by_label("Choose all that are shown").check()
    page.get_by_role("button", name="Mute", exact=True).click()
    page.get_by_role("menuitem", name="1 day").click()
    expect(rows.get_by_label("Muted")).to_have_count(2)
    page.get_by_label("Choose all that are shown").check()
    page.get_by_role("button", name="Unmute").click()
    expect(rows.get_by_label("Muted")).to_have_count(0)

    page.get_by_role("link", name="Triggered").click()
    groups = page.get_by_role("table", name="Triggered groups")
    expect(groups.get_by_title("host:h1")).to_have_count(2)
    groups.get_by_title("host:h1").first.click()
    expect(page.get_by_role("heading", name="History")).to_be_visible()
    expect(page.get_by_label("States over time").get_by_text("host:h1")).to_be_visible()
    number = page.url.partition("/monitors/")[2].partition("?")[0]
    both = {"type": "composite", "name": "Both", "query": f"{number} && !{number}"}
    made = httpx.post(f"{server.url}/api/v1/monitor", headers=server.headers, json=both, timeout=60).json()["id"]
    page.goto(f"{server.url}/monitors/{made}")
    member = page.get_by_role("region", name="Monitors joined").get_by_role("link")
    expect(member).to_have_count(1)
    member.click()
    expect(page).to_have_url(re.compile(f"/monitors/{number}$"))
    assert httpx.delete(f"{server.url}/api/v1/monitor/{made}", headers=server.headers, timeout=60).status_code == 200


def test_all_that_a_search_finds_are_chosen_on_every_page(server: Running, page: Page) -> None:
    with httpx.Client(headers=server.headers, timeout=60) as client:
        for n in range(103):  # of which a page shows 100
            monitor = {"type": "query alert", "name": f"Many {n}", "tags": ["team:many"],
                       "query": f"avg(last_5m):avg:many{n}{{*}} > 5"}  # fmt: skip
            assert client.post(f"{server.url}/api/v1/monitor", json=monitor).status_code == 200
    page.goto(f"{server.url}/monitors?query=tag%3Ateam%3Amany")
    page.get_by_label("Choose all that are shown").check()
    bar = page.get_by_role("toolbar", name="What to do to the chosen monitors")
    expect(bar).to_contain_text("100 chosen")
    bar.get_by_role("button", name="Choose all 103").click()
    expect(bar).to_contain_text("103 chosen")
    expect(bar.get_by_role("button", name="Choose all 103")).to_have_count(0)
    rows = page.get_by_role("table", name="Monitors")
    rows.get_by_role("row").filter(has_text="Many 7").first.get_by_role("checkbox").uncheck()
    expect(bar).to_contain_text("102 chosen")
    page.once("dialog", lambda asked: asked.accept())
    bar.get_by_role("button", name="Delete").click()
    expect(rows.get_by_role("link")).to_have_count(1)
    left = httpx.get(f"{server.url}/api/v1/monitor", headers=server.headers, timeout=60).json()
    assert sorted(one["tags"][0] for one in left) == ["team:load", "team:many", "team:memory"]
    httpx.delete(f"{server.url}/api/v1/monitor/{max(one['id'] for one in left)}", headers=server.headers, timeout=60)


def test_a_monitor_is_looked_at_tried_changed_and_taken_back(server: Running, page: Page) -> None:
    page.goto(f"{server.url}/monitors/1?mute=host:h1&for=1h")
    page.get_by_role("button", name="Silence").click()
    expect(page.get_by_label("Unmute host:h1")).to_be_visible()
    page.get_by_label("Unmute host:h1").click()
    expect(page.get_by_label("Mute host:h1")).to_be_visible()

    page.get_by_label("More").click()
    page.get_by_role("menuitem", name="Test notifications…").click()
    page.get_by_role("button", name="Send", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("[TEST] [Triggered on {host:h1}] Load is high")).to_be_visible()
    expect(dialog.get_by_text("sent", exact=True)).to_be_visible()
    page.keyboard.press("Escape")

    changed = {"name": "Load is low"}
    httpx.put(f"{server.url}/api/v1/monitor/1", json=changed, headers=server.headers)
    expect(page.get_by_role("heading", name="Load is low")).to_be_visible()
    page.get_by_label("More").click()
    page.get_by_role("menuitem", name="Versions…").click()
    versions = page.get_by_role("dialog")
    expect(versions.get_by_text("Load is low").first).to_be_visible()
    versions.get_by_role("button", name="Restore").first.click()
    expect(page.get_by_role("heading", name="Load is high")).to_be_visible()
    page.get_by_role("button", name="Evaluations").click()
    expect(page.get_by_text("alert > 5").first).to_be_visible()


def test_a_channel_is_set_up_and_tried_and_a_user_made(server: Running, page: Page) -> None:
    page.goto(f"{server.url}/settings?tab=notifications")
    page.get_by_label("Address for a test mail").fill("me@example.org")
    page.get_by_role("button", name="Send a test mail").click()
    expect(page.get_by_role("status").get_by_text("sent")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).last.click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("pager")
    form.get_by_label("Address").fill("http://127.0.0.1:1/x")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("@webhook-pager", exact=True)).to_be_visible()
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text("is a private address").first).to_be_visible()
    page.get_by_role("tab", name="Deliveries").click()
    expect(page.get_by_text("@webhook-pager").first).to_be_visible()
    expect(page.get_by_role("button", name="Try again").first).to_be_visible()

    page.get_by_role("tab", name="Users").click()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("E-mail").fill("ann@example.org")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("This link logs ann@example.org in once")).to_be_visible()
