"""Two answers joined by + - * /, or by the lower or the higher of both."""

from dataclasses import replace

import numpy as np

from vizsla.query.errors import QueryError
from vizsla.query.frame import Floats, Frame, notices_of
from vizsla.query.metrics.syntax import EXTREMES, Binary

_ALONE = "nothing is left of the arithmetic: no group by {{{}}} on one side has the tags of one by {{{}}} on the other"


def joined(tree: Binary, left: Frame | float, right: Frame | float) -> Frame | float:
    """Bucket by bucket and group by group; one without groups is joined with every group of the other.

    Buckets are joined that begin at the same time, groups that have the same tags; what has no partner is left out.
    """
    if isinstance(left, float) and isinstance(right, float):
        return float(_computed(tree.op, np.array([left]), np.array([right]))[0])
    if isinstance(left, float):
        assert isinstance(right, Frame)
        found = right.with_values(_computed(tree.op, np.full_like(right.values, left), right.values))
        return replace(found, unit="") if tree.op == "/" else found
    if isinstance(right, float):
        return left.with_values(_computed(tree.op, left.values, np.full_like(left.values, right)))
    a, b = _aligned(tree, left, right)
    unit = a.unit if tree.op in ("+", "-", *EXTREMES) and a.unit == b.unit else ""
    joint = replace(
        a, step_s=max(a.step_s, b.step_s), unit=unit, keys=a.keys or b.keys, counted=a.counted or b.counted,
        notices=tuple(notices_of((a, b))),
    )  # fmt: skip
    if b.groups == ((),):
        return joint.with_values(_computed(tree.op, a.values, np.broadcast_to(b.values, a.values.shape)))
    if a.groups == ((),):
        values = _computed(tree.op, np.broadcast_to(a.values, b.values.shape), b.values)
        return replace(joint, groups=b.groups, values=values)
    place = {frozenset(group): i for i, group in enumerate(b.groups)}
    pairs = [(i, place[frozenset(group)]) for i, group in enumerate(a.groups) if frozenset(group) in place]
    left_rows, right_rows = [i for i, _ in pairs], [j for _, j in pairs]
    alone = () if pairs or not (a.groups and b.groups) else (_ALONE.format(",".join(a.keys), ",".join(b.keys)),)
    return replace(
        joint,
        notices=(*joint.notices, *alone),
        groups=tuple(a.groups[i] for i in left_rows),
        values=_computed(tree.op, a.values[left_rows], b.values[right_rows]),
    )


def _aligned(tree: Binary, a: Frame, b: Frame) -> tuple[Frame, Frame]:
    if np.array_equal(a.times, b.times):
        return a, b
    times, left, right = np.intersect1d(a.times, b.times, return_indices=True)
    if len(times) == 0 and len(a.times) and len(b.times):
        raise QueryError("no bucket of both sides begins at the same time; give both the same rollup", *tree.span)
    return (
        replace(a, times=times, values=a.values[:, left]),
        replace(b, times=times, values=b.values[:, right]),
    )


def _computed(op: str, left: Floats, right: Floats) -> Floats:
    with np.errstate(all="ignore"):
        match op:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "min":
                return np.minimum(left, right)
            case "max":
                return np.maximum(left, right)
            case _:
                return np.where(right == 0, np.nan, left / np.where(right == 0, 1.0, right))
