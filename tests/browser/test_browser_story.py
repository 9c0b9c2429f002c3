"""What a person does in the browser: log in, see the live host, a log, its trace; make a dashboard and a monitor."""

import json
import re
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from running import Running, free_port, running
from vizsla.wire import proto

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

TRACE, ROOT = 0x77AA, 0x11


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Server and agent with a log, its trace and a metric."""
    ports = {"DD_DOGSTATSD_PORT": str(free_port()), "DD_APM_RECEIVER_PORT": str(free_port())}
    with running(
        "up", tmp_path_factory.mktemp("browser"), DD_HOSTNAME="shop-host", DD_TAGS="dept:sales", **ports
    ) as server:
        _send(server)
        yield server


def _send(server: Running) -> None:
    now = time.time()
    series = [
        {"metric": "shop.orders", "points": [[int(now) - i * 15, 40 + i] for i in range(20)], "host": "shop-host"}
    ]
    log = {
        "message": "order 4711 could not be paid", "status": "error", "service": "shop", "hostname": "shop-host",
        "ddtags": "env:prod", "dd.trace_id": str(TRACE), "customer": {"id": 12},
    }  # fmt: skip
    payload = proto.new("AgentPayload")
    payload.host_name, payload.env = "shop-host", "prod"
    chunk = payload.tracer_payloads.add().chunks.add(priority=1)
    start = int((now - 5) * 1e9)
    for number, (name, service, resource, parent) in enumerate(
        (("web.request", "shop", "POST /pay", 0), ("db.query", "shop-db", "SELECT * FROM orders", ROOT))
    ):
        span = chunk.spans.add(
            name=name, service=service, resource=resource, trace_id=TRACE, span_id=ROOT + number, parent_id=parent,
            start=start + number * 1_000_000, duration=80_000_000 - number * 60_000_000, error=0,
        )  # fmt: skip
        span.meta["http.status_code"] = "500"
    for path, body, kind in (
        ("/api/v1/series", json.dumps({"series": series}).encode(), "application/json"),
        ("/api/v2/logs", json.dumps([log]).encode(), "application/json"),
        ("/api/v0.2/traces", payload.SerializeToString(), "application/x-protobuf"),
    ):
        answer = httpx.post(
            server.url + path, content=body, headers={"DD-API-KEY": server.api_key, "Content-Type": kind}
        )
        assert answer.status_code == 202, answer.text


@pytest.fixture(scope="module")
def opened(up: Running, open_page: Callable[[Running], tuple[Page, list[str]]]) -> tuple[Page, list[str]]:
    """A browser that has followed the login link, and what it complains of."""
    return open_page(up)


@pytest.fixture
def page(opened: tuple[Page, list[str]]) -> Iterator[Page]:
    """A page that says errors on its console is broken."""
    page, said = opened
    yield page
    assert said == []


def test_the_live_host_is_the_first_thing_seen(page: Page, up: Running) -> None:
    expect(page.get_by_role("heading", name="System")).to_be_visible()
    assert "#" not in page.url and "login" not in page.url
    expect(page.get_by_text(re.compile(r"^\d+(\.\d+)?\s*%$")).first).to_be_visible(timeout=30_000)
    expect(page.locator("canvas").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="System")).to_be_visible()


def test_a_log_is_found_and_opened(page: Page, up: Running) -> None:
    page.goto(f"{up.url}/logs")
    search = page.get_by_role("textbox", name="Search logs")
    search.fill("service:shop @customer.id:12")
    search.press("Enter")
    row = page.get_by_role("row").filter(has_text="order 4711 could not be paid")
    expect(row).to_have_count(1)
    row.click()
    expect(page.get_by_text("customer.id").or_(page.get_by_text("customer")).first).to_be_visible()
    search.fill("service:(shop")
    search.press("Enter")
    expect(page.get_by_text(re.compile("closing|parenthesis")).first).to_be_visible()


def test_a_trace_is_found_and_drawn(page: Page, up: Running) -> None:
    page.goto(f"{up.url}/traces")
    search = page.get_by_role("textbox", name="Search spans")
    search.fill('service:shop resource_name:"POST /pay"')
    search.press("Enter")
    page.get_by_role("row").filter(has_text="POST /pay").first.click()
    expect(page.get_by_text("SELECT * FROM orders").first).to_be_visible()
    expect(page.get_by_text("shop-db").first).to_be_visible()


def test_the_host_has_its_tags(page: Page, up: Running) -> None:
    page.goto(f"{up.url}/hosts?groupby=dept")
    page.get_by_role("button", name="shop-host", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("dept:sales", exact=True).first).to_be_visible()
    page.goto(f"{up.url}/hosts?view=list")
    expect(page.get_by_role("row").filter(has_text="shop-host").filter(has_text="dept:sales")).to_have_count(1)


def test_facets_are_reached_in_a_narrow_window(page: Page, up: Running) -> None:
    wide = page.viewport_size
    assert wide
    page.set_viewport_size({"width": 420, "height": 900})
    for path, value, narrowed in (
        ("logs", "shop", "query=service%3Ashop"),
        ("traces", "shop-db", "query=service%3Ashop-db"),
        ("hosts", "sales", "filter=dept%3Asales"),
        ("metrics/summary", "gauge", "query=type%3Agauge"),
    ):
        page.goto(f"{up.url}/{path}")
        facets = page.get_by_role("complementary")
        filters = page.get_by_role("button", name="Filter", exact=True)
        filters.click()
        facets.get_by_role("button", name=re.compile(f"^{value} ?[0-9]")).first.click()
        expect(page).to_have_url(re.compile(narrowed))
        filters.click()
        expect(facets).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") == 420
    page.set_viewport_size(wide)


def test_a_metric_is_explored(page: Page, up: Running) -> None:
    page.goto(f"{up.url}/metrics")
    page.get_by_text("shop.orders", exact=True).click()
    expect(page.locator("canvas").first).to_be_visible()


def test_what_could_not_be_read_is_shown(page: Page, up: Running) -> None:
    httpx.post(f"{up.url}/api/v2/series", content=b"{nonsense", headers={"DD-API-KEY": up.api_key})
    page.goto(f"{up.url}/settings")
    page.get_by_role("tab", name="Quarantine").click()
    expect(page.get_by_text("POST /api/v2/series").first).to_be_visible()


def test_a_key_is_made_used_and_revoked_and_a_made_user_logs_in(page: Page, up: Running) -> None:
    page.goto(f"{up.url}/settings")
    keys = page.get_by_role("list", name="API keys")
    expect(keys.get_by_role("button", name="Revoke first start")).to_be_disabled()
    page.once("dialog", lambda dialog: dialog.accept("staging"))
    page.get_by_role("button", name="New", exact=True).first.click()
    made = keys.get_by_role("listitem").filter(has_text="staging")
    key = made.locator("code")
    expect(key).to_have_text(re.compile("^[0-9a-f]{32}$"))
    used = {"DD-API-KEY": key.inner_text()}
    assert httpx.get(f"{up.url}/api/v1/validate", headers=used).status_code == 200
    page.once("dialog", lambda dialog: dialog.accept())
    made.get_by_role("button", name="Revoke staging").click()
    expect(made).to_have_count(0)
    assert httpx.get(f"{up.url}/api/v1/validate", headers=used).status_code == 403

    page.get_by_role("tab", name="Users").click()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("E-mail").fill("bea@example.org")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    link = page.get_by_text(re.compile("/login#")).inner_text()
    page.goto(f"{up.url}/login#{link.partition('#')[2]}")
    expect(page.get_by_text("bea@example.org")).to_be_visible()
    page.goto(f"{up.url}/settings")
    expect(page.get_by_text("Administrators make and revoke keys")).to_be_visible()
