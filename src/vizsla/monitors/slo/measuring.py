"""Objectives that are stored, measured: with the corrections that apply to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vizsla.monitors.kind import Gauge, Gauged, Run
from vizsla.monitors.slo.corrections import excluded
from vizsla.monitors.slo.matching import matching
from vizsla.monitors.slo.measure import measure
from vizsla.monitors.slo.measured import Measured
from vizsla.monitors.slo.objective import Objective, metrics, understand
from vizsla.monitors.slo.watching import watching
from vizsla.query.frame import Floats
from vizsla.store.documents import Document, Documents

CORRECTION = "slo_correction"
_DAY_S = 86400.0
_STEP_S = 60
_LEAST = 1e-9


def measured(
    documents: Documents,
    run: Run,
    document: Document,
    objective: Objective,
    start_s: float,
    end_s: float,
    corrections: Sequence[Document],
    step: int = 0,
) -> Measured:
    """Good and total of a stored objective over [start, end), without what those of the corrections leave out."""
    cut = excluded([one.body for one in applying(corrections, document)], start_s, end_s)
    return measure(objective, start_s, end_s, run, watching(documents, documents.engine), cut, step)


def applying(corrections: Sequence[Document], document: Document) -> list[Document]:
    """The corrections of an objective: those that name it, and those whose search finds it."""
    return [
        one
        for one in corrections
        if one.body.get("slo_id") == document.id
        or (one.body.get("slo_query") and matching(str(one.body["slo_query"]))(document))
    ]


def gauge(documents: Documents, run: Run) -> Gauge:
    """Measures stored objectives; raises ValueError for one that is not there, or has no such timeframe."""

    def gauged(id: str, timeframe: str, start_s: float, end_s: float) -> Gauged:
        document, objective = _found(documents, id)
        target = _target(objective, timeframe)
        corrections = documents.all(CORRECTION)
        sli = measured(documents, run, document, objective, start_s, end_s, corrections).overall.sli
        return Gauged(objective.name, sli, target)

    return gauged


def metrics_by(documents: Documents) -> Callable[[str], frozenset[str]]:
    """Tells the metrics that a stored objective is measured by; none of one that is not there."""
    return lambda id: metrics(understand(found.body)) if (found := documents.get("slo", id)) else frozenset()


def _found(documents: Documents, id: str) -> tuple[Document, Objective]:
    document = documents.get("slo", id)
    if document is None:
        raise ValueError(f"there is no SLO {id}")
    return document, understand(document.body)


def _target(objective: Objective, timeframe: str) -> float:
    target = next((one.target for one in objective.targets if one.timeframe == timeframe), None)
    if target is None:
        raise ValueError(f"the SLO {objective.name} has no target over {timeframe}")
    return target


def gauge_over(documents: Documents, run: Run, first_s: float, last_s: float) -> Gauge:
    """The same for many windows within a time, over which each objective is measured once, minute by minute."""
    courses: dict[str, _Course | ValueError] = {}
    elsewhere = gauge(documents, run)

    def course(id: str) -> _Course:
        if id not in courses:
            try:
                courses[id] = _course(documents, run, id, first_s, last_s)
            except ValueError as error:
                courses[id] = error
        found = courses[id]
        if isinstance(found, ValueError):
            raise found
        return found

    def gauged(id: str, timeframe: str, start_s: float, end_s: float) -> Gauged:
        if not first_s <= start_s < end_s <= last_s:
            return elsewhere(id, timeframe, start_s, end_s)
        found = course(id)
        good, total = (
            float(np.subtract(*np.interp((end_s, start_s), found.edges, sums))) for sums in (found.good, found.total)
        )
        sli = 100.0 * good / total if total > _LEAST else None
        return Gauged(found.objective.name, sli, _target(found.objective, timeframe))

    return gauged


@dataclass(frozen=True, eq=False)
class _Course:
    """Good and total of an objective from the first edge up to each edge (seconds)."""

    objective: Objective
    edges: Floats
    good: Floats
    total: Floats


def _course(documents: Documents, run: Run, id: str, first_s: float, last_s: float) -> _Course:
    document, objective = _found(documents, id)
    corrections = documents.all(CORRECTION)
    edges, good, total = [np.array([first_s])], [np.zeros(1)], [np.zeros(1)]
    begin = first_s
    while begin < last_s:
        end = min(last_s, (begin // _DAY_S + 1) * _DAY_S)
        part = measured(documents, run, document, objective, begin, end, corrections, _STEP_S)
        edges.append(np.minimum(part.times + part.step_s, end))
        good.append(part.overall.good)
        total.append(part.overall.total)
        begin = end
    return _Course(
        objective, np.concatenate(edges), np.concatenate(good).cumsum(), np.concatenate(total).cumsum()
    )  # fmt: skip
