"""Medians against numpy, and their interval against scipy's and against its own promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import quantile_test

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.medians import median


def of(values, *, level=0.95):
    distinct, count = np.unique(np.array(values, dtype=np.int64), return_counts=True)
    return median(distinct, count, level=level)


@given(st.lists(st.integers(-50, 400), min_size=1, max_size=200))
def test_the_middle_is_numpys(values):
    """The median of counted values is the median of the values."""
    assert of(values).value == np.median(values)


@given(
    st.lists(st.integers(0, 1000), min_size=6, max_size=300, unique=True), st.sampled_from([0.8, 0.9, 0.95])
)
def test_the_interval_is_scipys(values, level):
    """scipy inverts the same binomial test."""
    found = of(values, level=level)
    reference = quantile_test(values, q=0, p=0.5).confidence_interval(confidence_level=level)
    assert (found.low, found.high) == (reference.low, reference.high)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_order_and_splitting_change_nothing(values, random):
    """Cells may come in any order, and a value may stand in several of them."""
    shuffled = list(values)
    random.shuffle(shuffled)
    assert median(np.array(shuffled), np.ones(len(values), dtype=np.int64), level=0.95) == of(values)


@given(st.lists(st.integers(0, 9), min_size=6, max_size=60))
def test_reversing_the_scale_reverses_the_interval(values):
    """Nothing favours one end."""
    there, back = of(values), of([-value for value in values])
    assert (back.low, back.value, back.high) == (-there.high, -there.value, -there.low)


@pytest.mark.parametrize(("n", "has_one"), [(5, False), (6, True)])
def test_too_few_values_have_no_interval(n, has_one):
    """Even from the least to the greatest, five values cover with 1 - 2/32 only."""
    found = of(range(n))
    assert (found.low is not None) == (found.high is not None) == (found.level is not None) == has_one


def test_nobody_has_no_median():
    """There is no middle of nothing."""
    with pytest.raises(NotApplicableError, match="no values"):
        of([])


def test_the_interval_covers_as_often_as_it_says():
    """In 4,000 samples of 25 from a skew distribution, the true median is missed in at most 5%."""
    random = np.random.default_rng(7)
    samples = np.floor(random.exponential(1000, size=(4000, 25))).astype(np.int64)
    true = 1000 * np.log(2)
    ones = np.ones(25, dtype=np.int64)
    covered = 0
    for sample in samples:
        found = median(sample, ones, level=0.95)
        covered += found.low <= true <= found.high
    assert 0.95 - 3 * (0.05 * 0.95 / 4000) ** 0.5 <= covered / 4000 < 0.98
