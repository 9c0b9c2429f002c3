"""A batch: columns on their way to tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

Batch = dict[str, pa.Table]
"""Table name to rows; each table has exactly the schema that `vizsla.model.records.SCHEMAS` gives for that name."""


@dataclass(frozen=True)
class Decoded:
    """What a wire format made of a body: rows to store, and why the rest of it was left out."""

    batch: Batch
    rejected: list[str] = field(default_factory=list)


def join(batches: Iterable[Batch]) -> Batch:
    """Concatenate batches table by table."""
    parts: dict[str, list[pa.Table]] = {}
    for batch in batches:
        for name, rows in batch.items():
            parts.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(tables) for name, tables in parts.items()}
