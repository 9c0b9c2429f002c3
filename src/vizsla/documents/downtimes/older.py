"""The older form of downtimes (`/api/v1/downtime`): moments in seconds, scopes in a list, one recurrence in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vizsla.clock import zone
from vizsla.documents.downtimes.downtime import END_STATES, END_TYPES, EVERY_TAG, Downtime, flag, text, texts
from vizsla.documents.downtimes.newer import iso
from vizsla.documents.downtimes.schedule import FOREVER, Recurrence, Schedule, check_some, on_the_wall, rule_of

_FREQUENCIES = {"days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "years": "YEARLY"}
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LAST_S = (1 << 32) - 1
TAKEN = (
    "end", "message", "monitor_id", "monitor_tags", "mute_first_recovery_notification", "notify_end_states",
    "notify_end_types", "recurrence", "scope", "start", "timezone",
)  # fmt: skip


def filled(given: Mapping[str, Any], now: float) -> dict[str, Any]:
    """What is known of the given members, with what is left out: it begins now, without end, for everything."""
    known = {name: given[name] for name in TAKEN if given.get(name) is not None}
    scope = known.get("scope", ["*"])
    known["scope"] = scope.split(",") if isinstance(scope, str) else scope
    defaults: dict[str, Any] = {
        "start": int(now),
        "end": None,
        "message": None,
        "monitor_id": None,
        "monitor_tags": [EVERY_TAG],
        "timezone": "UTC",
        "recurrence": None,
        "mute_first_recovery_notification": False,
        "notify_end_states": list(END_STATES),
        "notify_end_types": ["expired"],
    }
    return defaults | known


def read(body: Mapping[str, Any], canceled: float | None = None) -> Downtime:
    """The downtime that a filled body tells of; ValueError names the member at fault."""
    start, end = _seconds(body["start"], "start"), body.get("end")
    if end is not None and _seconds(end, "end") <= start:
        raise ValueError("end: it must lie after the start")
    number = body.get("monitor_id")
    if number is not None and (not isinstance(number, int) or isinstance(number, bool)):
        raise ValueError("monitor_id: a whole number is wanted")
    timezone = text(body.get("timezone"), "timezone") or "UTC"
    try:
        zone(timezone)
    except ValueError as error:
        raise ValueError(f"timezone: {error}") from None
    recurrence = body.get("recurrence")
    schedule = Schedule(timezone, float(start), None if end is None else float(end))
    if recurrence is not None:
        schedule = _recurring(recurrence, timezone, start, end)
    return Downtime(
        scope=" AND ".join(texts(body["scope"], "scope")) or EVERY_TAG,
        schedule=schedule,
        monitor_id=number,
        monitor_tags=texts(body["monitor_tags"], "monitor_tags") or (EVERY_TAG,),
        message=text(body.get("message"), "message"),
        display_timezone=timezone,
        mute_first_recovery=flag(body["mute_first_recovery_notification"], "mute_first_recovery_notification"),
        end_states=texts(body["notify_end_states"], "notify_end_states", END_STATES),
        end_types=texts(body["notify_end_types"], "notify_end_types", END_TYPES),
        canceled=canceled,
    )


def _recurring(given: Any, timezone: str, start: int, end: int | None) -> Schedule:
    if not isinstance(given, Mapping):
        raise ValueError("recurrence: an object with type and period is wanted")
    if end is None:
        raise ValueError("end: a downtime that recurs needs the end of its first occurrence")
    there = zone(timezone)
    first = datetime.fromtimestamp(start, there).replace(tzinfo=None)
    last = datetime.fromtimestamp(end, there).replace(tzinfo=None)
    duration_s = int((last - first).total_seconds())
    found = Recurrence(_rule(given, timezone), first, duration_s if duration_s > 0 else end - start)
    check_some(found, "recurrence")
    return Schedule(timezone, recurrences=(found,))


def _rule(given: Mapping[str, Any], timezone: str) -> str:
    kind, period = given.get("type"), given.get("period", 1)
    if kind == "rrule":
        return on_the_wall(rule_of(given.get("rrule"), "recurrence.rrule"), timezone)
    if not isinstance(kind, str) or kind not in _FREQUENCIES:
        raise ValueError(f"recurrence.type: one of {', '.join((*_FREQUENCIES, 'rrule'))} is wanted")
    if not isinstance(period, int) or isinstance(period, bool) or not 1 <= period <= 1000:
        raise ValueError("recurrence.period: a whole number from 1 to 1000 is wanted")
    parts = [f"FREQ={_FREQUENCIES[kind]}", f"INTERVAL={period}"]
    days = given.get("week_days")
    if days:
        if kind != "weeks":
            raise ValueError("recurrence.week_days: only for a recurrence by weeks")
        parts.append("BYDAY=" + ",".join(day[:2].upper() for day in texts(days, "recurrence.week_days", _WEEKDAYS)))
    count, until = given.get("until_occurrences"), given.get("until_date")
    if count is not None and until is not None:
        raise ValueError("recurrence.until_date: until_date or until_occurrences, not both")
    if count is not None:
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise ValueError("recurrence.until_occurrences: a whole number from 1 is wanted")
        parts.append(f"COUNT={count}")
    if until is not None:
        local = datetime.fromtimestamp(_seconds(until, "recurrence.until_date"), zone(timezone))
        parts.append(f"UNTIL={local:%Y%m%dT%H%M%S}")
    return rule_of(";".join(parts), "recurrence")


def _seconds(given: Any, field: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given <= _LAST_S:
        raise ValueError(f"{field}: Unix seconds are wanted")
    return given


def as_newer(one: Downtime) -> dict[str, Any]:
    """The same in the attributes of the newer form."""
    identifier: dict[str, Any] = {"monitor_tags": list(one.monitor_tags)}
    if one.monitor_id is not None:
        identifier = {"monitor_id": one.monitor_id}
    if one.schedule.recurrences:
        schedule: dict[str, Any] = {
            "timezone": one.schedule.timezone,
            "recurrences": [
                {"rrule": r.rule, "start": r.start.isoformat(timespec="seconds"), "duration": length(r.duration_s)}
                for r in one.schedule.recurrences
            ],
        }
    else:
        end = one.schedule.end
        schedule = {"start": iso(one.schedule.start), "end": None if end is None else iso(end)}
    return {
        "scope": one.scope,
        "schedule": schedule,
        "monitor_identifier": identifier,
        "message": one.message or None,
        "display_timezone": one.display_timezone,
        "mute_first_recovery_notification": one.mute_first_recovery,
        "notify_end_states": list(one.end_states),
        "notify_end_types": list(one.end_types),
    }


def as_older(one: Downtime, now: float) -> dict[str, Any]:
    """The same in the members of the older form, which has room for one recurrence only."""
    current = one.active(now)
    recurrence = None
    start, end = one.schedule.start, one.schedule.end
    if one.schedule.recurrences:
        first = one.schedule.recurrences[0]
        began = first.start.replace(tzinfo=zone(one.schedule.timezone)).timestamp()
        start, end = current if current and current[1] < FOREVER else (began, began + first.duration_s)
        recurrence = {"type": "rrule", "rrule": first.rule, "period": 1, "week_days": None,
                      "until_date": None, "until_occurrences": None}  # fmt: skip
    return {
        "scope": one.scope.split(" AND "),
        "start": int(start),
        "end": None if end is None else int(end),
        "recurrence": recurrence,
        "monitor_id": one.monitor_id,
        "monitor_tags": list(one.monitor_tags),
        "message": one.message or None,
        "timezone": one.schedule.timezone if one.schedule.recurrences else one.display_timezone,
        "mute_first_recovery_notification": one.mute_first_recovery,
        "notify_end_states": list(one.end_states),
        "notify_end_types": list(one.end_types),
    }


def length(seconds: int) -> str:
    """Seconds as a length such as 14h."""
    unit, worth = next(((u, w) for u, w in (("d", 86400), ("h", 3600), ("m", 60)) if seconds % w == 0), ("s", 1))
    return f"{seconds // worth}{unit}"
