"""
How many people had which score: the table that everything about single scores follows from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.instruments.scale import Scale
from livingwell_core.tallies.joint_table import _array, _whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Histogram"]


@attrs.frozen
class Histogram:
    """
    Counts of people by one score, sparse and exact.

    Attributes
    ----------
    scale : Scale
        Range and step of the scores.
    value : array of int64, shape (cells,)
        Scores in steps of the scale, rising; none twice.
    count : array of int64, shape (cells,)
        People with each score, > 0.

    Raises
    ------
    ValueError
        If a score is outside the scale, a count is not above 0, scores do not rise, or the shapes differ.
    """

    scale: Scale
    value: NDArray[np.int64] = _array
    count: NDArray[np.int64] = _array

    def __attrs_post_init__(self) -> None:
        if self.value.shape != self.count.shape or self.value.ndim != 1:
            msg = "'value' and 'count' must be one-dimensional and of one length"
            raise ValueError(msg)
        if np.any(self.count <= 0):
            msg = f"'count' must be above 0 in every cell, got {int(self.count.min())}"
            raise ValueError(msg)
        _check_range(self.scale, self.value)
        if np.any(np.diff(self.value) <= 0):
            msg = "scores must rise, each once; use Histogram.of"
            raise ValueError(msg)

    @classmethod
    def of(cls, scale: Scale, value: ArrayLike, count: ArrayLike | None = None) -> Histogram:
        """
        Count scores.

        Parameters
        ----------
        scale : Scale
        value : array_like of int, shape (n,)
            Scores in steps of the scale, a place a person; any order, scores may repeat.
        count : array_like of int, shape (n,), optional
            People a place stands for, >= 0; 1 if left out.
        """
        value = _whole("value", value)
        weights = np.ones(value.shape, dtype=np.int64) if count is None else _whole("count", count)
        if value.shape != weights.shape or value.ndim != 1:
            msg = "'value' and 'count' must be one-dimensional and of one length"
            raise ValueError(msg)
        if np.any(weights < 0):
            msg = f"'count' must not be negative, got {int(weights.min())}"
            raise ValueError(msg)
        _check_range(scale, value)
        scores, inverse = np.unique(value, return_inverse=True)
        counts = np.zeros(scores.size, dtype=np.int64)
        np.add.at(counts, inverse, weights)
        return cls(scale, scores[counts > 0], counts[counts > 0])

    def zero(self) -> Histogram:
        """Give the histogram of nobody on the same scale."""
        empty = np.empty(0, dtype=np.int64)
        return Histogram(self.scale, empty, empty)

    def __add__(self, other: Histogram) -> Histogram:
        """Give the histogram of both groups of people; ValueError if the scales differ."""
        if not isinstance(other, Histogram):
            return NotImplemented
        if self.scale != other.scale:
            msg = f"histograms on different scales do not add: {self.scale} and {other.scale}"
            raise ValueError(msg)
        return Histogram.of(
            self.scale,
            np.concatenate([self.value, other.value]),
            np.concatenate([self.count, other.count]),
        )

    @property
    def n(self) -> int:
        """People in the histogram."""
        return int(self.count.sum())


def _check_range(scale: Scale, value: NDArray[np.int64]) -> None:
    if value.size and (value.min() < scale.first_step or value.max() > scale.last_step):
        msg = (
            f"'value' must be within {scale.first_step} to {scale.last_step} steps, "
            f"got {int(value.min())} to {int(value.max())}"
        )
        raise ValueError(msg)
