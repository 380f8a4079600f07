"""
Worked answers from elsewhere, at the precision at which they are printed.

``SPSS``: mtorchiano/effsize issue 58, where SPSS and JASP print the interval .115 to 1.839. ``SLEEP``: R's
``sleep`` data (Student 1908): R's ``t.test(paired = TRUE)`` prints t and p; the interval of d_z is the
noncentral t interval to six digits. ``FIVE``: effsize issue 49.
"""

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import optimize, special, stats

from livingwell_core.instruments import Scale
from livingwell_core.statistics.effect_sizes import d_z, noncentrality_interval
from livingwell_core.statistics.paired import (
    correlation_interval,
    mean_interval,
    paired_t,
    sd_interval,
    summarise,
)
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
        assert (test.df, f"{test.t:.6f}", f"{test.p:.6f}") == (7, "2.825334", "0.025577")
        assert f"{size.value:.7f}" == "0.9989066"
        assert pytest.approx((0.114710, 1.838965), abs=1e-6) == (size.low, size.high)

    def test_sleep(self):
        """R's sleep: t(9) 4.062128, p .002833, d_z 1.284558 [.414628, 2.118017], mean change 1.58 hours."""
        subject = summary(*SLEEP, denominator=10)
        test, size = paired_t(subject), d_z(subject, level=0.95)
        assert (test.df, f"{test.t:.6f}", f"{test.p:.6f}") == (9, "4.062128", "0.002833")
        assert (f"{size.value:.6f}", subject.mean_change) == ("1.284558", 1.58)
        assert pytest.approx((0.414628, 2.118017), abs=1e-6) == (size.low, size.high)
        # R prints the interval of the mean difference as 0.7001142 to 2.4598858.
        mean = mean_interval(subject.mean_change, subject.sd_change, subject.n, level=0.95)
        assert pytest.approx((0.7001142, 2.4598858), abs=5e-8) == (mean.low, mean.high)

    def test_five(self):
        """effsize issue 49: d_z 1.754987."""
        assert f"{d_z(summary(*FIVE), level=0.95).value:.6f}" == "1.754987"


def noncentral_t(t, df, delta, *, nodes):
    """
    Give P(T <= t) by Gauss-Legendre quadrature of Phi(t s - delta) over the density of s = sqrt(chi2 /
    df).
    """
    low, high = (math.sqrt(end / df) for end in (stats.chi2.ppf(1e-18, df), stats.chi2.isf(1e-18, df)))
    s = (high - low) / 2 * nodes[0] + (low + high) / 2
    log_density = (
        math.log(2)
        + df / 2 * math.log(df / 2)
        - special.gammaln(df / 2)
        + (df - 1) * np.log(s)
        - df * s * s / 2
    )
    return float(((high - low) / 2 * nodes[1] * np.exp(log_density) * special.ndtr(t * s - delta)).sum())


@pytest.fixture(scope="module")
def nodes():
    return np.polynomial.legendre.leggauss(300)


class TestNoncentralT:
    @pytest.mark.parametrize("df", [1, 2, 7, 29, 199, 725, 99_999])
    @pytest.mark.parametrize("t", [0.0, 0.3, -1.7, 2.825334, 12.5, -30.0])
    @pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
    def test_inverts_the_distribution(self, df, t, level, nodes):
        """
        At each end exactly its tail lies beyond t, by quadrature that shares no code with scipy's, to
        1e-9.
        """
        tail = (1 - level) / 2
        low, high = noncentrality_interval(t, df, level=level)
        assert pytest.approx(1 - tail, abs=3e-9) == noncentral_t(t, df, low, nodes=nodes)
        assert pytest.approx(tail, abs=3e-9) == noncentral_t(t, df, high, nodes=nodes)

    # The search stays near t: on wide brackets scipy.stats.nct.cdf gives NaN.
    @pytest.mark.parametrize(("t", "df"), [(2.825334, 7), (4.062128, 9), (-1.7, 29), (24.0, 725)])
    def test_equals_a_search_over_scipys_cdf(self, t, df):
        """A bracketing search over scipy.stats.nct.cdf finds the same ends, to 1e-9."""
        expected = [
            optimize.brentq(lambda delta, p=p: stats.nct.cdf(t, df, delta) - p, t - 4.5, t + 4.5, xtol=1e-13)
            for p in (0.975, 0.025)
        ]
        assert pytest.approx(expected, rel=1e-9, abs=1e-9) == noncentrality_interval(t, df, level=0.95)


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
        """scipy's pearsonr, given scores that correlate by r, has the same interval."""
        # Scores with exactly this correlation: a standardised x, and x times r with what is at right
        # angles to it.
        x, y = np.linalg.qr(np.column_stack([np.ones(n), np.arange(n), np.arange(n) ** 2]))[0].T[1:]
        result = stats.pearsonr(x, r * x + math.sqrt(1 - r * r) * y)
        assert pytest.approx(r, abs=1e-12) == result.statistic
        expected = result.confidence_interval(0.95)
        found = correlation_interval(r, n, level=0.95)
        assert pytest.approx((expected.low, expected.high), abs=1e-10) == (found.low, found.high)

    def test_exact_means(self):
        """A mean is the nearest double to the exact fraction: thirds of a ninth do not drift."""
        ninths = Scale(lowest=0, highest=40, denominator=9)
        table = JointTable.of(ninths, [1, 2, 2], [100, 101, 360])
        found = summarise(table)
        assert float(Fraction(5, 27)) == found.mean_first
        assert float(Fraction(561, 27)) == found.mean_last
        assert float(Fraction(556, 27)) == found.mean_change
