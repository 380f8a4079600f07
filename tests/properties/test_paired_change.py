"""
Paired statistics from the table equal those from the raw pairs, and move as they must.
"""

import math

import attrs
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs
from scipy import stats

from livingwell_core.instruments import Scale
from livingwell_core.statistics.effect_sizes import d_z
from livingwell_core.statistics.paired import mean_interval, paired_t, summarise
from livingwell_core.tallies import JointTable

NUMBERS = ("mean_first", "mean_last", "mean_change", "sd_first", "sd_last", "sd_change", "correlation")
levels = st.sampled_from([0.8, 0.95, 0.99])
SCALE = Scale(lowest=0, highest=10)


def table(drawn):
    scale, pairs = drawn
    return JointTable.of(scale, *columns(pairs))


def with_varying_change(drawn):
    """Leave out samples without a t: everybody's change is the same."""
    _, pairs = drawn
    assume(len({last - first for first, last in pairs}) > 1)
    return drawn


class TestAgainstRawPairs:
    @given(scale_and_pairs(min_size=2))
    @example((SCALE, [(4, 4), (7, 7), (7, 7), (4, 4)]))
    def test_summary_equals_numpy(self, drawn):
        """
        Means, SDs and correlation equal numpy's on the raw scores, to 1e-10; a correlation is within -1
        and 1.
        """
        scale, pairs = drawn
        first, last = (np.array(scores) / scale.denominator for scores in columns(pairs))
        summary = summarise(table(drawn))
        size = 1e-10 * max(1, abs(scale.lowest), abs(scale.highest))
        expected = (
            first.mean(), last.mean(), (last - first).mean(),
            first.std(ddof=1), last.std(ddof=1), (last - first).std(ddof=1),
        )  # fmt: skip
        found = tuple(getattr(summary, name) for name in NUMBERS[:-1])
        assert pytest.approx(expected, rel=1e-10, abs=size) == found
        constant = len(set(first)) == 1 or len(set(last)) == 1
        assert constant == (summary.correlation is None)
        if not constant:
            assert pytest.approx(np.corrcoef(first, last)[0, 1], rel=1e-9, abs=1e-9) == summary.correlation
            assert -1 <= summary.correlation <= 1

    @given(scale_and_pairs(min_size=2).map(with_varying_change))
    def test_t_equals_scipy(self, drawn):
        """t, degrees of freedom and p equal scipy.stats.ttest_rel on the raw steps, to 1e-10."""
        _, pairs = drawn
        first, last = columns(pairs)
        expected = stats.ttest_rel(last, first)
        found = paired_t(summarise(table(drawn)))
        assert expected.df == found.df == len(pairs) - 1
        assert pytest.approx(expected.statistic, rel=1e-10, abs=1e-12) == found.t
        assert pytest.approx(expected.pvalue, rel=1e-9) == found.p

    @given(scale_and_pairs(min_size=2), levels)
    def test_the_interval_of_the_mean_equals_scipy(self, drawn, level):
        """
        The interval of the mean change equals scipy.stats.t.interval; it has no width where nobody
        differs.
        """
        summary = summarise(table(drawn))
        found = mean_interval(summary.mean_change, summary.sd_change, summary.n, level=level)
        assert found.low <= summary.mean_change <= found.high
        if summary.sd_change == 0:
            assert found.low == found.high
            return
        error = summary.sd_change / math.sqrt(summary.n)
        expected = stats.t.interval(level, summary.n - 1, loc=summary.mean_change, scale=error)
        assert pytest.approx(expected, rel=1e-9, abs=1e-9 * error) == (found.low, found.high)

    @given(scale_and_pairs(min_size=2).map(with_varying_change), levels)
    def test_d_z_and_its_interval(self, drawn, level):
        """d_z is mean by SD of the changes, and each end puts its tail beyond the t that was seen."""
        _, pairs = drawn
        first, last = map(np.array, columns(pairs))
        change = last - first
        found = d_z(summarise(table(drawn)), level=level)
        assert pytest.approx(change.mean() / change.std(ddof=1), rel=1e-10, abs=1e-12) == found.value
        assert -math.inf < found.low < found.value < found.high < math.inf
        root, df = math.sqrt(len(pairs)), len(pairs) - 1
        t, tail = found.value * root, (1 - level) / 2
        if abs(t) < 30:  # beyond that scipy.stats' own cdf loses digits
            assert pytest.approx(1 - tail, abs=1e-7) == stats.nct.cdf(t, df, found.low * root)
            assert pytest.approx(tail, abs=1e-7) == stats.nct.cdf(t, df, found.high * root)


class TestHowItMoves:
    @given(scale_and_pairs(min_size=2), st.integers(-50, 50))
    def test_shifting(self, drawn, shift):
        """Points added to every score move both means and nothing else."""
        scale, pairs = drawn
        moved_scale = attrs.evolve(scale, lowest=scale.lowest + shift, highest=scale.highest + shift)
        up = shift * scale.denominator
        before = summarise(table(drawn))
        after = summarise(table((moved_scale, [(first + up, last + up) for first, last in pairs])))
        assert pytest.approx(before.mean_first + shift, rel=1e-12, abs=1e-10) == after.mean_first
        assert pytest.approx(before.mean_last + shift, rel=1e-12, abs=1e-10) == after.mean_last
        for name in NUMBERS[2:]:
            assert getattr(before, name) == getattr(after, name)

    @given(scale_and_pairs(min_size=2).map(with_varying_change), st.sampled_from([2, 3, 10]))
    def test_scaling(self, drawn, factor):
        """Scores multiplied by a factor have means and SDs multiplied; correlation, t and d_z stay."""
        scale, pairs = drawn
        wide = Scale(
            lowest=scale.lowest * factor, highest=scale.highest * factor, denominator=scale.denominator
        )
        before = summarise(table(drawn))
        after = summarise(table((wide, [(factor * first, factor * last) for first, last in pairs])))
        for name in NUMBERS[:-1]:
            assert pytest.approx(factor * getattr(before, name), rel=1e-12) == getattr(after, name)
        if before.correlation is not None:
            assert pytest.approx(before.correlation, rel=1e-12, abs=1e-12) == after.correlation
        assert pytest.approx(paired_t(before).t, rel=1e-12) == paired_t(after).t
        old, new = d_z(before, level=0.95), d_z(after, level=0.95)
        assert pytest.approx((old.low, old.high), rel=1e-6, abs=1e-8) == (new.low, new.high)

    @given(scale_and_pairs(min_size=2).map(with_varying_change))
    def test_reversing_the_scale(self, drawn):
        """
        Scores counted from the other end turn the change, t and d_z with its interval round; p and SDs
        stay.
        """
        scale, pairs = drawn
        ends = scale.first_step + scale.last_step
        before = summarise(table(drawn))
        after = summarise(table((scale, [(ends - first, ends - last) for first, last in pairs])))
        assert -before.mean_change == after.mean_change
        assert before.sd_change == after.sd_change
        assert -paired_t(before).t == paired_t(after).t
        assert paired_t(before).p == paired_t(after).p
        old, new = d_z(before, level=0.95), d_z(after, level=0.95)
        assert -old.value == new.value
        assert pytest.approx((-old.high, -old.low), rel=1e-6, abs=1e-8) == (new.low, new.high)

    @given(scale_and_pairs(min_size=2))
    def test_exchanging_first_and_last(self, drawn):
        """Time run backwards exchanges means and SDs and turns the change round; the correlation stays."""
        before, after = summarise(table(drawn)), summarise(table(drawn).swapped())
        assert (before.mean_first, before.sd_first) == (after.mean_last, after.sd_last)
        assert (-before.mean_change, before.sd_change) == (after.mean_change, after.sd_change)
        if before.correlation is None:
            assert after.correlation is None
        else:
            assert pytest.approx(before.correlation, rel=1e-12, abs=1e-12) == after.correlation

    @given(scale_and_pairs(min_size=2).map(with_varying_change))
    def test_everybody_twice(self, drawn):
        """The same people twice over have the same means and narrower intervals."""
        once, twice = (summarise(t) for t in (table(drawn), table(drawn) + table(drawn)))
        assert (once.mean_first, once.mean_change) == (twice.mean_first, twice.mean_change)
        for interval in (
            lambda s: mean_interval(s.mean_change, s.sd_change, s.n, level=0.95),
            lambda s: d_z(s, level=0.95),
        ):
            narrow, wide = interval(twice), interval(once)
            assert narrow.high - narrow.low < wide.high - wide.low
        assert abs(paired_t(once).t) <= abs(paired_t(twice).t)
