"""The metrics language: printing loses nothing, no text breaks the parser, and SQL agrees with a naive reading."""

import math
import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from vizsla.query.errors import QueryError
from vizsla.query.functions.function import functions
from vizsla.query.metrics import printer
from vizsla.query.metrics.evaluate import evaluate_tree
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import (
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
    Term,
    metrics_of,
)
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

NOWHERE = (0, 0)
HOSTS, ENVS = ["a", "b", "c-1"], ["prod", "dev"]
term = st.sampled_from(
    ["host:a", "host:b", "host:c-1", "host:*", "host:c*", "env:prod", "env:dev", "env:*d*", "canary", "team:x"]
).map(Term)
filters: st.SearchStrategy[Filter] = st.recursive(
    term,
    lambda part: st.one_of(
        part.map(Not),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: Any_(tuple(parts))),
    ),
    max_leaves=4,
)
metric = st.builds(
    lambda name, aggregator, where, by, mode, method, fill: Metric(
        name, aggregator, where, printer.filter_text(where), by, NOWHERE, mode, method, None, fill
    ),
    st.sampled_from(["m.gauge", "m.count"]),
    st.sampled_from(["avg", "sum", "min", "max", "count"]),
    filters | st.just(Everything()),
    st.sampled_from([(), ("host",), ("env",), ("host", "env"), ("nothing",)]),
    st.sampled_from(["", "count", "rate"]),
    st.sampled_from([None, "avg", "sum", "min", "max", "count"]),
    st.sampled_from([None, "zero", "null", "last", "linear"]),
)
number = st.sampled_from([0.0, 1.0, 2.5, 1e-7, 123456789.0]).map(lambda value: Number(value, NOWHERE))
expr: st.SearchStrategy[Expr] = st.recursive(
    metric | number,
    lambda part: st.one_of(
        st.builds(Binary, st.sampled_from("+-*/"), part, part, st.just(NOWHERE)),
        st.builds(lambda arg: Call("abs", (arg,), (), NOWHERE), part),
        st.builds(lambda arg, n: Call("clamp_min", (arg, n), (), NOWHERE), part, number),
    ),
    max_leaves=5,
)
value = st.sampled_from([math.nan, 0.0, 1.0, 2.0, 7.5, -3.0])
series = st.builds(
    lambda host, env, canary, values: (
        tuple(sorted([f"host:{host}", f"env:{env}"] + (["canary"] if canary else []))),
        tuple((one,) for one in values),
    ),
    st.sampled_from(HOSTS),
    st.sampled_from(ENVS),
    st.booleans(),
    st.lists(value, min_size=12, max_size=12),
)
quick = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@given(expr)
@settings(max_examples=300, deadline=None)
def test_printing_and_parsing_give_the_same_tree(tree: Expr) -> None:
    assert plain(parse(printer.text(tree))) == plain(tree)


@given(st.text(alphabet="avg:sum{}()*,.!-+/ abyrolp'\"=0519%\n", max_size=50))
@settings(max_examples=600, deadline=None)
def test_any_text_is_a_tree_or_a_clear_error(source: str) -> None:
    try:
        tree = parse(source)
    except QueryError as error:
        assert error.message
        assert 0 <= error.start <= error.end <= len(source)
    else:
        assert plain(parse(printer.text(tree))) == plain(tree)


def test_nesting_and_length_have_bounds() -> None:
    for source in ("(" * 5000, "-" * 5000, "a{" + "(" * 5000, "a{" + "!" * 5000, "abs(" * 5000, "1+" * 5000 + "1"):
        with pytest.raises(QueryError):
            parse(source)


@pytest.mark.parametrize("name", sorted(functions()))
def test_every_functions_example_is_a_query(name: str) -> None:
    tree = parse(functions()[name].example)
    assert isinstance(tree, Call) and tree.name == name


@pytest.mark.parametrize("type_", ["gauge", "count"])
def test_sql_agrees_with_a_naive_reading(type_: str, engine: Engine) -> None:
    @quick
    @given(st.lists(series, max_size=5, unique_by=lambda one: one[0]), st.lists(metric, min_size=15, max_size=15))
    def agree(given: list[tuple[tuple[str, ...], tuple[tuple[float, ...], ...]]], asked: list[Metric]) -> None:
        for table in ("series", "points", "rollup_5m", "rollup_1h"):
            engine.run(f"TRUNCATE TABLE {table}")
        name, zero = f"m.{type_}", 86400 * (int(time.time()) // 86400 - 3)
        load(engine, Load(1, 10, type_, 0, tuple(Series(name, tags, samples) for tags, samples in given)), zero)
        present = [(tags, [one[0] for one in samples]) for tags, samples in given]
        present = [(tags, values) for tags, values in present if not all(map(math.isnan, values))]
        for one in asked:
            tree = replace(one, name=name)
            frame = evaluate_tree(tree, zero, zero + 120, engine.run, 30)
            wanted = naive(tree, type_, present)
            got = dict(zip(frame.groups, frame.values.tolist(), strict=True))
            assert got.keys() == wanted.keys(), printer.text(tree)
            for group, values in wanted.items():
                np.testing.assert_allclose(got[group], values, rtol=1e-9, atol=1e-12, err_msg=printer.text(tree))

    agree()


def naive(
    tree: Metric, type_: str, given: list[tuple[tuple[str, ...], list[float]]]
) -> dict[tuple[str, ...], list[float]]:
    """The answer over [0, 120) in buckets of 30 s for samples that are 10 s apart, as the documentation words it."""
    chosen = [(tags, values) for tags, values in given if holds(tree.filter, tags)]
    groups: dict[tuple[str, ...], list[list[float]]] = {}
    for tags, values in chosen:
        key = tuple(next((tag for tag in tags if tag.startswith(k + ":")), f"{k}:N/A") for k in tree.by)
        groups.setdefault(key, []).append(bucketed(tree, type_, values))
    off = tree.fill in ("zero", "null", "last") or (tree.fill is None and tree.mode != "" and type_ == "count")
    merged = len(chosen) > len(groups)
    for rows in groups.values():
        for row in rows:
            if tree.fill == "zero":
                row[:] = [0.0 if math.isnan(one) else one for one in row]
            elif tree.fill == "last":
                for i in range(1, 4):
                    row[i] = row[i - 1] if math.isnan(row[i]) else row[i]
            elif not off and (merged or tree.fill == "linear"):
                bridge(row)
    return {key: [across(tree.aggregator or "avg", column) for column in zip(*rows, strict=True)]
            for key, rows in groups.items()}  # fmt: skip


def bucketed(tree: Metric, type_: str, values: list[float]) -> list[float]:
    how = tree.rollup_method or ("sum" if tree.mode and type_ == "count" else "avg")
    found = []
    for i in range(4):
        part = [one for one in values[3 * i : 3 * i + 3] if not math.isnan(one)]
        one = across(how, part)
        found.append(one / 30 if tree.mode == "rate" and type_ == "count" and how == "sum" else one)
    return found


def bridge(row: list[float]) -> None:
    at = [i for i, one in enumerate(row) if not math.isnan(one)]
    for a, b in pairwise(at):
        for i in range(a + 1, b):
            row[i] = row[a] + (row[b] - row[a]) * (i - a) / (b - a)


def across(how: str, values: "list[float] | tuple[float, ...]") -> float:
    present = [one for one in values if not math.isnan(one)]
    if not present:
        return math.nan
    match how:
        case "avg":
            return sum(present) / len(present)
        case "sum":
            return sum(present)
        case "count":
            return float(len(present))
        case "min":
            return min(present)
        case _:
            return max(present)


def holds(tree: Filter, tags: tuple[str, ...]) -> bool:
    match tree:
        case Everything():
            return True
        case Not(part):
            return not holds(part, tags)
        case All(parts):
            return all(holds(part, tags) for part in parts)
        case Any_(parts):
            return any(holds(part, tags) for part in parts)
        case Term(text):
            pieces = text.split("*")
            return any(fits(pieces, tag) if len(pieces) > 1 else tag == text for tag in tags)


def fits(pieces: list[str], tag: str) -> bool:
    at = len(pieces[0])
    if not tag.startswith(pieces[0]) or not tag.endswith(pieces[-1]):
        return False
    for piece in pieces[1:-1]:
        found = tag.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return at + len(pieces[-1]) <= len(tag)


def plain(tree: Expr) -> Expr:
    """The tree without what texts may write in several ways: nested groups of one kind and the filter's text."""
    match tree:
        case Metric():
            return replace(tree, filter=flat(tree.filter), filter_text="")
        case Call(name, args, keywords, span):
            return Call(name, tuple(plain(arg) for arg in args), tuple((k, plain(v)) for k, v in keywords), span)
        case Binary(op, left, right, span):
            return Binary(op, plain(left), plain(right), span)
        case _:
            return tree


def flat(tree: Filter) -> Filter:
    match tree:
        case Not(part):
            return Not(flat(part))
        case All(parts) | Any_(parts):
            kind = type(tree)
            found = [flat(part) for part in parts]
            return kind(tuple(p for part in found for p in (part.parts if isinstance(part, kind) else (part,))))
        case _:
            return tree


def test_metrics_of_finds_every_leaf() -> None:
    assert [leaf.name for leaf in metrics_of(parse("abs(avg:a{*}) + b{*} / 2"))] == ["a", "b"]
