"""The Hodges-Lehmann estimate against all Walsh averages, one by one, and against the test it inverts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs
from scipy import stats

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.change_distribution import Changes, changes
from livingwell_core.statistics.hodges_lehmann import _normal_rank, hodges_lehmann
from livingwell_core.tallies import JointTable

levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def of(values, count=None, *, denominator=1):
    values = np.asarray(values, dtype=np.int64)
    if count is None:
        values, count = np.unique(values, return_counts=True)
    kept = np.asarray(count) > 0
    return Changes(steps=values[kept], count=np.asarray(count)[kept], denominator=denominator)


def walsh(values):
    """All Walsh averages, in order."""
    values = np.array(values)
    places = np.triu_indices(len(values))
    return np.sort((values[places[0]] + values[places[1]]) / 2)


def exact_rank(n, level):
    """The largest r with P(W < r) <= (1 - level) / 2, in Python's whole numbers; for any n."""
    ways = [1]
    for rank in range(1, n + 1):
        ways = [a + b for a, b in zip(ways + [0] * rank, [0] * rank + ways, strict=True)]
    total, r = 0, 0
    while True:
        total += ways[r]
        if total / 2**n > (1 - level) / 2:
            return r
        r += 1


def sets_of(*, max_size=70):
    return st.lists(st.integers(-30, 60), min_size=1, max_size=max_size)


class TestValue:
    @given(scale_and_pairs(min_size=1))
    def test_is_the_median_of_walsh_averages(self, drawn):
        """The value of a table, in points, is the median of all Walsh averages of the raw changes."""
        scale, pairs = drawn
        first, last = map(np.array, columns(pairs))
        found = hodges_lehmann(changes(JointTable.of(scale, first, last)), level=0.95)
        expected = np.median(walsh(last - first)) / scale.denominator
        assert pytest.approx(expected, rel=1e-12, abs=1e-12) == found.estimate.value
        assert found.n == len(pairs)
        assert found.ties == (len(set(last - first)) < len(pairs))

    @given(sets_of(), st.integers(2, 40))
    def test_equals_a_convolution_of_counts(self, values, width):
        """The same by numpy's convolution of the dense counts."""
        values = [value * width for value in values]
        low = min(values)
        dense = np.bincount(np.array(values) - low)
        sums = np.convolve(dense, dense)
        sums[::2] += dense
        total = np.repeat(np.arange(sums.size), sums // 2) / 2 + low
        assert hodges_lehmann(of(values), level=0.95).estimate.value == np.median(total)

    def test_a_score_as_fine_as_scores_get(self):
        """Steps of 2 ** 30 need no table of their range."""
        found = hodges_lehmann(of([-(2**31), 5, 2**31]), level=0.95)
        # Of the averages -2**31, 2.5 - 2**30, 0, 5, 2.5 + 2**30 and 2**31.
        assert found.estimate.value == 2.5

    @pytest.mark.parametrize("people", [10**5, 2**40])
    def test_many_people(self, people):
        """Numbers of pairs beyond 64 bits are counted: half fell by 2 and half rose by 4, so 1."""
        found = hodges_lehmann(of([-2, 4], [people, people]), level=0.95)
        assert (found.estimate.value, found.estimate.low, found.estimate.high) == (1, 1, 1)
        assert found.method == "normal"


class TestInterval:
    def test_depression(self):
        """Hollander & Wolfe, examples 3.3 and 3.4: -.46, and -.786 to -.010 at 96%."""
        last = [878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290]
        first = [1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300]
        subject = JointTable.of(Scale(lowest=0, highest=4, denominator=1000), first, last)
        for level in (0.95, 0.96):
            found = hodges_lehmann(changes(subject), level=level)
            assert (found.estimate.value, found.estimate.low, found.estimate.high) == (-0.46, -0.786, -0.01)
            assert (found.method, found.ties, found.estimate.level) == ("exact", False, level)

    @given(
        st.lists(st.integers(-(10**6), 10**6), min_size=6, max_size=30, unique=True),
        st.sampled_from([0.8, 0.9, 0.95]),
    )
    def test_holds_what_the_test_does_not_reject(self, values, level):
        """
        Taken off everybody, a shift just inside an end is not rejected by scipy's exact test, one just
        outside is.
        """
        averages = np.unique(walsh(values))
        found = hodges_lehmann(of(values), level=level).estimate
        # In quarters of a step all lies between the Walsh averages next to it.
        for end, inwards in ((found.low, 1), (found.high, -1)):
            for side, rejected in ((inwards, False), (-inwards, True)):
                shifted = np.array(values) - (end + side / 4)
                if found.low == found.high or len(np.unique(np.abs(shifted))) < len(values):
                    continue
                p = stats.wilcoxon(shifted, method="exact").pvalue
                assert (p <= 1 - level + 1e-12) == rejected
        assert {found.low, found.high} <= set(averages)

    @given(sets_of(max_size=50), levels)
    def test_ranks_among_walsh_averages(self, values, level):
        """Up to 50 people the ends have the rank that the exact distribution says, ties or not."""
        found = hodges_lehmann(of(values), level=level)
        averages, rank = walsh(values), exact_rank(len(values), level)
        if rank == 0:
            assert (found.method, found.estimate.low, found.estimate.level) == (None, None, None)
            return
        assert (found.estimate.low, found.estimate.high) == (averages[rank - 1], averages[-rank])
        assert found.method == "exact"

    @pytest.mark.parametrize("n", [51, 64, 100, 150])
    @pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
    def test_the_normal_rank_is_nearly_the_exact_one(self, n, level):
        """Above 50 people the approximation is off by at most 1, at 99% by 5, of a thousand ranks."""
        off = exact_rank(n, level) - _normal_rank(n, level)
        # Where it is off by more, the interval is the wider.
        assert -1 <= off <= (5 if level == 0.99 else 1)

    @pytest.mark.parametrize(("n", "has_one"), [(1, False), (2, False), (5, False), (6, True)])
    def test_too_few_people_have_none(self, n, has_one):
        """Even from the least to the greatest, five changes cover with 1 - 2/32 only."""
        found = hodges_lehmann(of(range(n)), level=0.95)
        assert (found.estimate.low is not None) == (found.method is not None) == has_one

    def test_more_confidence_than_there_is(self):
        """Where the normal approximation asks for a rank below the first there is no interval."""
        found = hodges_lehmann(of(range(51)), level=1 - 1e-12)
        assert (found.estimate.low, found.method) == (None, None)

    def test_everybody_by_the_same(self):
        """Where nobody differs the interval has no width."""
        found = hodges_lehmann(of([4] * 12), level=0.95).estimate
        assert (found.value, found.low, found.high) == (4, 4, 4)


class TestHowItMoves:
    @given(sets_of(), st.integers(-50, 50), st.sampled_from([-3, -1, 2, 9]))
    def test_shifting_scaling_and_reversing(self, values, shift, factor):
        """The estimate and its interval go with the scale; a negative factor exchanges the ends."""
        before = hodges_lehmann(of(values), level=0.9).estimate
        after = hodges_lehmann(of([factor * value + shift for value in values]), level=0.9).estimate
        assert after.value == factor * before.value + shift
        if before.low is not None:
            ends = sorted(factor * end + shift for end in (before.low, before.high))
            assert ends == [after.low, after.high]

    @given(sets_of())
    def test_finer_steps(self, values):
        """On a scale of ninths the same changes have the same estimate in points."""
        assert hodges_lehmann(of(values), level=0.95).estimate == (
            hodges_lehmann(of([9 * value for value in values], denominator=9), level=0.95).estimate
        )

    @given(scale_and_pairs(min_size=1))
    def test_exchanging_first_and_last(self, drawn):
        """Time run backwards turns the estimate and its interval round."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        there, back = (hodges_lehmann(changes(t), level=0.8).estimate for t in (table, table.swapped()))
        assert there.value == -back.value
        if there.low is not None:
            assert (there.low, there.high) == (-back.high, -back.low)

    @given(st.lists(st.integers(-30, 60), min_size=6, max_size=60, unique=True))
    def test_everybody_twice(self, values):
        """The same people twice over have an interval within the one that they had."""
        wide, narrow = (hodges_lehmann(of(values * k), level=0.95).estimate for k in (1, 2))
        assert wide.low <= narrow.low <= narrow.high <= wide.high
        assert narrow.high - narrow.low < wide.high - wide.low


def test_nobody():
    """There is no middle of nothing."""
    with pytest.raises(NotApplicableError, match=r"^no pairs$"):
        hodges_lehmann(of([]), level=0.95)


@pytest.mark.parametrize(
    ("n", "spread", "highest"),
    [(20, 100, 0.98), (100, 100, 0.98), (700, 100, 0.98), (20, 0.7, 1), (100, 0.7, 1)],
)
def test_covers(n, spread, highest):
    """Symmetric changes, coarse or fine: 95% intervals hold the centre at least so often, in 700 samples."""
    random = np.random.default_rng(n)
    steps = np.arange(-400, 401)
    chance = np.exp(-((steps / spread) ** 2) / 2)
    covered = []
    for count in random.multinomial(n, chance / chance.sum(), size=700):
        found = hodges_lehmann(of(steps + 3, count), level=0.95).estimate
        covered.append(found.low <= 3 <= found.high)
    assert 0.95 - 3 * math.sqrt(0.05 * 0.95 / 700) < np.mean(covered) <= highest
