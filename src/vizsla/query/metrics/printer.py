"""Tree to text that parses to the same tree."""

from vizsla.query.metrics.syntax import (
    EXTREMES,
    All,
    Any_,
    Binary,
    Call,
    Everything,
    Expr,
    Filter,
    Metric,
    Not,
    Number,
    Reference,
    Term,
    Word,
)


def text(tree: Expr) -> str:
    """The query that this tree stands for."""
    match tree:
        case Metric():
            return _metric(tree)
        case Number(value):
            return f"{value:.17g}" if value >= 0 else f"-{-value:.17g}"
        case Word(word):
            if word.startswith("{") and word.endswith("}"):
                return word
            return f"'{word}'" if "'" not in word else f'"{word}"'
        case Reference(name):
            return name
        case Call(name, args, keywords):
            given = [text(arg) for arg in args] + [f"{key}={text(value)}" for key, value in keywords]
            return f"{name}({', '.join(given)})"
        case Binary(op, left, right) if op in EXTREMES:
            return f"{op}({text(left)}, {text(right)})"
        case Binary(op, left, right):
            return f"{_side(left)} {op} {_side(right)}"


def filter_text(tree: Filter) -> str:
    """What stands in a metric's braces."""
    match tree:
        case Everything():
            return "*"
        case Term(term):
            return term
        case Not(part):
            return f"NOT {_part(part)}"
        case All(parts):
            return " AND ".join(_part(part) for part in parts)
        case Any_(parts):
            return " OR ".join(_part(part) for part in parts)


def _metric(metric: Metric) -> str:
    shown = f"{metric.aggregator}:" if metric.aggregator else ""
    if metric.threshold:
        shown = f"count(v: v{metric.threshold.op}{metric.threshold.value:.17g}):"
    shown += f"{metric.name}{{{filter_text(metric.filter)}}}"
    if metric.by:
        shown += f" by {{{','.join(metric.by)}}}"
    if metric.mode:
        shown += f".as_{metric.mode}()"
    calendar = metric.calendar
    given = (calendar.unit, calendar.align, calendar.zone) if calendar else (metric.rollup_s,)
    rollup = ", ".join(str(part) for part in (metric.rollup_method, *given) if part)
    if rollup:
        shown += f".rollup({rollup})"
    if metric.fill:
        shown += f".fill({metric.fill}{'' if metric.fill_limit_s is None else f', {metric.fill_limit_s}'})"
    return shown + ".weighted()" * metric.weighted


def _side(tree: Expr) -> str:
    return f"({text(tree)})" if isinstance(tree, Binary) and tree.op not in EXTREMES else text(tree)


def _part(tree: Filter) -> str:
    return f"({filter_text(tree)})" if isinstance(tree, All | Any_) else filter_text(tree)
