"""
The exact scale that a score lives on.

A score is held as an integer number of steps of ``1 / denominator``, so that equal scores are
equal and a threshold is met or not met, never nearly met. A total of ten items with one
imputed is a ninth: denominator 9.
"""

from __future__ import annotations

from fractions import Fraction

import attrs

__all__ = ["Scale"]

# Scores are int32; half of that leaves room for differences.
_MOST_STEPS = 2**30


@attrs.frozen(kw_only=True)
class Scale:
    """
    Range and step of a score.

    Attributes
    ----------
    lowest, highest : int
        The range, in points.
    denominator : int
        Steps to a point, >= 1.
    """

    lowest: int
    highest: int
    denominator: int = 1

    def __attrs_post_init__(self) -> None:
        if self.denominator < 1:
            msg = f"'denominator' must be at least 1, got {self.denominator}"
            raise ValueError(msg)
        if self.lowest >= self.highest:
            msg = f"'lowest' must be below 'highest', got {self.lowest} and {self.highest}"
            raise ValueError(msg)
        if max(abs(self.first_step), abs(self.last_step)) >= _MOST_STEPS:
            msg = f"'denominator' {self.denominator} makes more steps than scores can have, {_MOST_STEPS}"
            raise ValueError(msg)

    @property
    def first_step(self) -> int:
        """The lowest score, in steps."""
        return self.lowest * self.denominator

    @property
    def last_step(self) -> int:
        """The highest score, in steps."""
        return self.highest * self.denominator

    @property
    def span(self) -> int:
        """How many steps there are from lowest to highest, both counted."""
        return self.last_step - self.first_step + 1

    def steps(self, points: float | Fraction) -> Fraction:
        """Give a number of points as steps, exactly."""
        return Fraction(points) * self.denominator

    def points(self, steps: int | Fraction) -> float:
        """Give a number of steps as points."""
        return float(Fraction(steps) / self.denominator)
