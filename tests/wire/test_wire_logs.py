"""Logs in the forms that clients post, and what becomes of their fields."""

from typing import Any

import msgspec
import pytest

from vizsla.wire import logs
from vizsla.wire.arrival import Arrival
from vizsla.wire.errors import WireError
from vizsla.wire.status import status_of
from vizsla.wire.times import milliseconds

NOW = 1_790_000_000
ARRIVAL = Arrival(now=NOW)


def _rows(body: Any, arrival: Arrival = ARRIVAL) -> list[dict[str, Any]]:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    batch = logs.decode(raw, arrival).batch
    return list(batch["logs"].to_pylist()) if batch else []


def test_the_agents_form() -> None:
    sent = {
        "message": "hello", "status": "warn", "timestamp": 1789999999123, "hostname": "h", "service": "web",
        "ddsource": "python", "ddtags": "Env:prod,version:1",
    }  # fmt: skip
    (row,) = _rows([sent], Arrival(now=NOW, host_tags=lambda host: [f"of:{host}"]))
    assert (row["message"], row["status"], row["host"], row["service"], row["source"]) == (
        "hello", "warn", "h", "web", "python",
    )  # fmt: skip
    assert int(row["ts"].timestamp() * 1000) == 1789999999123
    assert row["tags"] == ["env:prod", "of:h", "version:1"]
    assert row["id"][:8] == (1789999999123).to_bytes(8, "big")


def test_other_members_are_attributes() -> None:
    (row,) = _rows({"message": "m", "http": {"status_code": 404, "ok": False}, "roles": ["a", "b"], "n": 1.0})
    assert row["attrs"] == [
        ("http.status_code", "404"),
        ("http.ok", "false"),
        ("roles", "a"),
        ("roles", "b"),
        ("n", "1"),
    ]
    assert msgspec.json.decode(row["attributes"])["http"] == {"status_code": 404, "ok": False}


def test_a_message_that_is_json_is_the_log() -> None:
    inner = {"level": "ERROR", "message": "inner", "dd.trace_id": f"{7:016x}{9:016x}", "dd.span_id": "12"}
    (row,) = _rows({"message": msgspec.json.encode(inner).decode(), "status": "info", "service": "web"})
    assert (row["message"], row["status"], row["service"]) == ("inner", "error", "web")
    assert (row["trace_id_high"], row["trace_id"], row["span_id"]) == (7, 9, 12)


@pytest.mark.parametrize("given", ["9", f"{9:032x}", "0x" + f"{9:016x}"])
def test_trace_ids_of_every_kind(given: str) -> None:
    assert _rows({"message": "m", "trace_id": given})[0]["trace_id"] == 9


def test_plain_text_is_a_log_each_line_with_defaults_from_the_url() -> None:
    arrival = Arrival(now=NOW, content_type="text/plain", params={"service": "s", "ddtags": "a:b", "hostname": "h"})
    rows = _rows(b"one\n\n{two}\n", arrival)
    assert [(row["message"], row["service"], row["host"], row["tags"]) for row in rows] == [
        ("one", "s", "h", ["a:b"]),
        ("{two}", "s", "h", ["a:b"]),
    ]


def test_objects_on_lines_and_the_agents_empty_probe() -> None:
    assert [row["message"] for row in _rows(b'{"message":"a"}\n{"message":"b"}')] == ["a", "b"]
    assert _rows(b"{}") == [] and _rows(b"[]") == []


def test_what_is_no_json_is_refused_and_what_is_no_log_is_named() -> None:
    with pytest.raises(WireError, match="not JSON"):
        logs.decode(b'[{"message": ', ARRIVAL)
    decoded = logs.decode(b'[{"message": "a"}, 3]', ARRIVAL)
    assert decoded.batch["logs"].num_rows == 1 and decoded.rejected == ["log[1] is neither an object nor a text"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Error", "error"), ("EMERG", "emergency"), ("fatal", "emergency"), ("4", "warn"), ("0", "emergency"),
     ("Info", "info"), ("trace", "debug"), ("success", "ok"), ("weird", "warn"), ("unknown", "info"), ("7", "debug"),
     ("9", "info"), ("", "info")],
)  # fmt: skip
def test_statuses(given: str, kept: str) -> None:
    assert status_of(given) == kept


@pytest.mark.parametrize(
    "given",
    [1_790_000_000, 1_790_000_000_000, 1_790_000_000_000_000, 1_790_000_000_000_000_000, "1790000000",
     "2026-09-21T14:13:20Z", "2026-09-21T16:13:20+02:00", "2026-09-21 14:13:20", "Sep 21 2026 14:13:20 XYZ",
     "Mon, 21 Sep 2026 16:13:20 +0200 (CEST)"],
)  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_times(given: Any) -> None:
    assert milliseconds(given) == 1_790_000_000_000


@pytest.mark.parametrize("given", [None, True, "soon", -1, [], {}, "nan", float("inf")])
def test_what_is_no_time(given: Any) -> None:
    assert milliseconds(given) is None
