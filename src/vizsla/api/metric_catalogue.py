"""Units and descriptions of the metrics of integrations, from their `metrics.csv`."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vizsla.query.metrics.evaluate import Named
from vizsla.query.metrics.syntax import Expr, Metric, Reference


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
        return f"{self.unit}/{self.per_unit}" if self.per_unit else self.unit


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


def unit_of(tree: Expr, sent: str, named: Named | None = None) -> str:
    """The unit of a query's answer, where `sent` is the one that came with its points.

    A metric alone has the catalogue's unit where none was sent, and so has what a formula names.
    """
    found = (named or {}).get(tree.name) if isinstance(tree, Reference) else tree
    if sent or not isinstance(found, Metric):
        return sent
    known = catalogue().get(found.name)
    if known is None or found.threshold or found.aggregator == "count":
        return ""
    return known.unit if found.mode == "count" else known.unit_text
