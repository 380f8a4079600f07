"""
What is known of a mean: itself, its variance, and the cumulants of what resampling would give.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["SampleMean"]


@attrs.frozen(kw_only=True)
class SampleMean:
    """
    The mean of some people, or the difference of the means of two groups, as exact numbers.

    Attributes
    ----------
    n : int
        People; of both groups together for a difference.
    mean : Fraction
    variance : Fraction or None
        Of the mean, from variances with n - 1; None where a group is one person.
    df : float or None
        Degrees of freedom of `variance`: n - 1, or Welch's for a difference.
    resampled : tuple of Fraction, shape (3,)
        Second, third and fourth cumulant of the mean of as many people drawn with replacement.
    """

    n: int
    mean: Fraction
    variance: Fraction | None
    df: float | None
    resampled: tuple[Fraction, Fraction, Fraction]

    def minus(self, other: SampleMean) -> SampleMean:
        """
        Give the difference from the mean of another, independent group, with Welch's degrees of freedom [1]_.

        References
        ----------
        .. [1] Welch BL (1947), Biometrika 34:28-35.
        """
        second, third, fourth = (
            mine + sign * theirs
            for sign, mine, theirs in zip((1, -1, 1), self.resampled, other.resampled, strict=True)
        )
        variance = df = None
        if self.variance is not None and other.variance is not None:
            variance = self.variance + other.variance
            df = _welch(self, other) if variance else float(self.n + other.n - 2)
        return SampleMean(
            n=self.n + other.n,
            mean=self.mean - other.mean,
            variance=variance,
            df=df,
            resampled=(second, third, fourth),
        )

    @property
    def standard_error(self) -> float | None:
        """Square root of `variance`."""
        return None if self.variance is None else math.sqrt(self.variance)

    def interval(self, level: float) -> Estimate:
        """
        Give the mean with Student's interval, ``mean ± t(1 - alpha/2, df) sqrt(variance)``.

        Without an interval where a group is one person.
        """
        value = float(self.mean)
        error = self.standard_error
        if error is None or self.df is None:
            return Estimate(value=value)
        half = student(self.df, level) * error
        return Estimate(value=value, low=value - half, high=value + half, level=level)


def _welch(left: SampleMean, right: SampleMean) -> float:
    parts = [
        (float(mean.variance), mean.df) for mean in (left, right) if mean.variance is not None and mean.df
    ]
    together = sum(variance for variance, _ in parts)
    return together**2 / sum(variance**2 / df for variance, df in parts)


def student(df: float, level: float) -> float:
    """
    Give the quantile of Student's t that an interval of this level reaches to.

    Raises
    ------
    NotApplicableError
        If the level is not between 0 and 1.
    """
    if not 0 < level < 1:
        msg = f"the level of an interval is between 0 and 1, got {level}"
        raise NotApplicableError(msg)
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + level / 2))
