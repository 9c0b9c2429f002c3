"""Functions about what is missing."""

from dataclasses import replace

import numpy as np

from vizsla.query.frame import Frame
from vizsla.query.functions.function import Function, Parameter


def _default(frame: Frame, value: float) -> Frame:
    if not frame.groups:
        return replace(frame, groups=((),), values=np.full((1, len(frame.times)), value))
    return frame.with_values(np.where(np.isnan(frame.values), value, frame.values))


def _named(frame: Frame) -> Frame:
    kept = [i for i, group in enumerate(frame.groups) if not any(tag.endswith(":N/A") for tag in group)]
    return replace(frame, groups=tuple(frame.groups[i] for i in kept), values=frame.values[kept])


def _one(frame: Frame, counts: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Frame:
    return replace(frame, groups=((),), values=counts.astype(float).reshape(1, -1))


default_zero = Function("default_zero", "Empty buckets become 0.", "default_zero(avg:a{*})", lambda f: _default(f, 0.0))
default = Function(
    "default", "Empty buckets become a value.", "default(avg:a{*}, 1)", _default, (Parameter("value", float),)
)
exclude_null = Function(
    "exclude_null", "Groups without a value for a tag are left out.", "exclude_null(avg:a{*} by {host})", _named
)
count_nonzero = Function(
    "count_nonzero",
    "How many groups are other than 0.",
    "count_nonzero(avg:a{*} by {host})",
    lambda f: _one(f, ((f.values != 0) & ~np.isnan(f.values)).sum(axis=0)),
)
count_nonzero_finite = Function(
    "count_nonzero_finite",
    "How many groups are other than 0.",
    "count_nonzero_finite(avg:a{*} by {host})",
    lambda f: _one(f, ((f.values != 0) & ~np.isnan(f.values)).sum(axis=0)),
)
count_not_null = Function(
    "count_not_null",
    "How many groups have a value.",
    "count_not_null(avg:a{*} by {host})",
    lambda f: _one(f, (~np.isnan(f.values)).sum(axis=0)),
)
