"""What people do with dashboards and notebooks: copy, paste, undo, save views, look back, type a time, share."""

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from running import Running, free_port, running

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

HTTP = httpx.Client(timeout=60)
BOARD = {
    "title": "Shop", "layout_type": "ordered", "reflow_type": "fixed",
    "template_variables": [{"name": "env", "prefix": "env", "defaults": ["*"]}],
    "widgets": [
        {"definition": {"type": "timeseries", "title": "Orders", "requests": [{"q": "sum:shop.orders{$env} by {env}"}]},
         "layout": {"x": 0, "y": 0, "width": 6, "height": 3}},
        {"definition": {"type": "note", "content": "The shop's dashboard"},
         "layout": {"x": 6, "y": 0, "width": 6, "height": 3}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running("server", tmp_path_factory.mktemp("dashboards"), free_port()) as found:
        now = int(time.time())
        series = [
            {"metric": "shop.orders", "points": [[now - ago, 5] for ago in range(0, 600, 15)], "tags": [f"env:{env}"]}
            for env in ("prod", "test")
        ] + [
            {"metric": "shop.visits", "points": [[now - 60, number]], "tags": [f"page:{number}"]}
            for number in range(120)
        ]
        sent = HTTP.post(f"{found.url}/api/v1/series", headers=found.headers, json={"series": series})
        assert sent.status_code == 202
        yield found


@pytest.fixture
def page(server: Running, open_page: Callable[[Running], tuple[Page, list[str]]]) -> Iterator[Page]:
    found, said = open_page(server)
    found.set_default_timeout(30_000)
    yield found
    assert not said
    found.context.close()


def _made(server: Running, *more: dict[str, Any]) -> str:
    added = [
        {"definition": one, "layout": {"x": 6 * at, "y": 3, "width": 6, "height": 3}} for at, one in enumerate(more)
    ]
    board = {**BOARD, "widgets": [*BOARD["widgets"], *added]}  # type: ignore[misc]
    answer = HTTP.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=board)
    return str(answer.json()["id"])


def _menu(page: Page, widget: str, item: str) -> None:
    frame = page.locator(f'section[aria-label="{widget}"]').first
    frame.hover()
    frame.get_by_role("button", name="Widget menu").click()
    page.get_by_role("menuitem", name=item).click()


def test_widgets_are_copied_undone_and_versions_come_back(page: Page, server: Running) -> None:
    id = _made(server)
    page.goto(f"{server.url}/dashboard/{id}")
    orders = page.locator('section[aria-label="Orders"]')
    expect(orders.locator("canvas").first).to_be_visible()
    orders.hover()
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(orders).to_have_count(2)
    expect(page).to_have_url(re.compile("edit=1"))
    page.keyboard.press("Control+z")
    expect(orders).to_have_count(1)
    page.keyboard.press("Control+Shift+z")
    expect(orders).to_have_count(2)
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Dashboards").click()
    assert "not saved" in asked.value.message
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="Cancel").click()
    assert "not saved" in asked.value.message
    expect(orders).to_have_count(2)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).not_to_have_url(re.compile("edit=1"))
    saved = HTTP.get(f"{server.url}/api/v1/dashboard/{id}", headers=server.headers).json()
    assert [one["definition"]["type"] for one in saved["widgets"]] == ["timeseries", "note", "timeseries"]
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Earlier versions").click()
    page.get_by_role("option", name=re.compile("^1. Shop")).click()
    page.get_by_role("button", name="Restore this version").click()
    expect(orders).to_have_count(1)
    _menu(page, "Orders", "Full screen")
    expect(page).to_have_url(re.compile(r"fullscreen_widget=\d+"))
    expect(page.get_by_role("dialog").locator("canvas").first).to_be_visible()


def test_widgets_are_moved_within_groups_and_put_into_them(page: Page, server: Running) -> None:
    def note(title: str, x: int) -> dict[str, Any]:
        definition = {"type": "toplist", "title": title, "requests": [{"q": "sum:shop.orders{*}"}]}
        return {"definition": definition, "layout": {"x": x, "y": 0, "width": 3, "height": 2}}

    group = {"type": "group", "title": "Figures", "layout_type": "ordered", "widgets": [note("One", 0), note("Two", 3)]}
    id = _made(server, group, note("Alone", 0)["definition"])
    page.goto(f"{server.url}/dashboard/{id}?edit=1")
    one, alone = (page.locator(f'section[aria-label="{name}"]') for name in ("One", "Alone"))
    expect(one).to_be_visible()
    one.evaluate("(drawn) => { drawn.dataset.seen = 'before' }")
    undo = page.get_by_role("button", name="Undo")
    for widget in (alone, one):
        widget.locator("h2").click()
    expect(undo).to_be_disabled()
    one.locator("h2").hover()  # a widget is taken by its title
    two = page.locator('section[aria-label="Two"]').bounding_box()
    assert two
    page.mouse.down()
    page.mouse.move(two["x"] + 80, two["y"] + 14, steps=8)
    page.mouse.up()
    expect(undo).to_be_enabled()
    expect(one).to_have_attribute("data-seen", "before")  # the group is not drawn anew
    alone.get_by_role("button", name="Put into a group").click()
    page.get_by_role("menuitem", name="Figures").click()
    expect(page.locator('section[aria-label="Figures"]').locator(alone)).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).not_to_have_url(re.compile("edit=1"))
    saved = HTTP.get(f"{server.url}/api/v1/dashboard/{id}", headers=server.headers).json()
    (found,) = [widget for widget in saved["widgets"] if widget["definition"]["type"] == "group"]
    inside = found["definition"]["widgets"]
    assert [widget["definition"]["title"] for widget in inside] == ["One", "Two", "Alone"]
    assert inside[0]["layout"]["x"] > 0
    lowest = max(widget["layout"]["y"] + widget["layout"]["height"] for widget in inside)
    assert found["layout"]["height"] >= lowest + 1
    assert [widget["definition"]["type"] for widget in saved["widgets"]] == ["timeseries", "note", "group"]


def test_widgets_are_dragged_into_groups_out_and_between_them(page: Page, server: Running) -> None:
    def group(title: str, *widgets: dict[str, Any]) -> dict[str, Any]:
        return {"type": "group", "title": title, "layout_type": "ordered", "widgets": list(widgets)}

    inner = {"definition": {"type": "toplist", "title": "Inner", "requests": [{"q": "sum:shop.orders{*}"}]}}
    place = {"x": 0, "y": 0, "width": 3, "height": 2}
    id = _made(server, group("First", inner | {"layout": place}), group("Second"))
    page.set_viewport_size({"width": 1440, "height": 1100})
    page.goto(f"{server.url}/dashboard/{id}?edit=1")
    orders, inside, first, second = (
        page.locator(f'section[aria-label="{name}"]') for name in ("Orders", "Inner", "First", "Second")
    )
    undo = page.get_by_role("button", name="Undo")

    def drag(widget: Locator, over: Locator, x: int, y: int, shown: int) -> None:
        widget.locator("h2").hover()
        to = over.bounding_box()
        assert to
        page.mouse.down()
        page.mouse.move(to["x"] + x, to["y"] + y, steps=10)
        expect(page.locator(".carry-put")).to_have_count(shown)
        page.mouse.up()

    expect(inside.locator("h2")).to_be_visible()
    inside.evaluate("(drawn) => { drawn.dataset.seen = 'before' }")
    drag(orders, second, 300, 90, 1)
    expect(second.locator(orders)).to_be_visible()
    expect(inside).to_have_attribute("data-seen", "before")  # others are not drawn anew
    undo.click()
    expect(second.locator(orders)).to_have_count(0)
    expect(undo).to_be_disabled()
    for over, y, held in ((second, 90, 1), (orders, 14, 0)):
        drag(inside, over, 200, y, 1)
        expect(second.locator(inside)).to_have_count(held)
    drag(orders, first, 200, 10, 0)  # over a group's title: above the group
    expect(first.locator(orders)).to_have_count(0)
    page.set_viewport_size({"width": 420, "height": 1100})
    orders.get_by_role("button", name="Change widget").click()  # where buttons would leave the title no room
    page.get_by_role("menuitem", name="Put into a group").hover()
    page.get_by_role("menuitem", name="First").click()
    expect(first.locator(orders)).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).not_to_have_url(re.compile("edit=1"))
    saved = HTTP.get(f"{server.url}/api/v1/dashboard/{id}", headers=server.headers).json()["widgets"]
    assert {one["definition"].get("title") for one in saved} == {None, "First", "Second", "Inner"}
    (put,) = next(one["definition"]["widgets"] for one in saved if one["definition"].get("title") == "First")
    assert put["definition"]["title"] == "Orders" and put["layout"]["width"] == 6


def test_views_and_times_are_in_the_url(page: Page, server: Running) -> None:
    id = _made(server)
    page.goto(f"{server.url}/dashboard/{id}")
    page.get_by_role("group", name="Variables").get_by_text("$env").click(force=True)
    expect(page.get_by_role("option", name="prod")).to_be_visible()
    page.keyboard.type("pro")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("env=prod"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save this view").click()
    page.get_by_role("textbox", name="Name").fill("Production")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile("view=Production"))
    presets = HTTP.get(f"{server.url}/api/v1/dashboard/{id}", headers=server.headers).json()
    assert presets["template_variable_presets"][0]["template_variables"] == [{"name": "env", "values": ["prod"]}]
    page.get_by_role("button", name=re.compile("^Time range")).click()
    typed = page.get_by_role("textbox", name="Type a range")
    typed.fill("14 min")
    typed.press("ArrowUp")
    typed.press("Enter")
    expect(page).to_have_url(re.compile("span=15m"))


def test_of_many_lines_the_highest_are_drawn_until_all_are_wanted(page: Page, server: Running) -> None:
    visits = {"type": "timeseries", "title": "Visits", "requests": [{"q": "avg:shop.visits{*} by {page}"}]}
    widgets = [{"definition": visits, "layout": {"x": 0, "y": 0, "width": 12, "height": 4}}]
    board = {**BOARD, "template_variables": [], "widgets": widgets}
    made = HTTP.post(f"{server.url}/api/v1/dashboard", headers=server.headers, json=board).json()
    page.goto(f"{server.url}/dashboard/{made['id']}")
    few = page.get_by_role("button", name="The highest 100 of 120 lines")
    expect(few).to_be_visible()
    expect(page.get_by_text("100 series", exact=True)).to_be_visible()
    few.click()
    expect(page.get_by_text("120 series", exact=True)).to_be_visible()
    expect(few).to_have_count(0)


def test_a_public_link_shows_the_dashboard_and_no_more(page: Page, server: Running) -> None:
    watch = {"type": "query alert", "query": "sum(last_1h):sum:shop.orders{*} > 7", "message": "hush"}
    number = HTTP.post(f"{server.url}/api/v1/monitor", headers=server.headers, json=watch).json()["id"]
    watched = {"type": "alert_graph", "title": "Watched", "alert_id": str(number), "viz_type": "timeseries"}
    id = _made(server, watched, {"type": "alert_value", "title": "Seen", "alert_id": str(number)})
    page.goto(f"{server.url}/dashboard/{id}")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("menuitem", name="Public links").click()
    page.get_by_role("button", name="Make a public link").click()
    page.get_by_role("switch", name="Viewers may choose $env").click()
    page.get_by_role("button", name="Save the link").click()
    link = page.get_by_role("textbox", name="Public link").input_value()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert page.context.browser is not None
    outside = page.context.browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    refused: list[str] = []
    outside.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    outside.goto(server.url + httpx.URL(link).path)
    expect(outside.get_by_role("heading", name="Shop")).to_be_visible()
    expect(outside.locator('section[aria-label="Orders"] canvas').first).to_be_visible()
    expect(outside.locator('section[aria-label="Watched"] canvas').first).to_be_visible()
    expect(outside.locator('section[aria-label="Seen"]').get_by_text("Alert", exact=True)).to_be_visible()
    outside.goto(server.url + httpx.URL(link).path + "?tpl_env=test")
    expect(outside.locator('section[aria-label="Orders"] canvas').first).to_be_visible()
    expect(outside.get_by_role("button", name="Edit")).to_have_count(0)
    assert not refused
    outside.goto(f"{server.url}/dashboard/{id}")
    expect(outside).to_have_url(re.compile("/login"))
    page.get_by_role("button", name="Revoke the link").click()
    expect(page.get_by_role("textbox", name="Public link")).to_have_count(0)
    outside.goto(server.url + httpx.URL(link).path)
    expect(outside.get_by_text("shows nothing any more")).to_be_visible()


def test_a_notebook_is_written_and_found_again(page: Page, server: Running) -> None:
    page.goto(f"{server.url}/metrics?q=sum:shop.orders%7B*%7D")
    page.get_by_role("button", name="Add to a dashboard").click()
    page.get_by_text("A new one").click()
    page.get_by_role("textbox", name="Name of the dashboard").fill("Kept from metrics")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="Kept from metrics").click()
    expect(page.locator('[data-widget="timeseries"] canvas').first).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Notebooks").click()
    page.get_by_role("button", name="New notebook", exact=True).click()
    name = page.get_by_role("textbox", name="Name of the notebook")
    name.fill("Why orders fell")
    name.press("Enter")
    page.get_by_role("button", name="Add a note").click()
    page.get_by_role("textbox", name="Text (Markdown)").fill("Orders **fell** at noon")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("strong", has_text="fell")).to_be_visible()
    page.get_by_role("button", name="Add a graph").click()
    editor = page.get_by_role("dialog")
    editor.get_by_text("JSON", exact=True).click()
    graph = {"type": "timeseries", "title": "Orders", "requests": [{"q": "sum:shop.orders{*}"}]}
    editor.get_by_role("textbox", name="JSON").fill(json.dumps(graph))
    editor.get_by_role("button", name="Done").click()
    orders = page.locator('section[aria-label="Orders"]')
    expect(orders.locator("canvas").first).to_be_visible()
    orders.get_by_role("button", name="Edit").click()
    editor.get_by_label("Time", exact=True).click()
    page.get_by_role("option", name="Past 15 minutes").click()
    editor.get_by_role("button", name="Done").click()
    expect(orders.get_by_text("15m")).to_be_visible()
    orders.get_by_role("button", name="Move up").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.goto(f"{server.url}/notebooks?query=orders")
    page.get_by_role("link", name="Why orders fell").click()
    expect(orders.locator("canvas").first).to_be_visible()
    found = HTTP.get(f"{server.url}/api/v1/notebooks", headers=server.headers).json()["data"][0]["attributes"]
    assert [one["attributes"]["definition"] for one in found["cells"]] == [
        graph, {"type": "markdown", "text": "Orders **fell** at noon"}
    ]  # fmt: skip
    assert found["cells"][0]["attributes"]["time"] == {"live_span": "15m"}
    orders.get_by_role("button", name="Remove").click()
    expect(orders).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(orders).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    (kept,) = HTTP.get(f"{server.url}/api/v1/notebooks", headers=server.headers).json()["data"]
    assert kept["attributes"]["cells"] == found["cells"]


def test_a_notebook_is_left_when_it_is_stored(page: Page, server: Running) -> None:
    attributes = {"name": "First", "cells": [], "time": {"live_span": "1h"}}
    body = {"data": {"type": "notebooks", "attributes": attributes}}
    made = HTTP.post(f"{server.url}/api/v1/notebooks", headers=server.headers, json=body).json()["data"]
    path = f"/notebooks/{made['id']}"
    page.goto(server.url + path)
    name = page.get_by_role("textbox", name="Name of the notebook")
    elsewhere = page.get_by_role("navigation", name="Main").get_by_role("link", name="Dashboards")
    held: list[Route] = []
    seen: list[str] = []
    page.route(
        f"**/api/v1{path}", lambda route: held.append(route) if route.request.method == "PUT" else route.fallback()
    )
    page.on("response", lambda answer: seen.append("stored") if answer.request.method == "PUT" else None)
    page.on("framenavigated", lambda frame: seen.append("left") if "/dashboards" in frame.url else None)

    def typed(text: str) -> Route:
        name.fill(text)
        name.press("Enter")
        while not held:
            page.wait_for_timeout(20)
        return held.pop()

    second = typed("Second")
    elsewhere.click()
    second.continue_()
    page.wait_for_url("**/dashboards*")
    assert seen == ["stored", "left"]
    page.go_back()
    expect(name).to_have_value("Second")

    typed("Third").fulfill(status=400, json={"errors": ["not now"]})
    expect(page.get_by_role("status").filter(has_text="Not saved")).to_be_visible()
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        elsewhere.click()
    assert "could not be stored" in asked.value.message
    expect(name).to_have_value("Third")
    page.unroute(f"**/api/v1{path}")
    page.get_by_role("button", name="Save again").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    elsewhere.click()
    page.wait_for_url("**/dashboards*")


def test_a_comment_mentions_whom_is_offered(page: Page, server: Running) -> None:
    user = {"data": {"type": "users", "attributes": {"email": "ann@example.org"}}}
    assert HTTP.post(f"{server.url}/api/v2/users", json=user, headers=server.headers).status_code == 201
    page.goto(f"{server.url}/dashboard/{_made(server)}")
    _menu(page, "Orders", "Comment")
    dialog = page.get_by_role("dialog", name="Comment on this graph")
    text = dialog.get_by_role("textbox", name="Comment")
    offers = page.locator(".cm-tooltip-autocomplete")
    expect(text).to_be_focused()
    page.keyboard.type("Look")
    expect(text).to_have_attribute("contenteditable", "true")
    page.keyboard.type(", @ex")
    expect(offers).to_contain_text("@ann@example.org")
    page.keyboard.press("Escape")
    expect(offers).to_have_count(0)
    expect(text).to_be_focused()
    page.keyboard.type("a")
    expect(offers).to_be_visible()
    page.keyboard.press("Enter")
    expect(text).to_have_text("Look, @ann@example.org ")
    dialog.get_by_role("button", name="Post").click()
    expect(dialog).to_have_count(0)
    events = HTTP.get(f"{server.url}/api/v2/events", params={"filter[query]": "Look"}, headers=server.headers).json()
    assert "Look, @ann@example.org" in json.dumps(events["data"])


def test_menus_of_rows_are_their_own(page: Page, server: Running) -> None:
    _made(server)
    id = _made(server)
    page.goto(f"{server.url}/dashboards?filter=shop")
    page.get_by_role("button", name="Actions for Shop").first.focus()
    page.keyboard.press("Enter")
    items = page.get_by_role("menuitem")
    expect(page.get_by_role("menu").locator("[data-autofocus]")).to_be_focused()  # keys go to the menu from now on
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    items.first.locator("xpath=..").click(position={"x": 1, "y": 1})
    expect(page).to_have_url(re.compile(r"/dashboards\?filter=shop"))
    page.get_by_role("row").filter(has_text="Shop").first.click(position={"x": 500, "y": 10})
    expect(page).to_have_url(re.compile(f"/dashboard/{id}"))
