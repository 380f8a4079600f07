"""Means and differences of means against scipy on the raw data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.moments import JointMoments
from livingwell_costing.sample_means import student
from scipy.stats import t as student_t
from scipy.stats import ttest_ind

from livingwell_core.errors import NotApplicableError

values = st.lists(st.integers(-1000, 1000), min_size=2, max_size=15).filter(lambda v: len(set(v)) > 1)


def mean(numbers):
    return JointMoments.of(np.array(numbers, dtype=float)).combination(1, 0)


class TestInterval:
    @given(values, st.floats(0.5, 0.999))
    def test_student(self, numbers, level):
        """As scipy's interval of the mean."""
        found = mean(numbers).interval(level)
        array = np.array(numbers, dtype=float)
        se = array.std(ddof=1) / np.sqrt(array.size)
        low, high = student_t.interval(level, array.size - 1, array.mean(), se)
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-10, abs=1e-9)
        assert found.level == level

    @given(values, values)
    def test_welch(self, left, right):
        """The difference of two groups as scipy's unequal-variance test has it."""
        found = mean(left).minus(mean(right))
        test = ttest_ind(np.array(left, float), np.array(right, float), equal_var=False)
        ends = test.confidence_interval(0.95)
        interval = found.interval(0.95)
        assert found.df == pytest.approx(test.df, rel=1e-10)
        assert (interval.low, interval.high) == pytest.approx((ends.low, ends.high), rel=1e-9, abs=1e-9)
        assert found.n == len(left) + len(right)

    def test_difference_without_variance(self):
        """Two groups of people who are all alike: an interval without width."""
        interval = mean([3, 3, 3]).minus(mean([1, 1])).interval(0.95)
        assert (interval.value, interval.low, interval.high) == (2, 2, 2)

    def test_difference_with_one_person(self):
        """A group of one leaves no interval."""
        found = mean([3, 4]).minus(mean([1]))
        assert (found.variance, found.standard_error, found.interval(0.95).low) == (None, None, None)

    @given(values, values)
    def test_cumulants_of_a_difference(self, left, right):
        """Even ones add, the third one of the other group is taken off."""
        one, other = mean(left).resampled, mean(right).resampled
        assert mean(left).minus(mean(right)).resampled == (
            one[0] + other[0],
            one[1] - other[1],
            one[2] + other[2],
        )

    @pytest.mark.parametrize("level", [0, 1, -1, 2])
    def test_no_such_level(self, level):
        """A level is between 0 and 1."""
        with pytest.raises(NotApplicableError, match="between 0 and 1"):
            student(10, level)
