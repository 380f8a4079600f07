"""
The Hodges-Lehmann estimate of a change: the median of the means of every two people.

A million people make half a billion means; none of them is formed. How many lie below a value follows
from the counts, and the one of a given rank is found by halving.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.ranks import MOST_EXACT, signed_rank_ways

if TYPE_CHECKING:
    from livingwell_core.statistics.change_distribution import Changes

__all__ = ["HodgesLehmann", "hodges_lehmann"]

# People above whom pairs of people could pass 64 bits.
_MOST_INT64 = 2**31


@attrs.frozen(kw_only=True)
class HodgesLehmann:
    """
    The Hodges-Lehmann estimate.

    Attributes
    ----------
    n : int
        People.
    ties : bool
        Whether two or more people changed by the same.
    estimate : Estimate
        In points.
    method : {"exact", "normal"} or None
        The distribution of the signed ranks that the interval is from; None where there is no interval.
    """

    n: int
    ties: bool
    estimate: Estimate
    method: Literal["exact", "normal"] | None


def hodges_lehmann(changes: Changes, *, level: float) -> HodgesLehmann:
    """
    Estimate the centre of symmetric changes from the n (n + 1) / 2 Walsh averages.

    A Walsh average is the mean of the changes of two people, or of one with oneself. Their median is the
    change that, taken off everybody's, leaves the signed-rank test nothing to find [1]_. The interval
    holds what that test would not reject [2]_: it runs from the r-th smallest to the r-th greatest average,
    for the largest r with P(W < r) of at most (1 - level) / 2. W is the signed-rank sum without ties:

    - up to 50 people its exact distribution. Without ties the interval covers at least with `level`, as
      close to it as whole ranks allow. With ties it covers at least as often as that: ties broken at random
      would make the test exact, and the interval, ends included, holds all that such a test leaves.
    - above, the normal approximation with continuity correction.

    Below six people (at 95%) there is no interval.

    Parameters
    ----------
    changes : Changes
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If there is no pair.

    References
    ----------
    .. [1] Hodges JL, Lehmann EL (1963), Annals of Mathematical Statistics 34:598-611,
       doi 10.1214/aoms/1177704172.
    .. [2] Lehmann EL (1963), Annals of Mathematical Statistics 34:1507-1512; Hollander M, Wolfe DA,
       Chicken E (2014), Nonparametric Statistical Methods, 3rd ed., section 3.3.

    Examples
    --------
    >>> from livingwell_core.statistics.change_distribution import Changes
    >>> seven = Changes(steps=[-1, 2, 3, 5, 6, 8, 12], count=[1] * 7, denominator=1)
    >>> found = hodges_lehmann(seven, level=0.95)
    >>> found.estimate, found.method
    (Estimate(value=5.0, low=1.0, high=9.0, level=0.95), 'exact')
    """
    n = changes.n
    if n == 0:
        msg = "no pairs"
        raise NotApplicableError(msg)
    averages = n * (n + 1) // 2
    smallest = _WalshSums(changes).smallest

    def points(twice: int | Fraction) -> float:
        return float(Fraction(twice) / (2 * changes.denominator))

    middle = points(Fraction(smallest((averages + 1) // 2) + smallest(averages // 2 + 1), 2))
    rank = _exact_rank(n, level) if n <= MOST_EXACT else _normal_rank(n, level)
    estimate, method = Estimate(value=middle), None
    if rank > 0:
        low, high = points(smallest(rank)), points(smallest(averages + 1 - rank))
        estimate = Estimate(value=middle, low=low, high=high, level=level)
        method = _method(n)
    return HodgesLehmann(n=n, ties=bool(np.any(changes.count > 1)), estimate=estimate, method=method)


class _WalshSums:
    """Sums of the changes of every two people, each with oneself too, by rank."""

    def __init__(self, changes: Changes) -> None:
        self.steps = changes.steps
        self.count = changes.count if changes.n < _MOST_INT64 else changes.count.astype(object)
        self.upto = np.concatenate([[0], np.cumsum(self.count)])

    def number_up_to(self, total: int) -> int:
        partners = self.upto[np.searchsorted(self.steps, total - self.steps, "right")]
        oneself = self.upto[np.searchsorted(self.steps, total / 2, "right")]
        # Every two people are counted from both sides, everyone with oneself once.
        return (int(np.dot(self.count, partners)) + int(oneself)) // 2

    def smallest(self, rank: int) -> int:
        """Give the sum of this rank, from 1."""
        low, high = 2 * int(self.steps[0]), 2 * int(self.steps[-1])
        while low < high:
            middle = (low + high) // 2
            if self.number_up_to(middle) >= rank:
                high = middle
            else:
                low = middle + 1
        return low


def _method(n: int) -> Literal["exact", "normal"]:
    return "exact" if n <= MOST_EXACT else "normal"


def _exact_rank(n: int, level: float) -> int:
    """Give the largest r with P(W < r) <= (1 - level) / 2; 0 if there is none."""
    below = np.cumsum(signed_rank_ways(np.arange(1, n + 1)))
    # Halving n times loses nothing, so this many of the 2 ** n ways is exactly the tail asked for.
    most = math.floor((1 - level) / 2 * 2**n)
    return int(np.searchsorted(below, most, "right"))


def _normal_rank(n: int, level: float) -> int:
    from scipy.special import ndtri

    half = float(ndtri(0.5 + level / 2)) * math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    return max(0, math.floor(n * (n + 1) / 4 + 0.5 - half))
