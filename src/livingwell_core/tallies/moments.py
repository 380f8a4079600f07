"""
Sums of powers of a continuous quantity: mean and variance from a tally that adds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Moments"]


@attrs.frozen
class Moments:
    """
    Count, mean and sum of squared deviations.

    Held as mean and centred sum, not as raw powers, so that a large mean does not cancel the
    variance; two of them add by Chan, Golub and LeVeque's update (1983, The American
    Statistician 37(3):242-247, eq. 2.1). Sums of floats depend on their order in the last
    digits: equality of two moments is to be asked with a tolerance, `close`.

    Attributes
    ----------
    n : int
        Values seen.
    mean : float
        0 when there are none.
    centred : float
        Sum of squared deviations from the mean.
    """

    n: int = 0
    mean: float = 0.0
    centred: float = 0.0

    @classmethod
    def of(cls, values: ArrayLike) -> Moments:
        """
        Tally values.

        Raises
        ------
        ValueError
            If a value is not finite.
        """
        array = np.asarray(values, dtype=np.float64)
        if array.size == 0:
            return cls()
        if not np.isfinite(array).all():
            msg = "'values' must be finite"
            raise ValueError(msg)
        mean = float(array.mean())
        return cls(int(array.size), mean, float(np.square(array - mean).sum()))

    def __add__(self, other: Moments) -> Moments:
        """Give the moments of both."""
        if not isinstance(other, Moments):
            return NotImplemented
        if not self.n or not other.n:
            return self if self.n else other
        n = self.n + other.n
        shift = other.mean - self.mean
        return Moments(
            n,
            self.mean + shift * other.n / n,
            self.centred + other.centred + shift * shift * self.n * other.n / n,
        )

    def zero(self) -> Moments:
        """Give the moments of nothing."""
        return Moments()

    @property
    def variance(self) -> float:
        """Variance with n - 1; ValueError below two values."""
        if self.n < 2:
            msg = f"variance needs two values, got {self.n}"
            raise ValueError(msg)
        return self.centred / (self.n - 1)

    def close(self, other: Moments, *, tolerance: float = 1e-9) -> bool:
        """Say whether two are equal up to rounding, relative to their size."""
        return (
            self.n == other.n
            and abs(self.mean - other.mean) <= tolerance * max(1.0, abs(self.mean))
            and abs(self.centred - other.centred)
            <= tolerance * max(1.0, abs(self.centred), self.mean**2 * self.n)
        )
