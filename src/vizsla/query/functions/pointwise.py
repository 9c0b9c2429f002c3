"""Functions that look at one point at a time."""

import numpy as np

from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Function, Parameter

_T = (Parameter("threshold", float),)


def _log(frame: Frame, log: np.ufunc) -> Frame:
    positive = np.where(frame.values > 0, frame.values, np.nan)
    return frame.with_values(log(positive))


def _round(frame: Frame, digits: float) -> Frame:
    return frame.with_values(np.round(frame.values, int(digits)))


def _where(frame: Frame, keep: Floats) -> Frame:
    return frame.with_values(np.where(keep, frame.values, np.nan))


absolute = Function(
    "abs", "The size of each value, without its sign.", "abs(avg:a{*})", lambda f: f.with_values(np.abs(f.values))
)
log2 = Function("log2", "Logarithm to base 2; none for 0 and below.", "log2(avg:a{*})", lambda f: _log(f, np.log2))
log10 = Function("log10", "Logarithm to base 10; none for 0 and below.", "log10(avg:a{*})", lambda f: _log(f, np.log10))
rounded = Function(
    "round", "Values rounded to so many digits.", "round(avg:a{*}, 2)", _round, (Parameter("digits", float, 0.0),)
)
ceil = Function("ceil", "The next whole number above.", "ceil(avg:a{*})", lambda f: f.with_values(np.ceil(f.values)))
floor = Function(
    "floor", "The next whole number below.", "floor(avg:a{*})", lambda f: f.with_values(np.floor(f.values))
)
clamp_min = Function(
    "clamp_min",
    "Lower values become the threshold.",
    "clamp_min(avg:a{*}, 0)",
    lambda f, t: f.with_values(np.where(np.isnan(f.values), np.nan, np.maximum(f.values, t))),
    _T,
)
clamp_max = Function(
    "clamp_max",
    "Higher values become the threshold.",
    "clamp_max(avg:a{*}, 100)",
    lambda f, t: f.with_values(np.where(np.isnan(f.values), np.nan, np.minimum(f.values, t))),
    _T,
)
cutoff_min = Function(
    "cutoff_min",
    "Values below the threshold are left out.",
    "cutoff_min(avg:a{*}, 0)",
    lambda f, t: _where(f, f.values >= t),
    _T,
)
cutoff_max = Function(
    "cutoff_max",
    "Values above the threshold are left out.",
    "cutoff_max(avg:a{*}, 100)",
    lambda f, t: _where(f, f.values <= t),
    _T,
)
