"""What was read ahead answers as the store does."""

import time
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest

from vizsla.query.metrics import ahead as module
from vizsla.query.metrics.ahead import Ahead, Want
from vizsla.query.metrics.evaluate import evaluate_tree
from vizsla.query.metrics.parser import parse
from vizsla.query.metrics.syntax import metrics_of
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

ZERO = int(time.time()) // 86400 * 86400 - 86400
HALF = 12_740
QUERIES = (
    "avg:a{*} by {host}",
    "sum:a{env:prod} by {env,host}",
    "max:a{!env:prod}",
    "min:a{host:h1* OR env:prod,!host:h2}.rollup(max, 120)",
    "count:a{*} by {none}",
    "sum:b{*} by {host}.as_count()",
    "sum:b{host IN (h1,h3)}.as_rate()",
    "100 * sum:a{env:prod} by {host} / sum:b{*} by {host}.as_count().fill(zero)",
    "avg:a{nobody:here} by {host}",
    "avg:unknown{*}",
    "avg:a{*}.rollup(count)",
)


@pytest.fixture
def store(engine: Engine) -> Engine:
    """Hosts of two environments, with gaps, a gauge every 20 s and a count every 10 s for seven hours.

    They were sent twice, first up to the middle of a bucket.
    """
    rng = np.random.default_rng(5)
    for metric, step, type_ in (("a", 20, "gauge"), ("b", 10, "count")):
        first: list[Series] = []
        then: list[Series] = []
        for host in ("h1", "h2", "h3", "h12"):
            values = np.where(rng.random(7 * 3600 // step) < 0.2, np.nan, rng.normal(50, 10, 7 * 3600 // step).round(2))
            tags = (f"host:{host}", f"env:{'prod' if host < 'h2' else 'dev'}")
            rows = tuple((value,) for value in values.tolist())
            first.append(Series(metric, tags, rows[: HALF // step]))
            then.append(Series(metric, tags, rows[HALF // step :]))
        load(engine, Load(1, step, type_, 0, tuple(first)), ZERO)
        load(engine, Load(1, step, type_, HALF, tuple(then)), ZERO)
    return engine


@pytest.mark.parametrize(
    ("start", "end", "step", "origin"),
    [(600, 900, 60, 0), (660, 3660, 600, 0), (600, 7800, 20, 0), (655, 955, 60, 0), (0, 25200, 300, 0),
     (0, 25200, 3600, 0), (655, 955, 60, 55), (655, 4255, 600, 55), (610, 25210, 300, 10)],
)  # fmt: skip
def test_the_same_numbers(store: Engine, start: int, end: int, step: int, origin: int) -> None:
    asked: list[str] = []

    def run(sql: str, params: Mapping[str, object]) -> pa.Table:
        asked.append(sql)
        return store.run(sql, params)

    trees = [parse(query) for query in QUERIES]
    begin, stop = ZERO + start, ZERO + end
    ahead = Ahead(run, [Want(leaf, begin, stop, origin) for tree in trees for leaf in metrics_of(tree)])
    assert len(asked) == 2
    for query, tree in zip(QUERIES, trees, strict=True):
        direct = evaluate_tree(tree, begin, stop, store.run, step, origin_s=origin)
        found = evaluate_tree(tree, begin, stop, ahead, step, origin_s=origin)
        assert found.groups == direct.groups, query
        np.testing.assert_allclose(found.values, direct.values, rtol=1e-9, err_msg=query)
    if end - start < 7200:
        assert len(asked) == 2  # all of it was there


@pytest.mark.parametrize(
    ("ends", "seconds"), [((300, 330), 300), ((900, 1020, 1140), 300), ((607, 820), 300), ((25200, 25230), 23400)]
)
def test_windows_whose_buckets_begin_at_other_seconds(store: Engine, ends: tuple[int, ...], seconds: int) -> None:
    asked: list[str] = []

    def run(sql: str, params: Mapping[str, object]) -> pa.Table:
        asked.append(sql)
        return store.run(sql, params)

    trees = [parse(query) for query in QUERIES]
    windows = [(ZERO + end - seconds, ZERO + end, end % 60) for end in ends]
    ahead = Ahead(run, [Want(leaf, *window) for window in windows for tree in trees for leaf in metrics_of(tree)])
    assert len(asked) == 2
    for query, tree in zip(QUERIES, trees, strict=True):
        for begin, stop, origin in windows:
            direct = evaluate_tree(tree, begin, stop, store.run, 60, origin_s=origin)
            found = evaluate_tree(tree, begin, stop, ahead, 60, origin_s=origin)
            assert found.groups == direct.groups, query
            np.testing.assert_allclose(found.values, direct.values, rtol=1e-9, err_msg=query)
    assert len(asked) == 2  # all of it was there


@pytest.mark.parametrize(
    ("cells", "series", "left"),
    [(0, 9, {"a", "b"}), (4 * 5, 9, {"b"}), (2 * 4 * 5, 9, set()), (999, 3, {"a", "b"}), (999, 4, set())],
)
def test_what_would_take_too_much_memory_is_asked_for_by_each(
    store: Engine, monkeypatch: pytest.MonkeyPatch, cells: int, series: int, left: set[str]
) -> None:
    asked: list[object] = []

    def run(sql: str, params: Mapping[str, object]) -> pa.Table:
        asked.append(params.get("metric"))
        return store.run(sql, params)

    trees = [parse(query) for query in QUERIES]
    begin, stop = ZERO + 600, ZERO + 900
    monkeypatch.setattr(module, "_MOST_CELLS", cells)
    monkeypatch.setattr(module, "_MOST_REMEMBERED", cells)
    monkeypatch.setattr(module, "MOST_SERIES", series)
    ahead = Ahead(run, [Want(leaf, begin, stop) for tree in trees for leaf in metrics_of(tree)])
    asked.clear()
    for query, tree in zip(QUERIES, trees, strict=True):
        direct = evaluate_tree(tree, begin, stop, store.run, 60)
        found = evaluate_tree(tree, begin, stop, ahead, 60)
        assert found.groups == direct.groups, query
        np.testing.assert_allclose(found.values, direct.values, rtol=1e-9, err_msg=query)
    assert set(asked) == left
