"""What a person makes in the browser: a dashboard with a live widget, and a monitor whose mail arrives."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Page, expect

from running import Running, free_port, running

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)


class Inbox:
    """Subjects and texts of the mails that an SMTP server got."""

    def __init__(self) -> None:
        self.mails: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        body = mail.get_body(("plain",))  # type: ignore[attr-defined]
        self.mails.append(f"{mail['subject']}\n{body.get_content()}")
        return "250 OK"


@pytest.fixture(scope="module")
def inbox() -> Iterator[tuple[Inbox, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = Inbox()
    smtp = Controller(found, hostname="127.0.0.1", port=port)
    smtp.start()
    yield found, port
    smtp.stop()


@pytest.fixture(scope="module")
def server(inbox: tuple[Inbox, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    variables = {"VIZSLA_SMTP_HOST": "127.0.0.1", "VIZSLA_SMTP_PORT": str(inbox[1]), "VIZSLA_EVALUATE_EVERY_S": "1"}
    with running("server", tmp_path_factory.mktemp("making"), free_port(), **variables) as found:
        yield found


@pytest.fixture
def page(server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]) -> Page:
    page, _ = open_page(server)
    expect(page.get_by_role("heading", name="System")).to_be_visible()
    return page


def _send(server: Running, value: float, ago_s: int = 0) -> None:
    series = [{"metric": "shop.queue", "points": [[int(time.time()) - ago_s, value]], "host": "h1"}]
    answer = httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}, timeout=60)
    assert answer.status_code == 202


def test_a_dashboard_is_made_changed_and_shared_by_its_link(page: Page, server: Running) -> None:
    for ago_s in range(60, 600, 60):
        _send(server, 7, ago_s)
    page.goto(f"{server.url}/dashboards")
    page.get_by_role("button", name="New dashboard").click()
    page.get_by_role("textbox", name="Title").fill("Shop")
    page.get_by_role("button", name="Add widget").click()
    dialog = page.get_by_role("dialog", name="Add widget")
    dialog.get_by_role("textbox", name="Title").fill("Queue")
    dialog.get_by_role("textbox", name="Query").fill("avg:shop.queue{*} by {host}")
    dialog.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Shop")).to_be_visible()
    expect(page.get_by_text("Queue").first).to_be_visible()
    expect(page.locator("canvas").first).to_be_visible()
    listed = httpx.get(f"{server.url}/api/v1/dashboard", headers=server.headers).json()["dashboards"]
    (made,) = [one for one in listed if one["title"] == "Shop"]
    body = httpx.get(f"{server.url}/api/v1/dashboard/{made['id']}", headers=server.headers).json()
    definition = body["widgets"][0]["definition"]
    assert (definition["type"], definition["title"]) == ("timeseries", "Queue")
    page.goto(server.url + made["url"])
    expect(page.get_by_role("heading", name="Shop")).to_be_visible()


def test_a_monitor_is_made_and_its_mail_arrives(page: Page, server: Running, inbox: tuple[Inbox, int]) -> None:
    page.goto(f"{server.url}/monitors/new")
    page.get_by_role("textbox", name="Query").fill("avg:shop.queue{*} by {host}")
    page.get_by_role("textbox", name="Alert at").fill("100")
    page.get_by_role("textbox", name="Name").fill("The queue is long on {{host.name}}")
    page.get_by_role("textbox", name="Message").fill("It is {{value}} now. @ops@example.org")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("The queue is long").first).to_be_visible()
    until = time.monotonic() + 60
    while not inbox[0].mails:
        _send(server, 4000)
        assert time.monotonic() < until, "no mail came"
        time.sleep(0.5)
    assert "The queue is long on h1" in inbox[0].mails[0] and "It is " in inbox[0].mails[0]
    page.goto(f"{server.url}/monitors")
    row = page.get_by_role("row").filter(has_text="The queue is long")
    expect(row.get_by_text("Alert", exact=True).first).to_be_visible(timeout=30_000)


def test_queries_are_completed_explained_and_corrected(page: Page, server: Running) -> None:
    for ago_s in range(60, 600, 60):
        _send(server, 7, ago_s)
    log = {"message": "paid", "service": "shop", "timestamp": int(time.time() * 1000)}
    assert httpx.post(f"{server.url}/api/v2/logs", headers=server.headers, json=[log]).status_code == 202
    page.goto(f"{server.url}/metrics")
    page.locator(".cm-content").first.click()
    offered = page.locator(".cm-tooltip-autocomplete")
    page.keyboard.type("avg:shop.q")
    expect(offered.get_by_text("shop.queue")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content").first).to_have_text("avg:shop.queue{*}")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-content").first).to_have_text("avg:shop.queue{*}")
    expect(page.locator("canvas").first).to_be_visible()
    page.locator(".cm-content").first.fill("")
    page.keyboard.type("ewm")
    page.keyboard.press("ArrowDown")  # before the list is there
    expect(offered.locator("[aria-selected=true]")).to_have_text("ewma_3(query)")
    expect(page.get_by_text("Exponentially weighted moving average of span 3.", exact=True)).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type("avg:shop.q")
    expect(offered.get_by_text("shop.queue")).to_be_visible()
    page.locator(".cm-content").first.fill("topp(avg:shop.queue{*})")
    expect(page.locator(".cm-lintRange-error")).to_have_text("topp")
    page.goto(f"{server.url}/logs")
    page.get_by_role("textbox", name="Search logs").click()
    page.keyboard.type("serv")
    expect(offered.get_by_text("service", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(offered.get_by_text("shop")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/logs?query=service*shop*")
    expect(page.get_by_role("row").filter(has_text="paid")).to_be_visible()


def test_a_widget_has_several_queries_and_a_formula(page: Page, server: Running) -> None:
    page.goto(f"{server.url}/dashboards")
    page.get_by_role("button", name="New dashboard").click()
    page.get_by_role("textbox", name="Title").fill("Ratios")
    page.get_by_role("button", name="Add widget").click()
    dialog = page.get_by_role("dialog", name="Add widget")
    dialog.get_by_role("textbox", name="Query").fill("avg:shop.queue{*}")
    dialog.get_by_role("button", name="Several queries, formulas, logs").click()
    dialog.get_by_role("button", name="Add a query").click()
    dialog.get_by_role("textbox", name="Query a").fill("max:shop.queue{*}")
    dialog.get_by_role("button", name="Add a formula").click()
    dialog.get_by_role("textbox", name="Formula 1", exact=True).fill("query1 / a * 100")
    dialog.get_by_role("button", name="Show query a").click()
    dialog.get_by_role("button", name="Show query query1").click()
    dialog.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Ratios")).to_be_visible()
    listed = httpx.get(f"{server.url}/api/v1/dashboard", headers=server.headers).json()["dashboards"]
    (made,) = [one for one in listed if one["title"] == "Ratios"]
    page.get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("button", name="Edit widget").click()
    page.get_by_role("textbox", name="Kind of widget").fill("Query value")
    page.get_by_role("option", name="Query value").click()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).not_to_have_url(re.compile("edit=1"))
    versions = f"{server.url}/api/vizsla/dashboards/{made['id']}/versions"
    for version, kind, form in ((2, "timeseries", "timeseries"), (3, "query_value", "scalar")):
        body = httpx.get(f"{versions}/{version}", headers=server.headers).json()
        (request,) = body["widgets"][0]["definition"]["requests"]
        assert (body["widgets"][0]["definition"]["type"], request["response_format"]) == (kind, form)
        assert [one["query"] for one in request["queries"]] == ["avg:shop.queue{*}", "max:shop.queue{*}"]
        assert [one["formula"] for one in request["formulas"]] == ["query1 / a * 100"]


def test_metrics_are_listed_described_and_opened_in_the_explorer(page: Page, server: Running) -> None:
    _send(server, 7, 60)
    page.goto(f"{server.url}/metrics")
    page.get_by_role("radiogroup", name="Metrics page").get_by_text("Summary").click()
    page.get_by_role("textbox", name="Search metrics").fill("shop")
    page.keyboard.press("Enter")
    page.wait_for_url("**/metrics/summary?query=shop")
    page.get_by_role("complementary", name="Facets").get_by_role("button", name="gauge").click()
    page.get_by_role("row").filter(has_text="shop.queue").click()
    panel = page.get_by_role("dialog", name="shop.queue")
    panel.get_by_role("button", name="Edit").click()
    panel.get_by_role("textbox", name="Description").fill("Orders that wait")
    panel.get_by_role("textbox", name="Unit", exact=True).fill("request")
    panel.get_by_role("button", name="Save").click()
    expect(panel.get_by_text("Orders that wait")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="shop.queue")).to_contain_text("request")
    panel.get_by_role("button", name="host").click()
    expect(panel.get_by_role("link", name="h1")).to_be_visible()
    page.reload()
    panel.get_by_role("link", name="h1").click()
    expect(page.locator(".cm-content").first).to_have_text("avg:shop.queue{host:h1}")
    expect(page.locator("canvas").first).to_be_visible()
    page.get_by_role("button", name="Add a query").click()
    page.get_by_role("textbox", name="Query b").fill("max:shop.queue{*}")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add a formula").click()
    page.get_by_role("textbox", name="Name of formula 1").fill("share of the most")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").get_by_text("share of the most")).to_be_visible()
    page.reload()
    expect(page.get_by_role("table").get_by_text("share of the most")).to_be_visible()
    page.get_by_role("link", name="Make a monitor").click()
    written = "avg:shop.queue{host:h1} / max:shop.queue{*}"
    expect(page.get_by_role("textbox", name="Query", exact=True)).to_have_text(written)
