"""Break-even: the programme's own figures, and just at the turn."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.break_even import highest_cost, shortest_duration, smallest_gain
from livingwell_costing.discounting import DISCOUNT_RATES
from livingwell_costing.sensitivity import Case

gains = st.floats(0.001, 1)
costs = st.floats(1, 5000)
thresholds = st.floats(1000, 50_000)


class TestHighestCost:
    @pytest.mark.parametrize(("threshold", "expected"), [(20_000, 2600), (30_000, 3900)])
    def test_programme(self, threshold, expected):
        """2,600 to 3,900 pounds for .13 QALYs."""
        found = highest_cost(0.13, threshold, n=559)
        assert found.value == pytest.approx(expected, rel=1e-15)
        assert (found.unit, found.n, found.note) == ("GBP", 559, "")

    @pytest.mark.parametrize("gain", [0, -0.1])
    def test_no_gain(self, gain):
        """No cost passes, which is said."""
        found = highest_cost(gain, 20_000)
        assert (found.value, found.note) == (None, "there is no gain, so that no cost passes")


class TestSmallestGain:
    def test_programme(self):
        """800 pounds at 20,000 a QALY need .04."""
        assert smallest_gain(800, 20_000).value == pytest.approx(0.04, rel=1e-15)

    @pytest.mark.parametrize(
        ("cost", "threshold", "note"),
        [(0, 20_000, "costs nothing"), (-5, 0, "costs"), (5, 0, "worth nothing")],
    )
    def test_none(self, cost, threshold, note):
        """No infinity."""
        found = smallest_gain(cost, threshold)
        assert found.value is None
        assert note in found.note


class TestShortestDuration:
    @pytest.mark.parametrize(
        ("cost", "threshold", "days"), [(800, 20_000, 112), (1160, 20_000, 163), (1160, 30_000, 109)]
    )
    def test_programme(self, cost, threshold, days):
        """A gain of .13 in utility has to last so many days."""
        found = shortest_duration(0.13, cost, threshold, n=559)
        assert round(found.value) == days
        assert found.value == pytest.approx(cost / (0.13 * threshold) * 365.25, rel=1e-12)

    def test_discounted(self):
        """Beyond one year it has to last longer than without discounting."""
        found = shortest_duration(0.01, 800, 20_000)
        # Four years are to be counted: one in full, and three discounted.
        rho = math.log(1.035)
        expected = -math.log(1 / 1.035 - 3 * rho) / rho
        assert found.value / 365.25 == pytest.approx(expected, rel=1e-12)
        assert expected == pytest.approx(4.2837, abs=5e-5)

    @pytest.mark.parametrize(
        ("gain", "cost", "threshold", "note"),
        [
            (0, 800, 20_000, "there is no gain, however long it lasts"),
            (-0.1, 800, 20_000, "there is no gain, however long it lasts"),
            (0.1, 0, 20_000, "it costs nothing more"),
            (0.1, 800, 0, "a gain is worth nothing"),
            (0.001, 800, 20_000, "no time is long enough"),
        ],
    )
    def test_none(self, gain, cost, threshold, note):
        """A reason and no infinity."""
        found = shortest_duration(gain, cost, threshold)
        assert found.value is None
        assert note in found.note

    def test_no_such_threshold(self):
        """Below 0."""
        with pytest.raises(ValueError, match="'threshold' must be at least 0"):
            shortest_duration(0.1, 800, -1)


class TestAtTheTurn:
    @given(gains, costs, thresholds, st.sampled_from(DISCOUNT_RATES))
    def test_net_benefit_is_nothing(self, gain, cost, threshold, rate):
        """With the number that just passes, all else the same, the net benefit is 0."""
        size = cost + threshold * gain
        case = Case(utility_gain=gain, cost=cost, rate=rate.rate)
        dear = Case(utility_gain=gain, cost=highest_cost(case.gain, threshold).value, rate=rate.rate)
        assert dear.net_benefit(threshold) == pytest.approx(0, abs=1e-12 * size)
        small = Case(utility_gain=smallest_gain(cost, threshold).value, cost=cost, rate=rate.rate)
        assert small.net_benefit(threshold) == pytest.approx(0, abs=1e-12 * size)
        found = shortest_duration(gain, cost, threshold, rate=rate)
        if found.value is not None:
            short = Case(utility_gain=gain, years=found.value / 365.25, cost=cost, rate=rate.rate)
            # Far out a year more adds next to nothing, so that the time is known less well.
            assert short.net_benefit(threshold) == pytest.approx(0, abs=1e-9 * size)
