"""
Statistics of many resamples of one tally at once, each resample a row of counts.

Every function takes the tally, whose cells say what is counted, and counts of shape (replicates, cells), and
gives an array of shape (replicates,): NaN for a row in which the statistic does not exist. What depends on
changes alone takes their distribution (`change_distribution.changes`), which has far fewer cells than the
table. Sums are formed in whole numbers, so that no order of adding can show in them.

They are plain functions, so that other processes can be handed them; `functools.partial` sets what else they
need. The formulas are those of `paired`, `effect_sizes`, `medians` and `clinical_change`, which name their
sources.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from livingwell_core.statistics.change_distribution import Changes
    from livingwell_core.tallies import JointTable

__all__ = ["correlations", "d_zs", "mean_changes", "median_changes", "shares_improved"]

# Below this every whole number is a float64, and so is every sum on the way to it.
_EXACT = 2**53


def _sums(counts: NDArray[np.int64], *values: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Give the people of each row and their sum of each of several values, as Python's own whole numbers."""
    table = np.stack([np.ones(counts.shape[1], dtype=np.int64), *values])
    # A matrix product would start threads, which stand in each other's way where the cores are busy.
    sums = np.einsum("ij,jk->ik", table.astype(np.float64), counts.T.astype(np.float64))
    if int(np.abs(table).max(initial=0)) * int(sums[0].max(initial=0)) < _EXACT:
        return list(sums.astype(np.int64).astype(object))
    return list(np.dot(table.astype(object), counts.T.astype(object)))


def _ratio(above: NDArray[Any], below: NDArray[Any]) -> NDArray[np.float64]:
    """Divide; NaN where there is nothing to divide by."""
    top, bottom = above.astype(np.float64), below.astype(np.float64)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, math.nan), where=bottom > 0))


def mean_changes(changes: Changes, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """
    Give the mean change of each row, in points.

    Parameters
    ----------
    changes : Changes
    counts : array of int64, shape (replicates, cells)

    Returns
    -------
    array of float64, shape (replicates,)
    """
    n, total = _sums(counts, changes.steps)
    return _ratio(total, changes.denominator * n)


def median_changes(changes: Changes, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """
    Give the median change of each row, in points; halfway between the two middle ones where n is even.

    Leaving out one person moves a median hardly or not at all, whatever its standard error: the jackknife
    fails [1]_, and with it BCa. Take the percentile interval.

    Parameters
    ----------
    changes : Changes
    counts : array of int64, shape (replicates, cells)

    Returns
    -------
    array of float64, shape (replicates,)

    References
    ----------
    .. [1] Efron B, Tibshirani RJ (1993), An Introduction to the Bootstrap, section 11.6.
    """
    result = np.full(len(counts), math.nan)
    upto = np.cumsum(counts, axis=1)
    there = np.flatnonzero(counts.sum(axis=1))
    if there.size:
        upto = upto[there]
        n = upto[:, -1:]
        lower, upper = (changes.steps[np.argmax(upto >= rank, axis=1)] for rank in ((n + 1) // 2, n // 2 + 1))
        result[there] = (lower + upper) / (2 * changes.denominator)
    return result


def d_zs(changes: Changes, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """
    Give the mean change by the standard deviation of changes (n - 1) of each row.

    Does not exist below two people, or where all change by the same amount.

    Parameters
    ----------
    changes : Changes
    counts : array of int64, shape (replicates, cells)

    Returns
    -------
    array of float64, shape (replicates,)
    """
    n, total, squares = _sums(counts, changes.steps, changes.steps**2)
    spread = n * squares - total * total
    # mean / sd = (total / n) / sqrt(spread / (n (n - 1))).
    squared = _ratio(total * total * (n - 1), n * spread)
    return np.asarray(np.copysign(np.sqrt(squared), total.astype(np.float64)))


def shares_improved(
    changes: Changes, counts: NDArray[np.int64], *, points: int | Fraction, sign: int
) -> NDArray[np.float64]:
    """
    Give the share of each row whose change reaches a threshold; a change of exactly this much counts.

    A share is a mean: see `ideal_bootstrap.ideal_share`, which needs no drawing.

    Parameters
    ----------
    changes : Changes
    counts : array of int64, shape (replicates, cells)
    points : int or Fraction
        The threshold.
    sign : {1, -1}
        1 where higher is better.

    Returns
    -------
    array of float64, shape (replicates,)
    """
    enough = math.ceil(points * changes.denominator)
    n, improved = _sums(counts, (sign * changes.steps >= enough).astype(np.int64))
    return _ratio(improved, n)


def correlations(table: JointTable, counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """
    Give Pearson's correlation of first and last score of each row.

    Does not exist where one of them does not vary.

    Parameters
    ----------
    table : JointTable
    counts : array of int64, shape (replicates, cells)

    Returns
    -------
    array of float64, shape (replicates,)
    """
    x, y = table.first, table.last
    n, sum_x, sum_y, xx, yy, xy = _sums(counts, x, y, x * x, y * y, x * y)
    together = n * xy - sum_x * sum_y
    squared = _ratio(together * together, (n * xx - sum_x * sum_x) * (n * yy - sum_y * sum_y))
    return np.asarray(np.copysign(np.sqrt(squared), together.astype(np.float64)))
