"""What monitors did over a time: from their stored changes of status to spans in which groups alerted."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from vizsla.monitors.slo.measure import Watch, Watching
from vizsla.monitors.slo.spans import Spans, joined
from vizsla.store.changes import Change, changes, statuses
from vizsla.store.documents import Documents


def watching(documents: Documents, engine: sa.Engine) -> Watching:
    """Reads a monitor's history from the documents database; a monitor that is gone never lived."""

    def watch(number: int, start_s: float, end_s: float) -> Watch:
        found = documents.get("monitor", str(number))
        if found is None:
            return Watch(f"monitor {number}", (), {})
        alive = joined([(max(start_s, found.created.timestamp()), end_s)])
        alerts = alerting(changes(engine, number, end_s), statuses(engine, number), start_s, end_s)
        return Watch(str(found.body.get("name") or number), alive, alerts)

    return watch


def alerting(told: Iterable[Change], now: Mapping[str, str], start_s: float, end_s: float) -> dict[str, Spans]:
    """The spans within [start, end) in which each group alerted; groups without a change have one status all along."""
    by_group: dict[str, list[Change]] = {group: [] for group in now}
    for change in told:
        by_group.setdefault(change.group, []).append(change)
    found = {}
    for group, steps in by_group.items():
        status, since = (steps[0].previous if steps else now[group]), start_s
        spans = []
        for step in steps:
            if status == "Alert":
                spans.append((max(since, start_s), step.at))
            status, since = step.status, step.at
        if status == "Alert":
            spans.append((max(since, start_s), end_s))
        found[group] = joined(spans)
    return found
