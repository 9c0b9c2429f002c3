"""Functions that look at one point at a time."""

from collections.abc import Callable

import numpy as np

from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Function, Parameter, no_unit, whole

_T = (Parameter("threshold", float),)


def _log(frame: Frame, log: np.ufunc) -> Frame:
    positive = np.where(frame.values > 0, frame.values, np.nan)
    return frame.with_values(log(positive))


def _round(frame: Frame, digits: float) -> Frame:
    return frame.with_values(np.round(frame.values, int(digits)))


def _where(frame: Frame, keep: Floats) -> Frame:
    return frame.with_values(np.where(keep, frame.values, np.nan))


def _function(
    name: str, doc: str, example: str, apply: Callable[..., Frame], parameters: tuple[Parameter, ...] = (),
    kind: str = "Arithmetic", unit: Callable[[str], str] = str,
) -> Function:  # fmt: skip
    return Function(name, doc, example, apply, parameters, kind, pointwise=True, unit=unit)


absolute = _function(
    "abs", "The size of each value, without its sign.", "abs(avg:a{*})", lambda f: f.with_values(np.abs(f.values))
)
log2 = _function(
    "log2", "Logarithm to base 2; none for 0 and below.", "log2(avg:a{*})", lambda f: _log(f, np.log2), unit=no_unit
)
log10 = _function(
    "log10", "Logarithm to base 10; none for 0 and below.", "log10(avg:a{*})", lambda f: _log(f, np.log10), unit=no_unit
)
rounded = _function(
    "round",
    "Values rounded to so many digits.",
    "round(avg:a{*}, 2)",
    _round,
    (Parameter("digits", float, 0.0, check=whole(-15, 15)),),
)
ceil = _function("ceil", "The next whole number above.", "ceil(avg:a{*})", lambda f: f.with_values(np.ceil(f.values)))
floor = _function(
    "floor", "The next whole number below.", "floor(avg:a{*})", lambda f: f.with_values(np.floor(f.values))
)
clamp_min = _function(
    "clamp_min",
    "Lower values become the threshold.",
    "clamp_min(avg:a{*}, 0)",
    lambda f, t: f.with_values(np.where(np.isnan(f.values), np.nan, np.maximum(f.values, t))),
    _T,
    "Exclusion",
)
clamp_max = _function(
    "clamp_max",
    "Higher values become the threshold.",
    "clamp_max(avg:a{*}, 100)",
    lambda f, t: f.with_values(np.where(np.isnan(f.values), np.nan, np.minimum(f.values, t))),
    _T,
    "Exclusion",
)
cutoff_min = _function(
    "cutoff_min",
    "Values below the threshold are left out.",
    "cutoff_min(avg:a{*}, 0)",
    lambda f, t: _where(f, f.values >= t),
    _T,
    "Exclusion",
)
cutoff_max = _function(
    "cutoff_max",
    "Values above the threshold are left out.",
    "cutoff_max(avg:a{*}, 100)",
    lambda f, t: _where(f, f.values <= t),
    _T,
    "Exclusion",
)
