"""Parts of a formula that must see points of other times or single series, and so are read before the rest."""

from collections.abc import Mapping
from dataclasses import replace

from vizsla.query.functions.function import functions
from vizsla.query.metrics.syntax import Binary, Call, Expr, Reference


def early(tree: Expr, known: Mapping[str, Expr]) -> tuple[Expr, dict[str, Expr]]:
    """The formula with such parts replaced by references, and what those stand for; `known` are the named queries."""
    found: dict[str, Expr] = {}

    def walk(one: Expr) -> Expr:
        match one:
            case Call(name, args, _, span):
                names = references(one)
                if functions()[name].early and names and all(name in known for name in names):
                    label = f"early {len(found)}"  # no name of a query holds a space
                    found[label] = inlined(one, known)
                    return Reference(label, span)
                return replace(one, args=tuple(walk(arg) for arg in args))
            case Binary(_, left, right):
                return replace(one, left=walk(left), right=walk(right))
            case _:
                return one

    return walk(tree), found


def inlined(tree: Expr, known: Mapping[str, Expr]) -> Expr:
    """The tree with each reference to a known query replaced by that query."""
    match tree:
        case Reference(name):
            return known.get(name, tree)
        case Call(_, args):
            return replace(tree, args=tuple(inlined(arg, known) for arg in args))
        case Binary(_, left, right):
            return replace(tree, left=inlined(left, known), right=inlined(right, known))
        case _:
            return tree


def references(tree: Expr) -> list[str]:
    """The names of queries in the tree, from left to right."""
    match tree:
        case Reference(name):
            return [name]
        case Call(_, args):
            return [name for arg in args for name in references(arg)]
        case Binary(_, left, right):
            return references(left) + references(right)
        case _:
            return []
