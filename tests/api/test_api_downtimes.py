"""Downtimes as the real clients make, list, change and cancel them."""

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import datadog
import httpx
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.downtimes_api import DowntimesApi
from datadog_api_client.v2.model.downtime_create_request import DowntimeCreateRequest
from datadog_api_client.v2.model.downtime_create_request_attributes import DowntimeCreateRequestAttributes
from datadog_api_client.v2.model.downtime_create_request_data import DowntimeCreateRequestData
from datadog_api_client.v2.model.downtime_monitor_identifier_tags import DowntimeMonitorIdentifierTags
from datadog_api_client.v2.model.downtime_resource_type import DowntimeResourceType
from datadog_api_client.v2.model.downtime_schedule_recurrence_create_update_request import (
    DowntimeScheduleRecurrenceCreateUpdateRequest,
)
from datadog_api_client.v2.model.downtime_schedule_recurrences_create_request import (
    DowntimeScheduleRecurrencesCreateRequest,
)

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

DAY = 86400
PARIS = ZoneInfo("Europe/Paris")


def _deliveries(server: Running) -> list[tuple[str, str]]:
    rows = server.parts.outbox.history(0)
    return [(row["title"], one["handle"]) for row in rows for one in row["deliveries"]]


def test_nights_and_weekends_by_the_datadog_library(server: Running) -> None:
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    monday = datetime(2026, 11, 30, 19, tzinfo=PARIS)
    nights = datadog.api.Downtime.create(
        scope="env:demo",
        start=int(monday.timestamp()),
        end=int(datetime(2026, 12, 1, 9, tzinfo=PARIS).timestamp()),
        timezone="Europe/Paris",
        recurrence={"type": "weeks", "period": 1, "week_days": ["Mon", "Tue", "Wed", "Thu", "Fri"]},
        message="Nobody works at night @ops@example.org",
    )
    weekends = datadog.api.Downtime.create(
        scope=["env:demo"],
        start=int(datetime(2026, 12, 5, tzinfo=PARIS).timestamp()),
        end=int(datetime(2026, 12, 6, tzinfo=PARIS).timestamp()),
        timezone="Europe/Paris",
        recurrence={"type": "weeks", "period": 1, "week_days": ["Sat", "Sun"]},
        message="Nor at weekends @ops@example.org",
    )
    assert nights["scope"] == ["env:demo"] and nights["monitor_tags"] == ["*"] and nights["downtime_type"] == 2
    assert nights["recurrence"]["week_days"] == ["Mon", "Tue", "Wed", "Thu", "Fri"] and nights["canceled"] is None
    assert (nights["disabled"], nights["notify_end_types"]) == (False, ["expired"])
    assert [one["id"] for one in datadog.api.Downtime.get_all()] == [weekends["id"], nights["id"]]
    assert [title for title, _ in _deliveries(server)] == ["[Downtime scheduled] env:demo"] * 2
    assert {handle for _, handle in _deliveries(server)} == {"ops@example.org"}
    assert "FREQ=WEEKLY" in server.parts.outbox.history(0)[1]["text"]

    child = nights["active_child"]
    assert child["parent_id"] == nights["id"] != child["id"] == nights["child_id"] < 1 << 53
    assert (child["start"], child["end"], child["active_child"]) == (nights["start"], nights["end"], None)
    assert datadog.api.Downtime.get(child["id"]) == child
    assert "errors" in datadog.api.Downtime.get(child["id"] + 1)
    assert "change that one" in str(datadog.api.Downtime.update(child["id"], message="x"))
    assert datadog.api.Downtime.delete(child["id"]) is None  # this night only, before it has begun
    after, skipped = datadog.api.Downtime.get(nights["id"]), datadog.api.Downtime.get(child["id"])
    assert (after["status"], after["canceled"]) == ("scheduled", None)
    assert after["active_child"]["start"] == nights["start"] + DAY
    assert (skipped["status"], skipped["disabled"], skipped["canceled"]) == ("canceled", True, child["start"])
    assert _deliveries(server)[0] == ("[Downtime cancelled once] env:demo", "ops@example.org")
    # Each of those that overlap is found.
    long = datadog.api.Downtime.create(
        scope="env:long", start=nights["start"], end=nights["start"] + 2 * DAY, recurrence={"type": "days", "period": 1}
    )
    later = long["active_child"]["id"] + DAY
    assert datadog.api.Downtime.get(later)["start"] == long["active_child"]["start"] + DAY
    datadog.api.Downtime.delete(long["id"])
    for end in ({}, {"end": int(time.time()) + 3600}):  # what does not recur has no occurrences
        once = datadog.api.Downtime.create(scope="env:once", start=int(time.time()) + 60, **end)
        occurrence = child["id"] - (nights["id"] << 33) + (once["id"] << 33) - child["start"] + once["start"]
        assert datadog.api.Downtime.get(occurrence) == {"errors": ["Downtime not found"]}
        datadog.api.Downtime.delete(once["id"])

    changed = datadog.api.Downtime.update(nights["id"], message="Quiet")
    assert changed["message"] == "Quiet" and changed["recurrence"] == nights["recurrence"]
    assert datadog.api.Downtime.cancel_downtime_by_scope(scope="env:demo")["cancelled_ids"] == [
        weekends["id"], nights["id"]
    ]  # fmt: skip
    over = datadog.api.Downtime.get(nights["id"])
    assert (
        over["status"] == "canceled"
        and over["active_child"] is None
        and over["disabled"]
        and over["canceled"] <= time.time()
    )
    assert "errors" in datadog.api.Downtime.cancel_downtime_by_scope(scope="env:demo")


def test_several_schedules_by_the_api_client(server: Running) -> None:
    configuration = Configuration(host=server.url, api_key={"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key})
    configuration.server_index = 1
    configuration.server_variables = {"protocol": "http", "name": server.url.removeprefix("http://")}
    rules = (
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;INTERVAL=1", "14h", "2026-11-30T19:00"),
        ("FREQ=WEEKLY;BYDAY=SA,SU;INTERVAL=1", "1d", "2026-12-05T00:00"),
    )
    body = DowntimeCreateRequest(
        DowntimeCreateRequestData(
            type=DowntimeResourceType("downtime"),
            attributes=DowntimeCreateRequestAttributes(
                scope="env:(staging OR prod) AND -host:a*",
                monitor_identifier=DowntimeMonitorIdentifierTags(monitor_tags=["team:shop"]),
                message="@ops@example.org",
                display_timezone="Europe/Paris",
                schedule=DowntimeScheduleRecurrencesCreateRequest(
                    timezone="Europe/Paris",
                    recurrences=[
                        DowntimeScheduleRecurrenceCreateUpdateRequest(rrule=rule, duration=duration, start=start)
                        for rule, duration, start in rules
                    ],
                ),
            ),
        )
    )
    with ApiClient(configuration) as client:
        api = DowntimesApi(client)
        made = api.create_downtime(body=body)
        id = made.data.id
        shown = api.get_downtime(id, include="created_by,monitor").data.attributes
        assert str(shown.status) == "scheduled" and shown.scope == "env:(staging OR prod) AND -host:a*"
        first = shown.schedule.current_downtime
        assert first.start == datetime(2026, 11, 30, 19, tzinfo=PARIS).astimezone(UTC)
        assert first.end == datetime(2026, 12, 1, 9, tzinfo=PARIS).astimezone(UTC)
        page = api.list_downtimes(page_offset=0, page_limit=1)
        assert [one.id for one in page.data] == [id] and page.meta.page.total_filtered_count == 1
        assert api.list_downtimes(current_only=True).data == []
        api.cancel_downtime(id)
        assert str(api.get_downtime(id).data.attributes.status) == "canceled"
    titles = [title for title, _ in _deliveries(server)]
    assert titles == [
        f"[Downtime {what}] monitors tagged team:shop, {shown.scope}" for what in ("cancelled", "scheduled")
    ]


def test_the_occurrence_that_holds_now_ends_alone(server: Running) -> None:
    now = int(time.time())
    given = {"scope": "env:demo", "start": now - 60, "end": now + 3600, "timezone": "Europe/Paris"}
    body = given | {"recurrence": {"type": "days", "period": 1}}
    made = httpx.post(f"{server.url}/api/v1/downtime", headers=server.headers, json=body).json()
    older, newer = f"{server.url}/api/v1/downtime/{made['id']}", f"{server.url}/api/v2/downtime/{made['uuid']}"
    current = f"{server.url}/api/vizsla/downtime/{made['uuid']}/current"
    assert made["active"] and made["active_child"]["active"]
    child = f"{server.url}/api/v1/downtime/{made['active_child']['id']}"
    for end in (
        lambda: httpx.delete(child, headers=server.headers),
        lambda: httpx.delete(child, headers=server.headers),
    ):
        assert end().status_code == 204
    shown = httpx.get(older, headers=server.headers).json()
    assert (shown["active"], shown["status"], shown["disabled"]) == (False, "scheduled", False)
    assert shown["active_child"]["start"] > now + 20 * 3600 and shown["active_child"]["status"] == "scheduled"
    over = httpx.get(child, headers=server.headers).json()
    assert over["status"] == "canceled" and now <= over["canceled"] <= time.time() and over["end"] == now + 3600
    assert httpx.delete(current, headers=server.headers).status_code == 404
    # A change of its words leaves it so; another time is another downtime.
    assert httpx.put(older, headers=server.headers, json={"message": "x"}).json()["active"] is False
    assert httpx.put(older, headers=server.headers, json={"end": now + 7200}).json()["active"] is True
    assert httpx.delete(current, headers=server.headers).status_code == 204
    attributes = httpx.get(newer, headers=server.headers).json()["data"]["attributes"]
    assert attributes["status"] == "scheduled" and attributes["canceled"] is None
    assert attributes["schedule"]["current_downtime"]["start"] > datetime.now(UTC).isoformat()
    assert httpx.delete(newer, headers=server.headers).status_code == 204
    assert httpx.get(child, headers=server.headers).json()["status"] == "canceled"


ONE_OFF = {"monitor_identifier": {"monitor_tags": ["*"]}, "scope": "env:prod"}


@pytest.mark.parametrize(
    ("attributes", "field"),
    [
        ({}, "monitor_identifier"),
        (ONE_OFF | {"scope": "nokey"}, "scope"),
        (ONE_OFF | {"scope": "env:(a"}, "scope"),
        (ONE_OFF | {"monitor_identifier": {"monitor_id": 99}}, "monitor_id"),
        (ONE_OFF | {"notify_end_states": ["ok"]}, "notify_end_states"),
        (ONE_OFF | {"display_timezone": "Mars"}, "display_timezone"),
        (ONE_OFF | {"colour": "red"}, "colour"),
        (ONE_OFF | {"schedule": {"start": "2026-12-01T00:00:00Z", "end": "2026-11-01T00:00:00Z"}}, "schedule.end"),
        (ONE_OFF | {"schedule": {"recurrences": [{"rrule": "FREQ=DAILY"}]}}, "schedule.recurrences[0].duration"),
        (ONE_OFF | {"schedule": {"recurrences": [{"rrule": "FREQ=NEVER", "duration": "1h"}]}},
         "schedule.recurrences[0].rrule"),
        (ONE_OFF | {"schedule": {"recurrences": "x"}}, "schedule.recurrences"),
        (ONE_OFF | {"schedule": 5}, "schedule"),
        (ONE_OFF | {"schedule": []}, "schedule"),
        (ONE_OFF | {"schedule": {"recurrences": ""}}, "schedule.recurrences"),
        (ONE_OFF | {"schedule": {"start": ""}}, "schedule.start"),
        (ONE_OFF | {"schedule": {"recurrences": [{"rrule": "FREQ=HOURLY", "duration": "1h", "start": "0001-01-01"}]}},
         "schedule.recurrences[0].start"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(server: Running, attributes: dict[str, Any], field: str) -> None:
    body = {"data": {"type": "downtime", "attributes": attributes}}
    answer = httpx.post(f"{server.url}/api/v2/downtime", headers=server.headers, json=body)
    assert answer.status_code == 400
    assert f"'{field}'" in answer.json()["errors"][0]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"recurrence": {"type": "hours", "period": 1}, "start": 1, "end": 99}, "recurrence.type"),
        ({"recurrence": {"type": "weeks", "period": 1, "week_days": ["mon"]}, "start": 1, "end": 99},
         "recurrence.week_days"),
        ({"recurrence": {"type": "days", "period": 1, "until_date": 9, "until_occurrences": 2}, "start": 1, "end": 99},
         "recurrence.until_date"),
        ({"monitor_tags": [f"a:{i}" for i in range(50)]}, "monitor_tags"),
        ({"start": "now"}, "start"),
        ({"recurrence": {"type": ["days"]}, "start": 1, "end": 99}, "recurrence.type"),
        ({"start": 100, "end": 50}, "end"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_older_form_is_named(server: Running, given: dict[str, Any], field: str) -> None:
    answer = httpx.post(f"{server.url}/api/v1/downtime", headers=server.headers, json=given)
    assert answer.status_code == 400
    assert f"'{field}'" in answer.json()["errors"][0]


def test_a_preview_tells_the_next_ten(server: Running) -> None:
    schedule = {"timezone": "Europe/Paris", "recurrences": [{"rrule": "FREQ=DAILY", "duration": "14h"}]}
    body = {"data": {"attributes": ONE_OFF | {"schedule": schedule}}}
    answer = httpx.post(f"{server.url}/api/vizsla/downtime/preview", headers=server.headers, json=body)
    assert len(answer.json()["occurrences"]) == 10
    assert httpx.get(f"{server.url}/api/v2/downtime/no-uuid", headers=server.headers).status_code == 400
    gone = "00000000-0000-0000-0000-000000000000"
    assert httpx.get(f"{server.url}/api/v2/downtime/{gone}", headers=server.headers).status_code == 404
