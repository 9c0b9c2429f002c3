"""Spans of time, in seconds: sorted, apart from one another, and the few things done with them."""

from collections.abc import Iterable, Sequence

import numpy as np

from vizsla.query.frame import Floats, Ints

Spans = tuple[tuple[float, float], ...]


def joined(parts: Iterable[tuple[float, float]]) -> Spans:
    """The time that any of them covers."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(part for part in parts if part[0] < part[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def without(spans: Spans, others: Spans) -> Spans:
    """What of the spans the others do not cover."""
    found = []
    for begin, end in spans:
        start = begin
        for cut_start, cut_end in others:
            if cut_end <= start or cut_start >= end:
                continue
            if cut_start > start:
                found.append((start, cut_start))
            start = max(start, cut_end)
        if start < end:
            found.append((start, end))
    return tuple(found)


def shared(spans: Spans, others: Spans) -> Spans:
    """What of the spans the others cover."""
    return without(spans, without(spans, others))


def covered(spans: Spans, edges: Sequence[float] | Floats | Ints) -> Floats:
    """Seconds that the spans cover between each edge and the next (T + 1 edges give T)."""
    at = np.asarray(edges, dtype=float)
    before = np.zeros(len(at))
    for start, end in spans:
        before += np.clip(at, start, end) - start
    return np.diff(before)
