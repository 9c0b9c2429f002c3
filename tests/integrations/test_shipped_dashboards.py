"""Dashboards that ship: each query of each of them is one that the API answers."""

import json
import time
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def _boards() -> list[dict[str, Any]]:
    folders = files("vizsla.integrations").iterdir()
    found = [folder.joinpath("dashboard.json") for folder in folders if folder.is_dir()]
    return [json.loads(file.read_text(encoding="utf-8")) for file in found if file.is_file()]


def _requests(widgets: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for widget in widgets:
        definition = widget["definition"]
        yield from _requests(definition.get("widgets", []))
        if isinstance(definition.get("requests"), list):
            yield from (request for request in definition["requests"] if "formulas" in request)


def _filled(text: str, variables: list[dict[str, Any]]) -> str:
    for one in variables:
        text = text.replace(f"${one['name']}", "*")
    return text.replace("{*,*}", "{*}")


def test_every_query_of_a_shipped_dashboard_is_answered(server: Running) -> None:
    boards = _boards()
    assert len({board["id"] for board in boards}) == len(boards) >= 3
    now = int(time.time())
    asked = 0
    for board in boards:
        for request in _requests(board["widgets"]):
            queries = [
                one | {"query": _filled(one["query"], board["template_variables"])} for one in request["queries"]
            ]
            formulas = [{"formula": one["formula"]} for one in request["formulas"]]
            span = {"from": (now - 600) * 1000, "to": now * 1000}
            body = {"data": {"attributes": {"queries": queries, "formulas": formulas} | span}}
            kind = "scalar" if request["response_format"] == "scalar" else "timeseries"
            answer = httpx.post(f"{server.url}/api/v2/query/{kind}", headers=server.headers, json=body)
            assert answer.status_code == 200, (board["title"], queries, answer.text)
            asked += 1
    assert asked > 50
