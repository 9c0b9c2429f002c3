"""Both back ends find the same records, and printing a tree loses nothing."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from vizsla.query.errors import QueryError
from vizsla.query.search import parse, predicate, printer, sql
from vizsla.query.search.syntax import (
    And,
    Between,
    Compare,
    Equals,
    Everything,
    Field,
    Has,
    InNetworks,
    Like,
    Not,
    Or,
    Present,
    Tree,
    WordLike,
    Words,
)
from vizsla.store.engine import Engine

_spec = spec_from_file_location("search_records", Path(__file__).parent / "search_records.py")
assert _spec and _spec.loader
search_records = module_from_spec(_spec)
_spec.loader.exec_module(search_records)

VALUES = ["a", "b", "A", "ab", "a b", "a:b", "Éa", "10", "9", "1.5", "-3", "1e3", "x*y", 'q"', "\\", "%", "_", "a_b",
          "", "10.0.0.1", "::1", "a\nb"]  # fmt: skip
TEXTS = [*VALUES, "a ab b", "A-b a", "foo.bar a", "-> a", "é a"]
PATTERNS = ["a*", "*b", "?", "a?b", "*a*", "\\**", "1*", "x\\*?", "*.b?r", "%*", "A?*"]
NAMES = ["k", "n.m", "a:b"]

text = st.sampled_from(TEXTS)
value = st.sampled_from(VALUES)
bound = st.sampled_from([*VALUES, "20ms", "1h"])
pattern = st.sampled_from(PATTERNS)
field = st.one_of(
    st.sampled_from(NAMES).map(lambda name: Field(name, attribute=True)),
    st.sampled_from(["service", "status", "host", "env", "tags", "message"]).map(Field),
)
match = st.one_of(
    value.map(Equals),
    pattern.map(Like),
    st.just(Present()),
    st.builds(Compare, st.sampled_from([">", ">=", "<", "<="]), bound),
    st.builds(Between, st.none() | bound, st.none() | bound, st.booleans()),
)
networks = st.just(Has(Field("k", attribute=True), InNetworks(("10.0.0.0/8", "::/64"))))
leaf: st.SearchStrategy[Tree] = st.one_of(
    st.just(Everything()),
    st.builds(Words, text.filter(lambda text: text.strip()), st.booleans()),
    st.builds(WordLike, pattern, st.booleans()),
    st.builds(Has, field, match),
    networks,
)
tree: st.SearchStrategy[Tree] = st.recursive(
    leaf,
    lambda part: st.one_of(
        st.builds(Not, part),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(part, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=5,
)
log = st.fixed_dictionaries(
    {
        "service": value,
        "status": st.sampled_from(["error", "info", "warn"]),
        "host": value,
        "message": text,
        "tags": st.lists(st.one_of(value, value.map(lambda v: f"env:{v}")), max_size=2),
        "attributes": st.dictionaries(st.sampled_from(NAMES), st.lists(value, min_size=1, max_size=2), max_size=3),
    }
)
span = st.fixed_dictionaries(
    {
        "service": value,
        "host": value,
        "resource": text,
        "error": st.integers(0, 1),
        "tags": st.lists(value.map(lambda v: f"env:{v}"), max_size=2),
        "meta": st.dictionaries(st.sampled_from(NAMES), value, max_size=2),
        "metrics": st.dictionaries(st.sampled_from(NAMES), st.sampled_from([0.0, 9.0, 10.0, 1.5, -3.0]), max_size=2),
    }
)
# An example is a whole table; shrinking one takes minutes and the failing search is printed anyway.
quick = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


@pytest.mark.parametrize("table", ["logs", "spans"])
def test_sql_and_predicate_agree(table: str, engine: Engine) -> None:
    @quick
    @given(
        st.lists(log if table == "logs" else span, min_size=20, max_size=40), st.lists(tree, min_size=25, max_size=25)
    )
    def agree(records: list[dict[str, object]], trees: list[Tree]) -> None:
        given = [search_records.whole(table, record | {"span_id": i}, i) for i, record in enumerate(records)]
        engine.run(f"TRUNCATE TABLE {table}")
        engine.insert(table, search_records.rows(table, given))
        for one in trees:
            condition, params = sql.compile(one, table)  # type: ignore[arg-type]
            found = predicate.compile(one, table)  # type: ignore[arg-type]
            answer = engine.run(f"SELECT span_id FROM {table} WHERE {condition} ORDER BY span_id", params)
            wanted = [record["span_id"] for record in given if found(record)]
            assert answer.column("span_id").to_pylist() == wanted, (printer.text(one), condition, params)

    agree()


@given(tree)
@settings(max_examples=300, deadline=None)
def test_printing_and_parsing_give_the_same_tree(one: Tree) -> None:
    assert flat(parse(printer.text(one))) == flat(one)


@given(st.text(alphabet='ab:@"()[]{}*?\\-!<>= TOANDR0179.\n', max_size=40))
@settings(max_examples=500, deadline=None)
def test_any_text_is_a_tree_or_a_clear_error(source: str) -> None:
    try:
        tree = parse(source)
    except QueryError as error:
        assert error.message
        assert 0 <= error.start <= error.end <= len(source)
    else:
        assert flat(parse(printer.text(tree))) == flat(tree)


def test_nesting_and_length_have_bounds() -> None:
    for source in ("(" * 5000, "-" * 5000, "a " * 5000, "k:(" + "a OR " * 5000 + "b)"):
        with pytest.raises(QueryError):
            parse(source)


def flat(one: Tree) -> Tree:
    """The tree with groups of groups of one kind joined, as printing does not show them."""
    match one:
        case Not(part):
            return Not(flat(part))
        case And(parts) | Or(parts):
            kind = type(one)
            flattened = [flat(part) for part in parts]
            return kind(tuple(p for part in flattened for p in (part.parts if isinstance(part, kind) else (part,))))
        case _:
            return one
