"""Tree to a condition in SQL, written so that the store's indexes serve it."""

from collections.abc import Callable
from typing import assert_never

from vizsla.query.errors import QueryError
from vizsla.query.search import values, words
from vizsla.query.search.fields import INDEXED, MAPS, TEXTS, Attributes, Column, Tags, place
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
    Table,
    Tree,
    WordLike,
    Words,
)


def compile(tree: Tree, table: Table) -> tuple[str, dict[str, object]]:
    """A condition for WHERE, never NULL, and the values of its `{name:Type}` parameters (named q0, q1, …)."""
    writer = _Writer(table)
    return writer.tree(tree), writer.params


class _Writer:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.params: dict[str, object] = {}

    def param(self, value: object, type_: str = "String") -> str:
        name = f"q{len(self.params)}"
        self.params[name] = value
        return f"{{{name}:{type_}}}"

    def tree(self, tree: Tree) -> str:
        match tree:
            case Everything():
                return "1"
            case Words(text, anywhere):
                return self.everywhere(lambda column: self.words(column, text), anywhere)
            case WordLike(pattern, anywhere):
                return self.everywhere(lambda column: self.word_like(column, pattern), anywhere)
            case Not(part):
                return f"NOT ({self.tree(part)})"
            case And(parts):
                return "(" + " AND ".join(self.tree(part) for part in parts) + ")"
            case Or(parts):
                return "(" + " OR ".join(self.tree(part) for part in parts) + ")"
            case Has():
                return self.has(tree)
        assert_never(tree)

    def everywhere(self, condition: Callable[[str], str], anywhere: bool) -> str:
        found = [condition(column) for column in TEXTS[self.table]]
        if anywhere:
            found.append(f"arrayExists(v -> {condition('v')}, mapValues({MAPS[self.table]}))")
        return found[0] if len(found) == 1 else f"({' OR '.join(found)})"

    def words(self, column: str, text: str) -> str:
        phrase = words.tokens(text)
        indexed = (self.table, column) in INDEXED
        if not phrase:
            return f"position(lower({column}), {self.param(words.fold(text))}) > 0"
        if not indexed:
            start = self.param(" " + " ".join(phrase) + " ")
            return f"position(concat(' ', arrayStringConcat(tokens(lower({column})), ' '), ' '), {start}) > 0"
        if len(phrase) == 1:
            return f"hasAllTokens(lower({column}), {self.param(phrase, 'Array(String)')})"
        return f"hasPhrase(lower({column}), {self.param(' '.join(phrase))})"

    def word_like(self, column: str, pattern: str) -> str:
        found = f"match(lower({column}), {self.param(words.word_regex(pattern))})"
        run = words.longest_run(pattern)
        if (self.table, column) in INDEXED and len(run) > 1:
            return f"({column} ILIKE {self.param(f'%{run}%')} AND {found})"
        return found

    def has(self, leaf: Has) -> str:
        where = place(leaf.field, self.table)
        match where:
            case Column():
                return self.column(where, leaf)
            case Tags(key):
                return self.tags(key, leaf.match)
            case Attributes():
                return self.attributes(where, leaf.match)
        assert_never(where)

    def column(self, column: Column, leaf: Has) -> str:
        match column.kind, leaf.match:
            case "id", match:
                return self.identifier(column.sql, leaf, match)
            case "time", match:
                return self.moment(column.sql, leaf, match)
            case "words", Equals(value):
                return self.words(column.sql, value) if value else f"{column.sql} = ''"
            case "words", Like(pattern):
                return self.word_like(column.sql, pattern)
            case "status", Equals(value):
                return f"{column.sql} = {self.param(values.status(value, self.table))}"
            case "status", Like(pattern):
                return f"{column.sql} LIKE {self.param(words.like(pattern.lower()))}"
            case "number", match:
                return self.numeric(f"toFloat64({column.sql})", f"toString({column.sql})", match)
            case _, match:
                return self.text(column.sql, match)
        raise AssertionError(column.kind)

    def tags(self, key: str, match: Match) -> str:
        head = f"{key}:" if key else ""
        if isinstance(match, Equals):
            wanted = head + match.value
            found = [f"has(tags, {self.param(tag)})" for tag in dict.fromkeys((wanted, wanted.lower()))]
            return found[0] if len(found) == 1 else f"({' OR '.join(found)})"
        if not head:
            return f"arrayExists(t -> {self.text('t', match)}, tags)"
        lower = self.param(words.fold(head))
        value = f"substringUTF8(t, {len(head) + 1})"
        return f"arrayExists(t -> startsWith(lower(t), {lower}) AND {self.text(value, match)}, tags)"

    def attributes(self, where: Attributes, match: Match) -> str:
        pairs = f"mapKeys({where.column}), mapValues({where.column})"
        if isinstance(match, Equals):
            joined = self.param(f"{where.key}:{match.value}")
            found = f"has(arrayMap((k, v) -> concat(k, ':', v), {pairs}), {joined})"
        else:
            key = self.param(where.key)
            condition = "1" if isinstance(match, Present) else self.text("v", match)
            found = f"arrayExists((k, v) -> k = {key} AND {condition}, {pairs})"
        if not where.numbers:
            return found
        key = self.param(where.key)
        number = f"{where.numbers}[{key}]"
        return f"({found} OR (mapContains({where.numbers}, {key}) AND {self.numeric(number, '', match)}))"

    def text(self, value: str, match: Match) -> str:
        match match:
            case Equals(wanted):
                return f"{value} = {self.param(wanted)}"
            case Like(pattern):
                return f"{value} LIKE {self.param(words.like(pattern))}"
            case Present():
                return f"{value} != ''"
            case Compare(op, bound):
                return self.compare(value, op, bound)
            case Between(low, high, inclusive):
                return self.between(lambda op, bound: self.compare(value, op, bound), low, high, inclusive)
            case InNetworks(blocks):
                inside = " OR ".join(f"isIPAddressInRange({value}, {self.param(block)})" for block in blocks)
                return f"if(isIPv4String({value}) OR isIPv6String({value}), {inside}, 0)"
        assert_never(match)

    def compare(self, value: str, op: str, bound: str) -> str:
        as_text = f"toString({value}) {op} {self.param(bound)}"
        wanted = values.measure(bound)
        if wanted is None:
            return as_text
        number = f"if(match({value}, {self.param(values.NUMBER)}), toFloat64OrNull(toString({value})), NULL)"
        return f"ifNull({number} {op} {self.param(wanted, 'Float64')}, {as_text})"

    def between(self, compare: Callable[[str, str], str], low: str | None, high: str | None, inclusive: bool) -> str:
        ends = [(">", low), ("<", high)]
        found = [compare(op + "=" * inclusive, bound) for op, bound in ends if bound is not None]
        return "(" + " AND ".join(found) + ")" if found else "1"

    def numeric(self, number: str, as_text: str, match: Match) -> str:
        match match:
            case Present():
                return "1"
            case Equals(wanted):
                return self.against(number, "=", wanted)
            case Compare(op, bound):
                return self.against(number, op, bound)
            case Between(low, high, inclusive):
                return self.between(lambda op, bound: self.against(number, op, bound), low, high, inclusive)
            case Like(pattern):
                return f"{as_text} LIKE {self.param(words.like(pattern))}" if as_text else "0"
            case InNetworks():
                return "0"
        assert_never(match)

    def against(self, number: str, op: str, bound: str) -> str:
        wanted = values.measure(bound)
        return "0" if wanted is None else f"{number} {op} {self.param(wanted, 'Float64')}"

    def identifier(self, column: str, leaf: Has, match: Match) -> str:
        if isinstance(match, Present):
            return f"{column} != 0"
        if not isinstance(match, Equals):
            raise QueryError(f"{leaf.field} is an identifier: search for the whole of it", *leaf.span)
        found = values.identifiers(match.value)
        if not found:
            raise QueryError(f"{match.value!r} is no identifier, decimal or hexadecimal", *leaf.span)
        ids = [self.one(column, high, low) for high, low in found]
        return ids[0] if len(ids) == 1 else f"({' OR '.join(ids)})"

    def one(self, column: str, high: int, low: int) -> str:
        found = f"{column} = {self.param(low, 'UInt64')}"
        if not high or column != "trace_id":
            return found
        return f"({found} AND trace_id_high IN (0, {self.param(high, 'UInt64')}))"

    def moment(self, column: str, leaf: Has, match: Match) -> str:
        ms = f"toUnixTimestamp64Milli({column})"

        def compare(op: str, bound: str) -> str:
            return f"{ms} {op} {self.param(values.moment_ms(bound, *leaf.span), 'Int64')}"

        match match:
            case Present():
                return "1"
            case Equals(value):
                return compare("=", value)
            case Compare(op, value):
                return compare(op, value)
            case Between(low, high, inclusive):
                return self.between(compare, low, high, inclusive)
            case _:
                raise QueryError(f"{leaf.field} takes a moment or a range of them", *leaf.span)
