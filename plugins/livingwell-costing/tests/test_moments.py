"""Joint moments: they add exactly, and everything follows from them as from the raw data."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing import moments
from livingwell_costing.moments import POWERS, JointMoments

from livingwell_core.errors import NotApplicableError
from livingwell_core.tallies import Tally

gains = st.floats(-5, 5).filter(lambda number: number == 0 or abs(number) > 1e-30)
costs = st.floats(-1e6, 1e6).filter(lambda number: number == 0 or abs(number) > 1e-30)
people = st.lists(st.tuples(gains, costs), min_size=0, max_size=20)
some = people.filter(lambda rows: len(rows) > 1)


def of(rows):
    return JointMoments.of([gain for gain, _ in rows], [cost for _, cost in rows])


def exactly(rows, a, b):
    """The central moment in fractions."""
    n = len(rows)
    pairs = [(Fraction(gain), Fraction(cost)) for gain, cost in rows]
    x, y = (sum(column) / n for column in zip(*pairs, strict=True))
    return sum((gain - x) ** a * (cost - y) ** b for gain, cost in pairs) / n


class TestAdding:
    @given(people, people)
    def test_parts_and_whole(self, left, right):
        """Exactly equal, not nearly."""
        assert of(left) + of(right) == of(left + right)

    @given(people, people, people)
    def test_monoid(self, a, b, c):
        """In any order, with nobody as zero."""
        one, two, three = of(a), of(b), of(c)
        assert one + two == two + one
        assert (one + two) + three == one + (two + three)
        assert one + one.zero() == one
        assert isinstance(one, Tally)

    @given(people, st.randoms(use_true_random=False))
    def test_order(self, rows, random):
        """The order of people changes nothing."""
        shuffled = list(rows)
        random.shuffle(shuffled)
        assert of(shuffled) == of(rows)

    @given(people, st.integers(1, 5))
    def test_at_a_time(self, rows, size):
        """Nor how many are added at a time."""
        whole = of(rows)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(moments, "_AT_ONCE", size)
            assert of(rows) == whole

    def test_other_things_do_not_add(self):
        """Only moments add to moments."""
        with pytest.raises(TypeError):
            JointMoments() + 1

    @given(people)
    def test_travels(self, rows):
        """To another process and back."""
        assert pickle.loads(pickle.dumps(of(rows))) == of(rows)


class TestMoments:
    @given(some)
    def test_against_fractions(self, rows):
        """All of them to twelve digits of their own size; second ones exactly."""
        tally = of(rows)
        for a, b in POWERS:
            expected = exactly(rows, a, b)
            if a + b <= 2:
                assert tally.central(a, b) == expected
            else:
                # Products have 106 bits about 0; the sums about the mean are as good as the largest of them.
                size = max(abs(gain) for gain, _ in rows) ** a * max(abs(cost) for _, cost in rows) ** b
                assert abs(tally.central(a, b) - expected) <= Fraction(1e-25) * Fraction(size)

    @pytest.mark.parametrize(("k", "tolerance"), [(2, 0), (3, 1e-12), (4, 1e-7)])
    def test_a_large_mean(self, k, tolerance):
        """A cost of a million with pennies between: of the fourth power, of 80 bits, 106 are kept."""
        cents = np.array([0.25, 0.5, 0.5, 1.0, 4.0])
        far = JointMoments.of(np.zeros(5), 1e6 + cents).central(0, k)
        near = JointMoments.of(np.zeros(5), cents).central(0, k)
        assert float(far) == pytest.approx(float(near), rel=tolerance)

    @given(st.lists(gains, min_size=2, max_size=20), costs)
    def test_one_cost_has_no_variance(self, values, cost):
        """Exactly none, given as a number or for each person."""
        for tally in (JointMoments.of(values, cost), JointMoments.of(values, [cost] * len(values))):
            assert tally.central(0, 2) == tally.central(1, 1) == 0

    @given(some, st.fractions(-10, 10, max_denominator=1000), st.fractions(-1000, 1000, max_denominator=100))
    def test_shifting(self, rows, gain, cost):
        """Means move, all else about them stays."""
        tally, moved = of(rows), of(rows).shifted(gain=gain, cost=cost)
        assert moved.combination(1, 0).mean == tally.combination(1, 0).mean + gain
        assert moved.combination(0, 1).mean == tally.combination(0, 1).mean + cost
        assert all(moved.central(a, b) == tally.central(a, b) for a, b in POWERS)
        assert moved.shifted(gain=-gain, cost=-cost) == tally

    @given(some, st.sampled_from([0.5, 2, 4, -1]), st.sampled_from([0.25, 8, -2]))
    def test_scaling(self, rows, gain, cost):
        """As if each person's numbers had been multiplied; powers of two do not round."""
        assert of(rows).scaled(gain=gain, cost=cost) == of([(gain * g, cost * c) for g, c in rows])

    def test_shortest_decimals(self):
        """.13 is thirteen hundredths."""
        assert JointMoments.of([0.0]).shifted(gain=0.13).combination(1, 0).mean == Fraction(13, 100)

    @given(some, st.floats(-1e5, 1e5), st.floats(-3, 3))
    def test_combination(self, rows, x, y):
        """Mean and variance of each person's combination, against numpy on the raw data."""
        found = of(rows).combination(x, y)
        raw = np.array([x * gain + y * cost for gain, cost in rows])
        size = max(1.0, float(np.abs(raw).max()), abs(x) * 5, abs(y) * 1e6)
        assert float(found.mean) == pytest.approx(raw.mean(), abs=1e-12 * size)
        assert float(found.variance) == pytest.approx(raw.var(ddof=1) / raw.size, abs=1e-12 * size**2)
        away = raw - raw.mean()
        second, third, fourth = ((away**k).mean() for k in (2, 3, 4))
        n = raw.size
        expected = (second / n, third / n**2, (fourth - 3 * second**2) / n**3)
        for k, mine, theirs in zip((2, 3, 4), found.resampled, expected, strict=True):
            assert float(mine) == pytest.approx(theirs, abs=1e-11 * size**k)

    def test_one_person(self):
        """Has a mean and no variance."""
        found = JointMoments.of([0.5], 100).combination(1, 0)
        assert (float(found.mean), found.variance, found.df) == (0.5, None, None)
        assert found.interval(0.95).low is None

    def test_nobody(self):
        """Has no mean."""
        for ask in (lambda: JointMoments().combination(1, 0), lambda: JointMoments().central(2, 0)):
            with pytest.raises(NotApplicableError, match="nobody with a gain"):
                ask()


class TestRefused:
    @pytest.mark.parametrize(
        ("gain", "cost", "message"),
        [
            ([float("nan")], [1.0], "'gain' must be finite"),
            ([0.1], [float("inf")], "'cost' must be finite"),
            ([0.1], 1e16, "'cost' must be finite and within 1e15 of 0"),
            ([0.1, 0.2], [1.0], "as long"),
            ([[0.1]], 1.0, "one-dimensional"),
        ],
    )
    def test_arrays(self, gain, cost, message):
        """What cannot be tallied."""
        with pytest.raises(ValueError, match=message):
            JointMoments.of(gain, cost)
