"""Reports of objectives by the real client: begun, waited for, downloaded."""

import csv
import io
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import sqlalchemy as sa
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.service_level_objectives_api import ServiceLevelObjectivesApi
from datadog_api_client.v2.model.slo_report_create_request import SloReportCreateRequest

from vizsla.api.slo_reports import Asked, intervals

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

DAY = 86400


def test_a_row_for_each_objective_and_day(door_server: Running) -> None:
    today = int(time.time()) // DAY * DAY
    for name, status, ago, value in (("ok", "ok", 1, 9), ("bad", "failed", 1, 1), ("later", "ok", 0.001, 5)):
        points = [{"timestamp": int(time.time() if ago < 1 else today - ago * DAY + 3600), "value": value}]
        series = [{"metric": "hits", "type": 1, "interval": 10, "points": points, "tags": [f"status:{status}"]}]
        sent = httpx.post(f"{door_server.url}/api/v2/series", json={"series": series}, headers=door_server.headers)
        assert sent.status_code == 202, name
    objective = {
        "name": "=hits", "type": "metric", "tags": ["team:web"], "thresholds": [{"timeframe": "7d", "target": 95}],
        "query": {"numerator": "sum:hits{status:ok}.as_count()", "denominator": "sum:hits{*}.as_count()"},
    }  # fmt: skip
    made = httpx.post(f"{door_server.url}/api/v1/slo", json=objective, headers=door_server.headers).json()["data"][0]
    configuration = Configuration(host=door_server.url)
    configuration.api_key = {"apiKeyAuth": door_server.api_key, "appKeyAuth": door_server.app_key}
    for name in ("create_slo_report_job", "get_slo_report", "get_slo_report_job_status"):
        configuration.unstable_operations[name] = True
    with ApiClient(configuration) as connected:
        slos = ServiceLevelObjectivesApi(connected)
        attributes = {"query": "team:web", "from_ts": today - DAY, "to_ts": today + DAY, "interval": "daily"}
        asked = SloReportCreateRequest(**{"data": {"attributes": attributes}})
        id = slos.create_slo_report_job(body=asked)["data"]["id"]
        until = time.monotonic() + 60
        while (status := str(slos.get_slo_report_job_status(id)["data"]["attributes"]["status"])) == "in_progress":
            assert time.monotonic() < until
            time.sleep(0.05)
        assert status == "completed"
        yesterday, now = csv.DictReader(io.StringIO(slos.get_slo_report(id)))
    assert (yesterday["SLO ID"], yesterday["SLO Name"], yesterday["Tags"]) == (made["id"], "'=hits", "team:web")
    assert (yesterday["SLI (%)"], yesterday["Target (%)"], yesterday["Status"]) == ("90", "95.0", "breached")
    assert (yesterday["Error Budget Remaining (%)"], yesterday["Good"], yesterday["Total"]) == ("-100", "9", "10")
    assert now["SLI (%)"] == "100" and now["Interval Start"] == datetime.fromtimestamp(today, UTC).isoformat()


def test_a_report_whose_end_could_not_be_stored_is_stored_later(door_server: Running) -> None:
    server, refused = door_server, []

    def refuse(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
        if sql.startswith("UPDATE documents") and not refused:
            refused.append(sql)
            raise OSError("there is no room")

    sa.event.listen(server.parts.documents.engine, "before_cursor_execute", refuse)
    body = {"data": {"attributes": {"query": "", "from_ts": 0, "to_ts": DAY}}}
    made = httpx.post(f"{server.url}/api/v2/slo/report", json=body, headers=server.headers).json()["data"]["id"]
    until, status = time.monotonic() + 60, "in_progress"
    while status == "in_progress":
        assert time.monotonic() < until
        time.sleep(0.05)
        answer = httpx.get(f"{server.url}/api/v2/slo/report/{made}/status", headers=server.headers)
        status = answer.json()["data"]["attributes"]["status"]
    assert refused and status == "completed"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"interval": "hourly"}, "interval"),
        ({"from_ts": "now"}, "from_ts"),
        ({"timezone": "Nowhere"}, "timezone"),
        ({"to_ts": 5}, "to_ts"),
        ({"query": "team:("}, "the search ends where a term is wanted"),
    ],
)
def test_what_cannot_be_reported_is_named(door_server: Running, change: dict[str, Any], said: str) -> None:
    given = {"query": "team:web", "from_ts": 1_700_000_000, "to_ts": 1_700_100_000} | change
    body = {"data": {"attributes": given}}
    answer = httpx.post(f"{door_server.url}/api/v2/slo/report", json=body, headers=door_server.headers)
    assert answer.status_code == 400 and said in answer.text, answer.text
    missing = httpx.get(f"{door_server.url}/api/v2/slo/report/none/download", headers=door_server.headers)
    assert missing.status_code == 404


def test_weeks_and_months_of_a_time_zone() -> None:
    start, end = (int(datetime(2026, 3, day, tzinfo=UTC).timestamp()) for day in (26, 31))

    def begun(interval: Any) -> list[str]:
        asked = Asked("", start, end, interval, "Europe/Paris")
        return [datetime.fromtimestamp(at, UTC).strftime("%m-%d %H") for at, _ in intervals(asked)]

    assert begun("weekly") == ["03-26 00", "03-28 23"]  # Sunday begins there an hour before that of UTC
    assert begun("monthly") == ["03-26 00"]
    assert begun("daily") == ["03-26 00", "03-26 23", "03-27 23", "03-28 23", "03-29 22", "03-30 22"]
