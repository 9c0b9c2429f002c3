"""Transitions as events, so that the event stream tells of monitors too."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from vizsla.documents.inert import restored
from vizsla.model.batch import Batch
from vizsla.model.records import table
from vizsla.store.outbox import Told

_ALERT_TYPE = {"Alert": "error", "Warn": "warning", "No Data": "warning", "Unknown": "warning", "OK": "success"}


def event_of(monitor_id: int, monitor: Mapping[str, Any], told: Sequence[Told]) -> Batch:
    """One event for each transition, with the group's and the monitor's tags."""
    own = [str(tag) for tag in monitor.get("tags") or []]
    groups = [[tag for tag in one.group.split(",") if tag] for one in told]
    return {
        "events": table(
            "events",
            {
                "id": [int(one.facts.get("event_id") or uuid4().int >> 66) for one in told],
                "ts": [int(one.at * 1000) for one in told],
                "title": [one.title for one in told],
                "text": [f"{_text(one)}\n\n{one.facts.get('sentence') or ''}".strip() for one in told],
                "source": ["alert"] * len(told),
                "alert_type": [_ALERT_TYPE[one.status] for one in told],
                "priority": ["normal"] * len(told),
                "host": [next((t[5:] for t in group if t.startswith("host:")), "") for group in groups],
                "aggregation_key": [f"{monitor_id}:{one.group}" for one in told],
                "tags": [sorted({*group, *own, "source:alert"}) for group in groups],
                "monitor_id": [monitor_id] * len(told),
                "attributes": [""] * len(told),
                "attrs": [[] for _ in told],
            },
        )
    }


def _text(one: Told) -> str:
    """Markdown in which no link or picture is of data."""
    markdown = str(one.facts.get("markdown") or one.text)
    return restored(markdown, lambda character: "\\[" if character == "[" else character)
