"""When a monitor is evaluated: once a period, some seconds after its beginning, or on a schedule of its own."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from vizsla.documents.downtimes.schedule import rule_of

MOST_RECURRENCES = 5


class Schedule:
    """Moments of evaluation, in seconds since 1970."""

    def __init__(self, period_s: float, options: Mapping[str, Any], offset_s: float = 0.0) -> None:
        self.period_s, self.offset_s = period_s, offset_s
        custom = (options.get("scheduling_options") or {}).get("custom_schedule") or {}
        self._rules = [_rule(one) for one in custom.get("recurrences") or ()]
        self._around = float("inf"), float("-inf")

    @property
    def is_custom(self) -> bool:
        """Whether it is a schedule of the monitor's own."""
        return bool(self._rules)

    def newest(self, now: float) -> float:
        """The last moment not after `now`; minus infinity where a schedule has not begun."""
        if not self._rules:
            return (now - self.offset_s) // self.period_s * self.period_s + self.offset_s
        if not self._around[0] <= now < self._around[1]:  # a rule counts from its start on, so it is asked rarely
            at = datetime.fromtimestamp(now, UTC)
            before = [moment.timestamp() for rule in self._rules if (moment := rule.before(at, inc=True))]
            after = [moment.timestamp() for rule in self._rules if (moment := rule.after(at))]
            self._around = max(before, default=float("-inf")), min(after, default=float("inf"))
        return self._around[0]

    def between(self, after: float, until: float) -> list[float]:
        """Every moment after the first second and up to the second, oldest first."""
        if not self._rules:
            first, last = (int((at - self.offset_s) // self.period_s) for at in (after, until))
            return [number * self.period_s + self.offset_s for number in range(first + 1, last + 1)]
        start, end = datetime.fromtimestamp(after, UTC), datetime.fromtimestamp(until, UTC)
        found = {moment.timestamp() for rule in self._rules for moment in rule.between(start, end, inc=True)}
        return sorted(at for at in found if at > after)


def problems(options: Mapping[str, Any]) -> list[str]:
    """What is wrong with a custom schedule, one sentence each."""
    place = "options.scheduling_options.custom_schedule"
    given = options.get("scheduling_options") or {}
    if not isinstance(given, Mapping):
        return ["The value provided for parameter 'options.scheduling_options' is invalid: an object is wanted"]
    custom = given.get("custom_schedule")
    if custom is None:
        return []
    recurrences = custom.get("recurrences") if isinstance(custom, Mapping) else None
    if not isinstance(recurrences, list) or not 1 <= len(recurrences) <= MOST_RECURRENCES:
        return [
            f"The value provided for parameter '{place}.recurrences' is invalid: 1 to {MOST_RECURRENCES} are wanted"
        ]
    found = []
    for i, one in enumerate(recurrences):
        try:
            _rule(one)
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            found.append(f"The value provided for parameter '{place}.recurrences[{i}]' is invalid: {error}")
    return found


def _rule(given: Mapping[str, Any]) -> Any:
    zone = ZoneInfo(str(given.get("timezone") or "UTC"))
    start = given.get("start")
    begin = datetime.fromisoformat(str(start)) if start else datetime(2020, 1, 1, tzinfo=zone)
    begin = begin if begin.tzinfo else begin.replace(tzinfo=zone)
    text = rule_of(given.get("rrule"), "rrule")
    if "FREQ=HOURLY" in text:
        raise ValueError("rrule repeats daily, weekly, monthly or yearly")
    return rrulestr(text, dtstart=begin)
