"""Functions that show another time at the present one's place."""

import re

import numpy as np

from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame, Ints
from vizsla.query.functions.function import LONG_S, Function, Parameter, within
from vizsla.query.metrics.calendar import moved, zone

KIND = "Timeshift"
_SHIFT = re.compile(r"([+-]?\d{1,4})\s*(h|d|w|mo|M|y)")


def _same(frame: Frame, *_: object) -> Frame:
    return frame


def _calendar(times: Ints, shift: str, timezone: str, mode: str) -> Ints:
    found = _SHIFT.fullmatch(shift.strip())
    if not found:
        raise QueryError(f"{shift!r} is no shift; write one such as -1d, -1w or -1mo")
    there, count, unit = zone(timezone), int(found.group(1)), found.group(2).replace("M", "mo")
    try:
        if mode == "preserve_duration":
            return times + (moved(int(times[0]), count, unit, there) - int(times[0]))
        return np.array([moved(at, count, unit, there) for at in times.tolist()], np.int64)
    except (ValueError, OverflowError):
        raise QueryError(f"{shift!r} reaches beyond the calendar") from None


timeshift = Function(
    "timeshift",
    "Values of so many seconds earlier (negative) or later.",
    "timeshift(avg:a{*}, -3600)",
    _same,
    (Parameter("seconds", float, check=within(-2 * LONG_S, 2 * LONG_S)),),
    KIND,
    moved=lambda times, seconds: times + int(seconds),
)
calendar_shift = Function(
    "calendar_shift",
    "Values of the same time of day some hours, days, weeks, months or years (-1h, -1d, -1w, -1mo, -1y) away in a time "
    "zone. With `preserve_duration` the window keeps its length where months or clock changes would alter it.",
    "calendar_shift(avg:a{*}, '-1mo', 'Europe/Paris')",
    _same,
    (
        Parameter("shift", str),
        Parameter("timezone", str, "UTC"),
        Parameter("mode", str, "", ("", "preserve_duration")),
    ),
    KIND,
    moved=_calendar,
)
for _name, _what, _seconds in (
    ("hour_before", "an hour", 3600),
    ("day_before", "a day", 86400),
    ("week_before", "a week", 604800),
    ("month_before", "four weeks", 2419200),
):
    globals()[_name] = Function(
        _name, f"Values of {_what} ago.", f"{_name}(avg:a{{*}})", _same, (), KIND,
        moved=lambda times, seconds=_seconds: times - seconds,
    )  # fmt: skip
