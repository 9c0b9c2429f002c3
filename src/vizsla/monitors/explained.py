"""The account of evaluations: what each saw and decided, kept in the telemetry store."""

from collections.abc import Mapping, Sequence
from math import isnan, nan
from typing import Any

import msgspec

from vizsla.model.batch import Batch
from vizsla.model.records import table
from vizsla.monitors.kind import Group, Run
from vizsla.monitors.plan import plan_of
from vizsla.monitors.state import GroupState
from vizsla.store.documents import Document

_MOST_GROUPS = 1000
_QUERY = (
    "SELECT toUnixTimestamp(ts) AS at, milliseconds, late, groups, values, statuses, error FROM evaluations "
    "WHERE monitor_id = {id:UInt64} ORDER BY ts DESC LIMIT {limit:UInt32}"
)


class Account(msgspec.Struct, frozen=True):
    """One evaluation of one monitor."""

    monitor_id: int
    at: float
    milliseconds: float
    states: Mapping[Group, GroupState]
    late: bool = False
    error: str = ""


def rows(accounts: Sequence[Account]) -> Batch:
    """The accounts as records."""
    groups, values, statuses = [], [], []
    for one in accounts:
        kept = list(one.states.items())[:_MOST_GROUPS]
        groups.append([",".join(group) for group, _ in kept])
        values.append([nan if state.value is None else state.value for _, state in kept])
        statuses.append([state.status for _, state in kept])
    return {
        "evaluations": table(
            "evaluations",
            {
                "monitor_id": [one.monitor_id for one in accounts],
                "ts": [int(one.at) for one in accounts],
                "milliseconds": [one.milliseconds for one in accounts],
                "late": [int(one.late) for one in accounts],
                "groups": groups,
                "values": values,
                "statuses": statuses,
                "error": [one.error for one in accounts],
            },
        )
    }


def evaluations(document: Document, run: Run, limit: int = 1) -> list[dict[str, Any]]:
    """The monitor's last evaluations, newest first: query, values, thresholds, decisions, milliseconds."""
    found = run(_QUERY, {"id": int(document.id), "limit": limit}).to_pylist()
    plan = plan_of(document)
    rules = getattr(plan, "rules", None)
    asked = {
        "query": document.body.get("query"),
        "comparator": getattr(rules, "comparator", None),
        "critical": getattr(rules, "critical", None),
        "warning": getattr(rules, "warning", None),
    }
    return [
        asked
        | {
            "at": row["at"],
            "milliseconds": round(row["milliseconds"], 2),
            "late": bool(row["late"]),
            "groups": {
                group: {"value": None if isnan(value) else value, "status": status}
                for group, value, status in zip(row["groups"], row["values"], row["statuses"], strict=True)
            },
        }
        | ({"error": row["error"]} if row["error"] else {})
        for row in found
    ]
