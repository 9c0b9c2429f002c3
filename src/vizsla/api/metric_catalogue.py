"""Units and descriptions of the metrics of integrations, from their `metrics.csv`."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from vizsla.query.frame import Frame
from vizsla.query.functions.function import functions
from vizsla.query.metrics.evaluate import Named, Source
from vizsla.query.metrics.syntax import Binary, Call, Expr, Metric, Number, Reference, metrics_of, references_of
from vizsla.store.documents import Documents

METADATA = "metric_metadata"


@dataclass(frozen=True)
class Known:
    """What is known of a metric before it is ever sent."""

    unit: str
    per_unit: str
    description: str
    integration: str

    @property
    def unit_text(self) -> str:
        """`byte` or `byte/second`; empty for a metric without a unit."""
        return f"{self.unit}/{self.per_unit}" if self.unit and self.per_unit else self.unit


@cache
def catalogue() -> dict[str, Known]:
    """Every metric of every integration, by name."""
    found: dict[str, Known] = {}
    for folder in sorted(files("vizsla.integrations").iterdir(), key=lambda item: item.name):
        file = folder.joinpath("metrics.csv")
        if folder.is_dir() and file.is_file():
            for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
                found[row["metric"]] = Known(row["unit"], row["per_unit"], row["description"], folder.name)
    return found


Said = Callable[[str], Mapping[str, Any]]
"""What people said of a metric, by its name; nothing where nobody did."""


def said(documents: Documents) -> Said:
    """What people said of metrics in this installation."""

    def of_metric(name: str) -> Mapping[str, Any]:
        found = documents.get(METADATA, name)
        return found.body if found else {}

    return of_metric


def unit_of(tree: Expr, sent: str, told: Said, named: Named | None = None) -> str:
    """The unit of a query's answer, where `sent` is the one that came with its points.

    What people said of a metric wins; the catalogue's unit serves where none was sent.
    """
    named = named or {}
    behind = (named.get(name) for name in references_of(tree))
    trees = [tree, *(one for one in behind if not isinstance(one, Source | Frame | None))]
    own = {
        leaf.name: found
        for one in trees
        for leaf in metrics_of(one)
        if (found := told(leaf.name)).get("unit") is not None
    }
    if sent and not own:
        return sent

    def leaf_unit(name: str) -> str:
        known = catalogue().get(name) or Known("", "", "", "")
        if name in own:
            return replace(known, unit=own[name]["unit"], per_unit=own[name].get("per_unit") or "").unit_text
        return known.unit_text or sent

    return _unit(tree, leaf_unit, named)


def _unit(tree: Expr, leaf: Callable[[str], str], named: Named) -> str:
    match tree:
        case Metric():
            if tree.threshold or tree.aggregator == "count":
                return ""
            return leaf(tree.name).partition("/")[0] if tree.mode == "count" else leaf(tree.name)
        case Reference() if not isinstance(found := named.get(tree.name), Source | Frame | None):
            return _unit(found, leaf, named)
        case Call() if tree.args and tree.name in functions():
            return functions()[tree.name].unit(_unit(tree.args[0], leaf, named))
        case Binary(op, left, right) if op not in ("*", "/"):
            units = {_unit(one, leaf, named) for one in (left, right) if not isinstance(one, Number)}
            return units.pop() if len(units) == 1 else ""
    return ""
