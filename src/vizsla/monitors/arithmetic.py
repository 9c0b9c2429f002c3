"""`{{eval "…"}}`: arithmetic over a message's variables, on a whitelist of operations."""

import ast
import math
import operator
from collections.abc import Callable

_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: math.pow,
}
_COMPARE: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def humanize(value: float, unit: str) -> str:
    """The value with a binary prefix: `1536` bytes is `1.5KiB`."""
    for prefix in ("", "Ki", "Mi", "Gi", "Ti", "Pi"):
        if abs(value) < 1024 or prefix == "Pi":
            return f"{value:.4g}{prefix}{unit}"
        value /= 1024
    raise AssertionError


_FUNCTIONS: dict[str, Callable[..., float | str]] = {
    "abs": abs,
    "int": int,
    "float": float,
    "trunc": math.trunc,
    "round": lambda x, n=0: round(x, int(n)) if n else round(x),
    "dec": lambda x: x - math.trunc(x),
    "ceil": math.ceil,
    "floor": math.floor,
    "sgn": lambda x: math.copysign(1, x) if x else 0,
    "exp": math.exp,
    "log10": math.log10,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "to_bool": bool,
    "humanize_bytes": lambda x: humanize(x, "B"),
    "humanize_bits": lambda x: humanize(x, "b"),
}


def evaluate(expression: str, variable: Callable[[str], float | None]) -> float | str:
    """The expression's value; names (with dots) are looked up by `variable`.

    Raises ValueError for what the language does not have, an unknown variable, or an impossible operation.
    """
    if len(expression) > 500:
        raise ValueError("the expression is longer than 500 characters")
    try:
        # The language writes powers with ^, which binds more weakly than + in Python.
        tree = ast.parse(expression.strip().replace("^", "**"), mode="eval")
        return _value(tree.body, variable)
    except (SyntaxError, TypeError, ZeroDivisionError, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError(f"cannot evaluate {expression!r}") from error


def _value(node: ast.expr, variable: Callable[[str], float | None]) -> float | str:
    def number(part: ast.expr) -> float:
        value = _value(part, variable)
        if isinstance(value, str):
            raise ValueError("a text cannot be calculated with")
        return value

    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.Name() | ast.Attribute():
            found = variable(ast.unparse(node))
            if found is None:
                raise ValueError(f"unknown variable {ast.unparse(node)}")
            return found
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -number(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](number(left), number(right))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARE:
            return _COMPARE[type(op)](number(left), number(right))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(number(arg) for arg in args))
    raise ValueError(f"{ast.unparse(node)} is not part of the language")
