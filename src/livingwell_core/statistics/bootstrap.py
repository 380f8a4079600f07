"""
From the distribution of a statistic over resamples to intervals: percentile and BCa.

It does not matter here whether that distribution is known exactly or by drawing from it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Bootstrap"]


@attrs.frozen(kw_only=True)
class Bootstrap:
    """
    A statistic, and how it varies over resamples of the same people.

    Attributes
    ----------
    value : float
        Of the people themselves.
    standard_error : float
        Standard deviation over the resamples.
    below : float
        Share of resamples with a smaller statistic, plus half the share with the same.
    acceleration : float or None
        How fast the statistic's standard error changes with its value, by the jackknife; None where leaving
        a person out changes nothing, or leaves no statistic.
    replicates : int or None
        Resamples that have the statistic; None for all that there can be, each with its weight.
    undefined : int
        Resamples set aside because the statistic does not exist for them.
    """

    value: float
    standard_error: float
    below: float
    acceleration: float | None
    replicates: int | None = None
    undefined: int = 0
    _quantile: Callable[[float], float] = attrs.field(repr=False, eq=False)

    def percentile(self, *, level: float) -> Estimate:
        """
        Give the interval between two quantiles over the resamples [1]_.

        Parameters
        ----------
        level : float
            In (0, 1).

        Raises
        ------
        NotApplicableError
            If the level asks for more than is known of the tails.

        References
        ----------
        .. [1] Efron B, Tibshirani RJ (1993), An Introduction to the Bootstrap, chapter 13.
        """
        tail = _tail(level)
        return self._between(tail, 1 - tail, level)

    def bca(self, *, level: float) -> Estimate:
        """
        Give the bias-corrected and accelerated interval [1]_.

        The quantiles are those at ``Phi(z0 + (z0 + z) / (1 - a (z0 + z)))`` for z at both tails, with
        ``z0 = Phi^-1(below)`` and a the acceleration.

        Parameters
        ----------
        level : float
            In (0, 1).

        Raises
        ------
        NotApplicableError
            If the acceleration is not known, if no resample or every one is below the estimate, or if the
            level asks for more than is known of the tails.

        References
        ----------
        .. [1] Efron B (1987), Journal of the American Statistical Association 82:171-185,
           doi 10.1080/01621459.1987.10478410.
        """
        tail = _tail(level)
        if self.acceleration is None:
            msg = "leaving one person out changes nothing or leaves no figure, which BCa goes by"
            raise NotApplicableError(msg)
        if not 0 < self.below < 1:
            msg = "the resamples all lie on one side of the estimate"
            raise NotApplicableError(msg)
        from scipy.special import ndtr, ndtri

        bias, z = float(ndtri(self.below)), float(ndtri(tail))
        low, high = (1 - self.acceleration * (bias + end) for end in (z, -z))
        if min(low, high) <= 0:
            msg = "the figure is too skew for BCa at this level"
            raise NotApplicableError(msg)
        return self._between(
            float(ndtr(bias + (bias + z) / low)), float(ndtr(bias + (bias - z) / high)), level
        )

    def _between(self, low: float, high: float, level: float) -> Estimate:
        return Estimate(value=self.value, low=self._quantile(low), high=self._quantile(high), level=level)


def _tail(level: float) -> float:
    if not (math.isfinite(level) and 0 < level < 1):
        msg = f"'level' must be above 0 and below 1, got {level}"
        raise ValueError(msg)
    return (1 - level) / 2
