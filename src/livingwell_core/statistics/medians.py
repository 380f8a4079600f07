"""
Medians, for scores whose steps are not equally wide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["median"]


def median(values: NDArray[np.int64], count: NDArray[np.int64], *, level: float) -> Estimate:
    """
    Give the median of counted values, with an interval from order statistics [1]_.

    The interval runs from the r-th smallest to the r-th greatest value, for the largest r with a
    binomial tail P(X < r) of at most (1 - level) / 2, X ~ B(n, 1/2). It covers at least with `level`,
    whatever the distribution, and with ties more often. Below six values (at 95%) there is none.

    Parameters
    ----------
    values : array of int64, shape (k,)
        In steps; may repeat, any order.
    count : array of int64, shape (k,)
        How often each occurs, > 0.
    level : float
        In (0, 1).

    Returns
    -------
    Estimate
        In steps; halfway between the two middle values where their number is even.

    Raises
    ------
    NotApplicableError
        If there is no value.

    References
    ----------
    .. [1] Conover WJ (1999), Practical Nonparametric Statistics, 3rd ed., section 3.2.
    """
    n = int(count.sum())
    if n == 0:
        msg = "no values"
        raise NotApplicableError(msg)
    from scipy.special import bdtr

    order = np.argsort(values, kind="stable")
    upto = np.cumsum(count[order])
    sorted_values = values[order]

    def smallest(rank: int) -> int:
        return int(sorted_values[np.searchsorted(upto, rank)])

    middle = (smallest((n + 1) // 2) + smallest(n // 2 + 1)) / 2
    # The largest rank whose tail is small enough, by bisection: the tail rises with the rank.
    tail = (1 - level) / 2
    low, high = 0, n // 2
    while low < high:
        rank = (low + high + 1) // 2
        if float(bdtr(rank - 1, n, 0.5)) <= tail:
            low = rank
        else:
            high = rank - 1
    if low == 0:
        return Estimate(value=middle)
    return Estimate(value=middle, low=smallest(low), high=smallest(n + 1 - low), level=level)
