"""Windows that begin with the current hour, day or month, as `evaluation_window` has them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from vizsla.monitors.timeframe import timeframe

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("window", "given", "end", "start"),
    [
        ("current_1h", {"hour_starts": 20}, "2026-03-10T09:10", "2026-03-10T08:20"),
        ("current_1d", {"day_starts": "06:30"}, "2026-03-10T06:00", "2026-03-09T06:30"),
        ("current_1mo", {"month_starts": 5}, "2026-03-10T00:00", "2026-03-05T00:00"),
        ("current_1mo", {"month_starts": 5, "day_starts": "08:00"}, "2026-03-05T08:00", "2026-02-05T08:00"),
        ("current_1mo", {"month_starts": 28}, "2026-03-10T00:00", "2026-02-28T00:00"),
        ("current_1mo", {}, "2026-03-31T23:59", "2026-03-01T00:00"),
        ("current_1mo", {}, "2026-01-01T00:00", "2025-12-01T00:00"),
    ],
)
def test_where_a_window_begins(window: str, given: dict[str, Any], end: str, start: str) -> None:
    options = {"scheduling_options": {"evaluation_window": given | {"timezone": "Europe/Paris"}}}
    found = timeframe(window, options, 0, 0).start_s(datetime.fromisoformat(end).replace(tzinfo=PARIS).timestamp())
    assert datetime.fromtimestamp(found, PARIS).isoformat(timespec="minutes")[:16] == start
