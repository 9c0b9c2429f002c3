"""Which metrics were queried: by scripts, dashboards, public pages, pictures and monitors, and which by nobody."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.metrics_api import MetricsApi

from vizsla.store.queried import KEPT_S, QueriedMetrics
from vizsla.store.queried import queried as table
from vizsla.store.upsert import upsert

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

HTTP = httpx.Client(timeout=60)
NAMES = ("script", "board", "drawn", "watched", "looked.at", "never")


def send(server: Running) -> None:
    """Points of the last minutes of every metric; one is a distribution."""
    now = int(time.time())
    series = [{"metric": f"q.{name}", "type": "gauge", "points": [[now - 60, 1], [now, 2]]} for name in NAMES]
    HTTP.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}).raise_for_status()
    points = {"series": [{"metric": "q.spread", "points": [[now - 60, [1.0, 2.0, 3.0]]]}]}
    url = f"{server.url}/api/v1/distribution_points"
    HTTP.post(url, headers=server.headers, json=points).raise_for_status()


def client(server: Running) -> ApiClient:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    return ApiClient(configuration)


def ask(server: Running, query: str, source: str = "script") -> None:
    """By the first generation of the API, or as a widget of a dashboard does."""
    now = int(time.time())
    if source == "script":
        params: dict[str, str | int] = {"query": query, "from": now - 600, "to": now}
        HTTP.get(f"{server.url}/api/v1/query", headers=server.headers, params=params).raise_for_status()
        return
    asked = {"queries": [{"name": "a", "data_source": "metrics", "query": query}], "formulas": [{"formula": "a"}]}
    body = {
        "data": {"type": "timeseries_request", "attributes": asked | {"from": now * 1000 - 600_000, "to": now * 1000}}
    }
    HTTP.post(f"{server.url}/api/v2/query/timeseries", headers=server.headers, json=body).raise_for_status()


def test_queries_of_every_kind_are_known(server: Running) -> None:
    send(server)
    monitor = {"type": "query alert", "query": "avg(last_5m):avg:q.watched{*} > 3"}
    HTTP.post(f"{server.url}/api/v1/monitor", headers=server.headers, json=monitor).raise_for_status()
    ask(server, "avg:q.script{*}, avg:q.script{*} / avg:q.spread{*}")
    ask(server, "p95:q.spread{*}", "board")
    ask(server, "moving_rollup(avg:q.board{*} by {host}, 60, 'avg')", "board")
    now = int(time.time())
    picture: dict[str, str | int] = {"metric_query": "avg:q.drawn{*}", "start": now - 600, "end": now}
    shown = HTTP.get(f"{server.url}/api/v1/graph/snapshot", headers=server.headers, params=picture)
    HTTP.get(shown.raise_for_status().json()["snapshot_url"]).raise_for_status()
    # To look at what is known of a metric is no query of it.
    for path in ("v1/metrics/q.looked.at", "v2/metrics/q.looked.at/all-tags", "v2/metrics/q.looked.at/volumes",
                 "vizsla/tags?metric=q.looked.at", "vizsla/metrics/summary?query=q.looked"):  # fmt: skip
        HTTP.get(f"{server.url}/api/{path}", headers=server.headers).raise_for_status()
    with client(server) as api:
        metrics = MetricsApi(api)

        def found(**given: Any) -> list[str]:
            ids = [one.id for one in metrics.list_tag_configurations(**given).data]
            return [id.removeprefix("q.") for id in ids if id.startswith("q.")]

        end = time.monotonic() + 60
        while "watched" not in found(filter_queried=True) and time.monotonic() < end:
            time.sleep(0.1)  # the monitor is evaluated in its turn
        assert found(filter_queried=True) == ["board", "drawn", "script", "spread", "watched"]
        assert found(filter_queried=False) == ["looked.at", "never"]
        assert found(filter_queried=True, filter_metric_type="distribution") == ["spread"]
        used = found(filter_queried=True, filter_related_assets=True, filter_queried_window_seconds=KEPT_S)
        assert used == ["watched"]
    window = "filter[queried][window][seconds]"
    for name, value in ((window, "0"), (window, str(KEPT_S + 1)), (window, "x"), ("filter[queried]", "x")):
        params = {"filter[queried]": "true"} | {name: value}
        wrong = HTTP.get(f"{server.url}/api/v2/metrics", headers=server.headers, params=params)
        assert wrong.status_code == 400 and name in wrong.text


def test_windows_the_summary_and_a_restart(start_server: Callable[..., Running]) -> None:
    first = start_server(role="intake,api")
    send(first)
    now = time.time()
    with first.parts.documents.engine.begin() as db:
        ago = {"never": 2 * KEPT_S, "drawn": 60 * 86400, "board": 2 * 86400}
        upsert(db, table, [{"metric": f"q.{name}", "at": now - age} for name, age in ago.items()])
    ask(first, "avg:q.script{*}")

    def found(server: Running, **params: str | int) -> list[str]:
        params = {"filter[queried]": "true"} | params
        answer = HTTP.get(f"{server.url}/api/v2/metrics", headers=server.headers, params=params)
        return [one["id"] for one in answer.raise_for_status().json()["data"] if one["id"].startswith("q.")]

    window = "filter[queried][window][seconds]"
    assert found(first) == ["q.board", "q.script"]
    assert found(first, **{window: 3600}) == ["q.script"]
    assert found(first, **{window: KEPT_S, "page[size]": 2}) == ["q.board", "q.drawn"]

    def listed(query: str, **params: str) -> list[dict[str, Any]]:
        url = f"{first.url}/api/vizsla/metrics/summary"
        answer = HTTP.get(url, headers=first.headers, params={"query": query} | params)
        return list(answer.raise_for_status().json()["metrics"])

    rows = listed("q.", sort="-last_queried")
    assert [row["name"] for row in rows][:3] == ["q.script", "q.board", "q.drawn"]
    assert rows[0]["last_queried"] >= int(now) and rows[-1]["last_queried"] is None
    assert [row["name"] for row in listed("q. queried:yes")] == ["q.board", "q.script"]
    assert "q.drawn" in [row["name"] for row in listed("q. queried:no")]


def test_it_is_stored_now_and_then_and_forgotten_at_last(server: Running) -> None:
    now = 1_800_000_000.0
    mine = QueriedMetrics(server.parts.documents.engine, lambda: now)

    def stored() -> dict[str, float]:
        """As another server, or the next one, reads it."""
        return QueriedMetrics(server.parts.documents.engine, lambda: now).since(0.0)

    mine.hear(["a", "b"])
    assert stored() == {}
    mine.store()
    assert stored() == {"a": now, "b": now}
    now += 60
    mine.hear(["a"])
    mine.store()
    assert stored()["a"] == now - 60  # not each minute anew
    assert mine.since(now) == {"a": now} and stored()["a"] == now
    now += KEPT_S + 1
    mine.hear(["c"])
    mine.store()
    assert stored() == {"c": now}
