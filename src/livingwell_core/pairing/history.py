"""
Every usable score of each person, in order of time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["History", "history"]


@attrs.frozen(kw_only=True, eq=False)
class History:
    """
    The usable scores of some people, at most one of a person on a day.

    Attributes
    ----------
    person : array of uint64, shape (scores,)
        Hash of the person, rising; the same as in `Pairs`. Never written.
    day : array of int32, shape (scores,)
        Days since 1970-01-01, rising within a person.
    score : array of int32, shape (scores,)
        In steps of the scale.
    """

    person: NDArray[np.uint64]
    day: NDArray[np.int32]
    score: NDArray[np.int32]

    @property
    def number(self) -> NDArray[np.int64]:
        """Number of the person of each score, from 0 and without gaps, shape (scores,)."""
        if not self.person.size:
            return np.empty(0, dtype=np.int64)
        return np.concatenate([[0], np.cumsum(self.person[1:] != self.person[:-1])])


def history(usable: pl.DataFrame) -> History:
    """
    Put usable scores in order.

    Parameters
    ----------
    usable : polars.DataFrame
        As `usable_scores` gives it.
    """
    ordered = usable.select("person", "day", "score").sort("person", "day")
    return History(
        person=ordered["person"].to_numpy(),
        day=ordered["day"].to_numpy(),
        score=ordered["score"].to_numpy(),
    )
