from fractions import Fraction

import pytest
from hypothesis import given
from properties.strategies import scales

from livingwell_core.instruments import Scale
from livingwell_core.instruments.scale import exact_number


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

    def test_thousandths(self):
        """A utility from -0.195 to 1 is 1,196 whole steps."""
        scale = Scale(lowest=-0.195, highest=1, denominator=1000)
        assert (scale.first_step, scale.last_step, scale.span) == (-195, 1000, 1196)
        assert scale.lowest == Fraction(-195, 1000)

    @pytest.mark.parametrize(("lowest", "highest", "name"), [(-0.195, 1, "lowest"), (0, 0.5, "highest")])
    def test_an_end_between_two_steps_is_refused(self, lowest, highest, name):
        """The ends are scores, so they are whole steps."""
        with pytest.raises(ValueError, match=f"'{name}' must be a whole number of steps of 1/5"):
            Scale(lowest=lowest, highest=highest, denominator=5)


class TestExactNumber:
    @pytest.mark.parametrize(
        ("written", "exact"),
        [
            (2.45, Fraction(49, 20)),
            (-0.195, Fraction(-39, 200)),
            ("1/3", Fraction(1, 3)),
            ("0.1", Fraction(1, 10)),
            (1e-3, Fraction(1, 1000)),
            (Fraction(4, 2), 2),
            (7.0, 7),
        ],
    )
    def test_as_people_wrote_it(self, written, exact):
        """0.1 is a tenth, not the binary fraction beside it; what is whole is an int."""
        found = exact_number(written)
        assert found == exact
        assert type(found) is type(exact)

    @pytest.mark.parametrize(
        "wrong",
        [True, None, "much", "1/0", float("nan"), float("inf"), "1e999999999", "1e-999999999", "9" * 50],
    )
    def test_what_is_no_number_is_refused(self, wrong):
        """One message, whatever it is."""
        with pytest.raises(ValueError, match="a number, got"):
            exact_number(wrong)
