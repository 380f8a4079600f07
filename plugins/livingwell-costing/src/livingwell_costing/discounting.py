"""
What a QALY counts that is gained later.

Time is in years since a person's first assessment, a year being 365.25 days and a month a twelfth of it. The
first year is not discounted. After it, what is gained at time t counts ``(1 + r)^-t``, continuously in t.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError, did_you_mean

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = [
    "DAYS_IN_MONTH",
    "DAYS_IN_YEAR",
    "DISCOUNT_RATES",
    "REFERENCE_RATE",
    "DiscountRate",
    "discount_factor",
    "discount_rate",
    "discounted_area",
    "discounted_years",
    "years_needed",
]

#: The mean calendar year: what a person gains does not depend on whether a leap day was in it.
DAYS_IN_YEAR: Final = 365.25
DAYS_IN_MONTH: Final = DAYS_IN_YEAR / 12

# Below this the series of _second has no cancellation, and so many terms leave 1e-17.
_SMALL: Final = 0.5
_TERMS: Final = 16


@attrs.frozen(kw_only=True)
class DiscountRate:
    """
    A yearly rate, by name.

    Attributes
    ----------
    id : str
        The name: "3.5%".
    rate : float
        By year, >= 0: 0.035.
    text : str
        When it is used, for people.
    source : str
    """

    id: str
    rate: float = attrs.field()
    text: str
    source: str

    @rate.validator
    def _possible(self, _attribute: object, rate: float) -> None:
        if not (math.isfinite(rate) and rate >= 0):
            msg = f"'rate' must be at least 0, got {rate}"
            raise ValueError(msg)


#: The rate of the reference case, for costs and effects.
REFERENCE_RATE: Final = DiscountRate(
    id="3.5%",
    rate=0.035,
    text="3.5% by year, NICE's reference case",
    source="House of Lords, written answer HL7221",
)
#: All rates that have a name.
DISCOUNT_RATES: Final = (
    REFERENCE_RATE,
    DiscountRate(
        id="1.5%",
        rate=0.015,
        text="1.5% by year, NICE's other rate: as a sensitivity analysis, or for treatments that restore "
        "people who would otherwise die or be very severely impaired to full health for a very long time",
        source="House of Lords, written answers HL6217 and HL7221",
    ),
    DiscountRate(
        id="none", rate=0.0, text="not discounted: a QALY counts the same whenever it is gained", source="-"
    ),
)


def discount_rate(name: str) -> DiscountRate:
    """
    Give a rate by its name.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    for rate in DISCOUNT_RATES:
        if rate.id == name:
            return rate
    known = did_you_mean(name, [rate.id for rate in DISCOUNT_RATES])
    msg = f"a discount rate, {known}, got {name!r}"
    raise ValueError(msg)


def discount_factor(years: ArrayLike, rate: float) -> NDArray[np.float64]:
    """
    Give what a QALY counts that is gained after so many years: 1 up to one year, then ``(1 + rate)^-years``.

    Parameters
    ----------
    years : array_like of float
        >= 0.
    rate : float
        By year, >= 0.
    """
    time = np.asarray(years, dtype=np.float64)
    return np.where(time <= 1, 1.0, np.exp(-math.log1p(rate) * time))


def discounted_area(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
    rate: float,
) -> NDArray[np.float64]:
    """
    Give the area under a straight line, each moment counted by its discount factor.

    Exact but for rounding. Up to one year the trapezium. After it, by parts, with h the rest of the slice, a
    and b the heights at its ends and ``x = h log(1 + rate)``: ``(1 + rate)^-start h`` times ``a (1 - e^-x) /
    x + (b - a) (1 - (1 + x) e^-x) / x^2``.

    Parameters
    ----------
    start, end : array of float64, shape (slices,)
        In years, 0 <= start <= end.
    first, last : array of float64, shape (slices,)
        Heights at start and end.
    rate : float
        By year, >= 0.

    Returns
    -------
    array of float64, shape (slices,)
        In height times years.
    """
    turn = np.clip(1.0, start, end)
    width = end - start
    share = np.divide(turn - start, width, out=np.zeros_like(width), where=width > 0)
    # Where the slice ends by then, its end is taken as it is given.
    middle = np.where(turn == end, last, first + (last - first) * share)
    early = (first + middle) / 2 * (turn - start)
    rest = end - turn
    rho = math.log1p(rate)
    late = np.exp(-rho * turn) * rest * (middle * _first(rho * rest) + (last - middle) * _second(rho * rest))
    return np.asarray(early + late)


def _first(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Integrate exp(-x s) over s from 0 to 1."""
    return np.divide(-np.expm1(-x), x, out=np.ones_like(x), where=x > 0)


def _second(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Integrate s exp(-x s) over s from 0 to 1: by its series where the closed form would cancel."""
    small = np.minimum(x, _SMALL)
    term, series = np.ones_like(x), np.zeros_like(x)
    for k in range(_TERMS):
        series += term / (k + 2)
        term = term * -small / (k + 1)
    large = np.maximum(x, _SMALL)
    return np.where(x < _SMALL, series, (_first(large) - np.exp(-large)) / large)


def discounted_years(years: ArrayLike, rate: float) -> NDArray[np.float64]:
    """
    Give what so many years in full health count, from the first day on.

    Parameters
    ----------
    years : array_like of float
        >= 0.
    rate : float
        By year, >= 0.
    """
    time = np.atleast_1d(np.asarray(years, dtype=np.float64))
    ones = np.ones_like(time)
    return discounted_area(np.zeros_like(time), time, ones, ones, rate).reshape(np.shape(years))


def years_needed(counted: float, rate: float) -> float:
    """
    Give after how many years full health counts so many years: the inverse of `discounted_years`.

    Parameters
    ----------
    counted : float
        >= 0.
    rate : float
        By year, >= 0.

    Raises
    ------
    NotApplicableError
        If no time is long enough, because later years hardly count.

    Examples
    --------
    >>> years_needed(0.5, 0.035)
    0.5
    >>> round(years_needed(3, 0.035), 4)
    3.1474
    """
    rho = math.log1p(rate)
    if counted <= 1 or rho == 0:
        return counted
    # 1 + (e^-rho - e^(-rho t)) / rho = counted, solved for t.
    left = math.exp(-rho) - rho * (counted - 1)
    if left <= 0:
        msg = f"no time is long enough: discounted, all time counts {1 + math.exp(-rho) / rho:.1f} years"
        raise NotApplicableError(msg)
    return -math.log(left) / rho
