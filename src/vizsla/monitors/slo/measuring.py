"""Objectives that are stored, measured: with the corrections that apply to them."""

from collections.abc import Sequence

from vizsla.monitors.kind import Gauge, Gauged, Run
from vizsla.monitors.slo.corrections import excluded
from vizsla.monitors.slo.matching import matching
from vizsla.monitors.slo.measure import measure
from vizsla.monitors.slo.measured import Measured
from vizsla.monitors.slo.objective import Objective, understand
from vizsla.monitors.slo.watching import watching
from vizsla.store.documents import Document, Documents

CORRECTION = "slo_correction"


def measured(
    documents: Documents,
    run: Run,
    document: Document,
    objective: Objective,
    start_s: float,
    end_s: float,
    corrections: Sequence[Document],
) -> Measured:
    """Good and total of a stored objective over [start, end), without what those of the corrections leave out."""
    cut = excluded([one.body for one in applying(corrections, document)], start_s, end_s)
    return measure(objective, start_s, end_s, run, watching(documents, documents.engine), cut)


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
        document = documents.get("slo", id)
        if document is None:
            raise ValueError(f"there is no SLO {id}")
        objective = understand(document.body)
        target = next((one.target for one in objective.targets if one.timeframe == timeframe), None)
        if target is None:
            raise ValueError(f"the SLO {objective.name} has no target over {timeframe}")
        corrections = documents.all(CORRECTION)
        sli = measured(documents, run, document, objective, start_s, end_s, corrections).overall.sli
        return Gauged(objective.name, sli, target)

    return gauged
