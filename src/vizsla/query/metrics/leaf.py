"""One metric of a query: its series, their points in buckets, and these merged into groups."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vizsla.query.errors import QueryError
from vizsla.query.frame import Floats, Frame
from vizsla.query.metrics import distribution, gaps, points
from vizsla.query.metrics.ahead import Ahead
from vizsla.query.metrics.buckets import Buckets
from vizsla.query.metrics.merge import across
from vizsla.query.metrics.series import Chosen, Run, choose
from vizsla.query.metrics.syntax import Metric

Each = Callable[[Frame], Frame]
MOST_CELLS = 20_000_000
"""So many values of series, or of groups, are held at once."""


def read(metric: Metric, start_s: int, end_s: int, buckets: Buckets, run: Run, each: Each | None = None) -> Frame:
    """The metric's groups over [start, end) in these buckets; `each` is applied to series before they merge."""
    chosen = choose(metric, start_s, end_s, run)
    span = (max(start_s, int(buckets.starts[0])), end_s)
    aggregator = metric.aggregator or "avg"
    frame = Frame(
        buckets.starts, chosen.groups, np.empty((0, len(buckets.starts))), buckets.step_s, metric.name,
        f"{aggregator}.as_count" if metric.mode == "count" else aggregator, chosen.unit, metric.by,
        counted=bool(metric.mode) and chosen.type != "gauge",
    )  # fmt: skip
    if len(chosen.ids) == 0:
        return frame
    _bounded(metric, chosen, buckets)
    if chosen.type == "distribution":
        values = distribution.of_groups(metric, chosen, buckets, span, run)
        if metric.mode == "rate" and (aggregator in ("count", "sum")):
            values = values / buckets.lengths
        values = gaps.fill(values, metric.fill, metric.fill_limit_s, buckets.step_s) if metric.fill else values
        return each(frame.with_values(values)) if each else frame.with_values(values)
    if metric.threshold or aggregator.startswith("p"):
        name = "count(v: …)" if metric.threshold else aggregator
        raise QueryError(f"{name} is for distributions, and {metric.name} is a {chosen.type}", *metric.span)
    how, factor = _time(metric, chosen, buckets)
    fill = metric.fill or _usual_fill(metric, chosen, buckets)
    ahead = _ahead(metric, how, chosen, buckets, span, run)
    alike = isinstance(factor, float) or bool((factor == factor[:1]).all())
    mergeable = each is None and fill in ("", "null") and alike and len(chosen.ids) > len(chosen.groups)
    if ahead is None and mergeable and not points.few(chosen, buckets, span):
        merged = points.by_group(how, aggregator, chosen, buckets, span, metric.name, run)
        return frame.with_values(
            merged if aggregator == "count" else merged * (factor if isinstance(factor, float) else factor[:1])
        )
    if ahead is None:
        ahead = points.by_series(how, chosen, buckets, span, metric.name, run)
    values = ahead * factor
    if fill:
        values = gaps.fill(values, fill, metric.fill_limit_s, buckets.step_s)
    if each:
        rows = tuple(chosen.groups[i] for i in chosen.group)
        values = each(replace(frame, groups=rows, values=values)).values
    return frame.with_values(across(aggregator, values, chosen.group, len(chosen.groups)))


def _ahead(
    metric: Metric, how: str, chosen: Chosen, buckets: Buckets, span: tuple[int, int], run: Run
) -> Floats | None:
    if not isinstance(run, Ahead) or not buckets.regular:
        return None
    return run.values(metric, chosen.ids, how, *span, buckets.step_s, buckets.origin_s)


def _time(metric: Metric, chosen: Chosen, buckets: Buckets) -> tuple[str, Floats | float]:
    # How points of a series become one value, and what that is multiplied by (S x T, or what broadcasts to it).
    if metric.weighted and chosen.type == "gauge":
        # Absent samples count as 0: what was there is spread over the whole bucket.
        return "sum", chosen.interval_s[:, None] / buckets.lengths
    summed = (metric.mode and chosen.type == "count") or (metric.mode == "count" and chosen.type == "rate")
    how = metric.rollup_method or ("sum" if summed else "avg")
    if how == "sum" and metric.mode == "count" and chosen.type == "rate":
        return how, chosen.interval_s[:, None]
    if how == "sum" and metric.mode == "rate" and chosen.type == "count":
        return how, 1.0 / buckets.lengths[None, :]
    return how, 1.0


def _usual_fill(metric: Metric, chosen: Chosen, buckets: Buckets) -> str:
    # Gaps are bridged so that series line up, which they need only where several are merged.
    counted = metric.mode and chosen.type in ("count", "rate")
    several = len(chosen.ids) > len(chosen.groups)
    return "linear" if several and not counted and gaps.bridges(buckets.step_s) else ""


def _bounded(metric: Metric, chosen: Chosen, buckets: Buckets) -> None:
    if len(chosen.ids) * len(buckets.starts) > MOST_CELLS:
        raise QueryError(
            f"{len(chosen.ids)} series of {len(buckets.starts)} points are too many; narrow the filter in braces, "
            "ask for less time or a longer rollup",
            *metric.span,
        )
