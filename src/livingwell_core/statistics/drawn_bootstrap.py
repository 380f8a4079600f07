"""
The bootstrap of any statistic of a tally, by drawing [1]_.

A resample of n people is one multinomial draw of the tally's cells (`resamples`), so that the work grows with
the cells and not with the people. For a mean or a share see `ideal_bootstrap`, which needs no drawing.

Replicates are drawn in blocks of a fixed size, each from a seed of its own, so that the result depends on the
seed alone: not on how many processes shared the work, nor on who finished first. Another version of numpy may
draw others.

References
----------
.. [1] Efron B (1979), The Annals of Statistics 7(1):1-26, doi 10.1214/aos/1176344552.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.bootstrap import Bootstrap
from livingwell_core.statistics.resamples import Resampler

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Counted(Protocol):
    """What resamples can be drawn of: a `JointTable`, `Changes`, or one's own."""

    @property
    def n(self) -> int:
        """People."""
        ...

    @property
    def count(self) -> NDArray[np.int64]:
        """People in each cell, > 0."""
        ...


T = TypeVar("T", bound=Counted)
Statistic = Callable[[T, "NDArray[np.int64]"], "NDArray[np.float64]"]
Map = Callable[[Callable[[int], "NDArray[np.float64]"], Iterable[int]], Iterable["NDArray[np.float64]"]]

__all__ = ["BLOCK", "Counted", "draw_block", "drawn_bootstrap", "jackknife_acceleration"]

#: Replicates of a block. Another number would draw other replicates from the same seed.
BLOCK = 5_000
# Of two people there are three resamples: an interval would be the range of the two.
_FEWEST = 3
# Rows of counts that a statistic is given at a time.
_AT_ONCE = 250
# Share of the tail that replicates without the statistic may take; they could belong anywhere.
_UNDEFINED = 0.1


def drawn_bootstrap(
    tally: T,
    statistic: Statistic[T],
    *,
    seed: int,
    replicates: int = 9_999,
    run: Map = map,
) -> Bootstrap:
    """
    Bootstrap a statistic of a tally by drawing resamples of its people.

    The interval's ends are replicates: of R in order, number ``floor(p (R + 1))`` from the nearer end [1]_,
    so that with 9,999 the percentile interval at 95% runs from the 250th to the 9,750th. Acceleration by the
    jackknife (`jackknife_acceleration`).

    A resample may lack the statistic: a correlation where nobody varies. Such ones are set aside and counted
    in `Bootstrap.undefined`; where they are more than a tenth of a tail, there is no interval.

    Parameters
    ----------
    tally : JointTable or Changes
        Where a statistic depends on changes alone, their distribution: it has fewer cells, and drawing is
        quicker.
    statistic : callable
        Takes the tally and counts of shape (replicates, cells) and gives shape (replicates,), NaN or infinite
        where the statistic does not exist: those of `counted_statistics` or one's own.
    seed : int
        >= 0.
    replicates : int
        Resamples, >= 2.
    run : callable
        How to go through the blocks: ``map``, or the ``map`` of a pool of processes or threads.

    Raises
    ------
    NotApplicableError
        Below three pairs, if the statistic does not exist for these people, or if it is the same in every
        resample.
    ValueError
        If `replicates` is below 2, or the statistic gives another shape.

    References
    ----------
    .. [1] Efron B, Tibshirani RJ (1993), An Introduction to the Bootstrap, sections 12.5 and 14.3.

    Examples
    --------
    >>> from livingwell_core.instruments import Scale
    >>> from livingwell_core.statistics.change_distribution import changes
    >>> from livingwell_core.statistics.counted_statistics import median_changes
    >>> from livingwell_core.tallies import JointTable
    >>> table = JointTable.of(Scale(lowest=0, highest=40), range(20), range(1, 40, 2))
    >>> interval = drawn_bootstrap(changes(table), median_changes, seed=1).percentile(level=0.95)
    >>> interval.low < interval.value == 10.5 < interval.high
    True
    """
    if replicates < 2:
        msg = f"'replicates' must be at least 2, got {replicates}"
        raise ValueError(msg)
    if tally.n < _FEWEST:
        msg = f"needs {_FEWEST} pairs, there are {tally.n}"
        raise NotApplicableError(msg)
    value = float(_rows(tally, statistic, tally.count[np.newaxis])[0])
    if not math.isfinite(value):
        msg = "the figure does not exist for these people"
        raise NotApplicableError(msg)
    draw = functools.partial(draw_block, Resampler.of(tally.count), tally, statistic, seed, replicates)
    drawn = np.concatenate(list(run(draw, range(math.ceil(replicates / BLOCK)))))
    there = np.sort(drawn[np.isfinite(drawn)])
    undefined = replicates - there.size
    if there.size == 0 or there[0] == there[-1]:
        msg = "the figure is the same in every resample" if there.size else "it exists in no resample"
        raise NotApplicableError(msg)
    return Bootstrap(
        value=value,
        standard_error=float(np.std(there, ddof=1)),
        below=float(np.searchsorted(there, value) + np.searchsorted(there, value, side="right"))
        / (2 * there.size),
        acceleration=jackknife_acceleration(tally, statistic),
        replicates=there.size,
        undefined=undefined,
        quantile=functools.partial(_quantile, there, undefined),
    )


def draw_block(
    resampler: Resampler, tally: T, statistic: Statistic[T], seed: int, replicates: int, block: int
) -> NDArray[np.float64]:
    """
    Draw one block of replicates.

    Parameters
    ----------
    resampler : Resampler
        Of the tally.
    tally : JointTable or Changes
    statistic : callable
        As for `drawn_bootstrap`.
    seed : int
        Of all blocks.
    replicates : int
        Of all blocks; the last one may be shorter.
    block : int
        From 0.

    Returns
    -------
    array of float64, shape (replicates of the block,)
    """
    # What SeedSequence(seed).spawn() gives as its child of this number, without the others.
    random = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(block,)))
    counts = resampler.draw(min(BLOCK, replicates - block * BLOCK), random)
    pieces = (counts[start : start + _AT_ONCE] for start in range(0, len(counts), _AT_ONCE))
    return np.concatenate([_rows(tally, statistic, piece.astype(np.int64)) for piece in pieces])


def jackknife_acceleration(tally: T, statistic: Statistic[T]) -> float | None:
    """
    Give BCa's acceleration by leaving out one person at a time [1]_.

    ``sum(d^3) / (6 sum(d^2)^1.5)`` over people, d being how far the statistic without a person is below the
    mean of all such statistics. People of one cell leave the same one out, so a cell is done once.

    Parameters
    ----------
    tally : JointTable or Changes
    statistic : callable
        As for `drawn_bootstrap`.

    Returns
    -------
    float or None
        None where leaving a person out changes nothing, or leaves no statistic.

    References
    ----------
    .. [1] Efron B, Tibshirani RJ (1993), An Introduction to the Bootstrap, eq. 14.15.
    """
    cells = tally.count.size
    parts = []
    for start in range(0, cells, _AT_ONCE):
        left_out = np.arange(start, min(cells, start + _AT_ONCE))
        counts = np.repeat(tally.count[np.newaxis], left_out.size, axis=0)
        counts[np.arange(left_out.size), left_out] -= 1
        parts.append(_rows(tally, statistic, counts))
    without = np.concatenate(parts)
    if not np.all(np.isfinite(without)) or without.min() == without.max():
        return None
    weight = tally.count / tally.n
    # About a middle one first, so that statistics close together lose no digits; then to size one.
    away = without[0] - without
    away -= np.sum(weight * away)
    away /= np.abs(away).max()
    squares, cubes = float(np.sum(weight * away**2)), float(np.sum(weight * away**3))
    return cubes / (6 * math.sqrt(squares) ** 3 * math.sqrt(tally.n))


def _rows(tally: T, statistic: Statistic[T], counts: NDArray[Any]) -> NDArray[np.float64]:
    found = np.asarray(statistic(tally, counts), dtype=np.float64)
    if found.shape != (len(counts),):
        msg = f"the statistic must give shape ({len(counts)},) for {len(counts)} rows, got {found.shape}"
        raise ValueError(msg)
    return found


def _quantile(there: NDArray[np.float64], undefined: int, p: float) -> float:
    """Give the replicate of that rank."""
    tail = min(p, 1 - p)
    if undefined > _UNDEFINED * tail * (there.size + undefined):
        msg = f"the figure does not exist in {undefined} of {there.size + undefined} resamples"
        raise NotApplicableError(msg)
    # A whole number that rounding has left just below itself is that number.
    rank = math.floor(tail * (there.size + 1) + 1e-9)
    if rank < 1:
        msg = f"the interval reaches beyond {there.size} resamples; draw more"
        raise NotApplicableError(msg)
    return float(there[rank - 1] if p < 0.5 else there[there.size - rank])
