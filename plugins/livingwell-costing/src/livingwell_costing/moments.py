"""
Joint moments of two quantities, gain and cost: what uncertainty about value for money follows from, and adds.
"""

from __future__ import annotations

import functools
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Protocol

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments.scale import exact_number
from livingwell_costing.exact_sums import exact_sum, pair_of, times
from livingwell_costing.sample_means import SampleMean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

__all__ = ["POWERS", "Combinable", "JointMoments"]

#: Powers of x and y of each sum, in order.
POWERS: Final = tuple((total - b, b) for total in range(1, 5) for b in range(total + 1))
_PLACE: Final = {powers: place for place, powers in enumerate(POWERS)}
_NOTHING: Final = (Fraction(0),) * len(POWERS)
# Far beyond any cost, and small enough for fourth powers.
_LARGEST: Final = 1e15
# People at a time: what fits a processor's cache.
_AT_ONCE: Final = 2**16


class Combinable(Protocol):
    """What value for money is computed from: one group, or one group against another."""

    @property
    def n(self) -> int:
        """People."""
        ...

    def combination(self, x: float | Fraction, y: float | Fraction) -> SampleMean:
        """Give the mean of ``x`` times the gain plus ``y`` times the cost."""
        ...


@attrs.frozen
class JointMoments:
    """
    Sums of ``x^a y^b``, a + b from 1 to 4: x the gain in QALYs, y the cost in pounds, a pair a person.

    The sums are about 0 and held without rounding, as fractions. So tallies of parts add up to the tally of
    the whole exactly, in whatever order, and a cost that is the same for everyone has no variance at all.
    Products of two floats are exact, those of three and four have 106 bits before they are added: moments
    about the mean keep their digits up to a mean of a million standard deviations.

    Attributes
    ----------
    n : int
        People.
    sums : tuple of Fraction, shape (14,)
        In the order of `POWERS`.
    """

    n: int = 0
    sums: tuple[Fraction, ...] = _NOTHING

    @classmethod
    def of(cls, gain: ArrayLike, cost: ArrayLike = 0.0) -> JointMoments:
        """
        Tally people.

        Parameters
        ----------
        gain : array_like of float, shape (n,)
        cost : array_like of float, shape (n,) or a number
            A number where it is the same for everyone; see `shifted` for setting one later.

        Raises
        ------
        ValueError
            If a value is not finite or beyond 1e15, or the shapes differ.
        """
        x = np.asarray(gain, dtype=np.float64)
        y = np.asarray(cost, dtype=np.float64)
        if x.ndim != 1 or y.shape not in ((), x.shape):
            msg = "'gain' must be one-dimensional, and 'cost' a number or as long"
            raise ValueError(msg)
        for name, values in (("gain", x), ("cost", y)):
            if not np.all(np.abs(values) <= _LARGEST):
                msg = f"{name!r} must be finite and within 1e15 of 0"
                raise ValueError(msg)
        if y.ndim == 0:
            return cls(x.size, _sums(x, np.zeros(0))).shifted(cost=float(y))
        return cls(x.size, _sums(x, y))

    def zero(self) -> JointMoments:
        """Give the moments of nobody."""
        return JointMoments()

    def __add__(self, other: JointMoments) -> JointMoments:
        """Give the moments of both groups of people."""
        if not isinstance(other, JointMoments):
            return NotImplemented
        sums = tuple(a + b for a, b in zip(self.sums, other.sums, strict=True))
        return JointMoments(self.n + other.n, sums)

    def shifted(self, gain: float | Fraction = 0, cost: float | Fraction = 0) -> JointMoments:
        """
        Give the moments as they would be with so much more gain and cost for each person, exactly.

        A float is read by its shortest decimal form: .13 is 13/100.
        """
        dx, dy = exact_number(gain), exact_number(cost)
        return JointMoments(self.n, tuple(self._about(a, b, -dx, -dy) for a, b in POWERS))

    def scaled(self, gain: float | Fraction = 1, cost: float | Fraction = 1) -> JointMoments:
        """Give the moments with each person's gain and cost multiplied, exactly; floats as in `shifted`."""
        fx, fy = exact_number(gain), exact_number(cost)
        sums = (total * fx**a * fy**b for (a, b), total in zip(POWERS, self.sums, strict=True))
        return JointMoments(self.n, tuple(map(Fraction, sums)))

    def _raw(self, a: int, b: int) -> Fraction:
        return self.sums[_PLACE[a, b]] if a + b else Fraction(self.n)

    def _about(self, a: int, b: int, x: int | Fraction, y: int | Fraction) -> Fraction:
        """Give the sum of (gain - x)^a (cost - y)^b, by the binomial theorem."""
        return sum(
            (
                math.comb(a, i) * math.comb(b, j) * (-x) ** (a - i) * (-y) ** (b - j) * self._raw(i, j)
                for i in range(a + 1)
                for j in range(b + 1)
            ),
            start=Fraction(0),
        )

    def _demand(self) -> None:
        if not self.n:
            msg = "nobody with a gain"
            raise NotApplicableError(msg)

    def central(self, a: int, b: int) -> Fraction:
        """
        Give the mean of ``(gain - mean gain)^a (cost - mean cost)^b``, a + b from 1 to 4.

        Raises
        ------
        NotApplicableError
            If there is nobody.
        """
        self._demand()
        return self._centrals[a, b]

    @functools.cached_property
    def _centrals(self) -> dict[tuple[int, int], Fraction]:
        """All of them: worked out once for however many thresholds."""
        x, y = self._raw(1, 0) / self.n, self._raw(0, 1) / self.n
        return {(a, b): self._about(a, b, x, y) / self.n for a, b in POWERS}

    def combination(self, x: float | Fraction, y: float | Fraction) -> SampleMean:
        """
        Give the mean of ``x`` times the gain plus ``y`` times the cost, with what is known of it.

        The net benefit at a threshold is ``combination(threshold, -1)``. Floats as in `shifted`.

        Raises
        ------
        NotApplicableError
            If there is nobody.
        """
        self._demand()
        n, fx, fy = self.n, exact_number(x), exact_number(y)
        second, third, fourth = (
            sum(
                (math.comb(k, b) * fx ** (k - b) * fy**b * self.central(k - b, b) for b in range(k + 1)),
                start=Fraction(0),
            )
            for k in (2, 3, 4)
        )
        return SampleMean(
            n=n,
            mean=(fx * self._raw(1, 0) + fy * self._raw(0, 1)) / n,
            variance=second / (n - 1) if n > 1 else None,
            df=float(n - 1) if n > 1 else None,
            resampled=(second / n, third / n**2, (fourth - 3 * second**2) / n**3),
        )


def _sums(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Fraction, ...]:
    """Add up the products; those with y are nothing where y is empty."""
    found = dict.fromkeys(POWERS, Fraction(0))
    for start in range(0, x.size, _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        for powers, total in _products(x[part], y[part]):
            found[powers] += total
    return tuple(found.values())


def _products(x: NDArray[np.float64], y: NDArray[np.float64]) -> Iterator[tuple[tuple[int, int], Fraction]]:
    row = pair_of(np.ones_like(x))
    for a in range(5):
        pair = row
        for b in range(5 - a if y.size else 1):
            pair = times(pair, y) if b else pair
            if a + b:
                yield (a, b), exact_sum(pair[0]) + exact_sum(pair[1])
        row = times(row, x)
