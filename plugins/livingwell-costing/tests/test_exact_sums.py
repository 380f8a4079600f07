"""Exact sums and products against fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing import exact_sums
from livingwell_costing.exact_sums import exact_sum, pair_of, times

anything = st.floats(allow_nan=False, allow_infinity=False)
reasonable = st.floats(-1e12, 1e12).filter(lambda number: number == 0 or abs(number) > 1e-60)


class TestSum:
    @given(st.lists(anything, max_size=40))
    def test_fractions(self, values):
        """Any floats there are, the smallest and the largest."""
        assert exact_sum(np.array(values, dtype=np.float64)) == sum(map(Fraction, values), start=Fraction(0))

    @given(st.lists(anything, max_size=40), st.integers(1, 7))
    def test_pieces(self, values, size):
        """However many are added at a time."""
        whole = exact_sum(np.array(values, dtype=np.float64))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(exact_sums, "_AT_ONCE", size)
            assert exact_sum(np.array(values, dtype=np.float64)) == whole

    def test_many_of_the_same(self):
        """A million times 0.1 is exactly that."""
        assert exact_sum(np.full(10**6, 0.1)) == Fraction(0.1) * 10**6
        assert exact_sum(np.full(10**6, -0.1)) == Fraction(-0.1) * 10**6


class TestProducts:
    @given(st.lists(st.tuples(reasonable, reasonable), min_size=1, max_size=20))
    def test_two(self, pairs):
        """A product of two floats has no rounding at all."""
        x, y = (np.array(column) for column in zip(*pairs, strict=True))
        high, low = times(pair_of(x), y)
        expected = [Fraction(a) * Fraction(b) for a, b in pairs]
        assert [Fraction(h) + Fraction(e) for h, e in zip(high, low, strict=True)] == expected

    @given(st.tuples(reasonable, reasonable, reasonable, reasonable))
    def test_four(self, numbers):
        """A product of four has a hundred bits."""
        pair = pair_of(np.array([numbers[0]]))
        expected = Fraction(numbers[0])
        for number in numbers[1:]:
            pair, expected = times(pair, np.array([number])), expected * Fraction(number)
        found = Fraction(pair[0][0]) + Fraction(pair[1][0])
        assert abs(found - expected) <= abs(expected) * Fraction(1, 2**100)
