import math

import pytest

from livingwell_core.tallies import Moments, Tally


class TestMoments:
    def test_mean_and_variance(self):
        """Mean and variance with n - 1, by hand: 2, 4, 9 has mean 5 and variance 13."""
        moments = Moments.of([2, 4, 9])
        assert (moments.n, moments.mean, moments.variance) == (3, 5.0, 13.0)
        assert isinstance(moments, Tally)

    def test_a_large_mean_does_not_cancel_the_variance(self):
        """A billion added to every value leaves the variance where it was."""
        assert Moments.of([1e9 + 2, 1e9 + 4]) + Moments.of([1e9 + 9]) == Moments(3, 1e9 + 5, 26.0)

    @pytest.mark.parametrize("values", [[], [3.0]])
    def test_variance_needs_two_values(self, values):
        """Below two values there is no variance, and the error says how many there are."""
        with pytest.raises(ValueError, match=f"variance needs two values, got {len(values)}"):
            Moments.of(values).variance  # noqa: B018 - reading it is what raises

    @pytest.mark.parametrize("value", [math.nan, math.inf])
    def test_only_finite_values(self, value):
        """A value that is not a number is refused, not averaged."""
        with pytest.raises(ValueError, match="'values' must be finite"):
            Moments.of([1.0, value])

    def test_close_sees_what_differs(self):
        """Differences above the tolerance, and in n, are differences."""
        moments = Moments(3, 5.0, 26.0)
        assert moments.close(Moments(3, 5.0 + 1e-12, 26.0))
        for other in (Moments(4, 5.0, 26.0), Moments(3, 5.001, 26.0), Moments(3, 5.0, 26.1)):
            assert not moments.close(other)

    def test_adds_to_moments_only(self):
        """Moments and a number do not add."""
        with pytest.raises(TypeError):
            Moments() + 1
