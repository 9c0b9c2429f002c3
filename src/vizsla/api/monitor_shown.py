"""Monitors as the API shows them: what was given, what is filled in, and where they stand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from vizsla.api.context import Context
from vizsla.api.errors import ApiError
from vizsla.monitors.judge import decoded
from vizsla.monitors.kind import condition_of
from vizsla.monitors.plan import unevaluated
from vizsla.monitors.silences import KIND, Silence, matching, silences_of, target_of
from vizsla.monitors.standing import States
from vizsla.monitors.state import SEVERITY, GroupState, Status, overall
from vizsla.store.documents import Document
from vizsla.store.outbox import Run

GROUP_STATES: Mapping[str, frozenset[Status]] = {
    "all": frozenset(SEVERITY),
    "alert": frozenset({"Alert"}),
    "warn": frozenset({"Warn"}),
    "no data": frozenset({"No Data"}),
    "unknown": frozenset({"Unknown"}),
    "ok": frozenset({"OK"}),
}


def group_states(text: str | None) -> frozenset[Status] | None:
    """The statuses of the groups that a request wants to see; None where it asks for none."""
    if text is None:
        return None
    found: frozenset[Status] = frozenset()
    for part in text.lower().split(","):
        if part.strip() not in GROUP_STATES:
            known = ", ".join(GROUP_STATES)
            raise ApiError(400, f"The value provided for parameter 'group_states' is invalid: some of {known}")
        found |= GROUP_STATES[part.strip()]
    return found


def states_of(context: Context, documents: Sequence[Document]) -> dict[int, States]:
    """The states of the groups of these monitors."""
    numbers = [int(one.id) for one in documents]
    stored = context.outbox.all_states(numbers)
    runs = context.outbox.runs() if numbers else {}
    never = Run(0.0, 0)
    return {
        number: dict(
            decoded(key, state, runs.get(number, never).evaluated_at) for key, state in stored.get(number, {}).items()
        )
        for number in numbers
    }


def shown(
    context: Context, documents: Sequence[Document], groups: frozenset[Status] | None = None
) -> list[dict[str, Any]]:
    """The monitors in the API's form, with those groups whose status is asked for."""
    states, now = states_of(context, documents), context.clock()
    silences = [
        one for one in silences_of(context.documents.all(KIND)) if one.downtime.status(now) in ("active", "scheduled")
    ]
    joined = {number for document in documents for number in _members(document.body)}
    there = {int(one.id) for one in context.documents.some("monitor", [str(number) for number in joined])}
    found = []
    for document in documents:
        own = states[int(document.id)]
        one = _one(document, own, groups)
        one["matching_downtimes"] = _matching(silences, document, own, now)
        if why := not_evaluated(document.body, there.__contains__):
            one["not_evaluated"] = why
        found.append(one)
    return found


def not_evaluated(body: Mapping[str, Any], exists: Callable[[int], bool]) -> str:
    """Why a monitor is not evaluated, or nothing: its kind has no data here, or it joins monitors that are gone."""
    gone = [number for number in _members(body) if not exists(number)]
    return f"its query names monitor {gone[0]}, which does not exist" if gone else unevaluated(body)


def _members(body: Mapping[str, Any]) -> Sequence[int]:
    """The monitors that a composite joins."""
    return () if body.get("type") != "composite" or unevaluated(body) else condition_of(body).members


def _matching(silences: Sequence[Silence], document: Document, states: States, now: float) -> list[dict[str, Any]]:
    target = target_of(int(document.id), document.body) if silences else None
    found = []
    for one in silences if target else ():
        if target and one.downtime.holds_for(target.id, target.tags):
            covered = [group for group in states if one.holds(target, group)]
            if covered or not states:
                found.append(matching(one, [name(group) for group in covered], now))
    return found


def _one(document: Document, states: States, groups: frozenset[Status] | None = None) -> dict[str, Any]:
    """One monitor in the API's form."""
    changed = max((state.since for state in states.values()), default=None)
    body = document.body
    found: dict[str, Any] = {"restriction_policy": None, "draft_status": "published", "assets": []} | dict(body)
    found |= {
        "id": int(document.id),
        "org_id": 1,
        "multi": is_multi(body),
        "created": iso(document.created),
        "created_at": int(document.created.timestamp() * 1000),
        "modified": iso(document.modified),
        "deleted": None,
        "overall_state": overall([state.status for state in states.values()]),
        "overall_state_modified": None if changed is None else iso(datetime.fromtimestamp(changed, UTC)),
        "creator": {"id": 1, "handle": document.author, "name": document.author, "email": document.author},
        "matching_downtimes": [],
    }
    if groups is not None:
        chosen = {name(group): state for group, state in states.items() if state.status in groups}
        found["state"] = {"groups": {key: _group(key, state) for key, state in chosen.items()}}
    return found


def is_multi(body: Mapping[str, Any]) -> bool:
    """Whether the monitor tells groups from one another."""
    try:
        found = condition_of(body)
    except ValueError:
        return False
    return bool(found.group_by) and not (body.get("options") or {}).get("groupby_simple_monitor")


def name(group: Iterable[str]) -> str:
    """A group's name in the API; the only group of an ungrouped monitor is the total."""
    return ",".join(group) or "total"


def iso(moment: datetime) -> str:
    """A moment as the older part of the API writes it."""
    return moment.isoformat(timespec="microseconds")


def seconds(at: float | None) -> int | None:
    """A moment in whole seconds."""
    return None if at is None else int(at)


def _group(key: str, state: GroupState) -> dict[str, Any]:
    times = {
        "last_triggered_ts": state.last_triggered,
        "last_nodata_ts": state.last_nodata,
        "last_notified_ts": state.last_notified,
        "last_resolved_ts": state.last_resolved,
        "last_data_ts": state.last_data,
    }
    # The official client reads these as numbers and knows no null.
    known = {label: int(at) for label, at in times.items() if at is not None}
    return {"name": key, "status": state.status, "value": state.value} | known
