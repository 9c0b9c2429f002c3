"""What may stand behind a metric after a dot; order does not matter."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from vizsla.query.errors import QueryError
from vizsla.query.functions.function import LONG_S
from vizsla.query.metrics.calendar import UNITS, calendar
from vizsla.query.metrics.syntax import Expr, Metric, Number, Word

METHODS = ("avg", "sum", "min", "max", "count")
FILLS = ("null", "zero", "linear", "last")


@dataclass(frozen=True)
class Modifier:
    """A modifier: the declaration is its documentation, `apply` the check of its arguments."""

    name: str
    signature: str
    doc: str
    example: str
    apply: Callable[[Metric, tuple[Expr, ...]], Metric]


def _count(metric: Metric, args: tuple[Expr, ...]) -> Metric:
    if args:
        raise QueryError("as_count takes no arguments")
    return replace(metric, mode="count")


def _rate(metric: Metric, args: tuple[Expr, ...]) -> Metric:
    if args:
        raise QueryError("as_rate takes no arguments")
    return replace(metric, mode="rate")


def _weighted(metric: Metric, args: tuple[Expr, ...]) -> Metric:
    if args or metric.aggregator != "sum":
        raise QueryError("weighted takes no arguments and belongs to a sum, as in sum:a{*}.weighted()")
    return replace(metric, weighted=True)


def _rollup(metric: Metric, args: tuple[Expr, ...]) -> Metric:
    words, numbers = _split(args)
    units = [word for word in words if word.lower() in UNITS]
    if units and not numbers:
        at = words.index(units[0])
        if at > 1:
            raise QueryError(_ROLLUP)
        method = _method(words[0]) if at else None
        found = calendar(units[0].lower(), tuple(words[at + 1 :]))
        return replace(metric, rollup_method=method, rollup_s=None, calendar=found)
    if len(words) + len(numbers) != len(args) or not args or len(words) > 1 or len(numbers) > 1:
        raise QueryError(_ROLLUP)
    if numbers and numbers[0] < 1:
        raise QueryError("rollup needs one second at least")
    if numbers and numbers[0] > LONG_S:
        raise QueryError("rollup takes ten years at most")
    return replace(
        metric,
        rollup_method=_method(words[0]) if words else None,
        rollup_s=numbers[0] if numbers else None,
        calendar=None,
    )


def _fill(metric: Metric, args: tuple[Expr, ...]) -> Metric:
    words, numbers = _split(args)
    words = words or ["linear"] * len(numbers)  # fill(60) bridges up to 60 seconds
    wrong = (words and words[0].lower() not in FILLS) or len(words) + len(numbers) not in (1, 2) or len(words) != 1
    if wrong or (numbers and numbers[0] < 0):
        raise QueryError(f"fill takes one of {', '.join(FILLS)}, and seconds at will, as in fill(last, 60)")
    return replace(metric, fill=words[0].lower(), fill_limit_s=numbers[0] if numbers else None)


def _split(args: tuple[Expr, ...]) -> tuple[list[str], list[int]]:
    words = [arg.text for arg in args if isinstance(arg, Word)]
    return words, [int(arg.value) for arg in args if isinstance(arg, Number)]


def _method(word: str) -> str:
    if word not in METHODS:
        raise QueryError(f"rollup knows {', '.join(METHODS)}, not {word}")
    return word


_ROLLUP = "rollup takes a method, seconds (or daily, weekly, monthly, yearly), or both, as in rollup(sum, 60)"

MODIFIERS = {
    one.name: one
    for one in (
        Modifier(
            "as_count",
            "as_count()",
            "How often something happened within each bucket, for counts and rates; gaps are not bridged.",
            "sum:a{*}.as_count()",
            _count,
        ),
        Modifier(
            "as_rate",
            "as_rate()",
            "How often something happened per second, for counts and rates; gaps are not bridged.",
            "sum:a{*}.as_rate()",
            _rate,
        ),
        Modifier(
            "rollup",
            "rollup(method, seconds)",
            f"How points become one value in a bucket ({', '.join(METHODS)}), and how long a bucket is: seconds, or "
            "daily, weekly, monthly or yearly, with where it begins and a time zone at will.",
            "sum:a{*}.rollup(sum, weekly, monday, Europe/Paris)",
            _rollup,
        ),
        Modifier(
            "fill",
            "fill(method, seconds)",
            "What stands in empty buckets of a series: linear (up to 300 seconds unless told), last, zero, or null for "
            "nothing; 600 seconds at most.",
            "avg:a{*}.fill(last, 60)",
            _fill,
        ),
        Modifier(
            "weighted",
            "weighted()",
            "A sum that counts what a series did not send as 0, for tags that come and go.",
            "sum:a{*}.weighted()",
            _weighted,
        ),
    )
}
