"""Rows for tests of the search language, with the columns that they leave out filled in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from vizsla.model import records

AT = datetime.now(UTC).replace(microsecond=0)  # the store forgets what is older than its retention


def whole(table: str, given: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A record of the table, keyed by its columns."""
    record: dict[str, Any] = {field.name: _empty(field.type) for field in records.SCHEMAS[table]}
    record |= {key: value for key, value in given.items() if key != "attributes"} | {"ts": given.get("ts", AT)}
    if table == "logs":
        record["id"] = number.to_bytes(16, "big")
    if table in ("logs", "events"):
        attributes = given.get("attributes", {})
        record["attrs"] = [
            (key, one if isinstance(one, str) else str(one).lower())
            for key, value in attributes.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        record["attributes"] = "{}"
    for column in ("meta", "metrics"):
        if isinstance(record.get(column), dict):
            record[column] = list(record[column].items())
    return record


def rows(table: str, given: list[dict[str, Any]]) -> pa.Table:
    """Records as the store takes them."""
    return records.table(table, {name: [record[name] for record in given] for name in records.SCHEMAS[table].names})


def _empty(type_: pa.DataType) -> Any:
    if pa.types.is_list(type_) or pa.types.is_map(type_):
        return []
    return "" if pa.types.is_string(type_) else 0
