"""
Every state that some items can describe, in one order.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["MOST_STATES", "Grid", "state_name"]

#: More states than this are no table that anyone would bring.
MOST_STATES = 1_000_000


def state_name(codes: Sequence[int]) -> str:
    """
    Write a state as papers do.

    Examples
    --------
    >>> state_name([1, 1, 2, 2, 1])
    '11221'
    >>> state_name([10, 1])
    '10,1'
    """
    return ("" if all(0 <= code <= 9 for code in codes) else ",").join(map(str, codes))


@attrs.frozen
class Grid:
    """
    The states of some items: one level of each, the last item's changing fastest.

    Attributes
    ----------
    items : tuple of str
    levels : tuple of range
        The codes of each item.
    """

    items: tuple[str, ...]
    levels: tuple[range, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many levels each item has."""
        return tuple(map(len, self.levels))

    @property
    def size(self) -> int:
        """How many states there are."""
        return math.prod(self.shape)

    def codes(self, index: int) -> tuple[int, ...]:
        """Give the codes of a state by its place."""
        places = np.unravel_index(index, self.shape)
        return tuple(levels[int(place)] for levels, place in zip(self.levels, places, strict=True))

    def name(self, index: int) -> str:
        """Write a state as papers do, by its place."""
        return state_name(self.codes(index))

    def index(self, codes: Sequence[int]) -> int:
        """Give the place of a state."""
        place = 0
        for levels, code in zip(self.levels, codes, strict=True):
            place = place * len(levels) + levels.index(code)
        return place

    def along(self, axis: int) -> NDArray[np.int64]:
        """Give one item's codes, shaped so that arithmetic with the whole grid meets the right axis."""
        shape = [1] * len(self.levels)
        shape[axis] = -1
        return np.array(self.levels[axis], dtype=np.int64).reshape(shape)
