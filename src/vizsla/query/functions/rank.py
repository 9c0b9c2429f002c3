"""Functions that keep the highest or the lowest groups."""

from dataclasses import replace
from functools import partial

import numpy as np

from vizsla.query.frame import Frame
from vizsla.query.functions.function import Function, Parameter, whole

KIND = "Rank"
BY = ("mean", "max", "min", "sum", "last", "area", "l2norm")


def _key(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]", by: str) -> float:
    present = values[~np.isnan(values)]
    if not len(present):
        return np.nan
    match by:
        case "last":
            return float(present[-1])
        case "area":
            return float(np.abs(present).sum())
        case "l2norm":
            return float(np.sqrt((present**2).sum()))
        case _:
            return float(getattr(np, by)(present))


def _top(frame: Frame, n: float, by: str, direction: str, skip: float = 0) -> Frame:
    keys = np.array([_key(row, by) for row in frame.values])
    sign = -1 if direction == "desc" else 1
    order = sorted((i for i in range(len(keys)) if not np.isnan(keys[i])), key=lambda i: sign * keys[i])
    kept = order[int(skip) : int(skip) + int(n)]
    return replace(frame, groups=tuple(frame.groups[i] for i in kept), values=frame.values[kept])


_COMMON = (
    Parameter("n", float, 10.0, check=whole(1, 10_000)),
    Parameter("by", str, "mean", BY),
    Parameter("dir", str, "desc", ("asc", "desc")),
)

top = Function(
    "top",
    "The n highest (or lowest) groups.",
    "top(avg:a{*} by {host}, 10, 'mean', 'desc')",
    _top,
    _COMMON,
    KIND,
    pointwise=True,
)
top_offset = Function(
    "top_offset",
    "As top, without the first `offset` groups.",
    "top_offset(avg:a{*} by {host}, 5, 'mean', 'desc', 5)",
    _top,
    (*_COMMON, Parameter("offset", float, check=whole(0, 10_000))),
    KIND,
    pointwise=True,
)

for _n in (5, 10, 15, 20):
    for _name, _direction in (("top", "desc"), ("bottom", "asc")):
        for _by in ("", *BY):
            if _by == "sum":
                continue
            _full = f"{_name}{_n}" + (f"_{_by}" if _by else "")
            globals()[_full] = Function(
                _full,
                f"The {_n} {'highest' if _name == 'top' else 'lowest'} groups by {_by or 'mean'}.",
                f"{_full}(avg:a{{*}} by {{host}})",
                partial(_top, n=_n, by=_by or "mean", direction=_direction),
                (),
                KIND,
                pointwise=True,
            )
