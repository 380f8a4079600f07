"""
From answers to utilities: one look in a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.instruments.blocks import blocks
from livingwell_core.instruments.missing import CompleteCases, MissingRule
from livingwell_core.instruments.scale import Scale
from livingwell_core.instruments.value_sets.value_set import ValueSet
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import DTypeLike, NDArray

__all__ = ["Valued"]

# Each kind of number, and how many states it can tell apart: narrow ones are added and multiplied faster.
_WIDTHS: tuple[tuple[DTypeLike, int], ...] = ((np.uint8, 2**8), (np.uint16, 2**16), (np.uint32, 2**32))


@attrs.frozen
class Valued:
    """
    The utility of the state that the answers describe.

    Attributes
    ----------
    value_set : ValueSet
    """

    value_set: ValueSet

    @property
    def missing(self) -> MissingRule:
        """A state is known when every answer is; none is ever taken for the best."""
        return CompleteCases()

    def using(self, missing: MissingRule) -> Valued:
        """Refuse any rule but complete cases."""
        if missing.max_missing:
            msg = f"'missing' must be 'complete-cases' for a utility, got {missing.id!r}"
            raise ValueError(msg)
        return self

    def directions(self, n_items: int) -> tuple[int, ...]:
        """Give 1 where the best level is the highest, -1 where it is the lowest, 0 where it lies between."""
        _check_count(self.value_set, n_items)
        return tuple(
            1 if best == levels[-1] else -1 if best == levels[0] else 0
            for best, levels in zip(self.value_set.best, self.value_set.levels, strict=True)
        )

    def scale(self, ranges: Sequence[tuple[int, int]]) -> Scale:
        """
        Give the worst utility to 1, in steps of the last decimal.

        Raises
        ------
        ValueError
            If the items have other codes than the value set has levels.
        """
        _check_count(self.value_set, len(ranges))
        for item, levels, (lowest, highest) in zip(
            self.value_set.items, self.value_set.levels, ranges, strict=True
        ):
            if (levels[0], levels[-1]) != (lowest, highest):
                msg = (
                    f"value set {self.value_set.id!r}: item {item!r} has levels {levels[0]} to {levels[-1]}, "
                    f"its answers are {lowest} to {highest}"
                )
                raise ValueError(msg)
        return Scale(lowest=self.value_set.worst_value, highest=1, denominator=10**self.value_set.decimals)

    def score(self, answers: NDArray[np.int8]) -> NDArray[np.int32]:
        """
        Look up every state.

        Raises
        ------
        ValueError
            If an answer is none of its item's levels: it would be taken for another state.
        """
        n_rows, n_items = answers.shape
        _check_count(self.value_set, n_items)
        scores = np.empty(n_rows, dtype=np.int32)
        for block in blocks(n_rows):
            self._score_block(answers[block], scores[block])
        return scores

    def _score_block(self, answers: NDArray[np.int8], scores: NDArray[np.int32]) -> None:
        lowest = np.zeros(len(answers), dtype=np.int8)
        places: list[tuple[NDArray[np.integer], int]] = []
        farthest: dict[int, NDArray[np.uint8]] = {}
        for item, levels in enumerate(self.value_set.levels):
            column = answers[:, item]
            np.minimum(lowest, column, out=lowest)
            # Counted from the lowest level, as an unsigned byte: whatever is no level is beyond the last.
            place = (column - np.int8(levels[0]) if levels[0] else column).view(np.uint8)
            places.append((place, len(levels)))
            if len(levels) in farthest:
                np.maximum(farthest[len(levels)], place, out=farthest[len(levels)])
            else:
                farthest[len(levels)] = place.copy()
        absent = np.zeros(len(answers), dtype=np.bool_)
        for count, place in farthest.items():
            absent |= place >= np.uint8(count)
        missing = lowest == MISSING_ANSWER
        if not np.array_equal(missing, absent):
            self._refuse(answers, absent & ~missing)
        # Where an answer is missing the index is of no state; clipping keeps it inside the table.
        np.take(self.value_set.values, _packed(places), out=scores, mode="clip")
        scores[np.flatnonzero(absent)] = MISSING_SCORE

    def _refuse(self, answers: NDArray[np.int8], wrong: NDArray[np.bool_]) -> None:
        row = answers[int(np.argmax(wrong))].tolist()
        cells = zip(self.value_set.items, self.value_set.levels, row, strict=True)
        item, levels, answer = next(cell for cell in cells if cell[2] not in cell[1])
        msg = f"item {item!r}: an answer from {levels[0]} to {levels[-1]}, got {answer}"
        raise ValueError(msg)


def _packed(places: list[tuple[NDArray[np.integer], int]]) -> NDArray[np.intp]:
    """Make one index of all items' places, joining neighbours in the narrowest numbers that hold them."""
    for kind, most in _WIDTHS:
        joined: list[tuple[NDArray[np.integer], int]] = []
        for place, count in places:
            if joined and joined[-1][1] * count <= most:
                before, known = joined[-1]
                both = before.astype(kind)
                both *= both.dtype.type(count)
                both += place.astype(kind, copy=False)
                joined[-1] = both, known * count
            else:
                joined.append((place, count))
        places = joined
    ((index, _),) = places
    return index.astype(np.intp, copy=False)


def _check_count(value_set: ValueSet, n_items: int) -> None:
    if n_items != len(value_set.items):
        msg = f"value set {value_set.id!r} is of {len(value_set.items)} items, got {n_items}"
        raise ValueError(msg)
