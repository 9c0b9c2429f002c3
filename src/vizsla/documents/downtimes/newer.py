"""The newer form of downtimes (`/api/v2/downtime`): a scope in one text, and up to five recurrences."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from vizsla.clock import zone
from vizsla.documents.downtimes.downtime import END_STATES, END_TYPES, EVERY_TAG, Downtime, flag, text, texts
from vizsla.documents.downtimes.schedule import (
    Recurrence,
    Schedule,
    check_some,
    duration_of,
    local_of,
    on_the_wall,
    rule_of,
)

MOST_RECURRENCES = 5
FIRST = "mute_first_recovery_notification"
TAKEN = (
    "display_timezone", "message", "monitor_identifier", "mute_first_recovery_notification", "notify_end_states",
    "notify_end_types", "schedule", "scope",
)  # fmt: skip


def filled(given: Mapping[str, Any], now: float) -> dict[str, Any]:
    """The attributes with what is left out: it begins now, without end."""
    unknown = [name for name in given if name not in TAKEN]
    if unknown:
        raise ValueError(f"{unknown[0]}: a downtime has no such attribute; it has {', '.join(TAKEN)}")
    schedule = _or(given.get("schedule"), {})
    if not isinstance(schedule, Mapping):
        raise ValueError("schedule: an object with start and end, or with recurrences, is wanted")
    recurrences = _or(schedule.get("recurrences"), [])
    if not isinstance(recurrences, list) or not all(isinstance(one, Mapping) for one in recurrences):
        raise ValueError("schedule.recurrences: a list of objects with rrule and duration is wanted")
    if not recurrences:
        schedule = {"start": _or(schedule.get("start"), iso(now)), "end": schedule.get("end")}
    else:
        local = datetime.fromtimestamp(now, _zone(schedule)).strftime("%Y-%m-%dT%H:%M:%S")
        schedule = {
            "timezone": _or(schedule.get("timezone"), "UTC"),
            "recurrences": [dict(one) | {"start": _or(one.get("start"), local)} for one in recurrences],
        }
    defaults: dict[str, Any] = {
        "display_timezone": "UTC",
        "message": None,
        "mute_first_recovery_notification": False,
        "notify_end_states": list(END_STATES),
        "notify_end_types": ["expired"],
    }
    return defaults | {key: value for key, value in given.items() if value is not None} | {"schedule": schedule}


def _or(given: Any, otherwise: Any) -> Any:
    """What was given, unless that is nothing; what is wrong, such as an empty text, is not nothing."""
    return otherwise if given is None else given


def read(attributes: Mapping[str, Any], canceled: float | None = None) -> Downtime:
    """The downtime that filled attributes tell of; ValueError names the one at fault."""
    identifier = attributes.get("monitor_identifier")
    if not isinstance(identifier, Mapping) or len({"monitor_id", "monitor_tags"} & set(identifier)) != 1:
        raise ValueError("monitor_identifier: either monitor_id or monitor_tags is wanted")
    number = identifier.get("monitor_id")
    if "monitor_id" in identifier and (not isinstance(number, int) or isinstance(number, bool)):
        raise ValueError("monitor_identifier.monitor_id: a whole number is wanted")
    tags = texts(identifier.get("monitor_tags", [EVERY_TAG]), "monitor_identifier.monitor_tags")
    scope = attributes.get("scope")
    if not isinstance(scope, str) or not scope.strip():
        raise ValueError("scope: terms such as env:prod AND service:web are wanted, or *")
    display = text(attributes.get("display_timezone"), "display_timezone") or "UTC"
    _checked_zone(display, "display_timezone")
    return Downtime(
        scope=scope.strip(),
        schedule=_schedule(attributes["schedule"]),
        monitor_id=number,
        monitor_tags=tags or (EVERY_TAG,),
        message=text(attributes.get("message"), "message"),
        display_timezone=display,
        mute_first_recovery=flag(attributes.get(FIRST), FIRST),
        end_states=texts(attributes.get("notify_end_states", []), "notify_end_states", END_STATES),
        end_types=texts(attributes.get("notify_end_types", []), "notify_end_types", END_TYPES),
        canceled=canceled,
    )


def _schedule(given: Mapping[str, Any]) -> Schedule:
    recurrences = given.get("recurrences")
    if not recurrences:
        start = _moment(given.get("start"), "schedule.start")
        end = None if given.get("end") is None else _moment(given["end"], "schedule.end")
        if end is not None and end <= start:
            raise ValueError("schedule.end: it must lie after the start")
        return Schedule(start=start, end=end)
    if len(recurrences) > MOST_RECURRENCES:
        raise ValueError(f"schedule.recurrences: {MOST_RECURRENCES} at most")
    found, timezone = [], _zone(given).key
    for i, one in enumerate(recurrences):
        field = f"schedule.recurrences[{i}]"
        recurrence = Recurrence(
            on_the_wall(rule_of(one.get("rrule"), f"{field}.rrule"), timezone),
            local_of(one.get("start"), f"{field}.start", timezone),
            duration_of(one.get("duration"), f"{field}.duration"),
        )
        check_some(recurrence, f"{field}.rrule")
        found.append(recurrence)
    return Schedule(timezone=timezone, recurrences=tuple(found))


def _zone(schedule: Mapping[str, Any]) -> Any:
    return _checked_zone(text(schedule.get("timezone"), "schedule.timezone") or "UTC", "schedule.timezone")


def _checked_zone(name: str, field: str) -> Any:
    try:
        return zone(name)
    except ValueError as error:
        raise ValueError(f"{field}: {error}") from None


def _moment(given: Any, field: str) -> float:
    try:
        found = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError(f"{field}: a moment such as 2026-01-02T03:04:05+00:00 is wanted") from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return found.timestamp()


def iso(at: float) -> str:
    """A moment as this form writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")
