"""
How many people changed by how much: what ranks and signs are made from.

Changes are whole numbers of steps, so that equal changes are tied and no change is zero. Held as floats
they are not: 1.9 - 0.7 and 0.8 - (-0.4) differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.tallies import JointTable

__all__ = ["Changes", "changes"]


def _frozen_int64(values: Any) -> NDArray[np.int64]:  # noqa: ANN401 - a converter takes whatever is given
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array


def _equal(left: Any, right: Any) -> bool:  # noqa: ANN401 - attrs compares whatever is held
    return bool(np.array_equal(left, right))


_array: Any = attrs.field(converter=_frozen_int64, eq=attrs.cmp_using(eq=_equal))


@attrs.frozen(kw_only=True)
class Changes:
    """
    The distribution of changes; `changes` makes it from a table.

    Attributes
    ----------
    steps : array of int64, shape (k,)
        The distinct changes, last minus first, in steps; rising.
    count : array of int64, shape (k,)
        People with each, > 0.
    denominator : int
        Steps to a point.

    Raises
    ------
    ValueError
        If the changes are not rising, a count is not above 0, or the shapes differ.
    """

    steps: NDArray[np.int64] = _array
    count: NDArray[np.int64] = _array
    denominator: int

    def __attrs_post_init__(self) -> None:
        if self.steps.shape != self.count.shape or self.steps.ndim != 1:
            msg = "'steps' and 'count' must be one-dimensional and of one length"
            raise ValueError(msg)
        if np.any(self.count <= 0):
            msg = f"'count' must be above 0 for every change, got {int(self.count.min())}"
            raise ValueError(msg)
        if np.any(np.diff(self.steps) <= 0):
            msg = "'steps' must rise, each change once; use changes(table)"
            raise ValueError(msg)

    @property
    def n(self) -> int:
        """People."""
        return int(self.count.sum())

    @property
    def n_zero(self) -> int:
        """People whose score did not change."""
        return int(self.count[self.steps == 0].sum())


def changes(table: JointTable) -> Changes:
    """
    Give the distribution of changes.

    Parameters
    ----------
    table : JointTable
    """
    steps, place = np.unique(table.change, return_inverse=True)
    count = np.zeros(steps.size, dtype=np.int64)
    np.add.at(count, place, table.count)
    return Changes(steps=steps, count=count, denominator=table.scale.denominator)
