"""Functions that show another time at the present one's place."""

from vizsla.query.frame import Frame
from vizsla.query.functions.function import Function, Parameter


def _same(frame: Frame, *_: float) -> Frame:
    return frame


timeshift = Function(
    "timeshift",
    "Values of so many seconds earlier (negative) or later.",
    "timeshift(avg:a{*}, -3600)",
    _same,
    (Parameter("seconds", float),),
    shift_s=lambda seconds: seconds,
)
hour_before = Function("hour_before", "Values of an hour ago.", "hour_before(avg:a{*})", _same, shift_s=lambda: -3600)
day_before = Function("day_before", "Values of a day ago.", "day_before(avg:a{*})", _same, shift_s=lambda: -86400)
week_before = Function("week_before", "Values of a week ago.", "week_before(avg:a{*})", _same, shift_s=lambda: -604800)
month_before = Function(
    "month_before", "Values of four weeks ago.", "month_before(avg:a{*})", _same, shift_s=lambda: -2419200
)
