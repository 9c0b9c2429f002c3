"""From an objective to numbers: its queries asked, its monitors' history read, corrected times left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vizsla.monitors.slo.measured import Measured, Part, summed
from vizsla.monitors.slo.objective import Counted, Objective, Queries, Sliced, Watched
from vizsla.monitors.slo.spans import Spans, covered, joined, shared, without
from vizsla.query.frame import Frame
from vizsla.query.metrics.evaluate import evaluate_tree
from vizsla.query.metrics.series import Run
from vizsla.query.metrics.syntax import Expr

CHUNK_S = 30 * 86400
"""Longer windows are asked for in parts, so that no answer is larger than the store gives."""


@dataclass(frozen=True)
class Watch:
    """A monitor over a time: when it existed, and when each of its groups alerted."""

    name: str
    alive: Spans
    alerts: Mapping[str, Spans]


_HOLDS = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}

Watching = Callable[[int, float, float], Watch]
"""What is known of a monitor between two moments (seconds)."""


def measure(
    objective: Objective,
    start_s: float,
    end_s: float,
    run: Run,
    watching: Watching,
    excluded: Spans = (),
    step: int = 0,
) -> Measured:
    """Good and total of the objective over [start, end); what `excluded` covers counts neither way.

    Buckets are of `step` seconds, or such as suit the window.
    """
    step = step or step_for(end_s - start_s)
    match objective.source:
        case Counted() as source:
            return _weighed(_counted(source, start_s, end_s, step, run), excluded)
        case Sliced() as source:
            return _weighed(_sliced(source, start_s, end_s, run), excluded)
        case Watched() as source:
            return _watched(source, start_s, end_s, step, watching, excluded)


def step_for(window_s: float) -> int:
    """The length of a bucket for events and for monitors' time, by the window's length."""
    return 60 if window_s <= 86400 else 300 if window_s <= 8 * 86400 else 3600


def _counted(source: Counted, start_s: float, end_s: float, step: int, run: Run) -> Measured:
    good = _asked(source.good, source.queries, start_s, end_s, step, run)
    other = _asked(source.other, source.queries, start_s, end_s, step, run)
    if other.step_s != good.step_s:
        step = max(other.step_s, good.step_s)
        good, other = _coarser(good, step), _coarser(other, step)
    rows = {frozenset(group): np.nan_to_num(row) for group, row in zip(good.groups, good.values, strict=True)}
    parts: dict[str, Part] = {}
    for group, row in zip(other.groups, np.nan_to_num(other.values), strict=True):
        fine = rows.pop(frozenset(group), np.zeros(len(row)))
        parts[",".join(group)] = Part(fine, fine + row if source.other_is_bad else row)
    if source.other_is_bad:  # nothing bad was counted of these
        parts |= {",".join(sorted(group)): Part(row, row) for group, row in rows.items()}
    named = {name: part for name, part in parts.items() if name}
    return Measured(other.times, other.step_s, summed(list(parts.values()), len(other.times)), named, _keys(other))


def _sliced(source: Sliced, start_s: float, end_s: float, run: Run) -> Measured:
    frame = _asked(source.formula, source.queries, start_s, end_s, source.step_s, run)
    edges = np.append(frame.times, frame.times[-1:] + frame.step_s)
    length = covered(((start_s, end_s),), edges)
    holds = _HOLDS[source.comparator](frame.values, source.threshold) | np.isnan(frame.values)
    bad = {",".join(group): ~row for group, row in zip(frame.groups, holds, strict=True)}
    any_bad = np.any(list(bad.values()), axis=0) if bad else np.zeros(len(length), bool)
    parts = {name: Part(np.where(row, 0.0, length), length) for name, row in bad.items() if name}
    return Measured(frame.times, frame.step_s, Part(np.where(any_bad, 0.0, length), length), parts, _keys(frame))


def _watched(source: Watched, start_s: float, end_s: float, step: int, watching: Watching, excluded: Spans) -> Measured:
    first = int(start_s) // step * step
    times = np.arange(first, max(end_s, first + 1), step, dtype=np.int64)
    edges = np.append(times, times[-1] + step)
    down: list[tuple[float, float]] = []
    parts: dict[str, Part] = {}
    alive: list[tuple[float, float]] = []
    for number in source.monitor_ids:
        watch = watching(number, start_s, end_s)
        lived = without(watch.alive, excluded)
        alive += lived
        # A first evaluation is of a moment shortly before the monitor was made.
        alerts = {name: shared(watch.alerts.get(name, ()), lived) for name in source.groups or watch.alerts}
        gone = joined(span for spans in alerts.values() for span in spans)
        down += gone
        total = covered(lived, edges)
        if len(source.monitor_ids) > 1:
            parts[f"{number}/{watch.name}"] = Part(total - covered(gone, edges), total)
        else:
            parts |= {name: Part(total - covered(spans, edges), total) for name, spans in alerts.items() if name}
    total = covered(joined(alive), edges)
    overall = Part(total - covered(joined(down), edges), total)
    return Measured(times, step, overall, parts)


def _weighed(found: Measured, excluded: Spans) -> Measured:
    if not excluded:
        return found
    edges = np.append(found.times, found.times[-1:] + found.step_s)
    share = 1 - covered(excluded, edges) / found.step_s
    groups = {name: part.weighed(share) for name, part in found.groups.items()}
    return replace(found, overall=found.overall.weighed(share), groups=groups)


def _asked(tree: Expr, queries: Queries, start_s: float, end_s: float, step: int, run: Run) -> Frame:
    frames = []
    begin = start_s
    while begin < end_s:
        end = min(end_s, (int(begin) // CHUNK_S + 1) * CHUNK_S)
        others = {name: evaluate_tree(query, begin, end, run, step) for name, query in queries}
        frames.append(evaluate_tree(tree, begin, end, run, step, others=others))
        begin = end
    return frames[0] if len(frames) == 1 else _beside(frames)


def _beside(frames: Sequence[Frame]) -> Frame:
    groups = list(dict.fromkeys(group for frame in frames for group in frame.groups))
    place = {group: i for i, group in enumerate(groups)}
    blocks = []
    for frame in frames:
        block = np.full((len(groups), len(frame.times)), np.nan)
        block[[place[group] for group in frame.groups]] = frame.values
        blocks.append(block)
    times = np.concatenate([frame.times for frame in frames])
    return replace(frames[0], times=times, groups=tuple(groups), values=np.concatenate(blocks, axis=1))


def _coarser(frame: Frame, step: int) -> Frame:
    if frame.step_s == step:
        return frame
    starts = frame.times // step * step
    times = np.unique(starts)
    values = np.stack([np.nansum(frame.values[:, starts == at], axis=1) for at in times], axis=1)
    return replace(frame, times=times, values=values, step_s=step)


def _keys(frame: Frame) -> tuple[str, ...]:
    return tuple(tag.partition(":")[0] for tag in frame.groups[0]) if frame.groups else ()
