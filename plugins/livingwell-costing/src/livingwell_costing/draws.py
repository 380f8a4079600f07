"""
Resamples of people, drawn with a seed: the cloud on the plane, and what the expansions are checked against.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_costing.net_benefit import checked_threshold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

__all__ = ["REPLICATES", "Draws", "draw_means"]

REPLICATES: Final = 10_000
# Replicates of a block, each block from a seed of its own: fewer replicates are the first of more.
_BLOCK: Final = 500
# Counts held at a time.
_AT_ONCE: Final = 2**21


@attrs.frozen(kw_only=True, eq=False)
class Draws:
    """
    Means of people drawn with replacement.

    Attributes
    ----------
    gain, cost : array of float64, shape (replicates,)
        In QALYs and pounds.
    n : int
        People drawn each time.
    seed : int
    """

    gain: NDArray[np.float64]
    cost: NDArray[np.float64]
    n: int
    seed: int

    def net_benefit(self, threshold: float) -> NDArray[np.float64]:
        """Give the mean net benefit of each draw, in pounds, shape (replicates,)."""
        return checked_threshold(threshold) * self.gain - self.cost

    def acceptable(self, threshold: float) -> float:
        """Give the share of draws with a net benefit above 0; a tie counts half."""
        benefit = self.net_benefit(threshold)
        return float(np.mean(benefit > 0) + np.mean(benefit == 0) / 2)

    def perfect_information(self, threshold: float) -> float:
        """
        Give the value of perfect information, in pounds a person.

        The mean of the better of net benefit and 0, less the better of the mean and 0.
        """
        benefit = self.net_benefit(threshold)
        return max(0.0, float(np.maximum(benefit, 0).mean()) - max(0.0, float(benefit.mean())))


def draw_means(
    gain: ArrayLike,
    cost: ArrayLike,
    count: ArrayLike | None = None,
    *,
    seed: int,
    replicates: int = REPLICATES,
) -> Draws:
    """
    Draw as many people as there are, with replacement, again and again.

    One multinomial draw of the places a time, so that with counted values the work does not grow with people.

    Parameters
    ----------
    gain : array_like of float, shape (k,)
        In QALYs.
    cost : array_like of float, shape (k,) or a number
        In pounds.
    count : array_like of int, shape (k,), optional
        People that each place stands for, >= 0; 1 if left out.
    seed : int
        >= 0.
    replicates : int
        >= 1.

    Raises
    ------
    NotApplicableError
        If there is nobody.
    ValueError
        If shapes differ, a count is negative, or `replicates` is below 1.
    """
    x = np.asarray(gain, dtype=np.float64)
    y = np.broadcast_to(np.asarray(cost, dtype=np.float64), x.shape)
    people = np.ones(x.shape, dtype=np.int64) if count is None else np.asarray(count, dtype=np.int64)
    if x.ndim != 1 or people.shape != x.shape or np.any(people < 0):
        msg = "'gain' and 'count' must be one-dimensional and of one length, and no count negative"
        raise ValueError(msg)
    if replicates < 1:
        msg = f"'replicates' must be at least 1, got {replicates}"
        raise ValueError(msg)
    n = int(people.sum())
    if not n:
        msg = "nobody with a gain"
        raise NotApplicableError(msg)
    # What is the same for everyone is the same in every draw, without rounding.
    fixed = bool(np.all(y == y[0]))
    sums = [
        (_rows(counts, x), None if fixed else _rows(counts, y))
        for counts in _counts(people, n, seed, replicates)
    ]
    costs = [total for _, total in sums if total is not None]
    return Draws(
        gain=np.concatenate([total for total, _ in sums]) / n,
        cost=np.concatenate(costs) / n if costs else np.full(replicates, y[0]),
        n=n,
        seed=seed,
    )


def _rows(counts: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    # Sums, not matrix products: those depend on how many rows there are in the last digit.
    return np.asarray((counts * values).sum(axis=1))


def _counts(people: NDArray[np.int64], n: int, seed: int, replicates: int) -> Iterator[NDArray[np.int64]]:
    share = people / n
    rows = max(1, _AT_ONCE // people.size)
    for block in range(math.ceil(replicates / _BLOCK)):
        random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(block,)))
        left = min(_BLOCK, replicates - block * _BLOCK)
        while left:
            some = min(rows, left)
            yield random.multinomial(n, share, size=some)
            left -= some
