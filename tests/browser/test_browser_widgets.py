"""Every kind of widget, drawn from its example on real data: none shows an error, each draws something."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

import everyday
from running import Running, running

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running("server", tmp_path_factory.mktemp("widgets")) as found:
        everyday.send(found)
        everyday.documents(found)
        yield found


def test_every_widget_draws_its_example(
    server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]
) -> None:
    page, said = open_page(server)
    page.goto(f"{server.url}/widgets?span=1h")
    widgets = page.get_by_label("Widgets", exact=True).locator("section[data-widget]")
    expect(widgets.first).to_be_visible()
    expect(page.locator(".mantine-Skeleton-root")).to_have_count(0)
    seen = {}
    for widget in widgets.all():
        body = widget.locator("[data-widget-body]").first
        seen[widget.get_attribute("data-widget")] = {
            "errors": body.get_by_role("alert").all_inner_texts(),
            "notices": [one.get_attribute("data-notice") for one in body.locator("[data-notice]").all()],
            "drawn": body.locator("canvas, svg, img, iframe, li, tr, button").count() > 0
            or body.inner_text().strip() != "",
        }
    assert len(seen) >= 10
    assert {kind: one["errors"] for kind, one in seen.items() if one["errors"]} == {}
    # A product that Vizsla does not have is named by a notice; all else has data here and must show it.
    lacking = {kind: one["notices"] for kind, one in seen.items() if set(one["notices"]) - {"product"}}
    assert lacking == {}
    assert [kind for kind, one in seen.items() if not one["drawn"]] == []
    # On a phone their columns are seen without scrolling sideways.
    page.set_viewport_size({"width": 420, "height": 900})
    page.wait_for_function(
        """() => ["query_table", "slo_list", "event_stream"].every((kind) =>
            [...document.querySelectorAll(`[data-widget="${kind}"] [data-widget-body] *`)].every((one) =>
                getComputedStyle(one).overflowX !== "auto" || one.scrollWidth <= one.clientWidth))"""
    )
    assert said == []


def test_odd_json_of_a_widget_can_be_mended(
    server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]
) -> None:
    odd = {"type": "timeseries", "title": "Odd", "requests": [{"queries": "x", "formulas": 7}]}
    board = {"title": "Odd", "layout_type": "ordered", "widgets": [{"definition": odd}]}
    made = httpx.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=board).json()
    page, _ = open_page(server)
    page.goto(f"{server.url}/dashboard/{made['id']}?edit=1")
    frame = page.locator('section[aria-label="Odd"]').first
    expect(frame.get_by_text("something that its kind does not expect")).to_be_visible()
    frame.get_by_role("button", name="Edit widget").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Change the JSON").click()
    dialog.get_by_label("JSON", exact=True).last.fill('{"type": "note", "content": "Mended"}')
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Mended")).to_be_visible()
