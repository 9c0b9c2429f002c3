"""Buckets that begin some seconds after those of the clock show the same as those of the clock would, earlier."""

import time
from itertools import cycle, islice

import numpy as np
import pytest

from vizsla.query.metrics.evaluate import evaluate_tree
from vizsla.query.metrics.parser import parse
from vizsla.store.engine import Engine
from vizsla.testing.metrics import load
from vizsla.testing.script import Load, Series

ZERO = int(time.time()) // 86400 * 86400 - 86400


@pytest.mark.parametrize("query", ["avg:a{*} by {host}", "sum:a{*}.as_rate()", "diff(avg:a{host:h1})"])
def test_the_same_as_on_the_clock(engine: Engine, query: str) -> None:
    values = tuple((float(value),) for value in islice(cycle(range(1, 12)), 240))
    for name, zero in (("a", ZERO), ("b", ZERO + 20)):
        load(
            engine,
            Load(1, 10, "count", 0, (Series(name, ("host:h1",), values), Series(name, ("host:h2",), values))),
            zero,
        )
    on_the_clock = evaluate_tree(parse(query), ZERO + 600, ZERO + 900, engine.run, 60)
    later = evaluate_tree(parse(query.replace(":a{", ":b{")), ZERO + 620, ZERO + 920, engine.run, 60, origin_s=20)
    assert (later.times == on_the_clock.times + 20).all()
    np.testing.assert_allclose(later.values, on_the_clock.values)
