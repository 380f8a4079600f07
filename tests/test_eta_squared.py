import math

import numpy as np
import pytest
from hypothesis import given
from properties.strategies import columns, scale_and_pairs
from scipy import stats

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.effect_sizes import d_z, noncentrality_interval
from livingwell_core.statistics.eta_squared import eta_squared
from livingwell_core.statistics.paired import summarise
from livingwell_core.statistics.standardised import NONCENTRAL_T
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=300)


def summary_of(first, last, scale=SCALE):
    return summarise(JointTable.of(scale, first, last))


class TestEtaSquared:
    @given(scale_and_pairs(min_size=3))
    def test_equals_sums_of_squares(self, drawn):
        """It is the squared mean times n by the sum of squared changes, and its ends are those of d_z."""
        scale, pairs = drawn
        first, last = columns(pairs)
        change = np.subtract(last, first)
        summary = summary_of(first, last, scale)
        if len(set(change.tolist())) == 1:
            with pytest.raises(NotApplicableError):
                eta_squared(summary, level=0.95)
            return
        size = eta_squared(summary, level=0.95)
        assert (size.name, size.interval, size.correction) == ("eta_squared", NONCENTRAL_T, 1.0)
        expected = len(pairs) * change.mean() ** 2 / np.sum(change**2)
        assert pytest.approx(expected, rel=1e-10, abs=1e-12) == size.estimate.value
        d = d_z(summary, level=0.95)
        squares = sorted((d.low**2, d.high**2))
        low = 0 if d.low <= 0 <= d.high else squares[0] / (squares[0] + 1)
        expected = (low, squares[1] / (squares[1] + 1))
        assert pytest.approx(expected, rel=1e-10, abs=1e-14) == (size.estimate.low, size.estimate.high)

    def test_published(self):
        """R's sleep data: t(9) 4.062128, so eta squared .647072; d_z .414628 to 2.118017."""
        scale = Scale(lowest=-10, highest=10, denominator=10)
        summary = summary_of(
            [7, -16, -2, -12, -1, 34, 37, 8, 0, 20], [19, 8, 11, 1, -1, 44, 55, 16, 46, 34], scale
        )
        found = eta_squared(summary, level=0.95).estimate
        expected = [4.062128**2 / (4.062128**2 + 9)]
        expected += [d**2 / (d**2 + 1) for d in (0.414628, 2.118017)]
        assert pytest.approx(expected, abs=1e-6) == [found.value, found.low, found.high]

    def test_at_its_ends_t_is_at_its_tails(self):
        """A share of .5 up or down in the population: the noncentral t of scipy puts 2.5 % beyond."""
        summary = summary_of([10, 12, 9, 14, 11, 10], [14, 13, 15, 16, 12, 17])
        found = eta_squared(summary, level=0.95).estimate
        t = summary.mean_change / summary.sd_change * math.sqrt(6)
        for end, p in ((found.low, 0.975), (found.high, 0.025)):
            delta = math.sqrt(end / (1 - end) * 6)
            assert pytest.approx(p, abs=1e-8) == stats.nct.cdf(t, 5, delta)

    def test_the_direction_does_not_matter(self):
        """Time reversed has the same eta squared and interval."""
        a, b = [10, 12, 9, 14, 11, 10], [14, 13, 15, 16, 12, 17]
        up, down = (eta_squared(summary_of(*x), level=0.95).estimate for x in ((a, b), (b, a)))
        assert pytest.approx((up.value, up.low, up.high), rel=1e-9) == (down.value, down.low, down.high)

    @pytest.mark.parametrize("first", [[], [3]])
    def test_not_applicable(self, first):
        """Nobody, and one pair."""
        with pytest.raises(NotApplicableError):
            eta_squared(summary_of(first, first), level=0.95)

    @pytest.mark.parametrize("n", [20, 100, 700])
    @pytest.mark.parametrize("delta", [0.0, 0.4])
    def test_covers(self, n, delta):
        """Fifty thousand t, ends interpolated between a hundred: at least 95 % hold it, bar chance."""
        t = stats.nct.rvs(n - 1, delta * math.sqrt(n), size=50_000, random_state=n)
        grid = np.linspace(t.min(), t.max(), 100)
        low, high = np.transpose([noncentrality_interval(x, n - 1, level=0.95) for x in grid])
        low, high = np.interp(t, grid, low), np.interp(t, grid, high)
        near = np.where((low <= 0) & (high >= 0), 0, np.minimum(np.abs(low), np.abs(high)))
        far = np.maximum(np.abs(low), np.abs(high))
        root = delta * math.sqrt(n)
        covered = np.mean((near <= root) & (root <= far))
        assert covered > 0.947
