"""An objective measured once over a long time gives what measuring each window by itself gives."""

import random
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from vizsla.monitors.slo.measuring import gauge, gauge_over

if TYPE_CHECKING:
    from tests.conftest import Running
else:
    Running = Any


def test_many_windows_measured_at_once(door_server: Running) -> None:
    parts, now = door_server.parts, int(time.time()) // 60 * 60
    rng = random.Random(3)

    def series(status: str) -> dict[str, Any]:
        points = [{"timestamp": now - 60 * i, "value": rng.randrange(9)} for i in range(1, 3000, 2)]
        return {"metric": "hits", "type": 1, "interval": 10, "points": points, "tags": [f"status:{status}"]}

    sent = {"series": [series("ok"), series("failed")]}
    answer = httpx.post(f"{door_server.url}/api/v2/series", json=sent, headers=door_server.headers, timeout=60)
    assert answer.status_code == 202
    objectives: list[dict[str, Any]] = [
        {"type": "metric",
         "query": {"numerator": "sum:hits{status:ok}.as_count()", "denominator": "sum:hits{*}.as_count()"}},
        {"type": "time_slice", "sli_specification": {"time_slice": {
            "query": {"formulas": [{"formula": "q"}],
                      "queries": [{"name": "q", "data_source": "metrics", "query": "sum:hits{*}.as_count()"}]},
            "comparator": ">", "threshold": 6, "query_interval_seconds": 60}}},
    ]  # fmt: skip
    for body in objectives:
        given = body | {"name": "many", "thresholds": [{"timeframe": "7d", "target": 99}]}
        made = httpx.post(f"{door_server.url}/api/v1/slo", json=given, headers=door_server.headers, timeout=60)
        id = made.json()["data"][0]["id"]
        cut = {"slo_id": id, "category": "Deployment", "start": now - 9000, "end": now - 8000}
        cut |= {"timezone": "UTC"}
        parts.documents.create("slo_correction", cut)
        alone = gauge(parts.documents, parts.engine.run)
        together = gauge_over(parts.documents, parts.engine.run, now - 172_800, now)
        for ago, length in ((0, 3600), (1800, 300), (8100, 3600), (86_400, 7200), (40_000, 80_000), (171_000, 600)):
            end = now - ago
            one, other = (measure(id, "7d", end - length, end) for measure in (alone, together))
            assert one == other or one.sli == pytest.approx(other.sli), (body["type"], ago, length)
    with pytest.raises(ValueError, match="there is no SLO"):
        gauge_over(parts.documents, parts.engine.run, 0, now)("none", "7d", now - 60, now)
