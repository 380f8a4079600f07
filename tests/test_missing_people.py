import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs, steps
from scipy import stats

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.missing_people import SMD_INTERVALS, _as_summary, compare_first_scores
from livingwell_core.tallies import Histogram, JointTable

SCALE = Scale(lowest=0, highest=400, denominator=2)
levels = st.sampled_from([0.8, 0.95, 0.99])


@st.composite
def paired_and_others(draw, min_size=0):
    """A scale, pairs on it, and first scores of others, in steps."""
    scale, pairs = draw(scale_and_pairs(min_size=min_size))
    others = draw(st.lists(steps(scale), min_size=min_size, max_size=30))
    return scale, pairs, others


def ends(estimate):
    return estimate.value, estimate.low, estimate.high


def compared(first, others, scale=SCALE, **kwargs):
    table = JointTable.of(scale, first, first)
    return compare_first_scores(table, Histogram.of(scale, others), **{"level": 0.95, **kwargs})


class TestCompareFirstScores:
    @given(paired_and_others(min_size=2), levels, st.sampled_from(SMD_INTERVALS))
    def test_equals_raw_data(self, drawn, level, interval):
        """Means, spreads, Welch's t and the standardised difference from raw first scores, to 1e-9."""
        scale, pairs, others = drawn
        x, y = (np.array(z) / scale.denominator for z in (columns(pairs)[0], others))
        # scipy warns of cancellation where a side does not vary.
        assume(np.ptp(x) > 0 and np.ptp(y) > 0)
        table, rest = JointTable.of(scale, *columns(pairs)), Histogram.of(scale, others)
        found = compare_first_scores(table, rest, level=level, interval=interval)
        assert (len(x), len(y)) == (found.n_paired, found.n_others)
        expected = (x.mean(), y.mean(), x.std(ddof=1), y.std(ddof=1))
        assert pytest.approx(expected, rel=1e-12, abs=1e-12) == (
            found.mean_paired,
            found.mean_others,
            found.sd_paired,
            found.sd_others,
        )
        welch = stats.ttest_ind(x, y, equal_var=False)
        limits = welch.confidence_interval(level)
        assert pytest.approx((x.mean() - y.mean(), *limits), rel=1e-9, abs=1e-9) == ends(
            found.difference.difference
        )
        assert pytest.approx((welch.statistic, welch.df), rel=1e-9, abs=1e-9) == (
            found.difference.t,
            found.difference.df,
        )
        v, w, n, m = x.var(ddof=1), y.var(ddof=1), len(x), len(y)
        s2 = (v + w) / 2
        d = (x.mean() - y.mean()) / math.sqrt(s2)
        squares = {
            "hedges_olkin": (n + m) / (n * m) + d * d / (2 * (n + m)),
            "bonett": d * d * (v * v / (n - 1) + w * w / (m - 1)) / (8 * s2 * s2)
            + (v / (n - 1) + w / (m - 1)) / s2,
        }
        half = stats.norm.ppf(0.5 + level / 2) * math.sqrt(squares[interval])
        assert pytest.approx((d, d - half, d + half), rel=1e-10, abs=1e-10) == ends(found.standardised)
        assert (interval, level) == (found.interval, found.standardised.level)

    def test_published(self):
        """
        statpsych's ci.stdmean2(.05, 35.1, 26.7, 7.32, 6.98, 30, 30), unweighted standardiser: .6170771 to
        1.731909. Thirty scores of these means and spreads are made to a millionth of a point.
        """
        scale = Scale(lowest=0, highest=100, denominator=10**6)

        def thirty(mean, sd):
            away = np.resize([1.0, -1.0], 30) * sd * math.sqrt(29 / 30)
            return np.rint((mean + away) * 10**6).astype(np.int64)

        found = compared(thirty(35.1, 7.32), thirty(26.7, 6.98), scale, interval="bonett")
        assert pytest.approx((0.6170771, 1.731909), abs=6e-7) == ends(found.standardised)[1:]

    @given(paired_and_others(min_size=2), st.sampled_from(SMD_INTERVALS))
    def test_exchanged_and_turned(self, drawn, interval):
        """People with and without exchanged, or the scale from the other end: the differences turn round."""
        scale, pairs, others = drawn
        first = columns(pairs)[0]
        assume(len(set(first)) > 1 or len(set(others)) > 1)
        found = compared(first, others, scale, interval=interval)
        exchanged = compared(others, first, scale, interval=interval)
        both = scale.first_step + scale.last_step
        turned = compared([both - x for x in first], [both - x for x in others], scale, interval=interval)
        value, low, high = ends(found.standardised)
        for other in (exchanged, turned):
            assert pytest.approx((-value, -high, -low), abs=1e-12) == ends(other.standardised)
            assert pytest.approx(-found.difference.difference.value, abs=1e-12) == (
                other.difference.difference.value
            )

    @pytest.mark.parametrize("n", [100, 700])
    def test_covers(self, n):
        """A thousand times spreads of 5 and 10, unequal numbers: Bonett's interval holds d 95 % of times."""
        rng = np.random.default_rng(n)
        true, inside = -0.4, dict.fromkeys(SMD_INTERVALS, 0)
        scale = Scale(lowest=-1000, highest=1000, denominator=100)
        for _ in range(1000):
            x = rng.normal(0.4 * math.sqrt(62.5), 5, n)
            y = rng.normal(0, 10, n // 4)
            # Discretised to a hundredth, which is far below the spread.
            one, other = (Histogram.of(scale, np.rint(100 * z).astype(np.int64)) for z in (y, x))
            table = JointTable.of(scale, one.value, one.value, one.count)
            for interval in SMD_INTERVALS:
                found = compare_first_scores(table, other, level=0.95, interval=interval).standardised
                inside[interval] += found.low <= true <= found.high
        assert 0.93 < inside["bonett"] / 1000 < 0.97
        # The smaller side varies more here, which Hedges and Olkin's does not know.
        assert inside["hedges_olkin"] < inside["bonett"]

    @pytest.mark.parametrize(("first", "others"), [([1], [2, 3]), ([1, 2], [3]), ([], [])])
    def test_too_few(self, first, others):
        """Two on each side."""
        with pytest.raises(NotApplicableError, match=f"there are {len(first)} and {len(others)}"):
            compared(first, others)

    def test_nothing_varies(self):
        """No spread to divide by."""
        with pytest.raises(NotApplicableError, match="neither the first scores"):
            compared([1, 1], [2, 2])

    def test_one_side_varies(self):
        """The other's spread is 0."""
        found = compared([2, 2, 2], [0, 4])
        assert (found.sd_paired, found.standardised.value, found.difference.df) == (0, 0, 1)

    def test_refused(self):
        """Other scales, and no such interval."""
        with pytest.raises(ValueError, match="on one scale"):
            compare_first_scores(
                JointTable.of(SCALE, [1, 2], [1, 2]),
                Histogram.of(Scale(lowest=0, highest=400), [1, 2]),
                level=0.95,
            )
        with pytest.raises(ValueError, match="'bonet' is unknown; did you mean 'bonett'"):
            compared([1, 2], [3, 4], interval="bonet")

    def test_as_a_summary(self):
        """First scores go to Welch's t as what it asks for."""
        found = _as_summary(3.0, 2.0, 5)
        assert (found.mean_change, found.sd_change, found.n) == (3, 2, 5)
