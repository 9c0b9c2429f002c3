"""Functions about what is missing."""

from dataclasses import replace

import numpy as np

from vizsla.query.frame import Frame
from vizsla.query.functions.function import Function, Parameter, no_unit
from vizsla.query.metrics.gaps import fill


def _default(frame: Frame, value: float) -> Frame:
    if not frame.groups and not frame.keys:
        return replace(frame, groups=((),), values=np.full((1, len(frame.times)), value))
    # What lies between two near points is no gap, unless values count what happened.
    values = frame.values if frame.counted else fill(frame.values, "linear", None, frame.step_s)
    return frame.with_values(np.where(np.isnan(values), value, values))


def _named(frame: Frame) -> Frame:
    kept = [i for i, group in enumerate(frame.groups) if not any(tag.endswith(":N/A") for tag in group)]
    return replace(frame, groups=tuple(frame.groups[i] for i in kept), values=frame.values[kept])


def _one(frame: Frame, counts: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Frame:
    return replace(frame, groups=((),), keys=(), values=counts.astype(float).reshape(1, -1))


default_zero = Function(
    "default_zero",
    "Empty buckets become 0: those between two points at most five minutes apart are bridged first, unless values are "
    "counts. A query without groups that finds nothing is 0 everywhere.",
    "default_zero(avg:a{*})",
    lambda f: _default(f, 0.0),
    (),
    "Interpolation",
    pointwise=True,
)
default = Function(
    "default",
    "As default_zero, with another value.",
    "default(avg:a{*}, 1)",
    _default,
    (Parameter("value", float),),
    "Interpolation",
    pointwise=True,
)
exclude_null = Function(
    "exclude_null",
    "Groups without a value for a tag are left out.",
    "exclude_null(avg:a{*} by {host})",
    _named,
    (),
    "Exclusion",
    pointwise=True,
)
for _name in ("count_nonzero", "count_nonzero_finite"):
    globals()[_name] = Function(
        _name,
        "How many groups are other than 0.",
        f"{_name}(avg:a{{*}} by {{host}})",
        lambda f: _one(f, ((f.values != 0) & ~np.isnan(f.values)).sum(axis=0)),
        (),
        "Count",
        pointwise=True,
        unit=no_unit,
    )
count_not_null = Function(
    "count_not_null",
    "How many groups have a value.",
    "count_not_null(avg:a{*} by {host})",
    lambda f: _one(f, (~np.isnan(f.values)).sum(axis=0)),
    (),
    "Count",
    pointwise=True,
    unit=no_unit,
)
