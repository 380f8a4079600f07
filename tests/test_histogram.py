from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import scales, steps

from livingwell_core.instruments import Scale
from livingwell_core.tallies import Histogram, Tally

SCALE = Scale(lowest=-2, highest=10)


@st.composite
def scale_and_scores(draw, groups=1):
    """One scale, and this many lists of scores on it, in steps."""
    scale = draw(scales())
    return scale, *(draw(st.lists(steps(scale), max_size=30)) for _ in range(groups))


class TestHistogram:
    def test_counts_scores_whatever_their_order(self):
        """Equal scores are counted together; they come rising."""
        histogram = Histogram.of(SCALE, [3, -2, 3, 10, 3])
        assert list(zip(histogram.value.tolist(), histogram.count.tolist(), strict=True)) == [
            (-2, 1),
            (3, 3),
            (10, 1),
        ]
        assert histogram.n == 5
        assert isinstance(histogram, Tally)

    def test_counts_with_weights(self):
        """A place may stand for several people, or for nobody, and then there is no cell."""
        assert Histogram.of(SCALE, [1] * 7) == Histogram.of(SCALE, [1, 1, 2], [3, 4, 0])
        assert Histogram.of(SCALE, [1] * 7) != Histogram.of(SCALE, [1] * 6)

    @given(scale_and_scores())
    def test_equals_a_counter(self, drawn):
        """Score by score the same as counting in Python."""
        scale, scores = drawn
        found = Histogram.of(scale, np.array(scores, dtype=np.int32))
        expected = Counter(scores)
        assert dict(expected) == dict(zip(found.value.tolist(), found.count.tolist(), strict=True))
        assert len(scores) == found.n

    @given(scale_and_scores(groups=3))
    def test_is_a_monoid(self, drawn):
        """Order and brackets do not matter, nobody adds nothing, and the whole is the sum of its parts."""
        scale, *groups = drawn
        a, b, c = (Histogram.of(scale, np.array(group, dtype=np.int64)) for group in groups)
        assert a + b == b + a
        assert (a + b) + c == a + (b + c)
        assert a + a.zero() == a == a.zero() + a
        assert a.zero() == b.zero()
        assert a.zero().n == 0
        assert Histogram.of(scale, np.array(groups[0] + groups[1], dtype=np.int64)) == a + b

    def test_cannot_be_changed(self):
        """Arrays are copies, and cannot be written to."""
        count = np.array([1], dtype=np.int64)
        histogram = Histogram(SCALE, [1], count)
        count[0] = 99
        assert histogram.n == 1
        with pytest.raises(ValueError, match="read-only"):
            histogram.count[0] = 2

    @pytest.mark.parametrize("wrong", [-3, 11, -(2**31)])
    def test_a_score_off_the_scale_is_refused(self, wrong):
        """A score that cannot be, a mark for a missing one among them, is named with the scale."""
        low, high = min(0, wrong), max(0, wrong)
        with pytest.raises(ValueError, match=f"'value' must be within -2 to 10 steps, got {low} to {high}"):
            Histogram.of(SCALE, [0, wrong])
        with pytest.raises(ValueError, match=f"within -2 to 10 steps, got {wrong} to {wrong}"):
            Histogram(SCALE, [wrong], [1])

    def test_a_negative_count_is_refused(self):
        """Nobody can be there less than not at all."""
        with pytest.raises(ValueError, match="'count' must not be negative, got -1"):
            Histogram.of(SCALE, [1, 1], [2, -1])
        with pytest.raises(ValueError, match="'count' must be above 0 in every cell, got 0"):
            Histogram(SCALE, [1], [0])

    @pytest.mark.parametrize("value", [[2, 1], [1, 1]])
    def test_scores_come_rising_and_once(self, value):
        """A histogram made by hand out of order would not equal itself made otherwise."""
        with pytest.raises(ValueError, match=r"rise, each once"):
            Histogram(SCALE, value, [1, 1])

    @pytest.mark.parametrize("columns", [([1], [1, 2]), ([1, 2], [1]), ([[1, 2]], [[1, 2]])])
    def test_differing_shapes_are_refused(self, columns):
        """A score without its count is an error: nothing is repeated to fill up."""
        with pytest.raises(ValueError, match="one length"):
            Histogram(SCALE, *columns)
        with pytest.raises(ValueError, match="one length"):
            Histogram.of(SCALE, *columns)

    @pytest.mark.parametrize("columns", [([2.5],), ([2], [1.5])])
    def test_parts_of_a_step_are_refused(self, columns):
        """Scores in points where steps are wanted must not be cut down to whole ones in silence."""
        with pytest.raises(TypeError, match="whole numbers"):
            Histogram.of(SCALE, *columns)

    def test_histograms_on_two_scales_do_not_add(self):
        """Adding ninths to whole points is an error that names both scales."""
        ninths = Scale(lowest=-2, highest=10, denominator=9)
        with pytest.raises(ValueError, match=r"different scales do not add: .*denominator=1.*denominator=9"):
            Histogram.of(SCALE, [1]) + Histogram.of(ninths, [1])

    def test_adds_to_histograms_only(self):
        """A histogram and a number do not add."""
        with pytest.raises(TypeError):
            Histogram.of(SCALE, [1]) + 1
