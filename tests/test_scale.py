from fractions import Fraction

import pytest
from hypothesis import given
from properties.strategies import scales

from livingwell_core.instruments import Scale


class TestScale:
    def test_ninths(self):
        """A scale of 0 to 40 in ninths has 361 steps, and five points are 45 of them."""
        scale = Scale(lowest=0, highest=40, denominator=9)
        assert (scale.first_step, scale.last_step, scale.span) == (0, 360, 361)
        assert scale.steps(5) == 45
        assert scale.points(1) == 1 / 9

    def test_a_fraction_of_a_step_is_kept(self):
        """A number of points between two steps stays between them, so that nothing is rounded unseen."""
        assert Scale(lowest=0, highest=10).steps(2.5) == Fraction(5, 2)

    @given(scales())
    def test_steps_and_points_are_inverse(self, scale):
        """Every step is some number of points, and that number of points is that step."""
        for step in range(scale.first_step, scale.last_step + 1):
            assert round(scale.steps(scale.points(step))) == step
            assert scale.lowest <= scale.points(step) <= scale.highest
        assert scale.span == len(range(scale.first_step, scale.last_step + 1))

    @pytest.mark.parametrize(("lowest", "highest"), [(3, 3), (4, 3)])
    def test_an_empty_range_is_refused(self, lowest, highest):
        """A scale runs from somewhere to somewhere higher."""
        with pytest.raises(ValueError, match="'lowest' must be below 'highest'"):
            Scale(lowest=lowest, highest=highest)

    def test_a_denominator_below_one_is_refused(self):
        """There is at least one step to a point."""
        with pytest.raises(ValueError, match="'denominator' must be at least 1, got 0"):
            Scale(lowest=0, highest=1, denominator=0)
