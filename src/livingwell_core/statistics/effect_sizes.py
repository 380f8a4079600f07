"""
Standardised mean changes, each by its own name.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.paired import paired_t

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from livingwell_core.statistics.paired import PairedSummary

__all__ = ["d_z", "noncentrality_interval"]

# Standard deviations within which all that counts of a normal distribution lies.
_REACH = 9.0
# Mean change in standard deviations of the changes beyond which only the spread of the latter matters.
_ONLY_SCALE = 1000.0


def d_z(summary: PairedSummary, *, level: float) -> Estimate:
    """
    Mean change by the standard deviation of the changes, with the noncentral-t interval.

    ``d_z = t / sqrt(n)``, and t is noncentral t with noncentrality ``delta * sqrt(n)`` where the
    changes are normal; the interval inverts that [1]_.

    Parameters
    ----------
    summary : PairedSummary
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        Below two pairs, or if every change is the same.

    References
    ----------
    .. [1] Goulet-Pelletier J-C, Cousineau D (2018), The Quantitative Methods for Psychology
       14(4):242-265, doi 10.20982/tqmp.14.4.p242; Lakens D (2013), Frontiers in Psychology
       4:863, eq. 6 and 7.
    """
    test = paired_t(summary)
    low, high = noncentrality_interval(test.t, test.df, level=level)
    root = math.sqrt(summary.n)
    return Estimate(value=test.t / root, low=low / root, high=high / root, level=level)


def noncentrality_interval(t: float, df: int, *, level: float) -> tuple[float, float]:
    """
    Give the noncentralities under which `t` is at the upper and at the lower tail.

    T is (Z + delta) / S with Z standard normal and S the root of a chi-squared over its degrees of
    freedom, so P(T <= t) is the mean of Phi(t S - delta) over S. That mean is taken by the trapezium rule
    over the normal quantiles of S, whose error falls off exponentially. scipy's own ``nctdtr`` is slow or
    wrong where t is large beside df.

    Parameters
    ----------
    t : float
    df : int
        >= 1.
    level : float
        In (0, 1).
    """
    if t < 0:
        low, high = noncentrality_interval(-t, df, level=level)
        return -high, -low
    tail = (1 - level) / 2
    size = t / math.sqrt(df + 1)
    if size > _ONLY_SCALE:
        # The normal part is then less than a millionth of the spread.
        edges = _scaled_chi(np.array([tail, 1 - tail]), df)
        return t * float(edges[0]), t * float(edges[1])
    # The finer the larger t is beside its degrees of freedom: Phi is then close to a step.
    step = 0.04 / max(1.0, size)
    z = np.arange(-_REACH, _REACH + step, step)
    weight = step * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    from scipy.special import ndtr

    mean_of_t = t * _scaled_chi(ndtr(z), df, ndtr(-z))

    def below(delta: float) -> float:
        return float(np.dot(weight, ndtr(mean_of_t - delta)))

    # Beyond nine standard deviations on both counts there is nothing left to find.
    low, high = float(mean_of_t[0]) - _REACH, float(mean_of_t[-1]) + _REACH
    return _decreasing_root(below, 1 - tail, low, high), _decreasing_root(below, tail, low, high)


def _scaled_chi(p: NDArray[np.float64], df: int, q: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Give quantiles of the root of chi-squared over df; q = 1 - p where it is known better than p tells."""
    from scipy.special import gammainccinv, gammaincinv

    q = 1 - p if q is None else q
    half = df / 2
    return np.asarray(np.sqrt(np.where(p < 0.5, gammaincinv(half, p), gammainccinv(half, q)) / half))


def _decreasing_root(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    """Find where a decreasing function crosses a target, by halving to the last bit."""
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        if function(middle) > target:
            low = middle
        else:
            high = middle
