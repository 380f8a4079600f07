"""
The distribution function of the sum of n draws of whole numbers: exactly, without drawing.

The characteristic function of the sum is that of one draw, phi, to the n-th power. Inverting that gives the
distribution function. Three things keep the work the same from ten thousand people to a hundred million:

- only a window around the mean is looked at, beyond which Bernstein's inequality leaves `OUTSIDE` [1]_;
- where n is large, nearly all frequencies carry nothing. Of ``w = sqrt(1 - abs(phi)^2)`` the slope is at most
  the standard deviation of one draw [2]_, so that a look at few frequencies rules out all those between;
- near frequency 0, phi - 1 is summed rather than phi, so that its n-th power loses no digits.

References
----------
.. [1] Bernstein's inequality, e.g. Boucheron S, Lugosi G, Massart P (2013), Concentration Inequalities,
   section 2.8.
.. [2] ``abs(phi)^2`` is the mean of cos(t D), D the difference of two draws. So ``w^2 >= 0`` and its second
   derivative is at most E(D^2), twice the variance; a function g >= 0 with g'' <= M has abs(g') at most
   sqrt(2 M g), and w' = g' / (2 w) with M = 2 sd^2 is at most sd.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Distribution = Callable[[NDArray[np.int64]], NDArray[np.float64]]

__all__ = ["OUTSIDE", "Lattice", "sum_distribution", "window"]

#: Probability beyond the window, which the inversion folds back into it.
OUTSIDE = 1e-15
# A frequency matters where |phi|^n is above this.
_NEGLIGIBLE = 1e-17
# Up to so many draws |phi|^n is seldom negligible, and one transform of the whole window is the quickest.
_FEW = 500
# Largest transform, and largest window of which only some frequencies are looked at.
_LARGEST_TRANSFORM = 2**22
_LARGEST_WINDOW = 2**31
# Width, in standard deviations of one draw, of the arcs that are looked at first.
_FIRST_ARC = 0.25
# Up to this share of the window's places, frequencies are summed for each place that is asked for. Where more
# matter, one transform gives all places at once, if the window is not too large for that.
_SHARE_SUMMED = 1 / 512
# What would take minutes is refused: more frequencies than these to sum, or to look at, by values.
_MOST_SUMMED, _MOST_LOOKED_AT = 2**16, 2**23
# Of so many values and fewer, finding the frequencies takes as long as looking at them.
_FEW_VALUES = 16
# Complex exponentials held at a time.
_AT_ONCE = 2**20
_TOO_MANY = "the values lie on too many different steps to sum them exactly; draw instead"


@attrs.frozen(kw_only=True)
class Lattice:
    """
    What is drawn n times: whole numbers of steps, with their shares, and the window around the mean sum.

    Attributes
    ----------
    n, total : int
        Values, and the sum of their steps.
    steps : array of int64, shape (k,)
        Distinct.
    share : array of float, shape (k,)
    away : array of float, shape (k,)
        Distance of each from the mean, in steps.
    sd : float
        With n, in steps.
    low, high : int
        Ends of the window, in steps from the mean sum.
    """

    n: int
    total: int
    steps: NDArray[np.int64]
    share: NDArray[np.float64]
    away: NDArray[np.float64]
    sd: float
    low: int
    high: int


def window(n: int, sd: float, reach: float) -> int:
    """
    Give how far to look on both sides of the mean sum, for no more than `OUTSIDE` to lie beyond.

    Parameters
    ----------
    n : int
        Draws.
    sd : float
        Of one draw.
    reach : float
        Largest distance of one draw from its mean.
    """
    log = math.log(2 / OUTSIDE)
    return math.ceil(log * reach / 3 + math.sqrt((log * reach / 3) ** 2 + 2 * log * n * sd * sd))


def sum_distribution(lattice: Lattice) -> Distribution:
    """
    Give the distribution function of the sum, by steps above the mean sum.

    Off by at most `OUTSIDE` for the window, 1e-15 for the frequencies left out, and rounding, which is not
    bounded but was never found above 1e-12.

    Parameters
    ----------
    lattice : Lattice

    Returns
    -------
    callable
        Takes an array of int64 from one below the window's low end to its high end, any shape.

    Raises
    ------
    NotApplicableError
        If there are more steps than can be held, or too many frequencies that matter.
    """
    size = _power_of_two(lattice.high - lattice.low + 1)
    first = size
    if lattice.n > _FEW:
        first = min(size, _power_of_two(2 * math.pi * lattice.sd / _FIRST_ARC))
    if first > _LARGEST_TRANSFORM or size > _LARGEST_WINDOW:
        raise NotApplicableError(_TOO_MANY)
    if lattice.n <= _FEW:
        return _tabled(lattice, size, _transform(lattice, size) ** lattice.n, lattice.total + lattice.low)
    index = _that_matter(lattice, size, first)
    if index.size > (size if size <= _LARGEST_TRANSFORM else _MOST_SUMMED):
        raise NotApplicableError(_TOO_MANY)
    powers = _powers(lattice, index, size)
    if size > _LARGEST_TRANSFORM or index.size <= _SHARE_SUMMED * size:
        return _series(lattice, size, index, powers)
    whole = np.zeros(size // 2 + 1, dtype=np.complex128)
    whole[0], whole[index] = 1, powers.conj()
    return _tabled(lattice, size, whole, lattice.low)


def _power_of_two(least: float) -> int:
    return 1 << max(0, math.ceil(least) - 1).bit_length()


def _transform(lattice: Lattice, size: int) -> NDArray[np.complex128]:
    """Give the sum of share * exp(-i t step) at the frequencies t = 2 pi j / size, j up to size / 2."""
    return np.fft.rfft(np.bincount(lattice.steps % size, weights=lattice.share, minlength=size))


def _tabled(lattice: Lattice, size: int, powers: NDArray[np.complex128], start: int) -> Distribution:
    """Take the whole window in one transform, from `start` on."""
    turn = np.arange(size // 2 + 1) * (start % size) % size
    chance = np.fft.irfft(powers * np.exp(2j * np.pi / size * turn), size)
    places = lattice.high - lattice.low + 1
    upto = np.concatenate([[0.0], np.cumsum(chance[:places])])

    def distribution(steps: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(upto[steps - (lattice.low - 1)])

    return distribution


def _powers(lattice: Lattice, index: NDArray[np.int64], size: int) -> NDArray[np.complex128]:
    """Give the characteristic function of the sum about its mean at 2 pi index / size."""
    z = _less_one(lattice, index, size)
    # numpy's complex log1p forms 1 + z first, which loses what makes the n-th power exact.
    logarithm = np.log1p(_square_less_one(z)) / 2 + 1j * np.arctan2(z.imag, 1 + z.real)
    return np.asarray(np.exp(lattice.n * logarithm))


def _series(
    lattice: Lattice, size: int, index: NDArray[np.int64], powers: NDArray[np.complex128]
) -> Distribution:
    """Sum the frequencies that matter, for each place that is asked for."""
    # exp(-i t (k + 1/2)) / (2 i sin(t / 2)) is minus the sum of exp(-i t s) over s <= k, but for a constant.
    # Each frequency stands for its mirror image too, but for the one half way round.
    weights = powers * np.where(2 * index == size, 1, 2) / (2j * size * np.sin(np.pi / size * index))

    def rising(steps: NDArray[np.int64]) -> NDArray[np.float64]:
        odd = 2 * steps.ravel() + 1
        result = odd / (2 * size)
        for part in _pieces(odd.size, index.size):
            turn = np.multiply.outer(odd[part], index) % (2 * size)
            result[part] -= np.sum((np.exp(-1j * np.pi / size * turn) * weights).real, axis=-1)
        return result.reshape(steps.shape)

    start = rising(np.array(lattice.low - 1))

    def distribution(steps: NDArray[np.int64]) -> NDArray[np.float64]:
        return rising(steps) - start

    return distribution


def _that_matter(lattice: Lattice, size: int, first: int) -> NDArray[np.int64]:
    """
    Find the frequencies j of 1 to size / 2 at which abs(phi)^n may be above `_NEGLIGIBLE`.

    An arc is dropped where w at its centre is so large that it cannot fall to the limit within it.
    NotApplicableError where too many are left to look at.
    """
    if (size // first).bit_length() % 2 == 0:
        first *= 2  # from here to the window's size in steps of four
    # w = sqrt(1 - |phi|^2) where |phi|^n is just negligible.
    limit = math.sqrt(-math.expm1(2 * math.log(_NEGLIGIBLE) / lattice.n))
    there = np.abs(_transform(lattice, first))
    w = np.sqrt(np.maximum(0, 1 - there * there))
    index = np.flatnonzero(w <= limit + lattice.sd * math.pi / first)
    while first < size:
        first *= 4
        index = np.unique(np.add.outer(4 * index, np.arange(-2, 3)))
        index = index[(index >= 0) & (index <= first // 2)]
        if index.size * max(_FEW_VALUES, lattice.away.size) > _MOST_LOOKED_AT:
            raise NotApplicableError(_TOO_MANY)
        z = _less_one(lattice, index, first)
        w = np.sqrt(np.maximum(0, -_square_less_one(z)))
        index = index[w <= limit + lattice.sd * math.pi / first]
    return np.asarray(index[index > 0])


def _less_one(lattice: Lattice, index: NDArray[np.int64], size: int) -> NDArray[np.complex128]:
    """Give the characteristic function of one draw about the mean, less one, at 2 pi index / size."""
    result = np.empty(index.size, dtype=np.complex128)
    for part in _pieces(index.size, lattice.away.size):
        half = np.multiply.outer(np.pi / size * index[part], lattice.away)
        sine = np.sin(half)
        # Sums, not matrix products: those depend on the machine's library and its threads in the last digit.
        result.real[part] = -2 * np.sum(sine * sine * lattice.share, axis=-1)
        result.imag[part] = 2 * np.sum(sine * np.cos(half) * lattice.share, axis=-1)
    return result


def _pieces(rows: int, columns: int) -> list[slice]:
    """Cut a table into rows that can be held."""
    step = max(1, _AT_ONCE // max(1, columns))
    return [slice(start, start + step) for start in range(0, rows, step)]


def _square_less_one(z: NDArray[np.complex128]) -> NDArray[np.float64]:
    """Give the squared modulus of 1 + z, less one, without forming 1 + z."""
    return np.asarray(z.real * (2 + z.real) + z.imag * z.imag)
