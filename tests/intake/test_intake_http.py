"""The doors of intake as the real clients use them: what they send is stored when they are answered."""

import gzip
import time
from typing import TYPE_CHECKING, Any

import datadog
import httpx
import msgspec
import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.logs_api import LogsApi
from datadog_api_client.v2.api.metrics_api import MetricsApi
from datadog_api_client.v2.model.content_encoding import ContentEncoding
from datadog_api_client.v2.model.http_log import HTTPLog
from datadog_api_client.v2.model.http_log_item import HTTPLogItem
from datadog_api_client.v2.model.metric_content_encoding import MetricContentEncoding
from datadog_api_client.v2.model.metric_intake_type import MetricIntakeType
from datadog_api_client.v2.model.metric_payload import MetricPayload
from datadog_api_client.v2.model.metric_point import MetricPoint
from datadog_api_client.v2.model.metric_resource import MetricResource
from datadog_api_client.v2.model.metric_series import MetricSeries

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any

NOW = int(time.time())


def _ask(server: Running, sql: str) -> list[dict[str, Any]]:
    return list(server.parts.engine.run(sql).to_pylist())


def _post(server: Running, path: str, body: Any, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return httpx.post(server.url + path, content=content, headers={"DD-API-KEY": server.api_key} | headers)


def test_the_datadog_library(server: Running) -> None:
    datadog.initialize(api_key=server.api_key, app_key=server.app_key, api_host=server.url, hostname_from_config=False)
    assert datadog.api.Metric.send(metric="a.b", points=[(NOW, 3)], tags=["x:1"], host="h", type="count") == {
        "status": "ok"
    }
    assert datadog.api.Distribution.send(distributions=[{"metric": "d", "points": [(NOW, [1, 2])]}]) == {"status": "ok"}
    assert datadog.api.ServiceCheck.check(check="up", host_name="h", status=2, message="down") == {"status": "ok"}
    made = datadog.api.Event.create(title="Deployed", text="v2", host="h", tags=["env:prod"], alert_type="success")
    assert made["status"] == "ok"
    assert _ask(server, "SELECT metric, value FROM points") == [{"metric": "a.b", "value": 3.0}]
    assert _ask(server, "SELECT n FROM sketches") == [{"n": 2}]
    assert _ask(server, "SELECT name, status, message FROM checks") == [{"name": "up", "status": 2, "message": "down"}]
    assert _ask(server, "SELECT id, title, tags FROM events") == [
        {"id": made["event"]["id"], "title": "Deployed", "tags": ["env:prod", "host:h"]}
    ]


@pytest.mark.parametrize("encoding", ["deflate", "zstd1", "gzip"])
def test_the_api_client(server: Running, encoding: str) -> None:
    configuration = Configuration(host=server.url)
    configuration.api_key = {"apiKeyAuth": server.api_key, "appKeyAuth": server.app_key}
    point = MetricPoint(timestamp=NOW, value=0.7)
    series = MetricSeries(
        metric="a.b",
        type=MetricIntakeType.GAUGE,
        points=[point],
        resources=[MetricResource(name="h", type="host")],
    )
    with ApiClient(configuration) as client:
        answer = MetricsApi(client).submit_metrics(
            content_encoding=MetricContentEncoding(encoding), body=MetricPayload(series=[series])
        )
        assert answer.errors == []
        if encoding != "zstd1":
            item = HTTPLogItem(ddsource="x", ddtags="env:prod", hostname="h", message="hello", service="web")
            LogsApi(client).submit_log(content_encoding=ContentEncoding(encoding), body=HTTPLog([item]))
            assert _ask(server, "SELECT message, service FROM logs") == [{"message": "hello", "service": "web"}]
    assert _ask(server, "SELECT value FROM points") == [{"value": 0.7}]


def test_host_metadata_tags_the_hosts_series(server: Running) -> None:
    series = {"series": [{"metric": "a", "points": [[NOW, 1]], "host": "h"}]}
    assert _post(server, "/api/v1/series", series).status_code == 202
    metadata = {
        "internalHostname": "h", "agentVersion": "7.70.0", "host-tags": {"system": ["Env:prod", "team:core"]},
        "meta": {"socket-hostname": "h"}, "systemStats": {"platform": "linux"},
        "gohai": '{"platform":{"os":"GNU/Linux"}}',
    }  # fmt: skip
    answer = _post(server, "/intake/", gzip.compress(msgspec.json.encode(metadata)), **{"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()) == (202, {"status": "ok"})
    assert _post(server, "/api/v1/series", series).status_code == 202
    rows = _ask(server, "SELECT argMax(tags, length(tags)) AS tags, uniq(sid) AS n FROM series")
    assert rows == [{"tags": ["env:prod", "host:h", "team:core"], "n": 1}]
    hosts = httpx.get(server.url + "/api/v1/hosts", headers=server.headers).json()["host_list"]
    assert [(host["name"], host["meta"]["agent_version"]) for host in hosts] == [("h", "7.70.0")]
    assert hosts[0]["tags_by_source"] == {"Datadog": ["env:prod", "team:core"]}


def test_tags_that_people_give_a_host_reach_its_series(server: Running) -> None:
    series = {"series": [{"metric": "a", "points": [[NOW, 1]], "host": "h"}]}
    _post(server, "/api/v1/series", series)
    url = f"{server.url}/api/v1/tags/hosts/h"
    assert httpx.post(url, headers=server.headers, json={"tags": ["dept:sales"]}).status_code == 201
    deadline = time.monotonic() + 20
    while not _ask(server, "SELECT sid FROM series WHERE has(tags, 'dept:sales')"):
        assert time.monotonic() < deadline
        time.sleep(0.3)
        _post(server, "/api/v1/series", series)


def test_what_arrives_while_the_documents_cannot_be_read_is_stored(server: Running) -> None:
    assert httpx.get(server.url + "/api/v1/validate", params={"api_key": server.api_key}).status_code == 200
    with server.parts.documents.engine.begin() as db:
        db.exec_driver_sql("ALTER TABLE documents RENAME TO gone")
    try:
        series = {"series": [{"metric": "a", "points": [[NOW, 1]], "host": "h"}]}
        assert _post(server, "/api/v1/series", series).status_code == 202
    finally:
        with server.parts.documents.engine.begin() as db:
            db.exec_driver_sql("ALTER TABLE gone RENAME TO documents")
    assert _ask(server, "SELECT value FROM points") == [{"value": 1.0}]


def test_keys_are_wanted_everywhere_and_never_shown(server: Running) -> None:
    for path in ("/api/v1/series", "/api/v2/logs", "/intake/", "/v1/metrics", "/whatever", "/api/v1/events"):
        answer = httpx.post(server.url + path, content=b"{}", headers={"DD-API-KEY": "wrong"})
        assert (answer.status_code, answer.json()) == (403, {"errors": ["Forbidden"]}), path
    assert httpx.get(server.url + "/api/v1/validate").status_code == 403
    valid = httpx.get(server.url + "/api/v1/validate", params={"api_key": server.api_key})
    assert (valid.status_code, valid.json()) == (200, {"valid": True})
    _post(server, f"/v1/input/{server.api_key}", b'{"message": ')
    _post(server, "/intake/", b'{"apiKey": "' + server.api_key.encode() + b'"')
    kept = _ask(server, "SELECT endpoint, toString(headers) AS headers, body FROM quarantine ORDER BY endpoint")
    assert [row["endpoint"] for row in kept] == ["POST /intake/", "POST /v1/input/<key>"]
    assert server.api_key not in str(kept)


def test_what_cannot_be_read_is_answered_and_kept(server: Running) -> None:
    broken = _post(server, "/api/v2/series", b"{nonsense")
    assert broken.status_code == 400 and "not JSON" in broken.json()["errors"][0]
    packed = _post(server, "/api/v2/series", b"\x1f\x8bxxxx", **{"Content-Encoding": "gzip"})
    assert packed.status_code == 400 and "not valid gzip" in packed.json()["errors"][0]
    unknown = _post(server, "/api/v9/new", {"a": 1})
    assert (unknown.status_code, unknown.json()) == (202, {})
    shown = httpx.get(server.url + "/api/vizsla/quarantine", headers=server.headers).json()["items"]
    assert sorted(item["endpoint"] for item in shown) == [
        "POST /api/v2/series",
        "POST /api/v2/series",
        "POST /api/v9/new",
    ]


def test_a_body_that_is_too_large_is_refused(server: Running) -> None:
    limit = server.parts.settings.body_limit_mb << 20
    for body, headers in ((gzip.compress(bytes(limit + 9)), {"Content-Encoding": "gzip"}), (b"x" * (limit + 9), {})):
        answer = _post(server, "/api/v2/logs", body, **headers)
        assert answer.status_code == 413 and "64 MB" in answer.json()["errors"][0]


def test_partial_bodies_say_what_was_left_out(server: Running) -> None:
    given = [{"metric": "a", "points": [[NOW, "x"]]}, {"metric": "b", "points": [[NOW, 1]]}]
    answer = _post(server, "/api/v1/series", {"series": given})
    assert answer.status_code == 202 and "series[0]" in answer.json()["errors"][0]
    assert _ask(server, "SELECT metric FROM points") == [{"metric": "b"}]
    metrics = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"name": "m"}]}]}]}
    partial = {"rejectedDataPoints": "1", "errorMessage": "m: it has no data"}
    assert _post(server, "/v1/metrics", metrics).json() == {"partialSuccess": partial}


def test_a_request_repeated_with_its_key_is_stored_once(server: Running) -> None:
    body = {"series": [{"metric": "a", "points": [[NOW, 1]]}]}
    for _ in range(3):
        assert _post(server, "/api/v1/series", body, **{"Idempotency-Key": "one"}).status_code == 202
    assert _ask(server, "SELECT count() AS n FROM points") == [{"n": 1}]
    other = {"series": [{"metric": "b", "points": [[NOW, 1]]}]}
    assert _post(server, "/api/v1/series", other, **{"Idempotency-Key": "one"}).status_code == 202
    assert _ask(server, "SELECT count() AS n FROM points") == [{"n": 2}]
