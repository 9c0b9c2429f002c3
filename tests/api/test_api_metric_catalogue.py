"""Units and descriptions that come with integrations."""

import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from vizsla.api.metric_catalogue import catalogue
from vizsla.api.units import unit_pair
from vizsla.integrations.postgres.queries import QUERIES

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def test_every_line_has_a_known_unit_and_a_description() -> None:
    assert len(catalogue()) > 100
    for name, known in catalogue().items():
        assert known.description, name
        assert not known.unit_text or unit_pair(known.unit_text), name
        assert known.unit or not known.per_unit, name


def test_every_metric_of_the_postgresql_check_is_known() -> None:
    sent = {f"postgresql.{name}" for query in QUERIES for kind, name in query.columns if kind != "tag"}
    assert sent == {name for name, known in catalogue().items() if known.integration == "postgres"}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("avg:system.net.bytes_rcvd{*}", ["byte", "second"]),
        ("100*avg:system.disk.in_use{*}", None),
        ("avg:system.cpu.user{*}", ["percent", None]),
        ("avg:system.mem.used{*}-avg:system.mem.cached{*}", ["byte", None]),
    ],
)
def test_graphs_have_units(server: Running, query: str, names: list[str | None] | None) -> None:
    now = int(time.time())
    metrics = ("net.bytes_rcvd", "disk.in_use", "cpu.user", "mem.used", "mem.cached")
    series = [{"metric": f"system.{one}", "points": [[now - 60, 1]], "host": "h"} for one in metrics]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series})
    params: dict[str, str | int] = {"from": now - 300, "to": now, "query": query}
    (one,) = httpx.get(f"{server.url}/api/v1/query", headers=server.headers, params=params).json()["series"]
    found = one["unit"]
    assert (found and [unit and unit["name"] for unit in found]) == names
    asked = {
        "from": (now - 300) * 1000,
        "to": now * 1000,
        "queries": [{"name": "a", "data_source": "metrics", "query": query}],
    }
    body = {"data": {"type": "scalar_request", "attributes": asked}}
    answer = httpx.post(f"{server.url}/api/v2/query/scalar", headers=server.headers, json=body).json()
    unit = answer["data"]["attributes"]["columns"][0]["meta"]["unit"]
    assert (unit and [one and one["name"] for one in unit]) == names


def _units(server: Running, *queries: str, kind: str = "timeseries") -> list[list[str | None] | None]:
    now = int(time.time())
    found = []
    for query in queries:
        asked = {
            "from": (now - 300) * 1000,
            "to": now * 1000,
            "queries": [{"name": "a", "data_source": "metrics", "query": query}],
            "formulas": [{"formula": "a"}],
        }
        body = {"data": {"type": f"{kind}_request", "attributes": asked}}
        answer = httpx.post(f"{server.url}/api/v2/query/{kind}", headers=server.headers, json=body).json()
        attributes = answer["data"]["attributes"]
        unit = attributes["series"][0]["unit"] if kind == "timeseries" else attributes["columns"][-1]["meta"]["unit"]
        found.append(unit and [one and one["name"] for one in unit])
    return found


def test_what_people_say_of_a_unit_wins(server: Running) -> None:
    now = int(time.time())
    points = [[now - ago, 300 - ago] for ago in range(30, 240, 30)]
    names = ("shop.size", "system.cpu.user", "system.mem.used")
    series = [{"metric": name, "points": points, "host": "h"} for name in names]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}).raise_for_status()
    asked = (
        "avg:shop.size{*}", "abs(avg:shop.size{*})", "per_second(avg:shop.size{*})", "avg:shop.size{*} * 2",
        "avg:shop.size{*} + avg:shop.size{*}", "avg:system.cpu.user{*}",
    )  # fmt: skip
    assert _units(server, *asked[:2]) == [None, None]
    for name, given in (("shop.size", {"unit": "byte", "per_unit": ""}), ("system.cpu.user", {"unit": "second"})):
        url = f"{server.url}/api/v1/metrics/{name}"
        httpx.put(url, headers=server.headers, json=given).raise_for_status()
    byte, rate, second = ["byte", None], ["byte", "second"], ["second", None]
    for kind in ("timeseries", "scalar"):
        assert _units(server, *asked, kind=kind) == [byte, byte, rate, None, byte, second]
    # The catalogue's unit of the other one is the same.
    assert _units(server, "avg:shop.size{*} + avg:system.mem.used{*}") == [byte]
    url = f"{server.url}/api/v1/metrics/system.cpu.user"
    httpx.put(url, headers=server.headers, json={"unit": ""}).raise_for_status()
    assert _units(server, "avg:system.cpu.user{*}") == [None]
    for odd in (0, False, [], {}, 1):
        refused = httpx.put(url, headers=server.headers, json={"unit": odd})
        assert refused.status_code == 400 and "'unit' is invalid: a text" in refused.text
    sent = [{"metric": "shop.sent", "points": points, "host": "h", "unit": "byte"}]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": sent}).raise_for_status()
    assert _units(server, "avg:shop.sent{*}") == [byte]
    url = f"{server.url}/api/v1/metrics/shop.sent"
    httpx.put(url, headers=server.headers, json={"unit": ""}).raise_for_status()
    assert _units(server, "avg:shop.sent{*}") == [None]


def test_a_metric_is_described(server: Running) -> None:
    now = int(time.time())
    series = [{"metric": "system.load.1", "points": [[now, 1]], "host": "h"}]
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series})
    found = httpx.get(f"{server.url}/api/v1/metrics/system.load.1", headers=server.headers).json()
    assert "average of 1 minute" in found["description"] and found["integration"] == "system"
