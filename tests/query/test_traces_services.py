"""Traces, services, resources and facets on the real engine."""

from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from vizsla.query.errors import QueryError
from vizsla.query.facets import facets
from vizsla.query.moments import Window
from vizsla.query.traces import read_trace, resources, services
from vizsla.store.engine import Engine

_spec = spec_from_file_location("search_records", Path(__file__).parent / "search_records.py")
assert _spec and _spec.loader
search_records = module_from_spec(_spec)
_spec.loader.exec_module(search_records)

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)
START = int(AT.timestamp() * 1000)
TEN = Window(START, START + 600_000)
LOW = 2**63 + 11


def put(engine: Engine, *given: dict[str, object]) -> None:
    rows = [search_records.whole("spans", {"ts": AT, "env": "prod"} | span, i) for i, span in enumerate(given)]
    engine.insert("spans", search_records.rows("spans", rows))


def span(number: int, service: str, ms: int, **more: object) -> dict[str, object]:
    return {
        "trace_id": LOW, "trace_id_high": 7, "span_id": number, "service": service, "name": f"{service}.request",
        "resource": f"GET /{service}", "type": "web", "duration_ns": ms * 1_000_000, "top_level": 1,
    } | more  # fmt: skip


def test_a_trace_is_found_by_every_form_of_its_id(engine: Engine) -> None:
    root = span(1, "web", 100, tags=["region:eu"], meta={"http.method": "GET"}, metrics={"rows": 2.0})
    late = span(2, "db", 10, parent_id=1, ts=AT + timedelta(milliseconds=20), trace_id_high=0)
    put(engine, root, late, root, span(3, "other", 1, trace_id=5))
    for text in (str(LOW), f"{7:016x}{LOW:016x}", f"{LOW:016x}", f"0x{LOW:016x}"):
        trace = read_trace(text, engine.run)
        assert trace, text
        assert [one["span_id"] for one in trace.spans] == [1, 2]
        assert trace.id == f"{7:016x}{LOW:016x}"
    other = read_trace("5", engine.run)
    assert other and [one["service"] for one in other.spans] == ["other"]
    assert read_trace("12345", engine.run) is None
    assert read_trace(f"{8:016x}{LOW:016x}", engine.run, 5) is not None  # the half without a high part may be its own
    with pytest.raises(QueryError, match="no trace's identifier"):
        read_trace("hello", engine.run)


def test_long_traces_are_cut_and_say_so(engine: Engine) -> None:
    put(engine, *[span(i, "web", 1) for i in range(1, 8)])
    trace = read_trace(str(LOW), engine.run, most=5)
    assert trace and trace.truncated and len(trace.spans) == 5


def test_services_and_resources(engine: Engine) -> None:
    put(
        engine,
        *[span(i, "web", i, error=int(i > 90), resource="slow" if i > 50 else "fast") for i in range(1, 101)],
        span(200, "db", 5, env="dev"),
        span(201, "web", 9999, top_level=0),
    )
    web, db = services(TEN, "", engine.run)
    assert (web["service"], web["operation"], web["type"], web["hits"], web["errors"]) == (
        "web", "web.request", "web", 100, 10,
    )  # fmt: skip
    assert web["p50"] == pytest.approx(0.0505, rel=0.02)
    assert web["p99"] == pytest.approx(0.0995, rel=0.02)
    assert web["last_seen"] == START // 1000
    assert (db["service"], db["env"]) == ("db", "dev")
    assert [one["service"] for one in services(TEN, "dev", engine.run)] == ["db"]
    slow, fast = resources(TEN, "web", "prod", "web.request", engine.run)
    assert (slow["resource"], slow["hits"], slow["errors"], fast["resource"]) == ("slow", 50, 10, "fast")
    assert slow["total_s"] == pytest.approx(sum(range(51, 101)) / 1000)
    assert resources(TEN, "web", "", "other", engine.run) == []


def test_facets_count_each_record_once_a_value(engine: Engine) -> None:
    given = [
        {"service": "web", "status": "info", "tags": ["env:prod", "env:prod", "team:a", "bare"], "message": "m",
         "ts": AT, "attributes": {"http.status_code": 200}},
        {"service": "web", "status": "error", "tags": ["env:dev"], "message": "m", "ts": AT},
        {"service": "api", "status": "info", "tags": ["env:prod"], "message": "other", "ts": AT},
    ]  # fmt: skip
    rows = [search_records.whole("logs", one, i) for i, one in enumerate(given)]
    engine.insert("logs", search_records.rows("logs", rows))
    found = {one.name: dict(one.values) for one in facets("logs", "", TEN, engine.run)}
    assert list(found) == ["service", "status", "@http.status_code", "env", "team"]
    assert found["service"] == {"web": 2, "api": 1}
    assert found["env"] == {"prod": 2, "dev": 1}
    assert found["@http.status_code"] == {"200": 1}
    narrowed = {one.name: dict(one.values) for one in facets("logs", "m env:prod", TEN, engine.run)}
    assert narrowed["service"] == {"web": 1}
    put(engine, span(1, "web", 1, error=1, meta={"http.method": "GET"}))
    spans = {one.name: dict(one.values) for one in facets("spans", "", TEN, engine.run)}
    assert spans["status"] == {"error": 1}
    assert spans["@http.method"] == {"GET": 1}
    assert facets("events", "", TEN, engine.run) == []
