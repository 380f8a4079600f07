"""
How many people had which first and which last score: the table that everything paired follows from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from livingwell_core.instruments.scale import Scale

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["JointTable"]

# Below this many cells a dense count is faster than sorting the pairs: a score with 400 steps or fewer.
_DENSE_CELLS = 200_000


def _frozen_int64(values: Any) -> NDArray[np.int64]:  # noqa: ANN401 - a converter takes whatever is given
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


def _whole(name: str, values: ArrayLike) -> NDArray[np.int64]:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iub":
        msg = f"{name!r} must hold whole numbers of steps, got {array.dtype}"
        raise TypeError(msg)
    return array.astype(np.int64)


def _equal(left: Any, right: Any) -> bool:  # noqa: ANN401 - attrs compares whatever is held
    return bool(np.array_equal(left, right))


_array: Any = attrs.field(converter=_frozen_int64, eq=attrs.cmp_using(eq=_equal))


@attrs.frozen
class JointTable:
    """
    Counts of people by first and last score, sparse and exact.

    Attributes
    ----------
    scale : Scale
        Range and step of the scores.
    first, last : array of int64, shape (cells,)
        Scores in steps of the scale, sorted by first, then last; no cell twice.
    count : array of int64, shape (cells,)
        People in each cell, > 0.

    Raises
    ------
    ValueError
        If a score is outside the scale, a count is negative, or the shapes differ.
    """

    scale: Scale
    first: NDArray[np.int64] = _array
    last: NDArray[np.int64] = _array
    count: NDArray[np.int64] = _array

    def __attrs_post_init__(self) -> None:
        if not self.first.shape == self.last.shape == self.count.shape or self.first.ndim != 1:
            msg = "'first', 'last' and 'count' must be one-dimensional and of one length"
            raise ValueError(msg)
        if np.any(self.count <= 0):
            msg = f"'count' must be above 0 in every cell, got {int(self.count.min())}"
            raise ValueError(msg)
        for name, scores in (("first", self.first), ("last", self.last)):
            if scores.size and (scores.min() < self.scale.first_step or scores.max() > self.scale.last_step):
                msg = (
                    f"{name!r} must be within {self.scale.first_step} to {self.scale.last_step} steps, "
                    f"got {int(scores.min())} to {int(scores.max())}"
                )
                raise ValueError(msg)
        cells = self.first * self.scale.span + self.last
        if np.any(np.diff(cells) <= 0):
            msg = "cells must be sorted by first, then last score, each once; use JointTable.of"
            raise ValueError(msg)

    @classmethod
    def of(
        cls, scale: Scale, first: ArrayLike, last: ArrayLike, count: ArrayLike | None = None
    ) -> JointTable:
        """
        Count pairs.

        Parameters
        ----------
        scale : Scale
        first, last : array_like of int, shape (n,)
            Scores in steps of the scale, a place a person; any order, cells may repeat.
        count : array_like of int, shape (n,), optional
            People a place stands for, >= 0; 1 if left out.
        """
        first, last = _whole("first", first), _whole("last", last)
        weights = None if count is None else _whole("count", count)
        shapes = {first.shape, last.shape, *(() if weights is None else (weights.shape,))}
        if len(shapes) > 1 or first.ndim != 1:
            msg = "'first', 'last' and 'count' must be one-dimensional and of one length"
            raise ValueError(msg)
        if weights is not None and np.any(weights < 0):
            msg = f"'count' must not be negative, got {int(weights.min())}"
            raise ValueError(msg)
        low, span = scale.first_step, scale.span
        for name, scores in (("first", first), ("last", last)):
            if scores.size and (scores.min() < low or scores.max() > scale.last_step):
                msg = (
                    f"{name!r} must be within {low} to {scale.last_step} steps, "
                    f"got {int(scores.min())} to {int(scores.max())}"
                )
                raise ValueError(msg)
        cells = (first - low) * span + (last - low)
        if weights is None and span * span <= _DENSE_CELLS:
            dense = np.bincount(cells, minlength=1)
            cells = np.flatnonzero(dense)
            counts = dense[cells]
        else:
            cells, inverse = np.unique(cells, return_inverse=True)
            counts = np.zeros(cells.size, dtype=np.int64)
            np.add.at(counts, inverse, 1 if weights is None else weights)
            cells, counts = cells[counts > 0], counts[counts > 0]
        return cls(scale, cells // span + low, cells % span + low, counts)

    def zero(self) -> JointTable:
        """Give the table of nobody on the same scale."""
        empty = np.empty(0, dtype=np.int64)
        return JointTable(self.scale, empty, empty, empty)

    def __add__(self, other: JointTable) -> JointTable:
        """Give the table of both groups of people; ValueError if the scales differ."""
        if not isinstance(other, JointTable):
            return NotImplemented
        if self.scale != other.scale:
            msg = f"tables on different scales do not add: {self.scale} and {other.scale}"
            raise ValueError(msg)
        return JointTable.of(
            self.scale,
            np.concatenate([self.first, other.first]),
            np.concatenate([self.last, other.last]),
            np.concatenate([self.count, other.count]),
        )

    @property
    def n(self) -> int:
        """People in the table."""
        return int(self.count.sum())

    @property
    def change(self) -> NDArray[np.int64]:
        """Last minus first of each cell, in steps."""
        return self.last - self.first

    def swapped(self) -> JointTable:
        """Give the table with first and last exchanged."""
        return JointTable.of(self.scale, self.last, self.first, self.count)
