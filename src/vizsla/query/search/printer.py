"""Tree to text that parses to the same tree."""

import re

from vizsla.query.search.syntax import (
    And,
    Between,
    Compare,
    Equals,
    Everything,
    Has,
    InNetworks,
    Like,
    Match,
    Not,
    Or,
    Present,
    Tree,
    WordLike,
    Words,
)
from vizsla.query.search.words import pieces

_PLAIN = re.compile(r"[\w./][\w./\-]*", re.ASCII)


def text(tree: Tree) -> str:
    """The search that this tree stands for."""
    match tree:
        case Everything():
            return "*"
        case Words(words, anywhere):
            return ("*:" if anywhere else "") + _quoted(words)
        case WordLike(pattern, anywhere):
            return ("*:" if anywhere else "") + _bare(pattern)
        case Has(field, InNetworks(blocks)):
            return f"CIDR({field},{','.join(blocks)})"
        case Has(field, match):
            return f"{'@' if field.attribute else ''}{_escaped(field.name)}:{_match(match)}"
        case Not(part):
            return f"-{_grouped(part)}"
        case And(parts):
            return " ".join(_grouped(part) for part in parts)
        case Or(parts):
            return " OR ".join(_grouped(part) for part in parts)


def _grouped(tree: Tree) -> str:
    return f"({text(tree)})" if isinstance(tree, And | Or) else text(tree)


def _match(match: Match) -> str:
    match match:
        case Equals(value):
            return value if _PLAIN.fullmatch(value) else _quoted(value)
        case Like(pattern):
            return _bare(pattern)
        case Present():
            return "*"
        case Compare(op, value):
            return f"{op}{_quoted(value)}"
        case Between(low, high, inclusive):
            ends = ["*" if end is None else _quoted(end) for end in (low, high)]
            inner = " TO ".join(ends)
            return f"[{inner}]" if inclusive else f"{{{inner}}}"
        case InNetworks(blocks):
            return ",".join(blocks)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bare(pattern: str) -> str:
    return "".join(char if wild else _escaped(char) for char, wild in pieces(pattern))


def _escaped(name: str) -> str:
    return re.sub(r"[^\w./@]", lambda found: "\\" + found.group(), name, flags=re.ASCII)
