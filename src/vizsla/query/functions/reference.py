"""The reference page of the metrics language's functions, made from their declarations.

`python -m vizsla.query.functions.reference > docs/reference/functions.md` writes it anew.
"""

import sys
from collections.abc import Iterable
from itertools import groupby

from vizsla.query.functions.function import Function, functions
from vizsla.query.metrics.modifiers import MODIFIERS, Modifier

_HEAD = """# Functions of the metrics language

Made from the functions' own declarations, which also check arguments and feed the editor. `query` is a metric, a
formula, or another function; what has a default may be left out, and may be named: `top(query, 5, dir='asc')`.
"""


def page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD, "## Modifiers\n\nBehind a metric, after a dot, in any order.\n", *_table(MODIFIERS.values())]
    entries = sorted(functions().values(), key=lambda one: (one.kind, _order(one.name)))
    for kind, listed in groupby(entries, key=lambda one: one.kind):
        parts += [f"\n## {kind}\n", *_table(listed)]
    return "\n".join(parts) + "\n"


def of_api() -> list[dict[str, object]]:
    """What editors complete and explain: functions, then modifiers."""
    listed: list[dict[str, object]] = [
        {"name": one.name, "signature": one.signature, "doc": one.doc, "example": one.example, "kind": one.kind,
         "parameters": [_parameter(one, i) for i in range(len(one.parameters))]}
        for one in functions().values()
    ]  # fmt: skip
    return listed + [
        {"name": one.name, "signature": one.signature, "doc": one.doc, "example": one.example, "kind": "Modifiers",
         "parameters": []}
        for one in MODIFIERS.values()
    ]  # fmt: skip


def _parameter(function: Function, at: int) -> dict[str, object]:
    one = function.parameters[at]
    return {"name": one.name, "kind": "number" if one.kind is float else "text", "choices": list(one.choices)}


def _table(entries: Iterable[Function | Modifier]) -> list[str]:
    rows = [f"| `{one.signature}` | {one.doc} | `{one.example}` |" for one in entries]
    return ["| function | what it does | example |", "|---|---|---|", *rows]


def _order(name: str) -> tuple[str, int, str]:
    # median_5 before median_10, and top5 with its keys before top10.
    letters = name.rstrip("0123456789").split("_")[0].rstrip("0123456789")
    digits = "".join(char for char in name if char.isdigit())
    return letters, int(digits or 0), name


if __name__ == "__main__":
    sys.stdout.write(page())
