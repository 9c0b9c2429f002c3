"""Functions of how values change from one point to the next."""

from collections.abc import Callable

import numpy as np

from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Function, no_unit, per

KIND = "Rate"


def _steps(frame: Frame) -> tuple[Floats, Floats]:
    # Differences of values and of seconds to the point before, empty buckets passed over.
    values = np.full_like(frame.values, np.nan)
    seconds = np.full_like(frame.values, np.nan)
    # Points of all rows one after the other; the first of each row has none before it.
    rows, columns = np.nonzero(~np.isnan(frame.values))
    same = rows[1:] == rows[:-1]
    row, at, before = rows[1:][same], columns[1:][same], columns[:-1][same]
    values[row, at] = frame.values[row, at] - frame.values[row, before]
    seconds[row, at] = frame.times[at] - frame.times[before]
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
            return frame.with_values(frame.values / frame.lengths * scale)
        values, seconds = _steps(frame)
        return frame.with_values(np.where(values < 0, np.nan, values / seconds * scale))

    return apply


diff = Function("diff", "The change since the point before.", "diff(avg:a{*})", _diff, (), KIND, per_series=True)
monotonic_diff = Function(
    "monotonic_diff",
    "The increase since the point before; a counter's reset is left out.",
    "monotonic_diff(avg:a{*})",
    _monotonic,
    (),
    KIND,
    per_series=True,
)
dt = Function(
    "dt", "Seconds since the point before.", "dt(avg:a{*})", _dt, (), KIND, per_series=True, unit=lambda _: "second"
)
derivative = Function(
    "derivative", "The change per second.", "derivative(avg:a{*})", _derivative, (), KIND, per_series=True,
    unit=per("second"),
)  # fmt: skip
rate = Function(
    "rate", "The increase per second.", "rate(avg:a{*})", _per(1), (), KIND, per_series=True, unit=per("second")
)
for _name, _scale in (("second", 1), ("minute", 60), ("hour", 3600)):
    globals()[f"per_{_name}"] = Function(
        f"per_{_name}",
        f"The increase per {_name}; of a query with as_count, the count per {_name}.",
        f"per_{_name}(sum:a{{*}})",
        _per(_scale),
        (),
        KIND,
        per_series=True,
        unit=per(_name),
    )
throughput = Function(
    "throughput",
    "Values divided by the bucket's seconds.",
    "throughput(sum:a{*}.as_count())",
    lambda f: f.with_values(f.values / f.lengths),
    (),
    KIND,
    unit=per("second"),
)
cumsum = Function(
    "cumsum",
    "The running sum over the window.",
    "cumsum(sum:a{*}.as_count())",
    lambda f: f.with_values(np.nancumsum(f.values, axis=1)),
    (),
    "Arithmetic",
)
integral = Function(
    "integral",
    "The running sum of values times seconds.",
    "integral(avg:a{*})",
    lambda f: f.with_values(np.nancumsum(f.values * f.lengths, axis=1)),
    (),
    "Arithmetic",
    unit=no_unit,
)
