"""
The goal attainment T-score: how far a person's goals were reached, all together.

T is 50 + 10 S / sqrt((1 - rho) Q + rho W^2), where S is the sum of weight times
attainment, W the sum of the weights and Q the sum of their squares. It is given to a hundredth.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from livingwell_core.instruments import CompleteCases, MissingRule, Scale
from livingwell_core.instruments.scale import exact_number
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["GasT"]

_HUNDREDTHS: Final = 100
_MIDDLE: Final = 50 * _HUNDREDTHS
_LEVEL: Final = 10 * _HUNDREDTHS
_ATTAINMENT: Final = (-2, 2)
# Attainment times weight of every goal, and rho to a thousandth: what is squared fits 64 bits.
_MOST_GOALS: Final = 10
_MOST_WEIGHT: Final = 9
_FINEST: Final = 1000


def _possible(_rule: GasT, _attribute: attrs.Attribute[Any], rho: int | Fraction) -> None:
    if not 0 <= rho <= 1 or (rho * _FINEST) % 1:
        msg = f"'rho' must be from 0 to 1 in whole thousandths, got {rho}"
        raise ValueError(msg)


@attrs.frozen(kw_only=True)
class GasT:
    """
    The T-score of goals, to the nearest hundredth, half to even.

    A goal that was set and not rated leaves no score: with fewer goals T is nearer to 50, so that leaving
    a bad one out would be a gain.

    Attributes
    ----------
    weighted : bool
        True: the items are the attainments and as many weights; a goal is set where its weight is above 0,
        and every weight has to be there. False: the attainments and how many goals were set; those are the
        first ones, and they weigh the same.
    rho : int or Fraction
        The correlation between goals that the formula assumes, 0 to 1 in thousandths.

    Examples
    --------
    >>> rule = GasT(weighted=False)
    >>> int(rule.score(np.array([[1, 1, 1, 3]], dtype=np.int8))[0])
    6369
    """

    weighted: bool
    rho: int | Fraction = attrs.field(default=Fraction(3, 10), converter=exact_number, validator=_possible)

    @property
    def missing(self) -> MissingRule:
        """Every goal that was set has to be rated."""
        return CompleteCases()

    def using(self, missing: MissingRule) -> GasT:
        """Refuse any rule but complete cases: a goal cannot be prorated from others."""
        if missing.max_missing:
            msg = f"'missing' must be 'complete-cases' for goal attainment, got {missing.id!r}"
            raise ValueError(msg)
        return self

    def directions(self, n_items: int) -> tuple[int, ...]:
        """T rises with each attainment; weights and the number of goals move it either way."""
        goals = self._goals(n_items)
        return (1,) * goals + (0,) * (n_items - goals)

    def scale(self, ranges: Sequence[tuple[int, int]]) -> Scale:
        """
        Give what is reached with every goal set, all of one weight and all at the lowest or highest.

        Raises
        ------
        ValueError
            If an attainment, a weight or the number of goals has another range.
        """
        goals = self._goals(len(ranges))
        weights = ranges[goals:]
        if set(ranges[:goals]) != {_ATTAINMENT}:
            msg = f"attainments must run from -2 to 2, got {ranges[:goals]}"
            raise ValueError(msg)
        if self.weighted and not all(low == 0 and 1 <= high <= _MOST_WEIGHT for low, high in weights):
            msg = f"weights must run from 0 to at most {_MOST_WEIGHT}, got {weights}"
            raise ValueError(msg)
        if not self.weighted and list(weights) != [(1, goals)]:
            msg = f"the number of goals must run from 1 to {goals}, got {weights}"
            raise ValueError(msg)
        count = np.array([goals], dtype=np.int64)
        ends = [int(self._hundredths(end * count, count, count)[0]) for end in _ATTAINMENT]
        lowest, highest = (Fraction(end, _HUNDREDTHS) for end in ends)
        return Scale(lowest=lowest, highest=highest, denominator=_HUNDREDTHS)

    def score(self, answers: NDArray[np.int8]) -> NDArray[np.int32]:
        """Give T in hundredths where the goals that are rated are exactly those that were set."""
        goals = self._goals(answers.shape[1])
        valid = np.ones(len(answers), dtype=np.bool_)
        total = np.zeros(len(answers), dtype=np.int64)
        weights, squares = total.copy(), total.copy()
        for goal in range(goals):
            weight = self._weight(answers, goal, goals)
            attained = answers[:, goal]
            valid &= (weight >= 0) & ((weight > 0) == (attained != MISSING_ANSWER))
            total += weight * attained
            weights += weight
            squares += weight * weight
        valid &= weights > 0
        scores = np.full(len(answers), MISSING_SCORE, dtype=np.int32)
        scores[valid] = self._hundredths(total[valid], weights[valid], squares[valid])
        return scores

    def _goals(self, n_items: int) -> int:
        """How many goals there are room for."""
        goals = n_items // 2 if self.weighted else n_items - 1
        if not 1 <= goals <= _MOST_GOALS or (self.weighted and n_items % 2):
            needs = "an attainment and a weight a goal" if self.weighted else "attainments and their number"
            msg = (
                f"a goal attainment T-score needs {needs}, for 1 to {_MOST_GOALS} goals; got {n_items} items"
            )
            raise ValueError(msg)
        return goals

    def _weight(self, answers: NDArray[np.int8], goal: int, goals: int) -> NDArray[np.int64]:
        """Give the weights of one goal, 0 where it was not set and negative where that is not known."""
        told = answers[:, goals + goal if self.weighted else goals].astype(np.int64)
        if self.weighted:
            return told
        return np.where(told == MISSING_ANSWER, told, (told > goal).astype(np.int64))

    def _hundredths(
        self, total: NDArray[np.int64], weights: NDArray[np.int64], squares: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Round 5000 + 1000 S sqrt(q / D) without a rounding error on the way: D and q whole, rho = p / q."""
        p, q = Fraction(self.rho).as_integer_ratio()
        divisor = (q - p) * squares + p * weights * weights
        square = (_LEVEL * total) ** 2 * q
        # The root of the whole part, from floats and then put right: no root of a whole number lies between.
        root = np.sqrt(square // divisor).astype(np.int64)
        root -= root * root * divisor > square
        root += (root + 1) ** 2 * divisor <= square
        # Against the middle of the two neighbours, squared; just on it, to the even one.
        above, middle = 4 * square, (2 * root + 1) ** 2 * divisor
        root += (above > middle) | ((above == middle) & (root % 2 == 1))
        return (_MIDDLE + np.sign(total) * root).astype(np.int32)
