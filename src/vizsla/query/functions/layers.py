"""Second layers of aggregation: groups merged into fewer groups, buckets into longer ones, a window into one value."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vizsla.query.errors import QueryError
from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import LONG_S, PERCENTILE, Function, Parameter, no_unit, within

_METHODS: dict[str, Callable[..., Floats]] = {
    "avg": np.nanmean,
    "sum": np.nansum,
    "min": np.nanmin,
    "max": np.nanmax,
    "stddev": np.nanstd,
    "count": lambda values, axis: np.asarray((~np.isnan(values)).sum(axis=axis), float),
}


def _merged(values: Floats, method: str) -> Floats:
    # All rows (K x T) in one (T), NaN where no row has a value.
    found = np.full(values.shape[1], np.nan)
    some = (~np.isnan(values)).any(axis=0)
    part = values[:, some]
    if method.startswith("p"):
        # Where nothing is missing numpy works on all columns at once, else on one after the other.
        percentile_of = np.nanpercentile if np.isnan(part).any() else np.percentile
        found[some] = percentile_of(part, float(method[1:]), axis=0)
    else:
        found[some] = _METHODS[method](part, axis=0)
    return found


def _over_groups(frame: Frame, method: str, tags: str) -> Frame:
    keys = [key.strip().lower() for key in tags.strip("{}").split(",") if key.strip() not in ("", "*")]
    rows: dict[tuple[str, ...], list[int]] = {}
    for i, group in enumerate(frame.groups):
        held = {tag.partition(":")[0]: tag for tag in group}
        missing = [key for key in keys if key not in held]
        if missing:
            raise QueryError(f"the query is not grouped by {missing[0]}", 0, 0)
        rows.setdefault(tuple(held[key] for key in keys), []).append(i)
    names = sorted(rows)
    values = [_merged(frame.values[rows[name]], method) for name in names]
    return replace(
        frame, groups=tuple(names), keys=tuple(keys), values=np.array(values).reshape(len(names), len(frame.times))
    )


def _over_time(frame: Frame, method: str, seconds: float) -> Frame:
    step = int(seconds) // frame.step_s * frame.step_s
    if step <= frame.step_s:
        return frame  # its buckets are as long already
    starts = frame.times // step * step
    times = np.unique(starts)
    columns = [_merged(frame.values[:, starts == start].T, method) for start in times]
    values = np.array(columns).T.reshape(len(frame.groups), len(times))
    return replace(frame, times=times, values=values, step_s=step)


def _reduced(frame: Frame, method: str) -> Frame:
    if method == "last":
        found = np.array([row[~np.isnan(row)][-1] if (~np.isnan(row)).any() else np.nan for row in frame.values])
    else:
        found = _merged(frame.values.T, method)
    return frame.with_values(np.repeat(found.reshape(-1, 1), len(frame.times), axis=1))


_TAGS = Parameter("tags", str, "{*}")
_MORE = {
    "min": " With two queries or numbers: the lower of both at each point.",
    "max": " With two queries or numbers: the higher of both at each point.",
}
for _name in _METHODS:
    globals()[f"{_name}_over_groups"] = Function(
        _name,
        f"The {_name} of the groups that have the same values for the tags." + _MORE.get(_name, ""),
        f"{_name}(avg:a{{*}} by {{env,host}}, {{env}})",
        lambda frame, tags, method=_name: _over_groups(frame, method, tags),
        (_TAGS,),
        "Aggregation",
        pointwise=True,
        unit=no_unit if _name == "count" else str,
    )
percentile = Function(
    "percentile",
    "A percentile of the groups that have the same values for the tags.",
    "percentile(avg:a{*} by {env,host}, 'p90', {env})",
    _over_groups,
    (Parameter("method", str, None, (PERCENTILE,)), _TAGS),
    "Aggregation",
    pointwise=True,
)
rollup = Function(
    "rollup",
    "The buckets of the query merged into longer ones, by another method than its own.",
    "rollup(avg:a{*} by {host}, 'max', 3600)",
    _over_time,
    (Parameter("method", str, None, (*_METHODS, PERCENTILE)), Parameter("seconds", float, check=within(1, LONG_S))),
    "Rollup",
)
reduced = Function(
    "reduce",
    "All points of the window in one value, which then stands in each bucket.",
    "reduce(avg:a{*} by {host}, 'max')",
    _reduced,
    (Parameter("method", str, None, (*_METHODS, "last", PERCENTILE)),),
    "Aggregation",
)
