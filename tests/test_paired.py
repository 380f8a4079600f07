import math

import numpy as np
import pytest

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Prorate, Scale, Sum
from livingwell_core.statistics.paired import (
    correlation_interval,
    mean_interval,
    paired_t,
    sd_interval,
    summarise,
)
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)


def table(first, last, scale=SCALE):
    return JointTable.of(scale, first, last)


class TestSummarise:
    def test_by_hand(self):
        """Changes 1, 3, 8 have mean 4 and variance 13; first scores 1, 2, 3 have mean 2 and SD 1."""
        summary = summarise(table([1, 2, 3], [2, 5, 11]))
        assert (summary.n, summary.mean_first, summary.mean_last, summary.mean_change) == (3, 2.0, 6.0, 4.0)
        assert (1.0, math.sqrt(21), math.sqrt(13)) == (summary.sd_first, summary.sd_last, summary.sd_change)
        # Covariance 4.5 by SDs 1 and root of 21.
        assert pytest.approx(4.5 / math.sqrt(21), rel=1e-15) == summary.correlation

    def test_nobody(self):
        """Without a pair there is nothing to summarise, and the reason is fit to print."""
        with pytest.raises(NotApplicableError, match=r"^no pairs$"):
            summarise(table([], []))

    def test_one_pair(self):
        """One pair has means but no spread."""
        summary = summarise(table([10], [14]))
        assert (summary.n, summary.mean_first, summary.mean_last, summary.mean_change) == (1, 10.0, 14.0, 4.0)
        assert [summary.sd_first, summary.sd_last, summary.sd_change, summary.correlation] == [None] * 4

    @pytest.mark.parametrize(
        ("first", "last"), [([3, 3, 3], [1, 2, 3]), ([1, 2, 3], [3, 3, 3]), ([3, 3], [4, 4])]
    )
    def test_no_correlation_without_variation(self, first, last):
        """Where first or last does not vary there is no correlation, and that is no error."""
        assert summarise(table(first, last)).correlation is None

    @pytest.mark.parametrize(("last", "expected"), [([4, 7, 7, 4], 1.0), ([36, 33, 33, 36], -1.0)])
    def test_a_line_correlates_by_one(self, last, expected):
        """Pairs on one line correlate by exactly 1 or -1: rounding must not take it past."""
        assert expected == summarise(table([4, 7, 7, 4], last)).correlation

    def test_ninths_are_points(self):
        """On a scale of ninths the results are still in points."""
        ninths = Scale(lowest=0, highest=40, denominator=9)
        whole, fine = (
            summarise(table(*scores, scale))
            for scores, scale in (
                (([10, 20, 21], [30, 20, 26]), SCALE),
                (([90, 180, 189], [270, 180, 234]), ninths),
            )
        )
        for name in (
            "mean_first",
            "mean_last",
            "mean_change",
            "sd_first",
            "sd_last",
            "sd_change",
            "correlation",
        ):
            assert getattr(whole, name) == pytest.approx(getattr(fine, name), rel=1e-14)

    def test_sums_of_very_fine_steps_do_not_wrap(self):
        """
        Twenty items with ten missing need eleven million steps a point: squares pass 64 bits, the result
        does not.
        """
        scale = Sum(missing=Prorate(max_missing=10)).scale([(0, 4)] * 20)
        first, last = np.array([80, 70, 60, 75, 79, 80] * 5), np.array([70, 60, 80, 80, 12, 75] * 5)
        summary = summarise(table(first * scale.denominator, last * scale.denominator, scale))
        assert pytest.approx(np.std(first, ddof=1), rel=1e-12) == summary.sd_first
        assert pytest.approx(np.std(last - first, ddof=1), rel=1e-12) == summary.sd_change

    def test_a_million_people(self):
        """A million pairs are summed without rounding."""
        first, last = np.array([10, 40]), np.array([20, 0])
        summary = summarise(JointTable.of(SCALE, first, last, [999_999, 1]))
        assert pytest.approx((999_999 * 10 - 40) / 10**6, rel=1e-15) == summary.mean_change
        # Two values 50 apart, one of them once: variance 2500 * (n - 1) / (n * (n - 1)) = 2500 / n.
        assert pytest.approx(50 / 1000, rel=1e-14) == summary.sd_change


class TestPairedT:
    @pytest.mark.parametrize(
        ("first", "last", "reason"),
        [
            ([1], [5], "needs two pairs, there is 1"),
            ([1, 2, 9], [5, 6, 13], "every person changed by the same"),
        ],
    )
    def test_not_applicable(self, first, last, reason):
        """With one pair, or without variance of change, there is no t and a reason instead."""
        with pytest.raises(NotApplicableError, match=reason):
            paired_t(summarise(table(first, last)))

    def test_no_change_on_average(self):
        """Changes that cancel out give t 0 and p 1."""
        test = paired_t(summarise(table([5, 5], [6, 4])))
        assert (test.t, test.df, test.p) == (0.0, 1, 1.0)

    def test_the_p_of_two_pairs(self):
        """With one degree of freedom t is Cauchy: changes 1 and 3 give t 2 and p 1 - 2 atan(2) / pi."""
        test = paired_t(summarise(table([0, 0], [1, 3])))
        assert pytest.approx(2.0, rel=1e-15) == test.t
        assert pytest.approx(1 - 2 * math.atan(2) / math.pi, rel=1e-13) == test.p

    def test_a_tiny_p_is_small_not_negative(self):
        """The tail is computed as a tail: p far below 1e-16 keeps its size."""
        test = paired_t(summarise(JointTable.of(SCALE, [0, 0], [1, 2], [500, 500])))
        assert 0 <= test.p < 1e-300
        test = paired_t(summarise(JointTable.of(SCALE, [0, 0], [1, 9], [15, 15])))
        assert 1e-8 < test.p < 1e-6


class TestMeanInterval:
    def test_a_single_value_has_no_interval(self):
        """One value is its own mean, and nothing is known of its precision."""
        estimate = mean_interval(3.0, None, 1, level=0.95)
        assert (estimate.value, estimate.low, estimate.high, estimate.level) == (3.0, None, None, None)

    def test_two_values(self):
        """With one degree of freedom the 95 % quantile is tan(.475 pi) = 12.706."""
        estimate = mean_interval(2.0, math.sqrt(2), 2, level=0.95)
        half = math.tan(0.475 * math.pi)
        assert pytest.approx((2 - half, 2 + half), rel=1e-12) == (estimate.low, estimate.high)
        assert (estimate.value, estimate.level) == (2.0, 0.95)

    def test_without_spread_the_interval_is_a_point(self):
        """Where nobody differs the interval has no width, and no NaN."""
        estimate = mean_interval(2.0, 0.0, 5, level=0.95)
        assert (estimate.low, estimate.high) == (2.0, 2.0)


class TestSdInterval:
    def test_without_spread_the_interval_is_a_point(self):
        """Where nobody differs there is nothing to scale."""
        estimate = sd_interval(0.0, 5, level=0.95)
        assert (estimate.low, estimate.high) == (0.0, 0.0)

    @pytest.mark.parametrize("n", [2, 3, 30, 10**6])
    def test_contains_its_value(self, n):
        """The interval is finite, around the value, and wider below than a mirror image would be."""
        estimate = sd_interval(2.0, n, level=0.95)
        assert 0 < estimate.low < 2.0 < estimate.high < math.inf
        assert estimate.high - 2 > 2 - estimate.low


class TestCorrelationInterval:
    @pytest.mark.parametrize("n", [2, 3])
    def test_needs_four_pairs(self, n):
        """Fisher's interval divides by n - 3: below four pairs there is none."""
        estimate = correlation_interval(0.5, n, level=0.95)
        assert (estimate.value, estimate.low, estimate.high) == (0.5, None, None)

    @pytest.mark.parametrize("r", [1.0, -1.0])
    def test_a_line_has_none(self, r):
        """On a line the transformation is infinite: no interval instead."""
        estimate = correlation_interval(r, 10, level=0.95)
        assert (r, None, None) == (estimate.value, estimate.low, estimate.high)

    def test_stays_within_one(self):
        """Four pairs that nearly lie on a line leave a wide interval within -1 to 1."""
        estimate = correlation_interval(0.999, 4, level=0.99)
        assert -1 <= estimate.low < 0.999 < estimate.high <= 1
