"""How values spread over time, for heat maps and histograms: `/api/vizsla/heat`."""

from dataclasses import replace
from math import isfinite
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.asking import asked as working
from vizsla.api.context import of
from vizsla.api.formulas import Asked, checked, frames_of, scalars_of
from vizsla.api.metric_catalogue import Said, said, unit_of
from vizsla.api.units import unit_pair
from vizsla.query.frame import Ints
from vizsla.query.heat import Samples, heat, of_values, quantile
from vizsla.query.metrics import distribution
from vizsla.query.metrics.buckets import regular, single
from vizsla.query.metrics.interval import default_step_s
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.series import Run, choose
from vizsla.query.metrics.syntax import Metric

_HISTOGRAM = "histogram:"


class HeatAsked(Asked):
    """A request with how it is to be counted: `columns` 1 is a histogram of the whole window."""

    rows: Annotated[int, Meta(ge=1, le=500)] = 50
    columns: Annotated[int, Meta(ge=1, le=500)] = 100
    scale: Literal["linear", "log"] = "linear"
    low: float | None = None
    high: float | None = None


async def counted(request: Request) -> Response:
    """POST /api/vizsla/heat: counts of values by rows of values and columns of time.

    A distribution that is asked for as `histogram:name{…}` is counted by its samples; of anything else the values of
    the groups are counted, for one column their average over the window.
    """
    asked = await checked(request, HeatAsked)

    told = said(of(request).documents)

    def work(run: Run) -> bytes:
        times, samples = _samples(asked, run, told)
        found = heat(samples, len(times), asked.rows, asked.low, asked.high, asked.scale == "log")
        percentiles = {f"p{q}": value for q in (50, 75, 90, 95, 99) if isfinite(value := quantile(samples, q / 100))}
        answer: dict[str, Any] = {
            "times": (times * 1000).tolist(),
            "edges": found.edges.tolist(),
            "counts": found.counts.tolist(),
            "total": float(samples.count.sum()),
            "percentiles": percentiles,
            "unit": unit_pair(samples.unit),
        }
        return msgspec.json.encode(answer)

    return Response(await working(request, work), media_type="application/json")


def _samples(asked: HeatAsked, run: Run, told: Said) -> tuple[Ints, Samples]:
    start, end = asked.start // 1000, -(-asked.end // 1000)
    first = asked.queries[0]
    if first.data_source == "metrics" and first.query.strip().startswith(_HISTOGRAM):
        # As a count it is read like any metric of a distribution; its bins are what is wanted.
        metric = parse("count:" + first.query.strip().removeprefix(_HISTOGRAM))
        if isinstance(metric, Metric):
            step = default_step_s(end - start, asked.columns)
            buckets = single(start, end) if asked.columns == 1 else regular(start, end, step)
            chosen = choose(metric, start, end, run)
            if chosen.type == "distribution" and len(chosen.ids):
                found = distribution.samples(metric, chosen, buckets, (start, end), run)
                return buckets.starts, replace(found, unit=unit_of(replace(metric, aggregator="avg"), found.unit, told))
        first.query = "avg:" + first.query.strip().removeprefix(_HISTOGRAM)
    if asked.columns == 1:
        frames = scalars_of(asked, run, told)
        values = np.concatenate([frame.values[:, :1] for frame in frames]) if frames else np.empty((0, 1))
        return np.array([start], np.int64), of_values(values, frames[0].unit if frames else "")
    asked.interval = asked.interval or default_step_s(end - start, asked.columns) * 1000
    frames = frames_of(asked, run, told)
    times = next((frame.times for frame in frames if len(frame.groups)), frames[0].times)
    values = np.concatenate([frame.values for frame in frames if len(frame.times) == len(times)])
    return times, of_values(values, frames[0].unit)
