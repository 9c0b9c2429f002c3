"""Backtests: what a monitor would have done over the data that there are."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.body import json_object
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.api.monitor_checks import checked
from vizsla.api.monitor_shown import name
from vizsla.api.searching import json
from vizsla.monitors.backtest import Course, moments_of, observed, replay
from vizsla.monitors.comparison import TAIL
from vizsla.monitors.observing import Observations, planned
from vizsla.monitors.plan import Plan
from vizsla.monitors.slo.measuring import gauge_over
from vizsla.monitors.state import SEVERITY
from vizsla.query.errors import QueryError
from vizsla.query.moments import window

_POINTS = 400
_GROUPS = 50
_TRANSITIONS = 1000
_JUDGING = ("thresholds", "notify_no_data", "no_data_timeframe", "on_missing_data", "renotify_interval", "silenced",
            "renotify_statuses", "renotify_occurrences", "escalation_message", "timeout_h", "new_group_delay",
            "new_host_delay", "include_tags", "notify_by", "group_retention_duration")  # fmt: skip
"""Options that play no part in what is observed."""


@dataclass(frozen=True)
class _Seen:
    observed: Observations
    errors: list[str]


async def backtest(request: Request) -> Response:
    """POST /api/vizsla/monitors/backtest: `{"monitor": …, "from": "now-1d", "to": "now"}`."""
    context, given = of(request), await json_object(request)
    monitor = given.get("monitor")
    if not isinstance(monitor, dict):
        raise ApiError(400, "API input validation failed: 'monitor' is missing: the monitor's JSON is wanted")
    body = checked(monitor)
    try:
        span = window(given.get("from"), given.get("to"), context.clock(), "now-1d")
        plan = planned(body)
        moments = moments_of(plan, span.start_ms / 1000, span.end_ms / 1000)
    except QueryError as error:
        raise ApiError(400, f"API input validation failed: {error}") from error
    except ValueError as error:
        raise ApiError(400, f"This monitor cannot be backtested: {error}") from error
    if not moments:
        raise ApiError(400, "This time holds no evaluation of the monitor; ask for a longer one")
    seen = await asyncio.to_thread(_seen, context, plan, moments)
    course = await asyncio.to_thread(replay, seen.observed, plan.rules)
    course.errors = seen.errors
    return json(_shown(plan, course, span.start_ms / 1000, span.end_ms / 1000))


def _seen(context: Context, plan: Plan, moments: list[float]) -> _Seen:
    # Thresholds are tried again and again over the same time, without asking the store anew.
    key = _key(plan, moments)
    found: _Seen | None = context.observed.get(key)
    if found is None or moments[-1] > context.clock() - 120:  # the last minutes may still fill up

        def find(number: int) -> Mapping[str, Any] | None:
            document = context.documents.get("monitor", str(number))
            return document.body if document else None

        try:
            run = context.engine.run
            first_s = moments[0] - plan.delay_s - plan.condition.window_s
            measure = gauge_over(context.documents, run, first_s, moments[-1])
            found = _Seen(*observed(plan, moments, run, measure, find))
        except ValueError as error:
            raise ApiError(400, f"This monitor cannot be backtested: {error}") from error
        context.observed.put(key, found, len(moments) + sum(len(groups) for _, groups in found.observed))
    return found


def _key(plan: Plan, moments: list[float]) -> bytes:
    monitor = plan.monitor
    options = {key: value for key, value in (monitor.get("options") or {}).items() if key not in _JUDGING}
    # Thresholds of a check, or that are queries, are part of what is observed; others stand at the query's end.
    if monitor["type"] == "service check" or plan.condition.dynamic:
        options["thresholds"] = monitor["options"].get("thresholds")
    query = TAIL.sub("", str(monitor["query"]))
    edges = moments[0], moments[-1], len(moments)
    return msgspec.json.encode((monitor["type"], query, options, edges), order="sorted")


def _shown(plan: Plan, course: Course, start_s: float, end_s: float) -> dict[str, Any]:
    spans: dict[str, list[list[Any]]] = {}
    for group in course.values:
        spans[name(group)] = [[course.moments[0], None, "OK"]]
    for group, made in course.transitions:
        last = spans[name(group)][-1]
        if made.status != last[2]:
            last[1] = made.at
            spans[name(group)].append([made.at, None, made.status])
    groups: list[dict[str, Any]] = []
    for group, points in course.values.items():
        own = [[at, until if until is not None else end_s, status] for at, until, status in spans[name(group)]]
        seconds = {status: sum(until - at for at, until, one in own if one == status) for status in SEVERITY}
        groups.append(
            {
                "group": name(group),
                "spans": [one for one in own if one[1] > one[0]],
                "values": _thinned(points, plan.rules.comparator),
                "seconds": seconds,
            }
        )
    groups.sort(key=lambda one: (-one["seconds"]["Alert"], -one["seconds"]["Warn"], one["group"]))
    told = [made for _, made in course.transitions if made.told]
    counts: dict[str, int] = {}
    for made in told:
        counts[made.kind] = counts.get(made.kind, 0) + 1
    return {
        "from": start_s,
        "to": end_s,
        "evaluations": len(course.moments),
        "every": plan.schedule.period_s,
        "comparator": plan.rules.comparator,
        "critical": plan.rules.critical,
        "warning": plan.rules.warning,
        "notifications": len(told),
        "counts": counts,
        "groups": groups[:_GROUPS],
        "groups_in_all": len(groups),
        "transitions": [
            {
                "at": made.at, "group": name(group), "kind": made.kind, "previous": made.previous,
                "status": made.status, "value": made.value, "told": made.told,
            }
            for group, made in course.transitions[:_TRANSITIONS]
        ],
        "errors": course.errors[:10],
    }  # fmt: skip


def _thinned(points: list[tuple[float, float]], comparator: str) -> list[tuple[float, float]]:
    """At most so many points that a picture shows; of those that fall together, the nearest to alerting."""
    size = max(1, -(-len(points) // _POINTS))
    sign = -1 if comparator in ("<", "<=") else 1
    return [max(points[i : i + size], key=lambda point: sign * point[1]) for i in range(0, len(points), size)]
