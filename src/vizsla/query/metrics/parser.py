"""Text to tree: recursive descent over the metrics language."""

import re
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from math import isfinite

from vizsla.query.errors import QueryError
from vizsla.query.functions.function import functions
from vizsla.query.metrics.modifiers import MODIFIERS
from vizsla.query.metrics.scope import parse_filter
from vizsla.query.metrics.syntax import (
    EXTREMES,
    Binary,
    Call,
    Expr,
    Metric,
    Number,
    Reference,
    Threshold,
    Word,
    metrics_of,
)

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.\-/]*")
_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_AGGREGATORS = ("avg", "sum", "min", "max", "count", "stddev")
_AGGREGATOR = re.compile(rf"({'|'.join(_AGGREGATORS)}|p\d{{1,2}}(\.\d+)?)\s*:")
_THRESHOLD = re.compile(
    r"count\s*\(\s*([A-Za-z_]\w*)\s*:\s*([A-Za-z_]\w*)\s*(>=|<=|==|!=|>|<)\s*(-?[\d.]+(?:[eE][+-]?\d+)?)\s*\)\s*:"
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ARGUMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?=\s*[,)])")
_SETTING = re.compile(r"(?=[\w/+\-:]*[A-Za-z])[\w/+\-:]+(?=\s*[,)])")  # also 1st, 6am and Europe/Paris
_ALIASES = {"minimum": "min", "maximum": "max"}
_DEPTH = 50
_OPERANDS = 300


def parse(text: str, references: frozenset[str] = frozenset()) -> Expr:
    """The tree of one query; names in `references` may stand for other queries. Raises QueryError."""
    found = parse_list(text, references)
    if len(found) != 1:
        raise QueryError("one query is wanted here, not several", 0, len(text))
    return found[0]


def parse_list(text: str, references: frozenset[str] = frozenset()) -> list[Expr]:
    """The trees of comma-separated queries."""
    reader = _Reader(text, references)
    found = [reader.expr()]
    while reader.take(","):
        found.append(reader.expr())
    reader.end()
    return found


class _Reader:
    def __init__(self, text: str, references: frozenset[str]) -> None:
        self.text, self.at, self.references = text, 0, references
        self.depth = self.operands = 0

    def space(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def take(self, token: str) -> bool:
        self.space()
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def want(self, token: str, after: str) -> None:
        if not self.take(token):
            raise self.fault(f"{token!r} is missing after {after}")

    def fault(self, message: str, start: int | None = None) -> QueryError:
        at = min(self.at if start is None else start, max(0, len(self.text) - 1))
        return QueryError(message, at, max(self.at, min(at + 1, len(self.text))))

    def match(self, pattern: "re.Pattern[str]") -> str | None:
        self.space()
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def end(self) -> None:
        self.space()
        if self.at < len(self.text):
            start, self.at = self.at, len(self.text)
            raise self.fault(f"{self.text[start:]!r} is not understood here", start)

    def expr(self) -> Expr:
        return self.chain(("+", "-"), lambda: self.chain(("*", "/"), self.unary))

    def chain(self, operators: tuple[str, ...], part: Callable[[], Expr]) -> Expr:
        self.space()
        start = self.at
        left: Expr = part()
        while True:
            op = next((op for op in operators if self.take(op)), None)
            if op is None:
                return left
            left = Binary(op, left, part(), (start, self.at))

    def unary(self) -> Expr:
        self.space()
        start = self.at
        self.depth += 1
        self.operands += 1
        if self.depth > _DEPTH:
            raise self.fault(f"parentheses, functions and signs are nested more than {_DEPTH} deep", start)
        if self.operands > _OPERANDS:
            raise self.fault(f"a query has at most {_OPERANDS} operands", start)
        tree = self.signed(start)
        self.depth -= 1
        return tree

    def signed(self, start: int) -> Expr:
        if self.take("-"):
            inner = self.unary()
            if isinstance(inner, Number):
                return Number(-inner.value, (start, self.at))
            return Binary("*", Number(-1.0, (start, start + 1)), inner, (start, self.at))
        if self.take("+"):
            return self.unary()
        return self.modified(self.primary())

    def primary(self) -> Expr:
        self.space()
        start = self.at
        if self.at >= len(self.text):
            raise self.fault("the query ends where a metric, a function or a number is wanted", max(0, self.at - 1))
        if self.take("("):
            inner = self.expr()
            self.want(")", "the expression in parentheses")
            return inner
        number = self.match(_NUMBER)
        if number is not None:
            if not isfinite(float(number)):
                raise QueryError("this number is too large", start, self.at)
            return Number(float(number), (start, self.at))
        reference = self.reference()
        if reference:
            return reference
        threshold = self.threshold()
        aggregator = None if threshold else self.match(_AGGREGATOR)
        name = self.match(_NAME)
        if name is None:
            self.at = min(self.at + 1, len(self.text))
            raise self.fault(f"{self.text[start : self.at]!r} is not understood here", start)
        if aggregator is None and threshold is None and self.take("("):
            return self.call(_ALIASES.get(name, name), start)
        if self.take("{"):
            found = self.metric(re.sub(r"[\s:]", "", aggregator) if aggregator else None, name, start)
            return replace(found, aggregator="count", threshold=threshold) if threshold else found
        if aggregator is None and threshold is None and self.text.startswith(":", self.at):
            known = get_close_matches(name, _AGGREGATORS, 1)
            hint = f"did you mean {known[0]}?" if known else f"there are {', '.join(_AGGREGATORS)} and p50 to p99"
            raise self.fault(f"unknown aggregator {name}; {hint}", start)
        if self.references and aggregator is None:
            raise self.fault(
                f"{name} is not the name of a query; there are {', '.join(sorted(self.references))}", start
            )
        raise self.fault(f"{name} needs a filter in braces, such as {name}{{*}}", start)

    def reference(self) -> Reference | None:
        # Names of queries hold no dots and slashes, so that `a/b` divides them.
        start = self.at
        found = _WORD.match(self.text, start)
        if found is None or found.group() not in self.references:
            return None
        if re.compile(r"\s*[({:]|\.[\w.]*\s*\{").match(self.text, found.end()):
            return None
        self.at = found.end()
        return Reference(found.group(), (start, self.at))

    def threshold(self) -> Threshold | None:
        self.space()
        found = _THRESHOLD.match(self.text, self.at)
        if found is None:
            return None
        start, self.at = self.at, found.end()
        try:
            value = float(found.group(4))
        except ValueError:
            raise self.fault(f"{found.group(4)} is no number", start) from None
        if found.group(1) != found.group(2):
            raise self.fault("a counted value has one name, as in count(v: v>=8):a{*}", start)
        return Threshold(found.group(3), value)

    def metric(self, aggregator: str | None, name: str, start: int) -> Metric:
        opened = self.at
        closed = self.text.find("}", opened)
        if closed < 0:
            self.at = len(self.text)
            raise self.fault("the filter's closing brace is missing", opened - 1)
        where = parse_filter(self.text, opened, closed)
        self.at = closed + 1
        by: tuple[str, ...] = ()
        after = self.at
        if self.match(re.compile(r"by\b")):
            self.want("{", "'by'")
            opened_by, self.at = self.at, self.text.find("}", self.at)
            if self.at < 0:
                self.at = len(self.text)
                raise self.fault("the closing brace of the groups is missing", opened_by - 1)
            keys = self.text[opened_by : self.at].split(",")
            by = tuple(dict.fromkeys(key.strip().lower() for key in keys if key.strip() not in ("", "*")))
            self.at += 1
        else:
            self.at = after
        return Metric(name, aggregator, where, self.text[opened:closed].strip(), by, (start, self.at))

    def modified(self, inner: Expr) -> Expr:
        while self.take("."):
            start = self.at
            name = self.match(_WORD) or ""
            if name not in MODIFIERS:
                known = get_close_matches(name, MODIFIERS, 1) or [""]
                hint = f"; did you mean {known[0]}?" if known[0] else f"; there are {', '.join(MODIFIERS)}"
                raise self.fault(f"unknown function {name}{hint}", start)
            self.want("(", name)
            args, keywords = self.arguments(name, _SETTING)
            if not metrics_of(inner):
                raise self.fault(f"{name} belongs directly behind a metric", start)
            if keywords:
                raise self.fault(f"{name} takes no named arguments", start)
            try:
                inner = self.applied(name, inner, args)
            except QueryError as error:
                raise self.fault(error.message, start) from None
        return inner

    def applied(self, name: str, inner: Expr, args: tuple[Expr, ...]) -> Expr:
        # Behind parentheses or a function it is meant for each metric within.
        match inner:
            case Metric():
                return replace(MODIFIERS[name].apply(inner, args), span=(inner.span[0], self.at))
            case Call():
                return replace(inner, args=tuple(self.applied(name, arg, args) for arg in inner.args))
            case Binary():
                return replace(
                    inner, left=self.applied(name, inner.left, args), right=self.applied(name, inner.right, args)
                )
            case _:
                return inner

    def call(self, name: str, start: int) -> Expr:
        known = functions()
        if name not in known:
            close = get_close_matches(name, known, 1)
            self.at = start + len(name)
            raise self.fault(f"unknown function {name}" + (f"; did you mean {close[0]}?" if close else ""), start)
        args, keywords = self.arguments(name)
        if name in EXTREMES and len(args) == 2 and not keywords and not any(isinstance(arg, Word) for arg in args):
            return Binary(name, args[0], args[1], (start, self.at))
        call = Call(name, args, keywords, (start, self.at))
        known[name].check(call)
        return call

    def arguments(
        self, name: str, words: "re.Pattern[str]" = _ARGUMENT
    ) -> tuple[tuple[Expr, ...], tuple[tuple[str, Expr], ...]]:
        args: list[Expr] = []
        keywords: list[tuple[str, Expr]] = []
        if self.take(")"):
            return (), ()
        while True:
            keyword = re.compile(r"\s*([a-z_]+)\s*=(?!=)").match(self.text, self.at)
            if keyword:
                self.at = keyword.end()
                keywords.append((keyword.group(1), self.argument(words)))
            else:
                args.append(self.argument(words))
            if self.take(")"):
                return tuple(args), tuple(keywords)
            self.want(",", f"an argument of {name}")

    def argument(self, words: "re.Pattern[str]") -> Expr:
        self.space()
        start = self.at
        for quote in ("'", '"'):
            if self.take(quote):
                closed = self.text.find(quote, self.at)
                if closed < 0:
                    self.at = len(self.text)
                    raise self.fault("the closing quote is missing", start)
                word, self.at = self.text[self.at : closed], closed + 1
                return Word(word, (start, self.at))
        if self.take("{"):
            closed = self.text.find("}", self.at)
            if closed < 0:
                self.at = len(self.text)
                raise self.fault("the closing brace of the tags is missing", start)
            self.at = closed + 1
            return Word(re.sub(r"\s", "", self.text[start : self.at]), (start, self.at))
        word_at = words.match(self.text, self.at)
        if word_at and word_at.group() not in self.references:
            self.at = word_at.end()
            return Word(word_at.group(), (start, self.at))
        return self.expr()
