"""
What would change the answer: one number varied at a time, or two.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs
import numpy as np

from livingwell_core.analyses import Definition
from livingwell_core.errors import did_you_mean
from livingwell_costing.discounting import discounted_years
from livingwell_costing.net_benefit import checked_threshold
from livingwell_costing.quadrants import NO_GAIN, QUADRANTS, quadrant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "INPUT_KEYS",
    "NOT_BELOW_ZERO",
    "ONE_WAY",
    "TWO_WAY",
    "Bar",
    "Case",
    "Input",
    "TwoWay",
    "Variation",
    "one_way",
    "two_way",
]

ONE_WAY: Final = Definition(
    id="sensitivity:one-way",
    text="Mean net benefit with one number at each end of its range and all others as they are; the widest "
    "first.",
    source="Briggs, Claxton and Sculpher 2006, Decision Modelling for Health Economic Evaluation, Oxford "
    "University Press",
)
TWO_WAY: Final = Definition(
    id="sensitivity:two-way",
    text="Mean net benefit for each combination of two numbers, all others as they are.",
    source="Briggs, Claxton and Sculpher 2006, Decision Modelling for Health Economic Evaluation, Oxford "
    "University Press",
)

Input = Literal["utility_gain", "taken_off", "years", "cost", "rate"]
_INPUTS: Final[tuple[Input, ...]] = get_args(Input)
#: How an evaluation file names them.
INPUT_KEYS: Final[dict[str, Input]] = {
    "years": "years",
    "taken_off": "taken_off",
    "cost": "cost",
    "gain": "utility_gain",
    "rate": "rate",
}
#: Those that are no number below 0.
NOT_BELOW_ZERO: Final = ("years", "rate")


@attrs.frozen(kw_only=True)
class Case:
    """
    The evaluation in five numbers, for asking what if.

    Attributes
    ----------
    utility_gain : float
        Mean gain in utility while it lasts.
    taken_off : float
        Mean gain in utility that there would have been without the service.
    years : float
        How long both last, >= 0.
    cost : float
        In pounds a person.
    rate : float
        Of discounting, by year, >= 0.
    """

    utility_gain: float
    taken_off: float = 0.0
    years: float = 1.0
    cost: float
    rate: float = 0.035

    def __attrs_post_init__(self) -> None:
        for name in _INPUTS:
            value = getattr(self, name)
            if not math.isfinite(value) or (name in NOT_BELOW_ZERO and value < 0):
                rule = "finite and at least 0" if name in NOT_BELOW_ZERO else "finite"
                msg = f"{name!r} must be {rule}, got {value}"
                raise ValueError(msg)

    @property
    def gain(self) -> float:
        """Mean gain in QALYs."""
        return (self.utility_gain - self.taken_off) * float(discounted_years(self.years, self.rate))

    @property
    def cost_per_qaly(self) -> float | None:
        """In pounds; None where there is no gain or nothing is paid for it."""
        return self.cost / self.gain if self.gain > NO_GAIN and self.cost >= 0 else None

    @property
    def words(self) -> str:
        """The quadrant in words."""
        return QUADRANTS[quadrant(self.gain, self.cost)]

    def net_benefit(self, threshold: float) -> float:
        """Give threshold times gain less cost, in pounds a person."""
        return checked_threshold(threshold) * self.gain - self.cost


@attrs.frozen(kw_only=True)
class Variation:
    """
    A range for one number of a case.

    Attributes
    ----------
    name : str
        Of the number: "cost".
    low, high : float
        low <= high.
    title : str
        For people.
    source : str
        Where the range comes from: "95% interval of the mean gain".
    """

    name: Input = attrs.field()
    low: float
    high: float
    title: str
    source: str = ""

    @name.validator
    def _known(self, _attribute: object, name: str) -> None:
        if name not in _INPUTS:
            msg = f"a number of the case, {did_you_mean(name, _INPUTS)}, got {name!r}"
            raise ValueError(msg)

    def __attrs_post_init__(self) -> None:
        if not self.low <= self.high:
            msg = f"the lower end of {self.name!r} first, got {self.low} to {self.high}"
            raise ValueError(msg)


@attrs.frozen(kw_only=True)
class Bar:
    """
    One bar of a tornado.

    Attributes
    ----------
    variation : Variation
    base, at_low, at_high : float
        Net benefit as it is, and at the ends of the range, in pounds a person.
    cost_per_qaly_low, cost_per_qaly_high : float or None
        At the ends of the range; None where there is none, see the words.
    words_low, words_high : str
    threshold : float
    definition : str
    """

    variation: Variation
    base: float
    at_low: float
    at_high: float
    cost_per_qaly_low: float | None
    cost_per_qaly_high: float | None
    words_low: str
    words_high: str
    threshold: float
    definition: str = ONE_WAY.id

    @property
    def width(self) -> float:
        """How far apart the ends are, in pounds."""
        return abs(self.at_high - self.at_low)

    @property
    def changes_the_answer(self) -> bool:
        """Say whether the net benefit is above 0 at some of the ends and as it is, and not at others."""
        return len({self.base > 0, self.at_low > 0, self.at_high > 0}) > 1


def one_way(case: Case, variations: Sequence[Variation], threshold: float) -> tuple[Bar, ...]:
    """
    Vary one number at a time.

    Parameters
    ----------
    case : Case
    variations : sequence of Variation
    threshold : float
        In pounds a QALY, >= 0.

    Returns
    -------
    tuple of Bar
        The widest first.
    """
    bars = []
    for variation in variations:
        low, high = (_with(case, variation.name, value) for value in (variation.low, variation.high))
        bars.append(
            Bar(
                variation=variation,
                base=case.net_benefit(threshold),
                at_low=low.net_benefit(threshold),
                at_high=high.net_benefit(threshold),
                cost_per_qaly_low=low.cost_per_qaly,
                cost_per_qaly_high=high.cost_per_qaly,
                words_low=low.words,
                words_high=high.words,
                threshold=threshold,
            )
        )
    return tuple(sorted(bars, key=lambda bar: (-bar.width, bar.variation.name)))


@attrs.frozen(kw_only=True, eq=False)
class TwoWay:
    """
    Net benefit for each combination of two numbers.

    Attributes
    ----------
    rows, columns : str
        Names of the numbers.
    row_values, column_values : tuple of float
    net_benefit : array of float64, shape (rows, columns)
        In pounds a person.
    cost_per_qaly : tuple of tuple of float or None
        The same shape; None where there is no gain or nothing is paid for it.
    words : tuple of tuple of str
        The same shape: the quadrant in words.
    threshold : float
    definition : str
    """

    rows: Input
    columns: Input
    row_values: tuple[float, ...]
    column_values: tuple[float, ...]
    net_benefit: NDArray[np.float64]
    cost_per_qaly: tuple[tuple[float | None, ...], ...]
    words: tuple[tuple[str, ...], ...]
    threshold: float
    definition: str = TWO_WAY.id


def two_way(
    case: Case,
    rows: tuple[Input, Sequence[float]],
    columns: tuple[Input, Sequence[float]],
    threshold: float,
) -> TwoWay:
    """
    Vary two numbers together.

    Parameters
    ----------
    case : Case
    rows, columns : tuple of name and values
    threshold : float
        In pounds a QALY, >= 0.

    Raises
    ------
    ValueError
        If both are the same number, or a value is not possible.
    """
    (row, row_values), (column, column_values) = rows, columns
    if row == column:
        msg = f"two different numbers to vary, got {row!r} twice"
        raise ValueError(msg)
    cases = [[_with(_with(case, row, r), column, c) for c in column_values] for r in row_values]
    return TwoWay(
        rows=row,
        columns=column,
        row_values=tuple(row_values),
        column_values=tuple(column_values),
        net_benefit=np.array([[one.net_benefit(threshold) for one in line] for line in cases]),
        cost_per_qaly=tuple(tuple(one.cost_per_qaly for one in line) for line in cases),
        words=tuple(tuple(one.words for one in line) for line in cases),
        threshold=threshold,
    )


def _with(case: Case, name: Input, value: float) -> Case:
    changed: Case = attrs.evolve(case, **{name: value})
    return changed
