"""Counts of values by rows of values and columns of time."""

import numpy as np
import pytest

from vizsla.query.heat import Samples, heat, of_values, quantile

NAN = float("nan")


def test_values_of_groups_are_counted_where_they_lie() -> None:
    samples = of_values(np.array([[0.0, 1.0, NAN], [9.0, 10.0, 5.0]]))
    found = heat(samples, columns=3, rows=2)
    assert found.edges.tolist() == [0.0, 5.0, 10.0]
    assert found.counts.tolist() == [[1, 1, 0], [1, 1, 1]]


def test_bounds_leave_out_what_lies_beyond() -> None:
    samples = of_values(np.array([[1.0], [2.0], [50.0]]))
    assert heat(samples, 1, 2, low=0, high=4).counts.sum() == 2
    assert heat(samples, 1, 3, low=60, high=90).counts.sum() == 0


def test_rows_of_even_ratio() -> None:
    samples = of_values(np.array([[1.0], [10.0], [100.0], [-5.0], [0.0]]))
    found = heat(samples, 1, 2, log=True)
    assert found.edges == pytest.approx([1, 10, 100])
    assert found.counts[:, 0].tolist() == [1, 2]


def test_alike_values_have_one_row_and_nothing_has_none() -> None:
    assert heat(of_values(np.array([[3.0], [3.0]])), 1, 40).counts.tolist() == [[2]]
    assert heat(of_values(np.array([[NAN]])), 1, 40).counts.shape == (0, 1)


def test_quantiles_weigh_by_counts() -> None:
    samples = Samples(np.zeros(3, np.int64), np.array([10.0, 1.0, 2.0]), np.array([1.0, 50.0, 49.0]))
    assert [quantile(samples, q) for q in (0.5, 0.99, 1.0)] == [1.0, 2.0, 10.0]
    assert np.isnan(quantile(of_values(np.empty((0, 0))), 0.5))
