"""Tree to a Python function over one record: the language's second back end, for live data."""

import ipaddress
import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, assert_never

import re2

from vizsla.query.errors import QueryError
from vizsla.query.search import values, words
from vizsla.query.search.fields import MAPS, TEXTS, Attributes, Column, Record, Tags, place
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

Predicate = Callable[[Record], bool]
_OPS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


def compile(tree: Tree, table: Table) -> Predicate:
    """Whether a record, keyed by the table's columns, is found by the search."""
    match tree:
        case Everything():
            return lambda record: True
        case Words(text, anywhere):
            return _everywhere(_words(text), table, anywhere)
        case WordLike(pattern, anywhere):
            return _everywhere(_word_like(pattern), table, anywhere)
        case Not(part):
            inner = compile(part, table)
            return lambda record: not inner(record)
        case And(parts):
            every = [compile(part, table) for part in parts]
            return lambda record: all(part(record) for part in every)
        case Or(parts):
            some = [compile(part, table) for part in parts]
            return lambda record: any(part(record) for part in some)
        case Has():
            return _has(tree, table)
    assert_never(tree)


def _everywhere(found: Callable[[str], bool], table: Table, anywhere: bool) -> Predicate:
    columns, attributes = TEXTS[table], MAPS[table] if anywhere else ""

    def matches(record: Record) -> bool:
        return any(found(record[column]) for column in columns) or bool(
            attributes and any(found(value) for _, value in _pairs(record[attributes]))
        )

    return matches


def _words(text: str) -> Callable[[str], bool]:
    phrase, folded = words.tokens(text), words.fold(text)
    if not phrase:
        return lambda value: folded in words.fold(value)
    return lambda value: words.holds(value, phrase)


def _word_like(pattern: str) -> Callable[[str], bool]:
    regex = re2.compile(words.word_regex(pattern))
    return lambda value: regex.search(words.fold(value)) is not None


def _has(leaf: Has, table: Table) -> Predicate:
    where = place(leaf.field, table)
    match where:
        case Column():
            return _column(where, leaf, table)
        case Tags(key):
            return _tags(key, leaf.match)
        case Attributes():
            return _attributes(where, leaf.match)
    assert_never(where)


def _column(column: Column, leaf: Has, table: Table) -> Predicate:
    read, match = column.read, leaf.match
    match column.kind, match:
        case "id", _:
            return _identifier(column.sql, leaf)
        case "time", _:
            return _moment(leaf)
        case "words", Equals(value):
            check = _words(value) if value else _text(match)
        case "words", Like(pattern):
            check = _word_like(pattern)
        case "status", Equals(value):
            check = _text(Equals(values.status(value, table)))
        case "status", Like(pattern):
            check = _text(Like(pattern.lower()))
        case "number", _:
            numeric, like = _numeric(match), _text(match) if isinstance(match, Like) else None
            check = like or (lambda value: numeric(float(value)))
        case _:
            check = _text(match)
    return lambda record: check(read(record))


def _tags(key: str, match: Match) -> Predicate:
    head = f"{key}:" if key else ""
    if isinstance(match, Equals):
        wanted = {head + match.value, (head + match.value).lower()}
        return lambda record: not wanted.isdisjoint(record["tags"])
    check, lower, length = _text(match), words.fold(head), len(head)
    return lambda record: any(check(tag[length:]) for tag in record["tags"] if words.fold(tag).startswith(lower))


def _attributes(where: Attributes, match: Match) -> Predicate:
    column, numbers, key = where.column, where.numbers, where.key
    check: Callable[[str], bool] = (lambda value: True) if isinstance(match, Present) else _text(match)
    numeric = _numeric(match)
    joined = f"{key}:{match.value}" if isinstance(match, Equals) else None

    def matches(record: Record) -> bool:
        pairs = _pairs(record[column])
        if joined is not None:
            found = any(f"{name}:{value}" == joined for name, value in pairs)
        else:
            found = any(name == key and check(value) for name, value in pairs)
        if found or not numbers:
            return found
        number = next((value for name, value in _pairs(record[numbers]) if name == key), None)
        return number is not None and numeric(number)

    return matches


def _text(match: Match) -> Callable[[str], bool]:
    match match:
        case Equals(wanted):
            return lambda value: value == wanted
        case Like(pattern):
            regex = words.whole_regex(pattern)
            return lambda value: regex.fullmatch(value) is not None
        case Present():
            return lambda value: value != ""
        case Compare(op, bound):
            return _compare(op, bound)
        case Between(low, high, inclusive):
            ends = [(">", low), ("<", high)]
            checks = [_compare(op + "=" * inclusive, bound) for op, bound in ends if bound is not None]
            return lambda value: all(check(value) for check in checks)
        case InNetworks(blocks):
            networks = [ipaddress.ip_network(block, strict=False) for block in blocks]
            return lambda value: _inside(value, networks)
    assert_never(match)


def _compare(op: str, bound: str) -> Callable[[str], bool]:
    holds, wanted = _OPS[op], values.measure(bound)

    def check(value: str) -> bool:
        number = values.number(value) if wanted is not None else None
        return holds(value, bound) if number is None else holds(number, wanted)

    return check


def _numeric(match: Match) -> Callable[[float], bool]:
    match match:
        case Present():
            return lambda value: True
        case Equals(bound):
            return _against("=", bound)
        case Compare(op, bound):
            return _against(op, bound)
        case Between(low, high, inclusive):
            ends = [(">", low), ("<", high)]
            checks = [_against(op + "=" * inclusive, bound) for op, bound in ends if bound is not None]
            return lambda value: all(check(value) for check in checks)
        case _:
            return lambda value: False


def _against(op: str, bound: str) -> Callable[[float], bool]:
    holds, wanted = _OPS[op], values.measure(bound)
    return lambda value: wanted is not None and holds(value, wanted)


def _identifier(column: str, leaf: Has) -> Predicate:
    if isinstance(leaf.match, Present):
        return lambda record: record[column] != 0
    if not isinstance(leaf.match, Equals):
        raise QueryError(f"{leaf.field} is an identifier: search for the whole of it", *leaf.span)
    wanted = values.identifiers(leaf.match.value)
    if not wanted:
        raise QueryError(f"{leaf.match.value!r} is no identifier, decimal or hexadecimal", *leaf.span)
    if column != "trace_id":
        return lambda record: any(record[column] == low for _, low in wanted)
    return lambda record: any(
        record["trace_id"] == low and (not high or record["trace_id_high"] in (0, high)) for high, low in wanted
    )


def _moment(leaf: Has) -> Predicate:
    def bound(op: str, text: str) -> Callable[[int], bool]:
        holds, wanted = _OPS[op], values.moment_ms(text, *leaf.span)
        return lambda value: holds(value, wanted)

    checks: list[Callable[[int], bool]]
    match leaf.match:
        case Present():
            checks = []
        case Equals(value):
            checks = [bound("=", value)]
        case Compare(op, value):
            checks = [bound(op, value)]
        case Between(low, high, inclusive):
            ends = [(">", low), ("<", high)]
            checks = [bound(op + "=" * inclusive, end) for op, end in ends if end is not None]
        case _:
            raise QueryError(f"{leaf.field} takes a moment or a range of them", *leaf.span)
    return lambda record: all(check(_ms(record["ts"])) for check in checks)


def _ms(ts: object) -> int:
    return int(ts.timestamp() * 1000 + 1e-3) if isinstance(ts, datetime) else int(str(ts))


def _inside(value: str, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return any(address.version == network.version and address in network for network in networks)


def _pairs(attributes: Any) -> Iterable[tuple[str, Any]]:
    return attributes.items() if isinstance(attributes, Mapping) else attributes
