"""
From answers to a score: rules as data.

A rule sees answers that are already turned so that they run the way the score runs (see
`Instrument.orient`), as one int8 array with a row an assessment and a column an item, and
gives one int32 a row in steps of its scale. It loops over items, never over people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import attrs
import numpy as np

from livingwell_core.instruments.blocks import blocks
from livingwell_core.instruments.missing import CompleteCases, MissingRule
from livingwell_core.instruments.scale import Scale
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Mean", "Rule", "Single", "Sum"]


@runtime_checkable
class Rule(Protocol):
    """What turns the answers of a score's items into the score."""

    @property
    def missing(self) -> MissingRule:
        """The rule for missing answers."""
        ...

    def using(self, missing: MissingRule) -> Rule:
        """Give the same rule with another rule for missing answers; ValueError if it cannot have one."""
        ...

    def directions(self, n_items: int) -> tuple[int, ...]:
        """
        Say which way the score moves as each oriented answer rises.

        Returns
        -------
        tuple of int, of length `n_items`
            1 where it never falls, -1 where it never rises, 0 where the item is no answer about the
            person's state (a weight, a number of goals) and either may happen.
        """
        ...

    def scale(self, ranges: Sequence[tuple[int, int]]) -> Scale:
        """
        Give the scale of the score.

        Parameters
        ----------
        ranges : sequence of (lowest, highest)
            The range of each item's answers.
        """
        ...

    def score(self, answers: NDArray[np.int8]) -> NDArray[np.int32]:
        """
        Score assessments.

        Parameters
        ----------
        answers : array of int8, shape (n, k)
            Oriented answers, `MISSING_ANSWER` where there is none.

        Returns
        -------
        array of int32, shape (n,)
            In steps of the scale, `MISSING_SCORE` where the missing rule gives no score.
        """
        ...


@attrs.frozen(kw_only=True)
class Sum:
    """
    The sum of the answers.

    Attributes
    ----------
    missing : MissingRule
        Complete cases unless another rule is named.
    """

    missing: MissingRule = attrs.field(factory=CompleteCases)

    def using(self, missing: MissingRule) -> Sum:
        """Give the sum with another rule for missing answers."""
        return attrs.evolve(self, missing=missing)

    def directions(self, n_items: int) -> tuple[int, ...]:
        """Every answer adds."""
        return (1,) * n_items

    def scale(self, ranges: Sequence[tuple[int, int]]) -> Scale:
        """
        Give the sum of the items' ranges, in steps of the missing rule's denominator.

        Raises
        ------
        ValueError
            If answers may be missing and the items' ranges differ: scaled up, the others' sum could leave the
            range, or be better than the worst answers give.
        """
        if self.missing.max_missing and len(set(ranges)) > 1:
            msg = f"prorating needs one range for all items, got {sorted(set(ranges))}"
            raise ValueError(msg)
        return Scale(
            lowest=sum(lowest for lowest, _ in ranges),
            highest=sum(highest for _, highest in ranges),
            denominator=self.missing.denominator(len(ranges)),
        )

    def score(self, answers: NDArray[np.int8]) -> NDArray[np.int32]:
        """Sum the given answers and scale up for those missing: sum * n / given, exactly."""
        scores = np.empty(len(answers), dtype=np.int32)
        for block in blocks(len(answers)):
            if self.missing.max_missing == 0:
                _sum_complete(answers[block], scores[block])
            else:
                self._sum_prorated(answers[block], scores[block])
        return scores

    def _sum_prorated(self, answers: NDArray[np.int8], scores: NDArray[np.int32]) -> None:
        n_rows, n_items = answers.shape
        scores[:] = 0
        given = np.zeros(n_rows, dtype=np.int16)
        for item in range(n_items):
            column = answers[:, item]
            present = column != MISSING_ANSWER
            given += present
            scores += np.where(present, column, np.int8(0))
        denominator = self.missing.denominator(n_items)
        # factor[g] is denominator * n / g: an integer for every count of answers that the rule allows.
        factor = np.zeros(n_items + 1, dtype=np.int32)
        for count in range(n_items - self.missing.max_missing, n_items + 1):
            factor[count] = denominator * n_items // count
        scores *= factor[given]
        scores[given < n_items - self.missing.max_missing] = MISSING_SCORE


# The mark for missing as an unsigned byte: answers from 0 up are below it, negative ones above.
_MISSING_BYTE = MISSING_ANSWER + 256


def _sum_complete(answers: NDArray[np.int8], scores: NDArray[np.int32]) -> None:
    columns = [answers[:, item] for item in range(answers.shape[1])]
    farthest = columns[0].astype(np.int8).view(np.uint8)
    for column in columns[1:]:
        np.maximum(farthest, column.view(np.uint8), out=farthest)
    absent = farthest == _MISSING_BYTE
    if farthest.max(initial=0) > _MISSING_BYTE:
        absent = np.logical_or.reduce([column == MISSING_ANSWER for column in columns])
        highest = _MISSING_BYTE
    else:
        highest = int((farthest & np.uint8(_MISSING_BYTE - 1)).max(initial=0))
    # Narrow numbers add up several times faster. Where an answer is missing the sum may wrap: it is not used.
    narrow = highest * len(columns) <= np.iinfo(np.int8).max
    total = columns[0].astype(np.int8 if narrow else np.int32)
    for column in columns[1:]:
        np.add(total, column, out=total)
    scores[:] = total
    scores[np.flatnonzero(absent)] = MISSING_SCORE


@attrs.frozen(kw_only=True)
class Mean:
    """
    The mean of the answers.

    Attributes
    ----------
    missing : MissingRule
        Complete cases unless another rule is named; prorated, it is the mean of the answers given.
    """

    missing: MissingRule = attrs.field(factory=CompleteCases)

    def using(self, missing: MissingRule) -> Mean:
        """Give the mean with another rule for missing answers."""
        return attrs.evolve(self, missing=missing)

    def directions(self, n_items: int) -> tuple[int, ...]:
        """Every answer adds."""
        return (1,) * n_items

    def scale(self, ranges: Sequence[tuple[int, int]]) -> Scale:
        """
        Give the items' common range, in steps of the sum's n-th parts.

        Raises
        ------
        ValueError
            If the items' ranges differ: their mean would be no answer of any of them.
        """
        if len(set(ranges)) > 1:
            msg = f"the mean of items needs one range for all of them, got {sorted(set(ranges))}"
            raise ValueError(msg)
        lowest, highest = ranges[0]
        return Scale(
            lowest=lowest,
            highest=highest,
            denominator=len(ranges) * self.missing.denominator(len(ranges)),
        )

    def score(self, answers: NDArray[np.int8]) -> NDArray[np.int32]:
        """Give the sum: in steps of an n-th it is the mean."""
        return Sum(missing=self.missing).score(answers)


@attrs.frozen(kw_only=True)
class Single:
    """The answer to one item, as it is."""

    @property
    def missing(self) -> MissingRule:
        """A single item has no score without its answer."""
        return CompleteCases()

    def using(self, missing: MissingRule) -> Single:
        """Refuse any rule but complete cases: there is nothing to prorate one answer from."""
        if missing.max_missing:
            msg = f"'missing' must be 'complete-cases' for a single item, got {missing.id!r}"
            raise ValueError(msg)
        return self

    def directions(self, n_items: int) -> tuple[int, ...]:
        """The score is the answer."""
        return (1,) * n_items

    def scale(self, ranges: Sequence[tuple[int, int]]) -> Scale:
        """Give the item's range in whole points."""
        ((lowest, highest),) = ranges
        return Scale(lowest=lowest, highest=highest)

    def score(self, answers: NDArray[np.int8]) -> NDArray[np.int32]:
        """Copy the column, with the scores' own mark for missing."""
        column = answers[:, 0]
        return np.where(column == MISSING_ANSWER, np.int32(MISSING_SCORE), column.astype(np.int32))
