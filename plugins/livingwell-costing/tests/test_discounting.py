"""Discounting against numerical integration, and its inverse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.discounting import (
    DAYS_IN_MONTH,
    DAYS_IN_YEAR,
    DISCOUNT_RATES,
    REFERENCE_RATE,
    DiscountRate,
    discount_factor,
    discount_rate,
    discounted_area,
    discounted_years,
    years_needed,
)
from scipy.integrate import quad

from livingwell_core.errors import NotApplicableError

rates = st.sampled_from([0.0, 0.015, 0.035, 0.2]) | st.floats(0, 0.5)
times = st.floats(0, 12)
heights = st.floats(-1.6, 1.6)


def area(start, end, first, last, rate):
    return float(
        discounted_area(*(np.array([number], dtype=float) for number in (start, end, first, last)), rate)[0]
    )


def by_quadrature(start, end, first, last, rate):
    """The same area by adaptive quadrature, cut where the factor jumps."""

    def height(t):
        share = (t - start) / (end - start) if end > start else 0.0
        return (first + (last - first) * share) * (1.0 if t <= 1 else (1 + rate) ** -t)

    turn = min(max(1.0, start), end)
    # Just beyond one year the factor has jumped; quadrature never asks for the ends themselves.
    return sum(quad(height, a, b, epsabs=1e-13, epsrel=1e-12)[0] for a, b in ((start, turn), (turn, end)))


class TestFactor:
    def test_first_year_is_not_discounted(self):
        """One year still counts in full; the day after counts 1/1.035 and less."""
        assert discount_factor([0, 0.5, 1], 0.035).tolist() == [1, 1, 1]
        assert discount_factor([2.0, 10.0], 0.035) == pytest.approx([1.035**-2, 1.035**-10], rel=1e-14)

    @given(times, times, rates)
    def test_later_never_counts_more(self, one, other, rate):
        """The factor falls with time."""
        early, late = sorted((one, other))
        assert discount_factor(late, rate) <= discount_factor(early, rate) <= 1


class TestArea:
    @given(times, times, heights, heights, rates)
    def test_quadrature(self, one, other, first, last, rate):
        """Every slice, before one year, after it and across."""
        start, end = sorted((one, other))
        expected = by_quadrature(start, end, first, last, rate)
        assert area(start, end, first, last, rate) == pytest.approx(expected, abs=1e-10)

    @given(st.floats(0, 0.9), st.floats(0.001, 0.1), heights, heights)
    def test_trapezium_within_the_first_year(self, start, width, first, last):
        """Whatever the rate is, to the last bit."""
        end = start + width
        expected = (first + last) / 2 * (end - start)
        assert area(start, end, first, last, 0.035) == area(start, end, first, last, 0.0) == expected

    @pytest.mark.parametrize("width", [1e-6, 1e-3, 0.1, 1, 10, 100])
    def test_short_and_long_slices(self, width):
        """On both sides of where the series takes over, against 40 digits."""
        from decimal import Decimal, localcontext

        with localcontext() as context:
            context.prec = 40
            rho, h = (Decimal("1.035")).ln(), Decimal(width)
            fall = (-rho * h).exp()
            start = (-2 * rho).exp()
            one, two = (1 - fall) / rho, (1 - fall * (1 + rho * h)) / (rho * rho * h)
            expected = start * (Decimal("0.25") * one + Decimal("0.5") * two)
        # Heights .25 and .75; 2 + width - 2 is not width to the last bit.
        assert area(2, 2 + width, 0.25, 0.75, 0.035) == pytest.approx(float(expected), rel=1e-9)

    def test_no_width_no_area(self):
        """A slice of one moment."""
        assert area(0.5, 0.5, 1, 1, 0.035) == area(3, 3, 1, 1, 0.035) == 0


class TestYears:
    def test_known(self):
        """Up to a year time itself; two years count 1 + (1.035^-1 - 1.035^-2) / log(1.035)."""
        assert discounted_years([0.25, 1.0], 0.035).tolist() == [0.25, 1.0]
        expected = 1 + (1.035**-1 - 1.035**-2) / np.log(1.035)
        assert float(discounted_years(2.0, 0.035)) == pytest.approx(expected, rel=1e-14)
        assert discounted_years(2.0, 0.035).shape == ()

    @given(st.floats(0, 25), st.sampled_from([0.0, 0.015, 0.035]))
    def test_inverse(self, years, rate):
        """Years needed give the years back."""
        assert years_needed(float(discounted_years(years, rate)), rate) == pytest.approx(years, abs=1e-9)

    def test_not_for_ever(self):
        """At 3.5% all time together counts 29 years, so that 30 are never reached."""
        with pytest.raises(NotApplicableError, match=r"all time counts 29\.1 years"):
            years_needed(30, 0.035)
        assert years_needed(1e6, 0.0) == 1e6


class TestRates:
    def test_by_name(self):
        """3.5% is the default of the reference case, 1.5% has to be named."""
        assert discount_rate("3.5%") is REFERENCE_RATE
        assert [rate.rate for rate in DISCOUNT_RATES] == [0.035, 0.015, 0.0]

    def test_unknown(self):
        """The message lists what there is."""
        with pytest.raises(ValueError, match=r"one of: 1\.5%, 3\.5%, none, got 'high'"):
            discount_rate("high")

    @pytest.mark.parametrize("rate", [-0.01, float("nan"), float("inf")])
    def test_impossible(self, rate):
        """No rate below 0."""
        with pytest.raises(ValueError, match="'rate' must be at least 0"):
            DiscountRate(id="x", rate=rate, text="", source="")

    def test_calendar(self):
        """Twelve months are a year."""
        assert DAYS_IN_MONTH * 12 == DAYS_IN_YEAR == 365.25
