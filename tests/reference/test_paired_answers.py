"""
Worked answers from elsewhere, at the precision at which they are printed.

``SPSS``: mtorchiano/effsize issue 58, where SPSS and JASP print the interval .115 to 1.839. ``SLEEP``: R's
``sleep`` data (Student 1908): R's ``t.test(paired = TRUE)`` prints t and p; the interval of d_z is the noncentral t
interval to six digits. ``FIVE``: effsize issue 49.
"""

from fractions import Fraction

import pytest
from scipy import optimize, stats

from livingwell_core.instruments import Scale
from livingwell_core.statistics.effect_sizes import d_z, noncentrality_interval
from livingwell_core.statistics.paired import correlation_interval, mean_interval, paired_t, sd_interval, summarise
from livingwell_core.tallies import JointTable

SPSS = (
    # after, then before: the issue takes before minus after
    [200, 236, 216, 219, 260, 255, 221, 203],
    [201, 231, 221, 228, 284, 267, 232, 215],
)
FIVE = ([110, 122, 101, 120, 140], [150, 160, 110, 140, 155])
# In tenths of an hour.
SLEEP = ([7, -16, -2, -12, -1, 34, 37, 8, 0, 20], [19, 8, 11, 1, -1, 44, 55, 16, 46, 34])


def summary(first, last, denominator=1):
    return summarise(JointTable.of(Scale(lowest=-300, highest=300, denominator=denominator), first, last))


class TestWorkedAnswers:
    def test_spss(self):
        """SPSS and JASP: t(7) 2.825334, p .025577, d_z .9989066 [.114710, 1.838965]."""
        subject = summary(*SPSS)
        test, size = paired_t(subject), d_z(subject, level=0.95)
        assert (7, "2.825334", "0.025577") == (test.df, f"{test.t:.6f}", f"{test.p:.6f}")
        assert f"{size.value:.7f}" == "0.9989066"
        assert pytest.approx((0.114710, 1.838965), abs=1e-6) == (size.low, size.high)

    def test_sleep(self):
        """R's sleep: t(9) 4.062128, p .002833, d_z 1.284558 [.414628, 2.118017], mean change 1.58 hours."""
        subject = summary(*SLEEP, denominator=10)
        test, size = paired_t(subject), d_z(subject, level=0.95)
        assert (9, "4.062128", "0.002833") == (test.df, f"{test.t:.6f}", f"{test.p:.6f}")
        assert (f"{size.value:.6f}", subject.mean_change) == ("1.284558", 1.58)
        assert pytest.approx((0.414628, 2.118017), abs=1e-6) == (size.low, size.high)
        # R prints the interval of the mean difference as 0.7001142 to 2.4598858.
        mean = mean_interval(subject.mean_change, subject.sd_change, subject.n, level=0.95)
        assert pytest.approx((0.7001142, 2.4598858), abs=5e-8) == (mean.low, mean.high)

    def test_five(self):
        """effsize issue 49: d_z 1.754987."""
        assert f"{d_z(summary(*FIVE), level=0.95).value:.6f}" == "1.754987"


class TestNoncentralT:
    # brentq on scipy's cdf, searched near t: on wide brackets nct.cdf gives NaN.
    @pytest.mark.parametrize("df", [1, 2, 7, 29, 199, 725])
    @pytest.mark.parametrize("t", [0.0, 0.3, -1.7, 2.825334, 12.5, -30.0])
    @pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
    def test_inverts_the_distribution(self, df, t, level):
        """Each end is the root that a bracketing search over scipy.stats.nct finds, to 1e-7."""
        tail = (1 - level) / 2
        reach = 8 + 4 * abs(t) * (df**-0.5 if df > 2 else 2)
        expected = [
            optimize.brentq(lambda delta, p=p: stats.nct.cdf(t, df, delta) - p, t - reach, t + reach, xtol=1e-12)
            for p in (1 - tail, tail)
        ]
        assert pytest.approx(expected, rel=1e-7, abs=1e-7) == noncentrality_interval(t, df, level=level)


class TestOtherIntervals:
    @pytest.mark.parametrize("n", [2, 10, 726, 10**6])
    @pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
    def test_a_standard_deviation(self, n, level):
        """The chi-squared interval of scipy.stats.chi2's quantiles."""
        tail = (1 - level) / 2
        df = n - 1
        expected = [3 * (df / stats.chi2.ppf(p, df)) ** 0.5 for p in (1 - tail, tail)]
        found = sd_interval(3.0, n, level=level)
        assert pytest.approx(expected, rel=1e-9) == (found.low, found.high)

    @pytest.mark.parametrize("r", [0.0, 0.6, -0.93])
    @pytest.mark.parametrize("n", [4, 10, 726])
    def test_a_correlation(self, r, n):
        """scipy's pearsonr interval is Fisher's too: the same function of r and n."""
        from scipy.stats._stats_py import PearsonRResult

        expected = PearsonRResult(
            statistic=r, pvalue=0.5, alternative="two-sided", n=n, x=None, y=None, axis=0
        ).confidence_interval(0.95)
        found = correlation_interval(r, n, level=0.95)
        assert pytest.approx((expected.low, expected.high), rel=1e-10) == (found.low, found.high)

    def test_exact_means(self):
        """A mean is the nearest double to the exact fraction: thirds of a ninth do not drift."""
        ninths = Scale(lowest=0, highest=40, denominator=9)
        table = JointTable.of(ninths, [1, 2, 2], [100, 101, 360])
        found = summarise(table)
        assert float(Fraction(5, 27)) == found.mean_first
        assert float(Fraction(561, 27)) == found.mean_last
        assert float(Fraction(556, 27)) == found.mean_change
