"""
The distribution of the mean of n draws, with replacement, from n counted values: exactly, without drawing.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.lattice_sums import Lattice, sum_distribution, window

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from livingwell_core.statistics.lattice_sums import Distribution

__all__ = ["ResampledMean", "resampled_mean"]

# How far around a guess a quantile is looked for.
_SPREAD: NDArray[np.int64] = 8 ** np.arange(12)
# Probabilities nearer to 0 and 1 than this drown in rounding.
_SURE = 1e-12


@attrs.frozen(kw_only=True)
class ResampledMean:
    """
    Distribution of the mean of n draws with replacement from n counted values.

    Means are named by their distance from the values' own mean, in steps of the lattice of means, which are
    `step` wide.

    Attributes
    ----------
    n : int
        Values, and draws.
    mean : Fraction
        Of the values.
    step : Fraction
        From one possible mean to the next: the greatest common divisor of the values' distances, by n.
    variance : Fraction
        Of a mean: the values' variance with n in the denominator, by n.
    skewness_by_six : float
        ``sum(d^3) / (6 sum(d^2)^1.5)``, d the values' distances from their mean; the acceleration of BCa.
    lowest, highest : int
        Ends of the window, in steps from `mean`.
    """

    n: int
    mean: Fraction
    step: Fraction
    variance: Fraction
    skewness_by_six: float
    lowest: int
    highest: int
    _distribution: Distribution = attrs.field(repr=False, eq=False)

    def upto(self, steps: ArrayLike) -> NDArray[np.float64]:
        """
        Give the probability that the mean is at most so many steps above the values' mean.

        Off by less than 1e-12 (`sum_distribution`).

        Parameters
        ----------
        steps : array_like of int
        """
        at = np.clip(np.asarray(steps, dtype=np.int64), self.lowest - 1, self.highest)
        return np.clip(self._distribution(at), 0.0, 1.0)

    def below(self, steps: ArrayLike) -> NDArray[np.float64]:
        """Give the probability of less, plus half that of just as much: the mid-distribution function."""
        at = np.asarray(steps, dtype=np.int64)
        return np.asarray(self.upto(np.stack([at, at - 1])).mean(axis=0))

    def quantile(self, p: float) -> float:
        """
        Give the quantile of the mid-distribution function, in the unit of the values [1]_.

        That function is taken at each lattice point and joined by straight lines; its inverse, unlike that
        of the step function, moves smoothly with `p`, and turns round when the values do. The two are at most
        one `step` apart.

        Parameters
        ----------
        p : float
            From 1e-12 to 1 - 1e-12.

        Raises
        ------
        NotApplicableError
            If `p` is nearer to 0 or 1 than can be told.

        References
        ----------
        .. [1] Ma Y, Genton MG, Parzen E (2011), Annals of the Institute of Statistical Mathematics
           63:227-243, doi 10.1007/s10463-008-0216-z.
        """
        if not _SURE <= p <= 1 - _SURE:
            msg = f"the interval would reach to a chance of {min(p, 1 - p):.0e}, too small to tell"
            raise NotApplicableError(msg)
        from scipy.special import ndtri

        low, high = self.lowest, self.highest
        at_low, at_high = self.below([low, high])
        if p <= at_low:
            return float(self.mean + low * self.step)
        if p >= at_high:
            return float(self.mean + high * self.step)
        # The normal distribution bent by the skewness (Cornish-Fisher) is close where n is large.
        z = float(ndtri(p))
        guess = (z + self.skewness_by_six * (z * z - 1)) * math.sqrt(self.variance / self.step**2)
        while high - low > 1:
            places = _around(guess, low, high)
            found = self.below(places)
            found[0], found[-1] = at_low, at_high
            # The last place at or below p; there is one above it.
            place = int(np.flatnonzero(found[:-1] <= p)[-1])
            low, high = int(places[place]), int(places[place + 1])
            at_low, at_high = found[place], found[place + 1]
            guess = low + (p - at_low) / (at_high - at_low) * (high - low)
        part = Fraction(float((p - at_low) / (at_high - at_low)))
        return float(self.mean + (low + part) * self.step)


def _around(guess: float, low: int, high: int) -> NDArray[np.int64]:
    """Give places from low to high, both among them and one between, the denser the nearer to a guess."""
    away = _SPREAD[: 1 + int(np.searchsorted(_SPREAD, high - low))]
    middle = min(max(round(guess), low), high)
    return np.unique(np.clip(np.concatenate([[low, high, middle], middle - away, middle + away]), low, high))


def resampled_mean(values: ArrayLike, count: ArrayLike) -> ResampledMean:
    """
    Give the distribution of the mean of as many draws from counted values as there are values.

    The time does not grow with n, and hardly with how far the values reach.

    Parameters
    ----------
    values : array_like of int, shape (k,)
        In steps; any order, may repeat.
    count : array_like of int, shape (k,)
        How often each occurs, >= 0.

    Raises
    ------
    NotApplicableError
        If there is no value, all are the same, or they lie on more steps than can be held (then draw).
    TypeError
        If values or counts are not whole numbers.
    ValueError
        If a count is negative, or the shapes differ.

    Examples
    --------
    >>> of_coins = resampled_mean([0, 1], [2, 2])
    >>> [round(float(p), 4) for p in of_coins.upto([-2, -1, 0, 1, 2])]
    [0.0625, 0.3125, 0.6875, 0.9375, 1.0]
    """
    distinct, counts = _distinct(values, count)
    if not distinct:
        msg = "no values"
        raise NotApplicableError(msg)
    least = distinct[0]
    unit = math.gcd(*(value - least for value in distinct))
    if unit == 0:
        msg = "all values are the same"
        raise NotApplicableError(msg)
    n = sum(counts)
    steps = [(value - least) // unit for value in distinct]
    total = sum(step * number for step, number in zip(steps, counts, strict=True))
    # Distances from the mean, times n: whole numbers.
    away = [n * step - total for step in steps]
    squares = sum(d * d * number for d, number in zip(away, counts, strict=True))
    cubes = sum(d**3 * number for d, number in zip(away, counts, strict=True))
    sd = math.sqrt(Fraction(squares, n**3))
    reach = max(-away[0], away[-1]) / n
    wide = window(n, sd, reach)
    lattice = Lattice(
        n=n,
        total=total,
        steps=np.array(steps, dtype=np.int64),
        share=np.array([number / n for number in counts]),
        away=np.array([d / n for d in away]),
        sd=sd,
        low=-min(total, wide),
        high=min(n * steps[-1] - total, wide),
    )
    return ResampledMean(
        n=n,
        mean=least + Fraction(unit * total, n),
        step=Fraction(unit, n),
        variance=Fraction(squares * unit * unit, n**4),
        skewness_by_six=cubes / (6 * float(squares) ** 1.5),
        lowest=lattice.low,
        highest=lattice.high,
        distribution=sum_distribution(lattice),
    )


def _whole(name: str, given: ArrayLike) -> NDArray[np.int64]:
    array = np.asarray(given)
    if array.size and array.dtype.kind not in "iub":
        msg = f"{name!r} must hold whole numbers, got {array.dtype}"
        raise TypeError(msg)
    return array.astype(np.int64)


def _distinct(values: ArrayLike, count: ArrayLike) -> tuple[list[int], list[int]]:
    at, counts = _whole("values", values), _whole("count", count)
    if at.shape != counts.shape or at.ndim != 1:
        msg = "'values' and 'count' must be one-dimensional and of one length"
        raise ValueError(msg)
    if np.any(counts < 0):
        msg = f"'count' must not be negative, got {int(counts.min())}"
        raise ValueError(msg)
    distinct, inverse = np.unique(at, return_inverse=True)
    together = np.zeros(distinct.size, dtype=np.int64)
    np.add.at(together, inverse, counts)
    return distinct[together > 0].tolist(), together[together > 0].tolist()
