"""Costs of a person: given, or from annual costs; price years."""

from __future__ import annotations

from fractions import Fraction

import pytest
from livingwell_costing.costs import NO_PRICE_YEAR, annual_cost, given_cost
from livingwell_costing.price_index import price_index

from livingwell_core.errors import InputError

NHSCII = price_index("nhscii")


class TestGiven:
    def test_range(self):
        """The programme's, without a price year, which is said."""
        cost = given_cost(800, 1160, price_year=None, source="the report, section 2.3.4")
        assert cost.ends == (800, 1160)
        assert cost.note == NO_PRICE_YEAR
        assert "Price year not stated." in cost.definition.text
        assert cost.definition.source == "the report, section 2.3.4"

    def test_figure(self):
        """One end; a float is what was typed."""
        cost = given_cost(76.1, price_year="2020/21")
        assert cost.ends == (76.1,)
        assert cost.low == Fraction(761, 10)
        assert cost.note == "prices of 2020/21"

    def test_all_that_is_wrong(self):
        """At once."""
        with pytest.raises(InputError) as error:
            given_cost(-5, "much", price_year="2021", file="livingwell.toml")
        assert list(map(str, error.value.problems)) == [
            "livingwell.toml, cost: wrong value, got '-5', expected a number of pounds, at least 0",
            "livingwell.toml, cost: wrong value, got 'much', expected a number of pounds, at least 0",
            "livingwell.toml, price_year: wrong value, got '2021', expected a financial year such as 2021/22",
        ]

    def test_upside_down(self):
        """Said, not turned round."""
        with pytest.raises(InputError, match="the range is upside down, got '1160 to 800'"):
            given_cost(1160, 800, price_year=None)

    @pytest.mark.parametrize("number", [float("nan"), float("inf"), True, -0.5])
    def test_no_cost(self, number):
        """Refused."""
        with pytest.raises(InputError, match="a number of pounds, at least 0"):
            given_cost(number, price_year=None)


class TestAnnual:
    def test_by_people(self):
        """A million pounds for 980 people."""
        cost = annual_cost(1_000_000, 980, price_year="2021/22")
        assert cost.low == cost.high == Fraction(1_000_000, 980)
        assert cost.basis == "annual"
        assert cost.definition.id == "cost-per-person:annual"

    def test_all_that_is_wrong(self):
        """At once; nobody to share by is no infinity."""
        with pytest.raises(InputError) as error:
            annual_cost("x", 0, price_year="21/22")
        assert [problem.column for problem in error.value.problems] == ["annual_cost", "price_year", "people"]
        with pytest.raises(InputError, match="at least one person"):
            annual_cost(1000, 0, price_year=None)


class TestPrices:
    def test_brought_to_another_year(self):
        """By the index, which is named."""
        cost = given_cost(800, 1160, price_year="2021/22").in_prices_of("2024/25", NHSCII)
        assert cost.ends == pytest.approx((800 * 1.14392, 1160 * 1.14392), rel=1e-5)
        assert cost.price_year == "2024/25"
        assert "NHS cost inflation index" in cost.definition.text
        # The index was read second-hand, and so is what follows from it.
        assert not cost.definition.verified

    def test_unknown_price_year(self):
        """Cannot be brought anywhere."""
        with pytest.raises(InputError, match="a cost without a price year cannot be brought to other prices"):
            given_cost(800, price_year=None).in_prices_of("2024/25", NHSCII)

    def test_missing_index_year(self):
        """Said with the years that there are."""
        with pytest.raises(InputError, match="got '2026/27', expected one of 2014/15 to 2024/25"):
            given_cost(800, price_year="2021/22").in_prices_of("2026/27", NHSCII)
