"""Spans on their way from wire formats to columns."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from vizsla.model.batch import Batch
from vizsla.model.records import table

_SERVICE = re.compile(r"[^\w:./\-]+")
_COLUMNS = (
    "trace_id", "trace_id_high", "span_id", "parent_id", "ts", "duration_ns", "env", "service", "version", "name",
    "resource", "type", "host", "error", "top_level", "meta", "metrics", "tags", "links", "events",
)  # fmt: skip
_LOW = (1 << 64) - 1
_FROM_NS = 946_684_800_000_000_000  # the Agent takes starts before the year 2000 for clock faults
_LAST_NS = (1 << 63) - 1


class SpanRows:
    """Collects spans as columns, normalised as the real Agent does it."""

    def __init__(self, now: float) -> None:
        self._now_ns = int(now * 1e9)
        self._rows: dict[str, list[Any]] = {name: [] for name in _COLUMNS}

    def add(
        self,
        *,
        trace_id: int,
        trace_id_high: int,
        span_id: int,
        parent_id: int,
        start: int,
        duration: int,
        service: str,
        name: str,
        resource: str,
        type: str,
        error: bool,
        top_level: bool,
        meta: Mapping[str, str],
        metrics: Mapping[str, float],
        env: str = "",
        version: str = "",
        host: str = "",
        tags: Iterable[str] = (),
        links: str = "",
        events: str = "",
    ) -> None:
        """Add one span; times in ns. A span without ids is dropped, as the Agent does."""
        if not trace_id or not span_id:
            return
        duration = min(max(duration, 0), self._now_ns)
        if not _FROM_NS <= start <= _LAST_NS - duration:
            start = self._now_ns - duration
        row = (
            trace_id & _LOW,
            trace_id_high & _LOW,
            span_id & _LOW,
            parent_id & _LOW,
            start,
            duration,
            meta.get("env") or env,
            service_name(service),
            meta.get("version") or version,
            name[:100] or "unnamed_operation",
            (resource or name)[:5000],
            type[:100],
            host,
            int(error),
            int(top_level),
            [(key[:200], value[:25000]) for key, value in meta.items()],
            list(metrics.items()),
            list(tags),
            links,
            events,
        )
        for column, value in zip(self._rows.values(), row, strict=True):
            column.append(value)

    def batch(self) -> Batch:
        """The rows."""
        return {"spans": table("spans", self._rows)} if self._rows["span_id"] else {}


def service_name(given: str) -> str:
    """A service's name as the Agent normalises it."""
    return _service_name(given) if len(given) <= 400 else _service_name.__wrapped__(given)


@lru_cache(8192)
def _service_name(given: str) -> str:
    return _SERVICE.sub("_", given.strip().lower())[:100].strip("_") or "unnamed-service"
