import math
import subprocess
import sys

import pytest

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.effect_sizes import d_z, noncentrality_interval
from livingwell_core.statistics.paired import summarise
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)


class TestDz:
    @pytest.mark.parametrize(
        ("first", "last"), [([], []), ([1], [5]), ([1, 2], [5, 6])], ids=["nobody", "one pair", "no variance"]
    )
    def test_not_applicable(self, first, last):
        """Without two pairs that differ in change there is no d_z, and a reason instead."""
        with pytest.raises(NotApplicableError):
            d_z(summarise(JointTable.of(SCALE, first, last)), level=0.95)

    def test_by_hand(self):
        """Changes 1, 3, 8: mean 4 by the root of 13."""
        estimate = d_z(summarise(JointTable.of(SCALE, [0, 0, 0], [1, 3, 8])), level=0.95)
        assert pytest.approx(4 / math.sqrt(13), rel=1e-14) == estimate.value
        assert estimate.low < estimate.value < estimate.high
        assert estimate.level == 0.95

    def test_no_change_has_a_symmetric_interval(self):
        """At d_z 0 the ends are the same distance away: for t 0 they are the normal quantile over root n."""
        estimate = d_z(summarise(JointTable.of(SCALE, [5, 5, 7], [6, 4, 7])), level=0.95)
        assert estimate.value == 0
        assert pytest.approx(1.959963984540054 / math.sqrt(3), abs=1e-9) == estimate.high
        assert pytest.approx(-estimate.high, abs=1e-12) == estimate.low

    def test_two_pairs(self):
        """Two pairs give an interval, a very wide one."""
        estimate = d_z(summarise(JointTable.of(SCALE, [0, 0], [1, 3])), level=0.95)
        assert estimate.low < 0 < estimate.value < estimate.high
        assert math.isfinite(estimate.low + estimate.high)

    def test_a_million_pairs(self):
        """With a million pairs the interval is that of the normal: se = sqrt(1 / n + d^2 / 2n)."""
        table = JointTable.of(SCALE, [10, 10], [14, 8], [500_000, 500_000])
        estimate = d_z(summarise(table), level=0.95)
        half = 1.959963984540054 * math.sqrt((1 + estimate.value**2 / 2) / 10**6)
        assert pytest.approx(estimate.value - half, abs=1e-6) == estimate.low
        assert pytest.approx(estimate.value + half, abs=1e-6) == estimate.high

    # Nearly everybody changed by the same amount. scipy's noncentral t gives NaN, stops at 10^6, or does not
    # come back at all (hence the process of its own).
    @pytest.mark.parametrize("n", [100, 1000, 10**6])
    def test_a_change_nearly_the_same_for_all(self, n):
        """
        d_z in the thousands has a finite interval around it, close to the chi-squared limit, or none; in
        time.
        """
        code = f"""
import math
from scipy.special import chdtri
from livingwell_core.instruments import Scale
from livingwell_core.statistics.effect_sizes import d_z
from livingwell_core.statistics.paired import summarise
from livingwell_core.tallies import JointTable
n = {n}
table = JointTable.of(Scale(lowest=0, highest=40, denominator=252), [0, 0], [10080, 10079], [n - 1, 1])
e = d_z(summarise(table), level=.95)
if e.low is not None:
    # d_z * sqrt(chi2 / df) at both tails: what is left when the standard normal in T is next to nothing.
    low, high = (e.value * math.sqrt(float(chdtri(n - 1, p)) / (n - 1)) for p in (.975, .025))
    assert abs(e.low / low - 1) < 1e-3 and abs(e.high / high - 1) < 1e-3, (e, low, high)
    assert e.low < e.value < e.high, e
"""
        run = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            timeout=15,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr


class TestNoncentralityInterval:
    @pytest.mark.parametrize("df", [1, 2, 7, 29, 725, 999_999])
    @pytest.mark.parametrize("t", [0.0, 1e-9, 0.5, 2.8, 37.5, 400.0])
    @pytest.mark.parametrize("level", [0.5, 0.95, 0.999])
    def test_turning_t_round_turns_the_interval_round(self, df, t, level):
        """The interval of -t is that of t mirrored; both are finite and in order."""
        low, high = noncentrality_interval(t, df, level=level)
        assert -math.inf < low < high < math.inf
        mirrored = noncentrality_interval(-t, df, level=level)
        assert pytest.approx((-high, -low), rel=1e-9, abs=1e-9) == mirrored

    def test_a_higher_level_is_wider(self):
        """More confidence needs more room, on both sides."""
        (a, d), (b, c) = (noncentrality_interval(2.8, 7, level=level) for level in (0.99, 0.9))
        assert a < b < c < d


class TestOnlyTheSpreadMatters:
    """Where the mean change is more than a thousand standard deviations of the changes."""

    @pytest.mark.parametrize("df", [1, 9, 700])
    def test_joins_the_other_branch(self, df):
        """Just above and just below the switch the limits are the same multiple of t."""
        root = math.sqrt(df + 1)
        below = noncentrality_interval(999.9 * root, df, level=0.95)
        above = noncentrality_interval(1000.1 * root, df, level=0.95)

        assert pytest.approx([end / 999.9 for end in below], rel=2e-6) == [end / 1000.1 for end in above]
