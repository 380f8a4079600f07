"""From the distribution over resamples to intervals: worked by hand and against a published example."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.bootstrap import Bootstrap


def bootstrap(*, below=0.5, acceleration: float | None = 0.0, quantile=lambda p: p):
    return Bootstrap(value=0.5, standard_error=1.0, below=below, acceleration=acceleration, quantile=quantile)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_percentile(level):
    """Between the quantiles at both tails."""
    found = bootstrap().percentile(level=level)
    assert (found.value, found.level) == (0.5, level)
    assert (found.low, found.high) == pytest.approx(((1 - level) / 2, (1 + level) / 2), abs=1e-15)


@given(st.floats(0.01, 0.999))
def test_neither_bias_nor_acceleration(level):
    """BCa is then the percentile interval."""
    there, here = bootstrap().percentile(level=level), bootstrap().bca(level=level)
    assert (here.low, here.high) == pytest.approx((there.low, there.high), abs=1e-12)


def test_spatial_data():
    """Efron & Tibshirani (1993), section 14.3: z0 .146 and a .061, rounded, make of 5%, 95% .110, .985."""
    found = bootstrap(below=float(ndtr(0.146)), acceleration=0.061).bca(level=0.9)
    assert (found.low, found.high) == pytest.approx((0.110, 0.985), abs=1e-3)


@given(st.floats(0.1, 0.9), st.floats(-0.1, 0.1))
def test_turning_the_statistic_round(below, acceleration):
    """The levels are mirrored."""
    there = bootstrap(below=below, acceleration=acceleration).bca(level=0.95)
    back = bootstrap(below=1 - below, acceleration=-acceleration).bca(level=0.95)
    assert (back.low, back.high) == pytest.approx((1 - there.high, 1 - there.low), abs=1e-12)


@given(st.floats(0.1, 0.9), st.floats(-0.1, 0.1), st.floats(0.1, 5))
def test_transforming_the_statistic(below, acceleration, power):
    """A rising transformation of the statistic transforms both intervals."""
    plain = bootstrap(below=below, acceleration=acceleration).bca(level=0.95)
    bent = bootstrap(below=below, acceleration=acceleration, quantile=lambda p: p**power).bca(level=0.95)
    assert (bent.low, bent.high) == pytest.approx((plain.low**power, plain.high**power), rel=1e-12)


def test_by_hand():
    """The formula at one end: z0 = .1, a = .02, z = 1.96."""
    found = bootstrap(below=float(ndtr(0.1)), acceleration=0.02).bca(level=0.95)
    z = float(ndtri(0.975))
    assert found.high == pytest.approx(float(ndtr(0.1 + (0.1 + z) / (1 - 0.02 * (0.1 + z)))), abs=1e-14)


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ({"acceleration": None}, "leaving one person out changes nothing or leaves no figure"),
        ({"below": 0.0}, "all lie on one side"),
        ({"below": 1.0}, "all lie on one side"),
        ({"acceleration": 0.6}, "too skew"),
        ({"acceleration": -0.6}, "too skew"),
    ],
)
def test_bca_not_applicable(given_, reason):
    """The percentile interval is there all the same."""
    found = bootstrap(**given_)
    with pytest.raises(NotApplicableError, match=reason):
        found.bca(level=0.95)
    assert found.percentile(level=0.95).low is not None


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, math.nan, math.inf])
@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_level(method, level):
    """A level is a share."""
    with pytest.raises(ValueError, match="'level' must be above 0 and below 1"):
        getattr(bootstrap(), method)(level=level)
