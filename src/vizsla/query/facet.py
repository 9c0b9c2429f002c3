"""A field of a search as SQL that can be counted, grouped by and computed with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from vizsla.query.search.fields import Attributes, Column, Tags, place
from vizsla.query.search.syntax import Field, Table

Param = Callable[[object, str], str]
"""Keeps a value as a parameter of the given type and returns its placeholder."""


@dataclass(frozen=True)
class Facet:
    """`text` is String, or Array(String) where `many`; empty where a record has no value. `number` is Nullable."""

    text: str
    number: str
    many: bool = False


def facet(name: str, table: Table, param: Param) -> Facet:
    """The SQL of a field named as in a search: `service`, `env` (a tag), `@http.status_code`."""
    field = Field(name.removeprefix("@"), name.startswith("@"))
    where = place(field, table)
    match where:
        case Column(sql, _, kind):
            number = f"toFloat64({sql})" if kind == "number" else f"toFloat64OrNull(toString({sql}))"
            return Facet(f"if({sql} = 0, '', toString({sql}))" if kind == "id" else f"toString({sql})", number)
        case Tags(""):
            return Facet("arrayMap(t -> toString(t), tags)", "CAST(NULL, 'Nullable(Float64)')", many=True)
        case Tags(key):
            head = param(f"{key.lower()}:", "String")
            values = f"arrayMap(t -> substring(t, length({head}) + 1), arrayFilter(t -> startsWith(t, {head}), tags))"
            return Facet(f"arrayDistinct({values})", f"toFloat64OrNull(arrayElement({values}, 1))", many=True)
        case Attributes(column, key, ""):
            one = param(key, "String")
            values = f"arrayFilter((v, k) -> k = {one} AND v != '', mapValues({column}), mapKeys({column}))"
            return Facet(f"arrayDistinct({values})", f"toFloat64OrNull({column}[{one}])", many=True)
        case Attributes(column, key, numbers):
            one = param(key, "String")
            kept = f"mapContains({numbers}, {one})"
            return Facet(
                f"if(mapContains({column}, {one}), {column}[{one}], if({kept}, toString({numbers}[{one}]), ''))",
                f"if({kept}, {numbers}[{one}], toFloat64OrNull({column}[{one}]))",
            )
    assert_never(where)
