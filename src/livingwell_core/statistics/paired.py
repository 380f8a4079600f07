"""
Paired change, exactly, from a table of first and last scores.

Sums are formed in whole numbers without rounding; the first floating-point operation is the
final division, so the results do not depend on the order of people.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.tallies import JointTable

__all__ = [
    "PairedSummary",
    "PairedT",
    "correlation_interval",
    "mean_interval",
    "paired_t",
    "sd_interval",
    "summarise",
]


@attrs.frozen(kw_only=True)
class PairedSummary:
    """
    Means, standard deviations and correlation of pairs.

    Attributes
    ----------
    n : int
        Pairs.
    mean_first, mean_last, mean_change : float
        In points.
    sd_first, sd_last, sd_change : float or None
        With n - 1, in points; None for a single pair.
    correlation : float or None
        Pearson's, of first and last; None where one of them does not vary.
    """

    n: int
    mean_first: float
    mean_last: float
    mean_change: float
    sd_first: float | None
    sd_last: float | None
    sd_change: float | None
    correlation: float | None


@attrs.frozen(kw_only=True)
class PairedT:
    """
    Student's t for paired scores.

    Attributes
    ----------
    t : float
    df : int
        n - 1.
    p : float
        Two-sided.
    """

    t: float
    df: int
    p: float


def _sum(values: NDArray[np.int64], count: NDArray[np.int64]) -> int:
    # A score of 1,000 steps squared leaves room for 10**12 people; very fine steps are summed without bound.
    if values.size and int(np.abs(values).max()) * int(count.sum()) >= 2**62:
        return int(np.dot(values.astype(object), count.astype(object)))
    return int(np.dot(values, count))


def _variance(total: int, squares: int, n: int) -> Fraction:
    return Fraction(n * squares - total * total, n * (n - 1))


def summarise(table: JointTable) -> PairedSummary:
    """
    Summarise pairs.

    Raises
    ------
    NotApplicableError
        If there is no pair.
    """
    n = table.n
    if n == 0:
        msg = "no pairs"
        raise NotApplicableError(msg)
    x, y, count = table.first, table.last, table.count
    sum_x, sum_y = _sum(x, count), _sum(y, count)
    unit = table.scale.denominator
    sds: list[float | None] = [None, None, None]
    correlation = None
    if n > 1:
        var_x = _variance(sum_x, _sum(x * x, count), n)
        var_y = _variance(sum_y, _sum(y * y, count), n)
        change = table.change
        var_change = _variance(sum_y - sum_x, _sum(change * change, count), n)
        sds = [math.sqrt(variance) / unit for variance in (var_x, var_y, var_change)]
        if var_x and var_y:
            covariance = (var_x + var_y - var_change) / 2
            # Squared in whole numbers, so that a line correlates by exactly one.
            correlation = math.copysign(math.sqrt(covariance * covariance / (var_x * var_y)), covariance)
    return PairedSummary(
        n=n,
        mean_first=float(Fraction(sum_x, n * unit)),
        mean_last=float(Fraction(sum_y, n * unit)),
        mean_change=float(Fraction(sum_y - sum_x, n * unit)),
        sd_first=sds[0],
        sd_last=sds[1],
        sd_change=sds[2],
        correlation=correlation,
    )


def mean_interval(mean: float, sd: float | None, n: int, *, level: float) -> Estimate:
    """
    Give a mean with Student's interval: ``mean ± t(1 - alpha/2, n - 1) sd / sqrt(n)``.

    Parameters
    ----------
    mean : float
    sd : float or None
        With n - 1; None for a single value, whose mean has no interval.
    n : int
    level : float
        In (0, 1).
    """
    if sd is None:
        return Estimate(value=mean)
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.5 + level / 2)) * sd / math.sqrt(n)
    return Estimate(value=mean, low=mean - half, high=mean + half, level=level)


def sd_interval(sd: float, n: int, *, level: float) -> Estimate:
    """
    Give a standard deviation with its interval from the chi-squared distribution.

    ``sd * sqrt((n - 1) / chi2)`` at both tails, exact where the values are normal (standard textbook
    interval for a normal variance, e.g. Casella & Berger 2002, section 9.2).

    Parameters
    ----------
    sd : float
        With n - 1.
    n : int
        >= 2.
    level : float
        In (0, 1).
    """
    from scipy.special import chdtri

    tail = (1 - level) / 2
    low, high = (sd * math.sqrt((n - 1) / float(chdtri(n - 1, p))) for p in (tail, 1 - tail))
    return Estimate(value=sd, low=low, high=high, level=level)


def correlation_interval(correlation: float, n: int, *, level: float) -> Estimate:
    """
    Give a correlation with Fisher's interval: ``tanh(atanh(r) ± z / sqrt(n - 3))`` [1]_.

    Below four pairs, and where all pairs lie on one line, there is no interval.

    References
    ----------
    .. [1] Fisher RA (1921), Metron 1:3-32.
    """
    if n < 4 or abs(correlation) >= 1:
        return Estimate(value=correlation)
    from scipy.special import ndtri

    centre, half = math.atanh(correlation), float(ndtri(0.5 + level / 2)) / math.sqrt(n - 3)
    return Estimate(
        value=correlation, low=math.tanh(centre - half), high=math.tanh(centre + half), level=level
    )


def paired_t(summary: PairedSummary) -> PairedT:
    """
    Test whether the mean change is zero.

    Raises
    ------
    NotApplicableError
        Below two pairs, or if every change is the same.
    """
    if summary.sd_change is None:
        msg = f"needs two pairs, there is {summary.n}"
        raise NotApplicableError(msg)
    if summary.sd_change == 0:
        msg = "every person changed by the same amount"
        raise NotApplicableError(msg)
    from scipy.special import stdtr

    t = summary.mean_change / (summary.sd_change / math.sqrt(summary.n))
    df = summary.n - 1
    return PairedT(t=t, df=df, p=2 * float(stdtr(df, -abs(t))))
