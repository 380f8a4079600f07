import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.hedges import hedges_correction


class TestHedgesCorrection:
    @given(st.integers(2, 2000))
    def test_equals_the_gamma_functions(self, df):
        """The formula as printed, by log-gammas, to 1e-10: above some thousands these lose the digits."""
        log = gammaln(df / 2) - math.log(df / 2) / 2 - gammaln((df - 1) / 2)
        assert pytest.approx(math.exp(log), rel=1e-10) == hedges_correction(df)

    @pytest.mark.parametrize("df", [3, 9, 701, 999, 1001, 1003, 20_001])
    def test_equals_whole_numbers(self, df):
        """At odd df = 2 k + 1 the ratio of gammas is the root of pi times k C(2k, k) / 4^k, to 1e-12."""
        k = (df - 1) // 2
        ratio = math.sqrt(math.pi) * float(Fraction(k * math.comb(2 * k, k), 4**k))
        assert pytest.approx(ratio / math.sqrt(df / 2), rel=1e-12) == hedges_correction(df)

    @pytest.mark.parametrize("df", [10**4, 10**6, 10**9])
    def test_many_people(self, df):
        """Where n is large it is 1 - 3/4df - 7/32df^2 + 9/128df^3, to the last digit."""
        series = 1 - 3 / (4 * df) - 7 / (32 * df**2) + 9 / (128 * df**3)
        assert pytest.approx(series, rel=1e-14) == hedges_correction(df)

    def test_by_hand(self):
        """At two degrees of freedom gamma(1) / gamma(1/2): one by the root of pi."""
        assert pytest.approx(1 / math.sqrt(math.pi), rel=1e-15) == hedges_correction(2)

    @pytest.mark.parametrize("df", [0, 1])
    def test_not_applicable(self, df):
        """With one degree of freedom the mean of d does not exist."""
        with pytest.raises(NotApplicableError, match="two degrees of freedom"):
            hedges_correction(df)

    def test_takes_the_bias_away(self):
        """A hundred thousand d of five normal values with mean 1: too large by the factor, right with it."""
        rng = np.random.default_rng(20)
        x = rng.normal(1, 1, (100_000, 5))
        d = x.mean(axis=1) / x.std(axis=1, ddof=1)
        assert d.mean() > 1.2
        assert pytest.approx(1, abs=0.01) == d.mean() * hedges_correction(4)
