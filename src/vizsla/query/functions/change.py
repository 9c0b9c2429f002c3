"""Functions of how values change from one point to the next."""

from collections.abc import Callable

import numpy as np

from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Function


def _steps(frame: Frame) -> tuple[Floats, Floats]:
    # Differences of values and of seconds to the point before, empty buckets passed over.
    values = np.full_like(frame.values, np.nan)
    seconds = np.full_like(frame.values, np.nan)
    for row in range(len(frame.values)):
        at = np.flatnonzero(~np.isnan(frame.values[row]))
        values[row, at[1:]] = np.diff(frame.values[row, at])
        seconds[row, at[1:]] = np.diff(frame.times[at])
    return values, seconds


def _diff(frame: Frame) -> Frame:
    return frame.with_values(_steps(frame)[0])


def _monotonic(frame: Frame) -> Frame:
    values, _ = _steps(frame)
    return frame.with_values(np.where(values < 0, np.nan, values))


def _dt(frame: Frame) -> Frame:
    return frame.with_values(_steps(frame)[1])


def _derivative(frame: Frame) -> Frame:
    values, seconds = _steps(frame)
    return frame.with_values(values / seconds)


def _per(scale: float) -> Callable[[Frame], Frame]:
    def apply(frame: Frame) -> Frame:
        if frame.aggregator.endswith("as_count"):
            return frame.with_values(frame.values / frame.step_s * scale)
        values, seconds = _steps(frame)
        return frame.with_values(np.where(values < 0, np.nan, values / seconds * scale))

    return apply


diff = Function("diff", "The change since the point before.", "diff(avg:a{*})", _diff, per_series=True)
monotonic_diff = Function(
    "monotonic_diff",
    "The increase since the point before; a counter's reset is left out.",
    "monotonic_diff(avg:a{*})",
    _monotonic,
    per_series=True,
)
dt = Function("dt", "Seconds since the point before.", "dt(avg:a{*})", _dt, per_series=True)
derivative = Function("derivative", "The change per second.", "derivative(avg:a{*})", _derivative, per_series=True)
rate = Function("rate", "The increase per second.", "rate(avg:a{*})", _per(1), per_series=True)
per_second = Function("per_second", "The increase per second.", "per_second(sum:a{*})", _per(1), per_series=True)
per_minute = Function("per_minute", "The increase per minute.", "per_minute(sum:a{*})", _per(60), per_series=True)
per_hour = Function("per_hour", "The increase per hour.", "per_hour(sum:a{*})", _per(3600), per_series=True)
throughput = Function(
    "throughput",
    "Values divided by the bucket's seconds.",
    "throughput(sum:a{*}.as_count())",
    lambda f: f.with_values(f.values / f.step_s),
)
cumsum = Function(
    "cumsum",
    "The running sum over the window.",
    "cumsum(sum:a{*}.as_count())",
    lambda f: f.with_values(np.nancumsum(f.values, axis=1)),
)
integral = Function(
    "integral",
    "The running sum of values times seconds.",
    "integral(avg:a{*})",
    lambda f: f.with_values(np.nancumsum(f.values * f.step_s, axis=1)),
)
