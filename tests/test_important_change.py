from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.clinical_change import ReliableChangeCounts
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.important_change import LABELS, GroupChange, group_change, important_change
from livingwell_core.statistics.paired import mean_interval, summarise
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)
signs = st.sampled_from([1, -1])
points_of = st.fractions(Fraction(1, 9), 70, max_denominator=9)


def estimate(low, value, high):
    return Estimate(value=value, low=low, high=high, level=0.95)


class TestImportantChange:
    def test_the_difference_itself_counts(self):
        """Eight up, eight down, seven up."""
        counts = important_change(JointTable.of(SCALE, [10, 10, 10], [18, 2, 17]), points=8, sign=1)
        assert ReliableChangeCounts(improved=1, unchanged=1, deteriorated=1) == counts

    @given(scale_and_pairs(min_size=1), points_of, points_of, signs)
    def test_equals_one_by_one(self, drawn, points, worse, sign):
        """With a difference for each side, in fractions."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        gains = [sign * Fraction(y - x, scale.denominator) for x, y in pairs]
        counts = important_change(table, points=points, sign=sign, points_worse=worse)
        improved, deteriorated = sum(g >= points for g in gains), sum(g <= -worse for g in gains)
        assert (improved, deteriorated) == (counts.improved, counts.deteriorated)
        assert len(pairs) == improved + deteriorated + counts.unchanged
        back = important_change(table.swapped(), points=worse, sign=sign, points_worse=points)
        assert (improved, deteriorated) == (back.deteriorated, back.improved)

    def test_nobody(self):
        """Nobody has a change."""
        with pytest.raises(NotApplicableError, match="no pairs"):
            important_change(JointTable.of(SCALE, [], []), points=5, sign=1)

    @pytest.mark.parametrize("points", [{"points": 0}, {"points": 5, "points_worse": -1}])
    def test_no_difference(self, points):
        """A threshold of nothing would make the unchanged improved and deteriorated."""
        with pytest.raises(ValueError, match="must be above 0"):
            important_change(JointTable.of(SCALE, [1], [2]), sign=1, **points)
        with pytest.raises(ValueError, match="must be above 0"):
            group_change(estimate(1, 2, 3), sign=1, **points)


class TestGroupChange:
    @pytest.mark.parametrize(
        ("interval", "label", "side"),
        [
            ((-1, 1, 3), 0, None),
            ((0, 1, 3), 0, None),
            ((1, 2, 4), 1, "better"),
            ((1, 3, 5), 2, "better"),
            ((1, 4, 7), 2, "better"),
            ((4, 5, 6), 3, "better"),
            ((3, 6, 9), 3, "better"),
            ((5, 6, 9), 3, "better"),
            ((5.1, 6, 9), 4, "better"),
            ((-4, -2, -1), 1, "worse"),
            ((-9, -4, -1), 2, "worse"),
            ((-9, -6, -3), 3, "worse"),
            ((-9, -7, -6), 4, "worse"),
        ],
    )
    def test_labels(self, interval, label, side):
        """
        At a difference of 5: an end at it holds it, an estimate at it reaches it. The same from the other
        end.
        """
        expected = GroupChange(label=LABELS[label], side=side)
        assert expected == group_change(estimate(*interval), points=5, sign=1)
        mirrored = estimate(*(-x for x in reversed(interval)))
        assert expected == group_change(mirrored, points=5, sign=-1)

    def test_a_difference_for_getting_worse(self):
        """It is the one that worsening is held against."""
        found = group_change(estimate(-4, -3.5, -3), points=5, sign=1, points_worse=2.5)
        assert GroupChange(label="large", side="worse") == found

    def test_published(self):
        """clinicalsignificance's vignette: -9.40 [-12.90, -5.89], lower better, 7: probably."""
        found = group_change(estimate(-12.9, -9.4, -5.89), points=7, sign=-1)
        assert GroupChange(label="probably relevant", side="better") == found

    @pytest.mark.parametrize("change", [Estimate(value=3.0), Estimate(value=3.0, low=1.0)])
    def test_no_interval(self, change):
        """One pair has none."""
        with pytest.raises(NotApplicableError, match="no interval"):
            group_change(change, points=5, sign=1)

    @given(scale_and_pairs(min_size=2), signs)
    def test_time_reversed(self, drawn, sign):
        """The same label on the other side."""
        scale, pairs = drawn

        def found(table):
            s = summarise(table)
            return group_change(
                mean_interval(s.mean_change, s.sd_change, s.n, level=0.95), points=5, sign=sign
            )

        table = JointTable.of(scale, *columns(pairs))
        forth, back = found(table), found(table.swapped())
        assert forth.label == back.label
        assert {"better": "worse", "worse": "better", None: None}[forth.side] == back.side

    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_no_change_is_seldom_significant(self, n):
        """Of a thousand groups without change about one in twenty is not called not significant."""
        rng = np.random.default_rng(n)
        x = rng.normal(size=(1000, n))
        labels = [
            group_change(mean_interval(m, s, n, level=0.95), points=5, sign=1).label
            for m, s in zip(x.mean(axis=1), x.std(axis=1, ddof=1), strict=True)
        ]
        assert 0.93 < labels.count(LABELS[0]) / 1000 < 0.97
