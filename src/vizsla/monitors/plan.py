"""A monitor made ready for evaluation: its document read once a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from vizsla.monitors.kind import Condition, condition_of, kind_of, rules_of
from vizsla.monitors.schedule import Schedule
from vizsla.monitors.state import Rules
from vizsla.query.metrics.ahead import Want
from vizsla.store.documents import Document
from vizsla.store.shards import SHARDS


@dataclass(frozen=True, eq=False)
class Plan:
    """What evaluating a monitor takes."""

    id: int
    version: int
    monitor: Mapping[str, Any]
    condition: Condition
    rules: Rules
    schedule: Schedule
    delay_s: float
    edited: float
    """When it was last made what it is."""
    shape: str
    """Monitors of one shape ask for the same metrics over the same window, and share what is read."""

    @property
    def shard(self) -> int:
        """Monitors of one shape are evaluated by one server."""
        return crc32(self.shape.encode()) % SHARDS

    def wants(self, at: float) -> list[Want]:
        """The metrics that an evaluation at this moment reads."""
        return self.condition.wants(at - self.delay_s)


@dataclass(frozen=True)
class Unplanned:
    """A monitor that is not evaluated, and why."""

    id: int
    version: int
    why: str


GRAIN_S = 10.0
"""Monitors that are spread over their period are evaluated at multiples of this."""

_POINTS_UP_TO_S = 6 * 3600.0


def plan_of(document: Document, shortest_s: float = 60.0, spread: bool = False) -> Plan | Unplanned:
    """The plan of a monitor; `shortest_s` shortens the usual minute between evaluations.

    Where plans are `spread`, the moments of each shape lie some seconds after those of others, always the same ones.
    A composite, whose members are judged at any of these, then follows each.
    """
    number, body = int(document.id), document.body
    why = unevaluated(body)
    if why:
        return Unplanned(number, document.version, why)
    try:
        condition = condition_of(body)
        options = body.get("options") or {}
        period_s = shortest_s if condition.period_s == 60.0 else condition.period_s
        delay_s = float(options.get("evaluation_delay") or 0)
        metrics = frozenset(want.metric.name for want in condition.wants(0.0))
        shape = f"{condition.window_s} {delay_s} {' '.join(sorted(metrics) or [str(number)])}"
        rules = rules_of(condition, options)
        if spread and condition.members:
            period_s = min(period_s, GRAIN_S)
        schedule = Schedule(period_s, options, _offset_s(condition, period_s, shape) if spread else 0.0)
        edited = document.modified.timestamp()
        return Plan(number, document.version, body, condition, rules, schedule, delay_s, edited, shape)
    except Exception as error:  # as an older version may have stored it
        return Unplanned(number, document.version, str(error) or type(error).__name__)


def _offset_s(condition: Condition, period_s: float, shape: str) -> float:
    if condition.spread and condition.window_s <= _POINTS_UP_TO_S:
        grain_s = GRAIN_S
    else:
        grain_s = 300.0 if period_s > 300 else 60.0  # roll-ups are of five minutes
    slots = int(period_s // grain_s)
    return float(crc32(shape.encode()) // SHARDS % slots * (period_s // slots)) if slots > 1 else 0.0


def unevaluated(monitor: Mapping[str, Any]) -> str:
    """Why a monitor is kept but not evaluated, in words for people; empty where it is."""
    kind = kind_of(str(monitor.get("type")), str(monitor.get("query")))
    if kind is None:
        return f"there is no kind of monitor for the type {monitor.get('type')!r}"
    if monitor.get("draft_status") == "draft":
        return "it is a draft"
    try:
        return kind.unevaluated or condition_of(monitor).unevaluated
    except ValueError as error:
        return str(error)
