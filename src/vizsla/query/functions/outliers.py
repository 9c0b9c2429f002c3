"""The outliers function: groups of which some are told to stand apart from the rest."""

from dataclasses import replace

from vizsla.detect import outliers as detect
from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame
from vizsla.query.functions.function import Function, Parameter, within

MARK = "outlier:true"
LEAST_GROUPS = 3
_FEW = "outliers: a majority takes three groups, and the query has {}"


def _outliers(frame: Frame, algorithm: str, tolerance: float, pct: float) -> Frame:
    if frame.groups == ((),):
        raise QueryError("outliers compares groups with one another: add by {…} to the query")
    apart = detect.outlying(frame.values, algorithm, tolerance, pct)
    groups = tuple((*group, MARK) if out else group for group, out in zip(frame.groups, apart, strict=True))
    few = () if len(groups) >= LEAST_GROUPS or not groups else (_FEW.format(len(groups)),)
    return replace(frame, groups=groups, notices=(*frame.notices, *few))


def judged(frame: Frame) -> dict[tuple[str, ...], float | None]:
    """1 for each group that stands apart and 0 for the others, under the names that they have in the query."""
    return {group[:-1] if group[-1:] == (MARK,) else group: float(group[-1:] == (MARK,)) for group in frame.groups}


outliers = Function(
    "outliers",
    "Groups as they are; those that do not behave as the majority does over the window get the tag outlier:true. "
    "`DBSCAN` takes the group farther from all others than tolerance times the usual distance; `MAD` the one of which "
    "pct % of points are so far from the median. The scaled forms let pass what is small against the level.",
    "outliers(avg:a{*} by {host}, 'DBSCAN', 3)",
    _outliers,
    (
        Parameter("algorithm", str, None, detect.ALGORITHMS),
        Parameter("tolerance", float, 3.0, check=within(0.01, 1000)),
        Parameter("pct", float, 20.0, check=within(1, 100)),
    ),
)
