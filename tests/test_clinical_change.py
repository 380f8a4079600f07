from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs

from livingwell_core.instruments import Scale
from livingwell_core.statistics.clinical_change import (
    ReliableChangeCounts,
    in_clinical_range,
    reliable_change,
)
from livingwell_core.tallies import JointTable

WHOLE = Scale(lowest=0, highest=40)
NINTHS = Scale(lowest=0, highest=40, denominator=9)
signs = st.sampled_from([1, -1])


def counts(table, points, sign=1):
    found = reliable_change(table, points=points, sign=sign)
    return found.improved, found.unchanged, found.deteriorated


class TestReliableChange:
    def test_the_threshold_itself_counts(self):
        """Five points up is improved and five down deteriorated; four is neither."""
        table = JointTable.of(WHOLE, [10] * 5, [15, 5, 14, 6, 10])
        assert counts(table, 5) == (1, 3, 1)

    def test_a_ninth_short_does_not(self):
        """Five points less a ninth is not reliable, either way; five points in ninths is."""
        table = JointTable.of(NINTHS, [90] * 4, [90 + 44, 90 - 44, 90 + 45, 90 - 45])
        assert counts(table, 5) == (1, 2, 1)

    def test_where_lower_is_better(self):
        """Where lower is better the two change places."""
        table = JointTable.of(WHOLE, [10, 10, 10], [15, 16, 4])
        assert counts(table, 5) == (2, 0, 1)
        assert counts(table, 5, sign=-1) == (1, 0, 2)

    def test_nobody(self):
        """Nobody is in no category."""
        assert ReliableChangeCounts(improved=0, unchanged=0, deteriorated=0) == reliable_change(
            JointTable.of(WHOLE, [], []), points=5, sign=1
        )

    @given(scale_and_pairs(), st.integers(1, 70), signs)
    def test_equals_counting_one_by_one(self, drawn, points, sign):
        """Counting people one by one, in fractions, gives the same; the three make up everyone."""
        scale, pairs = drawn
        gains = [sign * Fraction(last - first, scale.denominator) for first, last in pairs]
        improved = sum(gain >= points for gain in gains)
        deteriorated = sum(gain <= -points for gain in gains)
        table = JointTable.of(scale, *columns(pairs))
        assert (improved, len(pairs) - improved - deteriorated, deteriorated) == counts(table, points, sign)

    @given(scale_and_pairs(), st.integers(1, 70), signs)
    def test_time_and_direction(self, drawn, points, sign):
        """
        Exchanging first and last, or better and worse, exchanges improved and deteriorated; both change
        nothing.
        """
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        improved, unchanged, deteriorated = counts(table, points, sign)
        assert (deteriorated, unchanged, improved) == counts(table, points, -sign)
        assert (deteriorated, unchanged, improved) == counts(table.swapped(), points, sign)
        assert (improved, unchanged, deteriorated) == counts(table.swapped(), points, -sign)


class TestInClinicalRange:
    @pytest.mark.parametrize(("sign", "expected"), [(1, [True, True, False]), (-1, [False, True, True])])
    def test_the_edge_is_inside(self, sign, expected):
        """A score at the edge is in the range, one point better is not."""
        table = JointTable.of(WHOLE, [23, 24, 25], [0, 0, 0])
        assert expected == in_clinical_range(table, table.first, edge=24, sign=sign).tolist()

    def test_a_ninth_past_the_edge_is_outside(self):
        """On ninths the edge is exact: 24 is inside, 24 and a ninth is not."""
        table = JointTable.of(NINTHS, [215, 216, 217], [0, 0, 0])
        assert in_clinical_range(table, table.first, edge=24, sign=1).tolist() == [True, True, False]

    @given(scale_and_pairs(), st.integers(-30, 90), signs)
    def test_equals_looking_one_by_one(self, drawn, edge, sign):
        """Looking at each cell, in fractions, gives the same, at first and at last."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        for scores in (table.first, table.last):
            points = [Fraction(score, scale.denominator) for score in scores.tolist()]
            expected = [score <= edge if sign == 1 else score >= edge for score in points]
            assert expected == in_clinical_range(table, scores, edge=edge, sign=sign).tolist()
