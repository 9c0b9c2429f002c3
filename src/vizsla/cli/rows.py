"""Rows of an answer as text: a table where it fits into the terminal, else each row by itself."""

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len

_GAP = "  "


def lines(names: Sequence[str], rows: Sequence[Sequence[Any]], width: int) -> list[str]:
    """The lines to print; `width` in characters."""
    names = [_plain(name) for name in names]
    texts = [["" if cell is None else _plain(str(cell)) for cell in row] for row in rows]
    numeric = [all(isinstance(row[i], int | float | None) for row in rows) for i in range(len(names))]
    widths = [max(cell_len(one) for one in column) for column in zip(names, *texts, strict=True)]
    if sum(widths) + len(_GAP) * (len(names) - 1) <= width:
        ruled = [list(names), ["─" * one for one in widths], *texts]
        return [_GAP.join(map(_padded, row, widths, numeric)).rstrip() for row in ruled]
    longest = max(map(cell_len, names))
    found = []
    for row in texts:
        found += [
            f"{_padded(name, longest, False)}{_GAP}{cell}".rstrip() for name, cell in zip(names, row, strict=True)
        ]
        found.append("")
    return found


def _plain(text: str) -> str:
    """Without what steers a terminal: what was stored came from anywhere."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def _padded(text: str, width: int, right: bool) -> str:
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank
