"""
Shares of people, with intervals.
"""

from __future__ import annotations

import math

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate

__all__ = ["wilson"]


def wilson(k: int, n: int, *, level: float) -> Estimate:
    """
    Give a share with Wilson's score interval [1]_.

    Parameters
    ----------
    k, n : int
        People counted and people asked, 0 <= k <= n.
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        In [0, 1].

    Raises
    ------
    NotApplicableError
        If n is 0.

    References
    ----------
    .. [1] Wilson EB (1927), Journal of the American Statistical Association 22:209-212.

    Examples
    --------
    >>> wilson(435, 726, level=0.95).value
    0.599...
    """
    if not 0 <= k <= n:
        msg = f"'k' must be from 0 to n = {n}, got {k}"
        raise ValueError(msg)
    if n == 0:
        msg = "nobody to take a share of"
        raise NotApplicableError(msg)
    from scipy.special import ndtri

    z = float(ndtri(0.5 + level / 2))
    share = k / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # At 0 and n of n the ends are exactly 0 and 1; rounding must not push them past.
    low = 0.0 if k == 0 else max(0.0, centre - half)
    high = 1.0 if k == n else min(1.0, centre + half)
    return Estimate(value=share, low=low, high=high, level=level)
