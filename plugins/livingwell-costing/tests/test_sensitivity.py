"""One-way and two-way sensitivity on cases worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.sensitivity import Case, Variation, one_way, two_way

CASE = Case(utility_gain=0.13, cost=980)
GAIN = Variation(name="utility_gain", low=0.1, high=0.16, title="mean gain in utility")
COST = Variation(name="cost", low=800, high=1160, title="cost of a person")
YEARS = Variation(name="years", low=0.25, high=1, title="how long the gain lasts")
RATE = Variation(name="rate", low=0.015, high=0.035, title="discount rate")


class TestCase:
    def test_programme(self):
        """.13 QALYs at 980 pounds."""
        assert CASE.gain == pytest.approx(0.13, rel=1e-15)
        assert CASE.cost_per_qaly == pytest.approx(980 / 0.13)
        assert CASE.net_benefit(20_000) == pytest.approx(2600 - 980)
        assert CASE.words == "more health at a higher cost"

    def test_taken_off(self):
        """What would have been gained without the service, for as long."""
        case = Case(utility_gain=0.13, taken_off=0.03, years=0.5, cost=980)
        assert case.gain == pytest.approx(0.05)

    def test_no_ratio_without_a_gain(self):
        """Words in its place."""
        case = Case(utility_gain=0.1, taken_off=0.1, cost=980)
        assert case.cost_per_qaly is None
        assert "no more health" in case.words
        assert Case(utility_gain=0.1, cost=-5).cost_per_qaly is None

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("years", -1, "'years' must be finite and at least 0"),
            ("rate", -0.01, "'rate'"),
            ("cost", float("inf"), "'cost' must be finite"),
        ],
    )
    def test_impossible(self, name, value, message):
        """Neither time nor a rate below 0, and no infinite cost."""
        with pytest.raises(ValueError, match=message):
            Case(**{"utility_gain": 0.1, "cost": 800, name: value})


class TestOneWay:
    def test_by_hand(self):
        """Ends, widths and order of a tornado; the discount rate does nothing within a year."""
        bars = one_way(CASE, [COST, RATE, GAIN, YEARS], 20_000)
        assert [bar.variation.name for bar in bars] == ["years", "utility_gain", "cost", "rate"]
        years, gain, cost, rate = bars
        assert (years.at_low, years.at_high) == pytest.approx((650 - 980, 1620))
        assert (gain.at_low, gain.at_high) == pytest.approx((2000 - 980, 3200 - 980))
        assert (cost.at_low, cost.at_high) == pytest.approx((1800, 1440))
        assert (rate.width, rate.base) == pytest.approx((0, 1620))
        assert (gain.cost_per_qaly_low, gain.cost_per_qaly_high) == pytest.approx((9800, 6125))
        assert [bar.changes_the_answer for bar in bars] == [True, False, False, False]

    def test_words_where_there_is_no_ratio(self):
        """A range of the gain that reaches below 0."""
        through = Variation(name="utility_gain", low=-0.02, high=0.2, title="gain")
        bar = one_way(CASE, [through], 20_000)[0]
        assert bar.cost_per_qaly_low is None
        assert "dominated" in bar.words_low

    @given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 50_000))
    def test_only_one_number_is_varied(self, low, high, threshold):
        """At either end it is the case with that number."""
        low, high = sorted((low, high))
        bar = one_way(CASE, [Variation(name="taken_off", low=low, high=high, title="")], threshold)[0]
        assert bar.at_low == Case(utility_gain=0.13, taken_off=low, cost=980).net_benefit(threshold)
        assert bar.at_high == Case(utility_gain=0.13, taken_off=high, cost=980).net_benefit(threshold)
        assert bar.at_high <= bar.at_low

    def test_upside_down(self):
        """The lower end comes first."""
        with pytest.raises(ValueError, match="the lower end of 'cost' first, got 1160 to 800"):
            Variation(name="cost", low=1160, high=800, title="")

    def test_unknown_number(self):
        """The message says what was meant."""
        with pytest.raises(ValueError, match="did you mean 'cost'"):
            Variation(name="costs", low=1, high=2, title="")


class TestTwoWay:
    def test_by_hand(self):
        """Rows by duration, columns by cost."""
        found = two_way(CASE, ("years", [0.0, 0.5, 1.0]), ("cost", [800.0, 1160.0]), 20_000)
        expected = [[-800, -1160], [500, 140], [1800, 1440]]
        assert found.net_benefit.tolist() == [pytest.approx(row) for row in expected]
        assert found.cost_per_qaly[0] == (None, None)
        assert found.cost_per_qaly[2] == pytest.approx((800 / 0.13, 1160 / 0.13))
        assert (found.rows, found.columns) == ("years", "cost")

    def test_the_same_twice(self):
        """Two numbers are two."""
        with pytest.raises(ValueError, match="two different numbers"):
            two_way(CASE, ("cost", [1.0]), ("cost", [2.0]), 20_000)
