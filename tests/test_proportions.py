import math
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.proportions import wilson

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what statsmodels' imports warn of is not ours
    from statsmodels.stats.proportion import proportion_confint

levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99, 0.999])


@st.composite
def k_of_n(draw):
    n = draw(st.integers(1, 10**6))
    return draw(st.one_of(st.integers(0, n), st.sampled_from([0, n]))), n


class TestWilson:
    def test_nobody(self):
        """There is no share of nobody, and the reason is fit to print."""
        with pytest.raises(NotApplicableError, match="nobody to take a share of"):
            wilson(0, 0, level=0.95)

    @pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (1, 0), (0, -1)])
    def test_more_than_all_is_refused(self, k, n):
        """A count outside 0 to n is a fault of the caller."""
        with pytest.raises(ValueError, match=f"'k' must be from 0 to n = {n}, got {k}") as error:
            wilson(k, n, level=0.95)
        assert not isinstance(error.value, NotApplicableError)

    def test_the_ends_are_exact(self):
        """
        None gives a low end of exactly 0, all a high end of exactly 1; the other ends are n / (n + z^2).
        """
        for n in (1, 3, 7, 49, 10**6):
            none, everyone = wilson(0, n, level=0.95), wilson(n, n, level=0.95)
            z2 = 1.959963984540054**2
            assert (none.value, none.low, everyone.value, everyone.high) == (0.0, 0.0, 1.0, 1.0)
            assert pytest.approx(n / (n + z2), rel=1e-12) == everyone.low
            assert pytest.approx(z2 / (n + z2), rel=1e-9) == none.high

    @given(k_of_n(), levels)
    def test_equals_statsmodels(self, k_n, level):
        """statsmodels' Wilson interval is the same to 1e-10, and ours never leaves 0 to 1."""
        k, n = k_n
        estimate = wilson(k, n, level=level)
        expected = proportion_confint(k, n, alpha=1 - level, method="wilson")
        assert pytest.approx(expected, rel=1e-10, abs=1e-12) == (estimate.low, estimate.high)
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
        assert (k / n, level) == (estimate.value, estimate.level)

    @given(k_of_n(), levels)
    def test_the_others_are_the_mirror_image(self, k_n, level):
        """The interval of those not counted is one minus that of those counted."""
        k, n = k_n
        ours, others = wilson(k, n, level=level), wilson(n - k, n, level=level)
        assert pytest.approx((1 - others.high, 1 - others.low), abs=1e-12) == (ours.low, ours.high)

    @given(k_of_n(), levels)
    def test_more_people_are_more_certain(self, k_n, level):
        """The same share of twice as many has a narrower interval."""
        k, n = k_n
        once, twice = wilson(k, n, level=level), wilson(2 * k, 2 * n, level=level)
        assert twice.high - twice.low < once.high - once.low
        assert once.value == twice.value

    def test_a_published_share(self):
        """435 of 726 is 59.9 %, 56.3 to 63.4 (Wilson's formula by hand)."""
        z = 1.959963984540054
        p = 435 / 726
        half = z * math.sqrt(p * (1 - p) / 726 + z**2 / (4 * 726**2)) / (1 + z**2 / 726)
        estimate = wilson(435, 726, level=0.95)
        assert pytest.approx(2 * half, rel=1e-12) == estimate.high - estimate.low
        assert [round(100 * x, 1) for x in (estimate.value, estimate.low, estimate.high)] == [
            59.9,
            56.3,
            63.4,
        ]
