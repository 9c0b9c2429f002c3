"""Many graphs ask in one request as each would alone."""

import json
import time
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

DAY_S = 86400
END = int(time.time()) // 300 * 300
LOGS = {"data_source": "logs", "name": "q", "compute": {"aggregation": "count"}, "search": {"query": "service:shop"}}


def _filled(server: Running) -> None:
    rng = np.random.default_rng(3)
    series = [
        {"metric": metric, "host": host, "type": type_, "interval": 60, "tags": [f"env:{env}"],
         "points": [[END - 60 * (ago + 1), float(value)] for ago, value in enumerate(rng.integers(1, 99, 1440))]}
        for metric, type_ in (("shop.load", "gauge"), ("shop.hits", "count"))
        for host, env in (("a", "prod"), ("b", "prod"), ("c", "dev"))
    ]  # fmt: skip
    httpx.post(f"{server.url}/api/v1/series", headers=server.headers, json={"series": series}).raise_for_status()
    logs = [{"message": "sold", "service": "shop"}] * 3
    httpx.post(f"{server.url}/api/v2/logs", headers=server.headers, json=logs).raise_for_status()


def _asked(query: str | dict[str, Any], *, start: int = END - DAY_S, end: int = END, **more: object) -> dict[str, Any]:
    one = {"data_source": "metrics", "name": "q", "query": query} if isinstance(query, str) else query
    return {"from": start * 1000, "to": end * 1000, "queries": [one], "formulas": [{"formula": "q"}], **more}


def _together(server: Running, requests: list[Any]) -> list[tuple[int, Any]]:
    answer = httpx.post(
        f"{server.url}/api/vizsla/query/timeseries", headers=server.headers, json={"requests": requests}
    )
    assert answer.status_code == 200, answer.text
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert sorted(line["at"] for line in lines) == list(range(len(requests)))
    return [(line["status"], line["body"]) for line in sorted(lines, key=lambda line: int(line["at"]))]


def _alone(server: Running, attributes: Any) -> tuple[int, Any]:
    body = {"data": {"type": "timeseries_request", "attributes": attributes}}
    answer = httpx.post(f"{server.url}/api/v2/query/timeseries", headers=server.headers, json=body)
    return answer.status_code, answer.json()


def test_each_has_the_answer_that_it_would_have_alone(server: Running) -> None:
    _filled(server)
    requests = [
        *(_asked(f"{how}:shop.load{{{where}}} by {{host}}") for how in ("avg", "max") for where in ("*", "env:prod")),
        _asked("sum:shop.hits{*}.as_count()"),
        _asked("sum:shop.hits{*} by {env}.as_rate()"),
        _asked("avg:shop.load{*}.rollup(max, 1200)"),
        _asked("ewma_5(min:shop.load{!host:a})", most=1),
        _asked("hour_before(avg:shop.load{*} by {host})"),
        _asked("avg:shop.load{*} by {host}", start=END - 3600),
        _asked("avg:shop.load{*} by {host}", start=END - DAY_S + 37, end=END - 11),
        _asked("avg:shop.load{*} by {host}", start=END - 7 * DAY_S),
        _asked("avg:shop.load{*} by {host}", start=END - 4 * DAY_S, end=END - 3 * DAY_S),
        _asked(LOGS),
    ]
    for request, found in zip(requests, _together(server, requests), strict=True):
        status, body = _alone(server, request)
        assert found[0] == status == 200, body
        ours, its = (one["data"]["attributes"] for one in (found[1], body))
        assert (ours["series"], ours["times"], ours.get("left_out")) == (
            its["series"],
            its["times"],
            its.get("left_out"),
        )
        np.testing.assert_allclose(
            np.array(ours["values"], float), np.array(its["values"], float), rtol=1e-12, err_msg=str(request)
        )
    assert sum(len(one["data"]["attributes"]["values"]) for _, one in _together(server, requests)) > 20


def test_what_cannot_be_answered_costs_the_others_nothing(server: Running) -> None:
    _filled(server)
    good = _asked("avg:shop.load{*}")
    wrong = [
        _asked("avg:shop.load{*}.rolup(60)"),
        _asked("avg:shop.load{*}", start=END + 60),
        {"from": 1, "to": 2, "queries": "no"},
        7,
        {"from": 1},
    ]
    found = _together(server, [good, *wrong, good])
    assert [status for status, _ in found] == [200, 400, 400, 400, 400, 400, 200]
    assert found[0] == found[-1] == _alone(server, good)
    for request, answered in zip(wrong[:3], found[1:4], strict=True):
        alone = _alone(server, request)[1]
        assert answered[1].get("position") == alone.get("position")
        assert answered[1]["errors"][0].split(" - ")[0] == alone["errors"][0].split(" - ")[0]
    for requests in ([], "x", [good] * 101):
        answer = httpx.post(
            f"{server.url}/api/vizsla/query/timeseries", headers=server.headers, json={"requests": requests}
        )
        assert answer.status_code == 400 and "requests" in answer.json()["errors"][0]
