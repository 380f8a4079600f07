"""
Standardised mean changes, each by its own name.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.paired import paired_t

if TYPE_CHECKING:
    from livingwell_core.statistics.paired import PairedSummary

__all__ = ["d_z", "noncentrality_interval"]

_MOST_STEPS = 50


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

    Parameters
    ----------
    t : float
    df : int
        >= 1.
    level : float
        In (0, 1).
    """
    tail = (1 - level) / 2
    return _noncentrality(t, df, 1 - tail), _noncentrality(t, df, tail)


def _noncentrality(t: float, df: int, p: float) -> float:
    """Solve P(T <= t) = p for the noncentrality."""
    from scipy.special import nctdtr, nctdtrinc

    # scipy's own inverse is good to some 1e-7; a few secant steps take it to the limit of nctdtr.
    previous = float(nctdtrinc(df, p, t))
    current = previous + 1e-4
    error = float(nctdtr(df, previous, t)) - p
    for _ in range(_MOST_STEPS):
        new_error = float(nctdtr(df, current, t)) - p
        if new_error == error or abs(current - previous) < 1e-13 * max(1.0, abs(current)):
            break
        step = new_error * (current - previous) / (new_error - error)
        previous, error = current, new_error
        current -= step
    return current
