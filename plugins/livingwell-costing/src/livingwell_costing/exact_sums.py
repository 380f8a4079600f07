"""
Sums of floats and of their products without rounding, so that the order and the parts change nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # Two floats that add up to a number.
    Pair = tuple[NDArray[np.float64], NDArray[np.float64]]

__all__ = ["exact_sum", "pair_of", "times"]

# A float's 53 bits in halves: so many of the lower half, 2^27 at most each, add up without rounding.
_HALF: Final = 27
_AT_ONCE: Final = 2**20
# Veltkamp's: splits a float into two of 26 bits.
_SPLITTER: Final = 2.0**27 + 1


def exact_sum(values: NDArray[np.float64]) -> Fraction:
    """
    Add floats without rounding.

    Each is a whole number of 53 bits times a power of two. Those with the same power are added as whole
    numbers, which takes one pass.

    Parameters
    ----------
    values : array of float64, shape (n,)
        Finite.

    Examples
    --------
    >>> exact_sum(np.array([1e16, 1.0, -1e16]))
    Fraction(1, 1)
    """
    total = Fraction(0)
    for start in range(0, values.size, _AT_ONCE):
        total += _sum_of_some(values[start : start + _AT_ONCE])
    return total


def _sum_of_some(values: NDArray[np.float64]) -> Fraction:
    part, power = np.frexp(values)
    whole = np.ldexp(part, 53).astype(np.int64)
    least = int(power.min())
    place = power - least
    # bincount adds in floats; whole numbers below 2^53 do not round there.
    high = np.bincount(place, weights=(whole >> _HALF).astype(np.float64))
    low = np.bincount(place, weights=(whole & (2**_HALF - 1)).astype(np.float64))
    total = sum(
        ((int(above) << _HALF) + int(below)) << shift
        for shift, (above, below) in enumerate(zip(high.tolist(), low.tolist(), strict=True))
        if above or below
    )
    return Fraction(total) * Fraction(2) ** (least - 53)


def pair_of(values: NDArray[np.float64]) -> Pair:
    """Give floats as pairs."""
    return values, np.zeros_like(values)


def times(pair: Pair, factor: NDArray[np.float64]) -> Pair:
    """
    Multiply pairs by floats, to about 106 bits; a product of two floats is exact [1]_.

    Parameters
    ----------
    pair : tuple of two arrays of float64, shape (n,)
    factor : array of float64, shape (n,)
        With `pair`, far from where floats end: products below 1e-290 lose digits, those above 1e290 overflow.

    References
    ----------
    .. [1] Dekker TJ (1971), Numerische Mathematik 18:224-242.
    """
    high, low = pair
    product = high * factor
    a, b = _split(high), _split(factor)
    error = ((a[0] * b[0] - product) + a[0] * b[1] + a[1] * b[0]) + a[1] * b[1]
    return product, error + low * factor


def _split(values: NDArray[np.float64]) -> Pair:
    scaled = _SPLITTER * values
    high = scaled - (scaled - values)
    return high, values - high
